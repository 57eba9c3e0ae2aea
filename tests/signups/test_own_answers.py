"""Answers to an event's own questions: kept as given, and no longer than was promised."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from formhandler.events.model import Event
from formhandler.mail.eml_files import sweep
from formhandler.signups import changes
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Own, Signup
from formhandler.signups.register import AlreadySentError
from formhandler.signups.retention import delete_due
from tests.conftest import SetClock
from tests.support.events import OSLO, a_manifest, an_event
from tests.support.forms import answers, as_it_is, change, store, stored
from tests.support.letters import rows

DAY = timedelta(days=1)
HELD = date(2030, 6, 4)
MOVED = {"start": "2030-06-14 08.30", "slutt": "2030-06-14 10.00"}


def question(key: str, **keys: Any) -> dict[str, Any]:
    return {"nøkkel": key, "spørsmål": f"{key}?", "formål": "Vi bestiller lunsj"} | keys


FOOD = question("mat", helse="ja")
ROAD = question("reise")
WISHES = question("onsker", type="flere valg", valg=["C", "A", "B"])


def asking(*questions: dict[str, Any], days: str = "30 dager", **keys: Any) -> Event:
    terms = {"spørsmål": list(questions), "slettes_etter": days}
    return an_event(**keys, påmelding=terms)


def answered(**own: str | tuple[str, ...]) -> Answers:
    given = {key: (each,) if isinstance(each, str) else each for key, each in own.items()}
    return replace(answers(), own=given)


def own(database: Database) -> Own | None:
    """Return the answers of the only sign-up, or None where it is gone."""
    found = stored(database)
    return found[0].answers.own if found else None


def test_answers_are_stored_as_they_were_given(database: Database) -> None:
    given = answered(mat="Halal, og «nøtter»\nog ost", reise="Tog")
    signup = store(database, asking(FOOD, ROAD), given)

    assert stored(database) == [signup]
    assert signup.answers == given


def test_what_was_not_answered_is_not_stored(database: Database) -> None:
    store(database, asking(FOOD, ROAD), answered(reise="Tog"))

    assert own(database) == {"reise": ("Tog",)}


def test_several_choices_keep_their_order(database: Database) -> None:
    store(database, asking(WISHES), answered(onsker=("B", "C", "A")))

    assert own(database) == {"onsker": ("B", "C", "A")}


def test_each_sign_up_has_answers_of_its_own(database: Database) -> None:
    event = asking(ROAD)
    people = {"ada": "Tog", "bo": "Buss"}
    for name, road in people.items():
        store(database, event, replace(answers(name), own={"reise": (road,)}))

    found = {each.answers.name: each.answers.own for each in stored(database)}
    assert found == {"ada": {"reise": ("Tog",)}, "bo": {"reise": ("Buss",)}}


def test_a_question_taken_out_of_the_event_keeps_its_answers(database: Database) -> None:
    signup = store(database, asking(ROAD, FOOD), answered(reise="Tog", mat="Vegan"))
    cancelled = change(database, changes.cancel, asking(FOOD), signup).signup

    assert cancelled.answers.own == {"reise": ("Tog",), "mat": ("Vegan",)}


def test_f22_the_same_form_again_gives_the_same(database: Database) -> None:
    given = answered(mat="Vegan", onsker=("B", "A"))
    event = asking(WISHES, FOOD)
    signup = store(database, event, given, submit_id="abc")

    assert store(database, event, given, submit_id="abc") == signup


def test_f23_the_same_form_with_another_answer_changes_nothing(database: Database) -> None:
    signup = store(database, asking(ROAD), answered(reise="Tog"), submit_id="abc")

    with pytest.raises(AlreadySentError):
        store(database, asking(ROAD), answered(reise="Buss"), submit_id="abc")
    assert stored(database) == [signup]


def mend(database: Database, event: Event, signup: Signup, **given: str | tuple[str, ...]) -> int:
    """Mend the answers, and return how many changes that was."""
    return len(change(database, changes.mend, event, signup, answered(**given)).changes)


def test_a_mended_answer_takes_the_old_one_s_place(database: Database) -> None:
    event = asking(ROAD, WISHES)
    signup = store(database, event, answered(reise="Tog", onsker=("B", "A")))

    assert mend(database, event, signup, onsker=("A", "C")) == 1
    assert own(database) == {"onsker": ("A", "C")}
    assert as_it_is(database, signup).version == 1


def test_the_same_answers_in_another_order_of_questions_are_no_change(database: Database) -> None:
    event = asking(ROAD, FOOD)
    signup = store(database, event, answered(reise="Tog", mat="Vegan"))

    assert mend(database, event, signup, mat="Vegan", reise="Tog") == 0


def test_the_table_itself_refuses_an_answer_of_nobody(database: Database) -> None:
    sql = "insert into answers (signup, question, answer) values (9, 'mat', 'Vegan')"

    with pytest.raises(sqlite3.IntegrityError), database.writing() as db:
        db.execute(sql)


# Deletion.


def delete(database: Database, day: date, *published: Event) -> Own | None:
    """Delete what is due when a day begins, and return the answers that are left."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=OSLO)
    delete_due(database, a_manifest(*published), SetClock(midnight))
    return own(database)


