"""The register: who gets a seat, who waits, and what becomes of the same person twice."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from formhandler.events.model import Attendance, Event, EventState
from formhandler.signups import changes, register, seats
from formhandler.signups.database import Database
from formhandler.signups.models import Change, Done, Outcome, Signup, SignupStatus, told_of
from formhandler.signups.register import AlreadySentError, NotOpenError
from formhandler.signups.seats import FullError
from tests.support.events import NOW, OSLO, an_event
from tests.support.forms import answers, change, store, stored

ONLINE = Attendance.ONLINE
IN_PERSON = Attendance.IN_PERSON
HYBRID: dict[str, Any] = {"digitalt": {"plattform": "Teams"}}


def statuses(database: Database, event: Event, *names: str, way: Attendance = IN_PERSON) -> str:
    """Sign these people up, and return the first letter of each one's status."""
    signups = [store(database, event, answers(name, attendance=way)) for name in names]
    return "".join(signup.status[0] for signup in signups)


def place(database: Database, signup: Signup) -> int:
    with database.reading() as db:
        return seats.place_in_line(db, signup)


def cancel(database: Database, event: Event, signup: Signup) -> None:
    change(database, changes.cancel, event, signup)


def test_a_sign_up_is_stored_as_it_was_given(database: Database) -> None:
    given = answers("Kari Ødegård", message="Linje 1\nLinje 2")
    signup = store(database, an_event(), given, submit_id="abc")

    assert stored(database) == [signup]
    assert signup.answers == given
    assert (signup.event, signup.submit_id) == ("frokostmote", "abc")
    assert signup.status is signup.answered is SignupStatus.CONFIRMED
    assert signup.created_at == NOW
    assert signup.created_at.tzinfo is not None
    assert signup.delete_on == date(2030, 7, 4)
    assert (signup.version, signup.signed_up_by) == (0, None)
    assert signup.told == told_of(an_event(), IN_PERSON)


def test_a_sign_up_is_found_by_its_public_id(database: Database) -> None:
    signup = store(database, an_event())

    with database.reading() as db:
        assert register.find(db, signup.public_id) == signup
        assert register.find(db, signup.public_id[:-1]) is None


def test_a_sign_up_is_found_by_the_link_in_the_mail(database: Database) -> None:
    signup = store(database, an_event())

    with database.reading() as db:
        assert register.find_by_link(db, signup.link_id) == signup
        assert register.find_by_link(db, signup.public_id) is None


def test_a07_the_link_in_the_mail_is_none_to_the_receipt(database: Database) -> None:
    signup = store(database, an_event())

    with database.reading() as db:
        assert register.find(db, signup.link_id) is None


@pytest.mark.parametrize("key", ["public_id", "link_id"])
def test_the_ids_in_links_cannot_be_guessed(database: Database, key: str) -> None:
    ids = {getattr(store(database, an_event(), answers(name)), key) for name in "abcdefgh"}

    assert [len(each) for each in ids] == [22] * 8


def test_a_reference_can_be_read_aloud(database: Database) -> None:
    references = [store(database, an_event(), answers(name)).reference for name in "abcdefgh"]

    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{6}", each) for each in references)
    assert len(set(references)) == 8


def test_an_event_without_seats_given_takes_everybody(database: Database) -> None:
    assert statuses(database, an_event(), "ada", "bo", "cy") == "ccc"


def test_a_full_event_puts_the_next_person_on_the_waiting_list(database: Database) -> None:
    event = an_event(påmelding={"plasser": 2})

    assert statuses(database, event, "ada", "bo", "cy") == "ccw"


def test_each_way_to_attend_has_its_own_seats(database: Database) -> None:
    event = an_event(**HYBRID, påmelding={"plasser": 1, "plasser_digitalt": 2})

    assert statuses(database, event, "ada", "bo") == "cw"
    assert statuses(database, event, "cy", "di", "eli", way=ONLINE) == "ccw"


def test_seats_of_a_hybrid_event_are_those_in_the_room(database: Database) -> None:
    event = an_event(**HYBRID, påmelding={"plasser": 1})

    assert statuses(database, event, "ada", "bo") == "cw"
    assert statuses(database, event, "cy", "di", "eli", way=ONLINE) == "ccc"


@pytest.mark.parametrize("key", ["plasser", "plasser_digitalt"])
def test_an_event_that_is_only_online_has_seats_under_either_key(
    database: Database, key: str
) -> None:
    event = an_event(sted=None, digitalt="Teams", påmelding={key: 1})

    assert statuses(database, event, "ada", "bo", way=ONLINE) == "cw"