BOTH = {"mat": ("Vegan",), "reise": ("Tog",)}
ONLY_ROAD = {"reise": ("Tog",)}


@pytest.mark.parametrize(
    ("food", "days", "kept"),
    [
        (FOOD, "30 dager", 7),
        (FOOD | {"slettes_etter": "3 dager"}, "30 dager", 3),
        (FOOD | {"slettes_etter": "20 dager"}, "30 dager", 20),
        (FOOD | {"helse": "nei", "slettes_etter": "1 dag"}, "30 dager", 1),
    ],
)
def test_answers_with_a_shorter_time_are_deleted_earlier_and_the_sign_up_stays(
    database: Database, food: dict[str, Any], days: str, kept: int
) -> None:
    event = asking(food, ROAD, days=days)
    store(database, event, answered(mat="Vegan", reise="Tog"))

    assert delete(database, HELD + kept * DAY - DAY, event) == BOTH
    assert delete(database, HELD + kept * DAY, event) == ONLY_ROAD
    assert delete(database, HELD + 29 * DAY, event) == ONLY_ROAD
    assert delete(database, HELD + 30 * DAY, event) is None


@pytest.mark.parametrize(
    "food", [FOOD, FOOD | {"slettes_etter": "90 dager"}, ROAD | {"slettes_etter": "90 dager"}]
)
def test_no_answer_outlives_its_sign_up(database: Database, food: dict[str, Any]) -> None:
    event = asking(food, days="5 dager")
    store(database, event, answered(**{food["nøkkel"]: "Vegan"}))

    assert delete(database, HELD + 4 * DAY, event) == {food["nøkkel"]: ("Vegan",)}
    assert delete(database, HELD + 5 * DAY, event) is None
    with database.reading() as db:
        assert list(db.query("select * from answers")) == []


def test_an_event_moved_on_keeps_its_answers_as_long_after_it(database: Database) -> None:
    store(database, asking(FOOD, ROAD), answered(mat="Vegan", reise="Tog"))
    moved = asking(FOOD, ROAD, **MOVED)

    assert delete(database, HELD + 7 * DAY, moved) == BOTH
    assert delete(database, HELD + 17 * DAY - DAY, moved) == BOTH
    assert delete(database, HELD + 17 * DAY, moved) == ONLY_ROAD


def test_an_event_moved_forward_deletes_no_answer_before_the_promised_day(
    database: Database,
) -> None:
    store(database, asking(FOOD, ROAD), answered(mat="Vegan", reise="Tog"))
    moved = asking(FOOD, ROAD, start="2030-05-04 08.30", slutt="2030-05-04 10.00")

    assert delete(database, HELD + 7 * DAY - DAY, moved) == BOTH
    assert delete(database, HELD + 7 * DAY, moved) == ONLY_ROAD


def test_an_event_that_waits_for_a_new_date_keeps_its_answers(database: Database) -> None:
    store(database, asking(FOOD), answered(mat="Vegan"))
    postponed = asking(FOOD, status="utsatt")

    assert delete(database, HELD + 300 * DAY, postponed) == {"mat": ("Vegan",)}


def test_an_event_that_has_vanished_deletes_answers_as_promised(database: Database) -> None:
    store(database, asking(FOOD, ROAD), answered(mat="Vegan", reise="Tog"))

    assert delete(database, HELD + 7 * DAY - DAY) == BOTH
    assert delete(database, HELD + 7 * DAY) == ONLY_ROAD


@pytest.mark.parametrize("later", [asking(ROAD), asking(ROAD, question("mat"))])
def test_a_question_that_is_changed_or_taken_out_breaks_no_promise(
    database: Database, later: Event
) -> None:
    store(database, asking(FOOD, ROAD), answered(mat="Vegan", reise="Tog"))

    assert delete(database, HELD + 7 * DAY, later) == ONLY_ROAD


def test_a_mended_answer_about_health_is_deleted_as_early(database: Database) -> None:
    event = asking(FOOD, ROAD)
    signup = store(database, event, answered(reise="Tog"))
    mend(database, event, signup, mat="Vegan", reise="Tog")

    assert delete(database, HELD + 7 * DAY, event) == ONLY_ROAD


def mails(database: Database) -> list[tuple[int, str]]:
    return [(row["signup"], row["status"]) for row in rows(database)]


@pytest.mark.parametrize("status", ["sent", "dropped", "waiting", "undeliverable"])
def test_the_sent_mails_that_tell_of_an_answer_are_forgotten_with_it_and_no_others(
    database: Database, status: str
) -> None:
    event = asking(FOOD, ROAD)
    kari = store(database, event, answered(mat="Vegan"))
    ola = store(database, event, replace(answered(reise="Tog"), email="ola@example.no"))
    with database.writing() as db:
        db.execute("update outbox set status = :status", {"status": status})
    everyone = [(kari.id, status), (ola.id, status)]

    delete(database, HELD + 6 * DAY, event)
    assert mails(database) == everyone
    delete(database, HELD + 7 * DAY, event)
    after = "forgotten" if status == "sent" else status
    assert mails(database) == [(kari.id, after), (ola.id, status)]


def test_the_files_of_mails_that_tell_of_an_answer_go_with_it(
    database: Database, tmp_path: Path
) -> None:
    store(database, asking(FOOD), answered(mat="Vegan"))
    store(database, asking(FOOD), answers("Ola"))
    with database.writing() as db:
        db.execute("update outbox set status = 'sent'")
    names = {"000001.eml", "000001.tmp", "000002.eml", "notater.eml", "000001.txt"}
    for name in names:
        (tmp_path / name).touch()

    sweep(tmp_path, database)
    assert names <= {path.name for path in tmp_path.iterdir()}
    delete(database, HELD + 7 * DAY, asking(FOOD))
    sweep(tmp_path, database)
    assert names - {path.name for path in tmp_path.iterdir()} == {"000001.eml", "000001.tmp"}


def test_mails_of_an_event_that_was_moved_on_stay_as_long_as_its_answers(
    database: Database,
) -> None:
    kari = store(database, asking(FOOD), answered(mat="Vegan"))
    with database.writing() as db:
        db.execute("update outbox set status = 'sent'")

    delete(database, HELD + 7 * DAY, asking(FOOD, **MOVED))
    assert mails(database) == [(kari.id, "sent")]
    delete(database, HELD + 17 * DAY, asking(FOOD, **MOVED))
    assert mails(database) == [(kari.id, "forgotten")]


def bytes_of(database: Database) -> bytes:
    """Return all bytes of the database and the files beside it."""
    return b"".join(path.read_bytes() for path in sorted(database.path.parent.glob("pameldt*")))


ILLNESS = "unusual-allergy"


def delete_while_others_read(database: Database) -> None:
    with database.reading() as db:
        db.execute("select count(*) from signups").fetchone()
        store(database, asking(FOOD), answered(mat=ILLNESS))
        assert ILLNESS.encode() in bytes_of(database)
        delete(database, HELD + 7 * DAY, asking(FOOD))
        assert own(database) == {}
        assert ILLNESS.encode() not in bytes_of(database)


def test_f37_no_byte_of_a_deleted_answer_is_left_though_others_read(database: Database) -> None:
    delete_while_others_read(database)


def test_f37_control_without_emptying_the_log_the_answer_is_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "forget", lambda _database: None)

    with pytest.raises(AssertionError, match=ILLNESS):
        delete_while_others_read(database)