def test_a_full_event_without_a_waiting_list_stores_nobody_more(database: Database) -> None:
    event = an_event(påmelding={"plasser": 1, "venteliste": "nei"})
    first = store(database, event, answers("ada"))

    with pytest.raises(FullError):
        store(database, event, answers("bo"))
    assert stored(database) == [first]


def test_a_seat_that_is_freed_goes_to_nobody_who_comes_later(database: Database) -> None:
    event = an_event(påmelding={"plasser": 1})
    first = store(database, event, answers("ada"))
    assert statuses(database, event, "bo") == "w"
    cancel(database, event, first)

    assert statuses(database, event, "cy") == "w"


def test_a_seat_that_is_freed_can_be_taken_where_nobody_waits(database: Database) -> None:
    event = an_event(påmelding={"plasser": 1, "venteliste": "nei"})
    cancel(database, event, store(database, event, answers("ada")))

    assert statuses(database, event, "bo") == "c"


def test_f21_seats_lowered_below_the_number_signed_up_throw_nobody_out(database: Database) -> None:
    assert statuses(database, an_event(påmelding={"plasser": 3}), "ada", "bo", "cy") == "ccc"

    assert statuses(database, an_event(påmelding={"plasser": 1}), "di") == "w"
    assert "".join(each.status[0] for each in stored(database)) == "cccw"


def test_those_who_wait_are_numbered_from_one_for_each_way_to_attend(database: Database) -> None:
    event = an_event(**HYBRID, påmelding={"plasser": 1, "plasser_digitalt": 1})
    ways = [IN_PERSON, ONLINE, ONLINE, IN_PERSON, IN_PERSON, ONLINE]
    signups = [
        store(database, event, answers(f"p{number}", attendance=way))
        for number, way in enumerate(ways)
    ]

    assert [place(database, each) for each in signups[2:]] == [1, 1, 2, 2]


def test_who_waits_moves_up_when_somebody_before_them_cancels(database: Database) -> None:
    event = an_event(påmelding={"plasser": 1})
    _, first, second = (store(database, event, answers(name)) for name in ("ada", "bo", "cy"))
    cancel(database, event, first)

    assert place(database, second) == 1


def test_those_who_wait_for_another_event_do_not_count(database: Database) -> None:
    statuses(database, an_event("annet", påmelding={"plasser": 1}), "ada", "bo")
    event = an_event(påmelding={"plasser": 1})
    statuses(database, event, "ada")

    assert place(database, store(database, event, answers("bo"))) == 1


@pytest.mark.parametrize("again", ["ada@example.no", "ADA@example.no", "Ada@EXAMPLE.NO"])
def test_the_same_address_again_is_a_repeat(database: Database, again: str) -> None:
    statuses(database, an_event(), "ada")
    repeat = store(database, an_event(), answers("Ada B", email=again))

    assert (repeat.status, repeat.answered) == (SignupStatus.REPEAT, SignupStatus.CONFIRMED)
    assert repeat.answers.email == again


def test_the_same_address_signs_up_to_two_events(database: Database) -> None:
    assert statuses(database, an_event("a"), "ada") == "c"
    assert statuses(database, an_event("b"), "ada") == "c"


def test_other_forms_with_an_address_are_those_of_the_same_event(database: Database) -> None:
    event, elsewhere = an_event(), an_event("julemote")
    first = store(database, event, answers("Kari"))
    again = store(database, event, answers("Kari", message="Er det lunsj?"))
    store(database, elsewhere, answers("Kari", message="Jeg er allergisk"))
    with database.reading() as db:
        others = register.others_with_address(db, first)

    assert others == [again]


def test_a_repeat_takes_no_seat(database: Database) -> None:
    assert statuses(database, an_event(påmelding={"plasser": 2}), "ada", "ada", "bo") == "crc"


def test_a05_a_full_event_tells_a_known_address_what_it_tells_an_unknown(
    database: Database,
) -> None:
    event = an_event(påmelding={"plasser": 1})
    people = ["ada", "bo", "ada", "cy", "bo", "di"]
    signups = [store(database, event, answers(name)) for name in people]

    assert "".join(each.status[0] for each in signups) == "cwrwrw"
    assert "".join(each.answered[0] for each in signups) == "cwwwww"
    assert [place(database, each) for each in signups[1:]] == [1, 2, 3, 4, 5]


def test_a05_a_full_event_without_a_waiting_list_is_full_for_a_known_address_too(
    database: Database,
) -> None:
    event = an_event(påmelding={"plasser": 1, "venteliste": "nei"})
    store(database, event, answers("ada"))

    with pytest.raises(FullError):
        store(database, event, answers("ada"))


def test_who_has_cancelled_may_sign_up_again(database: Database) -> None:
    cancel(database, an_event(), store(database, an_event(), answers("ada")))

    assert statuses(database, an_event(), "ada") == "c"


def test_f22_the_same_form_again_gives_the_same_sign_up(database: Database) -> None:
    first = store(database, an_event(), submit_id="abc")

    assert store(database, an_event(), submit_id="abc") == first
    assert stored(database) == [first]


def test_f22_a_retry_after_the_deadline_gives_the_sign_up_that_was_in_time(
    database: Database,
) -> None:
    event = an_event()
    first = store(database, event, submit_id="abc")

    assert store(database, event, submit_id="abc", now=event.starts) == first


def test_f22_a_retry_when_the_event_is_full_gives_the_seat_that_was_taken(
    database: Database,
) -> None:
    event = an_event(påmelding={"plasser": 1})
    first = store(database, event, submit_id="abc")

    assert store(database, event, submit_id="abc").status is SignupStatus.CONFIRMED
    assert stored(database) == [first]


def test_f23_the_same_form_with_other_answers_changes_nothing(database: Database) -> None:
    first = store(database, an_event(), answers("ada"), submit_id="abc")

    with pytest.raises(AlreadySentError) as raised:
        store(database, an_event(), answers("bo"), submit_id="abc")
    assert raised.value.signup == first
    assert stored(database) == [first]


def test_a_submit_id_counts_for_its_own_event_only(database: Database) -> None:
    store(database, an_event("a"), submit_id="abc")

    assert store(database, an_event("b"), submit_id="abc").event == "b"


NOT_OPEN = [
    ({"påmelding": {"åpner": "2030-05-03"}}, NOW, EventState.NOT_YET_OPEN),
    ({"påmelding": {"frist": "2030-05-01"}}, NOW, EventState.CLOSED),
    ({}, datetime(2030, 6, 4, 8, 30, tzinfo=OSLO), EventState.CLOSED),
    ({}, datetime(2030, 6, 4, 10, 0, tzinfo=OSLO), EventState.PAST),
    ({"status": "avlyst"}, NOW, EventState.CANCELLED),
    ({"status": "utsatt"}, NOW, EventState.POSTPONED),
]


@pytest.mark.parametrize(("keys", "now", "state"), NOT_OPEN)
def test_an_event_that_is_not_open_stores_nobody(
    database: Database, keys: dict[str, Any], now: datetime, state: EventState
) -> None:
    with pytest.raises(NotOpenError) as raised:
        store(database, an_event(**keys), now=now)
    assert raised.value.state is state
    assert stored(database) == []


def test_the_last_moment_before_the_start_is_in_time(database: Database) -> None:
    event = an_event()
    last = event.starts - timedelta(microseconds=1)

    assert store(database, event, now=last).status is SignupStatus.CONFIRMED


def added(database: Database, name: str) -> Done:
    event = an_event(påmelding={"plasser": 1})
    with database.writing() as db:
        return register.add(db, event, answers(name), submit_id=f"{name}'s", now=NOW)


def test_each_is_told_what_became_of_them_once(database: Database) -> None:
    for name, outcome in (("ada", Outcome.CONFIRMED), ("bo", Outcome.WAITING)):
        done = added(database, name)
        assert done.changes == (Change(done.signup, outcome),)
        assert added(database, name) == Done(done.signup)


def test_who_repeats_is_told_that_it_is_a_repeat(database: Database) -> None:
    store(database, an_event(), answers("ada"))
    done = added(database, "ada")

    assert done.changes == (Change(done.signup, Outcome.REPEAT),)


def fail_after_adding(database: Database) -> None:
    with database.writing() as db:
        register.add(db, an_event(), answers(), submit_id="abc", now=NOW)
        raise LookupError


def test_an_error_in_the_transaction_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(LookupError):
        fail_after_adding(database)
    assert stored(database) == []


BROKEN = {
    "status": "maybe",
    "answered": "repeat",
    "attendance": "by post",
    "name": "",
    "email": "a" * 255,
    "message": "a" * 2001,
    "organisation": None,
}


@pytest.mark.parametrize("column", BROKEN)
def test_the_table_itself_refuses_what_no_sign_up_can_be(database: Database, column: str) -> None:
    store(database, an_event())

    with pytest.raises(sqlite3.IntegrityError), database.writing() as db:
        db.execute(f"update signups set {column} = :value", {"value": BROKEN[column]})


def test_the_table_itself_refuses_a_second_standing_sign_up_of_one_address(
    database: Database,
) -> None:
    statuses(database, an_event(), "ada", "ada")

    with pytest.raises(sqlite3.IntegrityError), database.writing() as db:
        db.execute("update signups set status = 'confirmed'")
