"""Changes: what people do with their own sign-up, once, and what follows for others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from formhandler.events.model import Attendance, Event, EventState
from formhandler.mail import outbox
from formhandler.signups import changes, correct_email, event_news, register
from formhandler.signups.changes import NotStandingError
from formhandler.signups.correct_email import AddressTakenError, TooLateError, mend_email
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Change, Done, Outcome, Signup, SignupStatus, told_of
from formhandler.signups.register import NotOpenError
from formhandler.signups.seats import FullError
from tests.support.events import NOW, an_event
from tests.support.forms import answers, as_it_is, change, seating, store, stored

ONLINE, IN_PERSON = Attendance.ONLINE, Attendance.IN_PERSON
HYBRID: dict[str, Any] = {"digitalt": {"plattform": "Teams"}}
ONE = an_event(påmelding={"plasser": 1})
BOTH = an_event(**HYBRID, påmelding={"plasser": 1, "plasser_digitalt": 1})
NO_LINE = an_event(påmelding={"plasser": 1, "venteliste": "nei"})
MINUTES = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def sign_up(
    database: Database, event: Event, *names: str, way: Attendance = IN_PERSON
) -> list[Signup]:
    return [store(database, event, answers(name, attendance=way)) for name in names]


def brought(done: Done) -> list[tuple[str, str]]:
    """Return who was changed, and how."""
    return [(each.signup.answers.name, each.outcome.value) for each in done.changes]


# Attending another way.


def test_who_attends_another_way_keeps_all_else(database: Database) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    done = change(database, changes.attend, BOTH, ada, ONLINE)
    online = replace(ada.answers, attendance=ONLINE)
    told = told_of(BOTH, ONLINE)

    assert done.signup == replace(ada, answers=online, told=told, version=1, managed=True)
    assert (stored(database), brought(done)) == ([done.signup], [("ada", "changed")])


def test_who_attends_another_way_frees_the_seat(database: Database) -> None:
    ada, bo = sign_up(database, BOTH, "ada", "bo")
    done = change(database, changes.attend, BOTH, ada, ONLINE)

    assert brought(done) == [("ada", "changed"), ("bo", "promoted")]
    assert as_it_is(database, bo).status is SignupStatus.CONFIRMED


def test_who_waits_gets_a_seat_at_once_by_attending_where_there_is_one(database: Database) -> None:
    _, bo, _cy = sign_up(database, BOTH, "ada", "bo", "cy")
    done = change(database, changes.attend, BOTH, bo, ONLINE)

    assert done.signup.status is done.signup.answered is SignupStatus.CONFIRMED
    assert (brought(done), seating(database)) == ([("bo", "changed")], "ccw")


def test_who_cannot_attend_another_way_keeps_the_seat(database: Database) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    sign_up(database, BOTH, "bo", way=ONLINE)

    with pytest.raises(FullError):
        change(database, changes.attend, BOTH, ada, ONLINE)
    assert as_it_is(database, ada) == ada


def test_a_seat_that_somebody_waits_for_is_not_for_who_attends_another_way(
    database: Database,
) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    sign_up(database, BOTH, "bo", "cy", way=ONLINE)
    raised = an_event(**HYBRID, påmelding={"plasser": 1, "plasser_digitalt": 2})

    with pytest.raises(FullError):
        change(database, changes.attend, raised, ada, ONLINE)


def test_nobody_attends_in_a_way_that_the_event_does_not_have(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), "ada")

    with pytest.raises(FullError):
        change(database, changes.attend, an_event(), ada, ONLINE)


# Mending answers.


def test_other_answers_are_stored_but_neither_address_nor_attendance(database: Database) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    given = Answers("Ada B", "evil@example.no", "Oslo", ONLINE, "Hei", shares_email=True)
    done = change(database, changes.mend, BOTH, ada, given)

    mended = Answers("Ada B", "ada@example.no", "Oslo", IN_PERSON, "Hei")
    assert done.signup == replace(ada, answers=mended, version=1, managed=True)
    assert (stored(database), brought(done)) == ([done.signup], [("Ada B", "changed")])


def test_who_waits_and_mends_an_answer_keeps_the_place_in_line(database: Database) -> None:
    ada, bo, _cy = sign_up(database, ONE, "ada", "bo", "cy")
    change(database, changes.mend, ONE, bo, answers("bo", message="Hei"))
    change(database, changes.cancel, ONE, ada)

    assert seating(database) == "xcw"


# Cancelling, and undoing it.


def test_who_cancels_frees_the_seat_and_keeps_all_else(database: Database) -> None:
    ada, _bo = sign_up(database, ONE, "ada", "bo")
    done = change(database, changes.cancel, ONE, ada)

    cancelled = replace(ada, status=SignupStatus.CANCELLED, version=1, managed=True)
    assert done.signup == cancelled
    assert (brought(done), seating(database)) == ([("ada", "cancelled"), ("bo", "promoted")], "xc")


def test_who_waits_and_cancels_frees_no_seat(database: Database) -> None:
    _, bo, _cy = sign_up(database, ONE, "ada", "bo", "cy")

    assert brought(change(database, changes.cancel, ONE, bo)) == [("bo", "cancelled")]
    assert seating(database) == "cxw"


def test_who_cancels_leaves_the_repeats_as_they_were(database: Database) -> None:
    ada, _repeat, _bo = sign_up(database, an_event(), "ada", "ada", "bo")

    assert brought(change(database, changes.cancel, an_event(), ada)) == [("ada", "cancelled")]
    assert seating(database) == "xrc"


def restored(database: Database, event: Event, signup: Signup) -> list[tuple[str, str]]:
    return brought(change(database, changes.restore, event, signup))


def test_who_undoes_it_gets_the_seat_back_where_nobody_has_taken_it(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, ONE, ada)

    assert restored(database, ONE, ada) == [("ada", "changed")]
    assert as_it_is(database, ada) == replace(ada, version=2, managed=True)


def test_who_undoes_it_too_late_waits(database: Database) -> None:
    ada, _bo = sign_up(database, ONE, "ada", "bo")
    change(database, changes.cancel, ONE, ada)

    assert (restored(database, ONE, ada), seating(database)) == ([("ada", "changed")], "wc")


def test_who_undoes_it_where_nobody_can_wait_stays_cancelled(database: Database) -> None:
    (ada,) = sign_up(database, NO_LINE, "ada")
    change(database, changes.cancel, NO_LINE, ada)
    sign_up(database, NO_LINE, "bo")

    with pytest.raises(FullError):
        restored(database, NO_LINE, ada)
    assert seating(database) == "xc"


def test_who_has_signed_up_anew_keeps_that_sign_up(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, ONE, ada)
    (anew,) = sign_up(database, ONE, "ada")

    assert change(database, changes.restore, ONE, ada) == Done(anew)
    assert seating(database) == "xc"


# What is asked for twice is made once.

Operation = Callable[[Database, Signup], Done]


def operations() -> dict[str, Operation]:
    return {
        "attend": lambda db, who: change(db, changes.attend, BOTH, who, ONLINE),
        "mend": lambda db, who: change(db, changes.mend, BOTH, who, answers("ada", message="Hei")),
        "mend_email": lambda db, who: change(db, mend_email, BOTH, who, "b@example.no"),
        "cancel": lambda db, who: change(db, changes.cancel, BOTH, who),
        "restore": lambda db, who: change(db, changes.restore, BOTH, who),
    }


@pytest.mark.parametrize("name", operations())
def test_a_change_asked_for_twice_is_made_once_and_the_version_rises_by_one(
    database: Database, name: str
) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    if name == "restore":
        ada = change(database, changes.cancel, BOTH, ada).signup
    first = operations()[name](database, ada)

    assert operations()[name](database, ada) == Done(first.signup)
    assert first.signup.version == ada.version + 1
    assert stored(database) == [first.signup]


@pytest.mark.parametrize("name", ["attend", "mend"])
def test_what_is_cancelled_cannot_be_changed(database: Database, name: str) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    cancelled = change(database, changes.cancel, BOTH, ada).signup

    with pytest.raises(NotStandingError):
        operations()[name](database, ada)
    assert stored(database) == [cancelled]


@pytest.mark.parametrize("name", ["attend", "mend", "cancel", "restore"])
def test_a_repeat_changes_nothing(database: Database, name: str) -> None:
    ada, repeat = sign_up(database, BOTH, "ada", "ada")

    try:
        assert operations()[name](database, repeat) == Done(repeat)
    except NotStandingError:
        assert name in ("attend", "mend")
    assert stored(database) == [ada, repeat]


LATE = [
    ({}, ONE.starts, EventState.CLOSED),
    ({"status": "avlyst"}, NOW, EventState.CANCELLED),
]


@pytest.mark.parametrize(("keys", "now", "state"), LATE)
@pytest.mark.parametrize("given", [(changes.attend, ONLINE), (changes.cancel,)])
def test_when_the_event_begins_or_is_off_nothing_can_be_changed(
    database: Database, given: tuple[Any, ...], keys: dict[str, Any], now: datetime, state: str
) -> None:
    (ada,) = sign_up(database, BOTH, "ada")

    with pytest.raises(NotOpenError) as raised:
        change(database, given[0], an_event(**HYBRID, **keys), ada, *given[1:], now=now)
    assert raised.value.state is state
    assert stored(database) == [ada]


@pytest.mark.parametrize(("keys", "now", "state"), LATE)
def test_when_the_event_begins_or_is_off_nothing_can_be_undone(
    database: Database, keys: dict[str, Any], now: datetime, state: str
) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    cancelled = change(database, changes.cancel, ONE, ada).signup

    with pytest.raises(NotOpenError) as raised:
        change(database, changes.restore, an_event(**keys), ada, now=now)
    assert raised.value.state is state
    assert stored(database) == [cancelled]


@pytest.mark.parametrize(
    ("keys", "now"),
    [
        ({"påmelding": {"frist": "2030-05-01"}}, ONE.starts - SECOND),
        ({"status": "utsatt"}, NOW),
    ],
)
def test_one_can_cancel_after_the_deadline_and_when_the_event_is_postponed(
    database: Database, keys: dict[str, Any], now: datetime
) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, an_event(**keys), ada, now=now)

    assert seating(database) == "x"


# Mending the address.


def mended(
    database: Database, event: Event, signup: Signup, email: str, at: datetime = NOW
) -> list[tuple[str, str]]:
    return brought(change(database, mend_email, event, signup, email, now=at))


def test_an_address_is_mended_with_a_new_link_and_all_else_the_same(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    assert mended(database, ONE, ada, "a@example.no") == [("ada", "confirmed")]
    now = as_it_is(database, ada)

    assert len(now.link_id) == 22
    assert now.link_id != ada.link_id
    right = replace(ada.answers, email="a@example.no")
    assert now == replace(ada, answers=right, link_id=now.link_id, version=1)


def test_the_link_in_the_mail_to_the_wrong_address_leads_nowhere(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    mended(database, ONE, ada, "a@example.no")

    with database.reading() as db:
        assert register.find_by_link(db, ada.link_id) is None
        assert register.find_by_link(db, as_it_is(database, ada).link_id) is not None


@pytest.mark.parametrize("same", ["ada@example.no", "ADA@Example.NO"])
def test_the_same_address_is_no_change(database: Database, same: str) -> None:
    (ada,) = sign_up(database, ONE, "ada")

    assert mended(database, ONE, ada, same) == []
    assert stored(database) == [ada]


@pytest.mark.parametrize(
    ("age", "can"),
    [(0 * MINUTES, True), (30 * MINUTES - SECOND, True), (30 * MINUTES, False), (-SECOND, False)],
)
def test_an_address_can_be_mended_for_half_an_hour(
    database: Database, age: timedelta, can: bool
) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    assert correct_email.can_mend_email(ada, (), NOW + age) is can
    if can:
        assert mended(database, ONE, ada, "a@example.no", NOW + age) == [("ada", "confirmed")]
    else:
        with pytest.raises(TooLateError):
            mended(database, ONE, ada, "a@example.no", NOW + age)
        assert stored(database) == [ada]


def test_an_address_is_not_mended_once_the_event_has_begun(database: Database) -> None:
    early = ONE.starts - 10 * MINUTES
    ada = store(database, ONE, answers("ada"), now=early)

    with pytest.raises(NotOpenError):
        mended(database, ONE, ada, "a@example.no", ONE.starts)
    assert stored(database) == [ada]


def test_the_address_of_what_is_cancelled_is_not_mended(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, ONE, ada)

    with pytest.raises(TooLateError):
        mended(database, ONE, ada, "a@example.no")


@pytest.mark.parametrize("name", ["attend", "mend", "restore"])
def test_who_has_used_the_link_in_the_mail_has_no_address_to_mend(
    database: Database, name: str
) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    if name == "restore":
        change(database, changes.cancel, BOTH, ada)
    used = operations()[name](database, ada).signup

    assert not correct_email.can_mend_email(used, (), NOW)
    with pytest.raises(TooLateError):
        mended(database, BOTH, used, "a@example.no")
    assert stored(database) == [used]


def test_who_has_changed_a_colleague_with_the_link_in_the_mail_has_no_address_to_mend(
    database: Database,
) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"), answers("cy"))
    _, bo, cy = stored(database)
    change(database, changes.cancel, an_event(), cy)
    assert correct_email.can_mend_email(ada, stored(database)[1:], NOW)
    change(database, changes.cancel, an_event(), bo)

    with pytest.raises(TooLateError):
        mended(database, an_event(), ada, "a@example.no")


def test_an_address_of_a_colleague_in_the_same_form_is_not_taken(database: Database) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"), answers("cy"))
    before = stored(database)

    with pytest.raises(AddressTakenError):
        mended(database, an_event(), ada, "CY@example.no")
    assert stored(database) == before


def test_a_repeat_with_an_address_of_its_own_becomes_a_sign_up(database: Database) -> None:
    _, repeat = sign_up(database, an_event(), "ada", "ada")

    assert mended(database, an_event(), repeat, "bo@example.no") == [("ada", "confirmed")]
    assert seating(database) == "cc"


def test_a_repeat_that_becomes_a_sign_up_to_a_full_event_waits(database: Database) -> None:
    _, _, repeat = sign_up(database, ONE, "ada", "bo", "ada")

    assert mended(database, ONE, repeat, "cy@example.no") == [("ada", "waiting")]
    assert seating(database) == "cww"


def test_a_repeat_of_a_full_event_where_nobody_can_wait_stays_one(database: Database) -> None:
    event = an_event(påmelding={"plasser": 2, "venteliste": "nei"})
    _, repeat, _ = sign_up(database, event, "ada", "ada", "bo")

    with pytest.raises(FullError):
        mended(database, event, repeat, "cy@example.no")
    assert seating(database) == "crc"


def test_a_sign_up_whose_right_address_has_signed_up_becomes_a_repeat_and_frees_its_seat(
    database: Database,
) -> None:
    event = an_event(påmelding={"plasser": 2})
    _, wrong, cy = sign_up(database, event, "ada", "bo", "cy")

    assert mended(database, event, wrong, "ada@example.no") == [
        ("bo", "repeat"),
        ("cy", "promoted"),
    ]
    assert seating(database) == "crc"
    assert as_it_is(database, cy).status is SignupStatus.CONFIRMED


def test_a05_a_mended_address_that_is_known_is_answered_as_one_that_is_not(
    database: Database,
) -> None:
    _, bo, cy, di = sign_up(database, ONE, "ada", "bo", "cy", "di")
    mended(database, ONE, bo, "ada@example.no")
    mended(database, ONE, cy, "unknown@example.no")

    found = [as_it_is(database, each).answered for each in (bo, cy, di)]
    assert found == [SignupStatus.WAITING] * 3


def mistyped(database: Database, event: Event) -> Signup:
    """Let bo write ada's address, and ada sign up after that, which makes a repeat of hers."""
    wrong = store(database, ONE, answers("bo", email="ada@example.no"))
    sign_up(database, event, "ada")
    assert seating(database) == "cr"
    return wrong


def test_who_repeated_a_mistyped_address_is_signed_up_when_it_is_mended(database: Database) -> None:
    event = an_event(påmelding={"plasser": 2})
    told = mended(database, event, mistyped(database, event), "bo@example.no")

    assert told == [("bo", "confirmed"), ("ada", "confirmed")]
    assert seating(database) == "cc"


def test_who_repeated_a_mistyped_address_waits_where_there_is_no_seat(database: Database) -> None:
    told = mended(database, ONE, mistyped(database, ONE), "bo@example.no")

    assert told == [("bo", "confirmed"), ("ada", "waiting")]
    assert seating(database) == "cw"


def test_the_colleagues_of_who_repeated_a_mistyped_address_go_with_them(
    database: Database,
) -> None:
    wrong = store(database, an_event(), answers("bo", email="ada@example.no"))
    ada = with_colleagues(database, an_event(), sharing("cy"))
    mended(database, an_event(), wrong, "bo@example.no")

    with database.reading() as db:
        assert register.signed_up_by(db, wrong) == []
        assert [each.answers.name for each in register.signed_up_by(db, ada)] == ["cy"]


def with_colleagues(database: Database, event: Event, *others: Answers) -> Signup:
    with database.writing() as db:
        return register.add(
            db, event, answers("ada"), submit_id="abc", now=NOW, colleagues=others
        ).signup


def sharing(name: str) -> Answers:
    return replace(answers(name), email="ada@example.no", shares_email=True)


def test_colleagues_without_an_address_follow_to_the_right_one(database: Database) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"), answers("cy"))
    assert mended(database, an_event(), ada, "a@example.no") == [("ada", "confirmed")]

    found = [(each.answers.email, each.signed_up_by) for each in stored(database)]
    assert found == [
        ("a@example.no", None),
        ("a@example.no", ada.id),
        ("cy@example.no", ada.id),
    ]
    assert seating(database) == "ccc"


def test_colleagues_follow_to_the_sign_up_that_stands_for_the_right_address(
    database: Database,
) -> None:
    known = store(database, an_event(), answers("ada", email="a@example.no"))
    ada = with_colleagues(database, an_event(), sharing("bo"))
    mended(database, an_event(), ada, "a@example.no")

    with database.reading() as db:
        (bo,) = register.signed_up_by(db, known)
    assert (bo.answers.name, bo.answers.email) == ("bo", "a@example.no")
    assert seating(database) == "crc"


def test_the_links_of_colleagues_who_follow_are_new_too(database: Database) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"))
    old = {each.link_id for each in stored(database)}
    mended(database, an_event(), ada, "a@example.no")

    assert old & {each.link_id for each in stored(database)} == set()


# Erasing.


def erase(database: Database, event: Event | None, signup: Signup) -> list[str]:
    """Erase what is stored of a person, and return who got the seat."""
    with database.writing() as db:
        given = changes.erase(db, event, signup, NOW)
    database.forget()
    return [each.signup.answers.name for each in given]


def test_erasing_takes_every_sign_up_of_the_address_to_the_event(database: Database) -> None:
    (first,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, ONE, first)
    anew, _repeat, bo = sign_up(database, ONE, "ada", "ada", "bo")

    assert (erase(database, ONE, anew), seating(database)) == (["bo"], "c")
    assert [each.id for each in stored(database)] == [bo.id]


def test_erasing_by_the_link_of_a_cancelled_one_takes_the_one_that_stands_too(
    database: Database,
) -> None:
    (first,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, ONE, first)
    sign_up(database, ONE, "ada")
    erase(database, ONE, first)

    assert stored(database) == []


def test_erasing_leaves_others_and_other_events(database: Database) -> None:
    other = an_event("annet")
    (ada,) = sign_up(database, ONE, "ada")
    (bo,), (elsewhere,) = sign_up(database, ONE, "bo"), sign_up(database, other, "ada")
    erase(database, None, ada)

    assert (stored(database), stored(database, "annet")) == ([bo], [elsewhere])


def test_erasing_takes_colleagues_without_an_address_and_leaves_the_others(
    database: Database,
) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"), answers("cy"))
    erase(database, an_event(), ada)

    (cy,) = stored(database)
    assert (cy.answers.name, cy.signed_up_by) == ("cy", None)


def test_erasing_one_colleague_leaves_the_one_who_signed_them_up(database: Database) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"), sharing("cy"))
    erase(database, an_event(), stored(database)[1])

    assert [each.answers.name for each in stored(database)] == ["ada", "cy"]
    assert as_it_is(database, ada) == ada


def mails(database: Database) -> list[tuple[str, str]]:
    """Return whom each mail in the outbox is about, and how it stands with it."""
    with database.reading() as db:
        found = db.query(
            "select name, outbox.status from outbox join signups on signups.id = signup"
        )
        return [(row["name"], row["status"]) for row in found]


@pytest.mark.parametrize(("status", "left"), [("sent", "forgotten"), ("waiting", "waiting")])
def test_erasing_a_colleague_forgets_the_mails_that_have_named_them(
    database: Database, status: str, left: str
) -> None:
    with_colleagues(database, an_event(), sharing("bo"))
    with database.writing() as db:
        outbox.put(db, [Change(stored(database)[0], Outcome.CONFIRMED)], NOW)
        db.execute("update outbox set status = :status", {"status": status})
    erase(database, an_event(), stored(database)[1])

    assert mails(database) == [("ada", left)]


def test_erasing_who_came_alone_leaves_the_mails_of_others(database: Database) -> None:
    ada, _bo = sign_up(database, an_event(), "ada", "bo")
    with database.writing() as db:
        db.execute("update outbox set status = 'sent'")
    erase(database, an_event(), ada)

    assert mails(database) == [("bo", "sent")]


def test_erasing_takes_the_mails_that_wait_too(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    erase(database, ONE, ada)

    with database.reading() as db:
        assert list(db.query("select * from outbox")) == []


ADDRESS = "unusual.address@example.no"


def bytes_of(database: Database) -> bytes:
    """Return all bytes of the database and the files beside it."""
    return b"".join(path.read_bytes() for path in sorted(database.path.parent.glob("pameldt*")))


def everything_of(database: Database) -> Signup:
    """Store an address in a cancelled, a standing and a repeated sign-up, and of a colleague."""
    first = store(database, an_event(), answers("ada", email=ADDRESS))
    change(database, changes.cancel, an_event(), first)
    holder = store(database, an_event(), answers("ada", email=ADDRESS))
    store(database, an_event(), answers("ada", email=ADDRESS.upper()))
    with database.writing() as db:
        colleague = replace(sharing("bo"), email=ADDRESS)
        ada = answers("ada", email=ADDRESS)
        register.add(db, an_event(), ada, submit_id="abc", now=NOW, colleagues=(colleague,))
    return holder


def test_f37_no_byte_of_an_erased_address_is_left_though_others_read(database: Database) -> None:
    with database.reading() as db:
        db.execute("select count(*) from signups").fetchone()
        holder = everything_of(database)
        assert ADDRESS.encode() in bytes_of(database)
        erase(database, an_event(), holder)

        assert ADDRESS.encode() not in bytes_of(database).lower()
    assert stored(database) == []


def test_f37_control_without_emptying_the_log_the_address_is_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "forget", lambda _database: None)
    with database.reading() as db:
        db.execute("select count(*) from signups").fetchone()
        erase(database, an_event(), everything_of(database))

        assert ADDRESS.encode() in bytes_of(database)


# Following the event.

MOVED = an_event(start="2030-06-11 08.30", slutt="2030-06-11 10.00")
OFF = an_event(status="avlyst")


def follow(database: Database, event: Event) -> tuple[Change, ...]:
    with database.writing() as db:
        return event_news.mark_told(db, event)


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (MOVED, Outcome.EVENT_CHANGED),
        (an_event(slutt="2030-06-04 11.00"), Outcome.EVENT_CHANGED),
        (an_event(sted="Rådhuset"), Outcome.EVENT_CHANGED),
        (an_event(status="utsatt"), Outcome.EVENT_CHANGED),
        (OFF, Outcome.EVENT_CANCELLED),
    ],
)
def test_who_was_told_otherwise_is_told_once_with_what_was_told_before(
    database: Database, event: Event, outcome: Outcome
) -> None:
    (ada,) = sign_up(database, an_event(), "ada")
    told = replace(ada, told=told_of(event, IN_PERSON), version=1)

    assert follow(database, event) == (Change(told, outcome, told_of(an_event(), IN_PERSON)),)
    assert follow(database, event) == ()
    assert stored(database) == [told]


@pytest.mark.parametrize(
    "keys",
    [{}, {"tittel": "Et annet navn"}, {"pris": "100"}, {"påmelding": {"plasser": 1}}, HYBRID],
)
def test_of_other_changes_nobody_is_told(database: Database, keys: dict[str, Any]) -> None:
    (ada,) = sign_up(database, an_event(), "ada")

    assert follow(database, an_event(**keys)) == ()
    assert stored(database) == [ada]


def test_only_those_are_told_whom_the_change_concerns(database: Database) -> None:
    sign_up(database, BOTH, "ada", "bo")
    sign_up(database, BOTH, "cy", way=ONLINE)
    elsewhere = an_event(digitalt="Zoom", påmelding={"plasser": 1, "plasser_digitalt": 1})

    assert [each.signup.answers.name for each in follow(database, elsewhere)] == ["cy"]


def test_who_waits_is_told_and_who_has_cancelled_or_repeated_is_not(database: Database) -> None:
    _, _, cy, _ = sign_up(database, ONE, "ada", "bo", "cy", "ada")
    change(database, changes.cancel, ONE, cy)

    assert [each.signup.answers.name for each in follow(database, MOVED)] == ["ada", "bo"]
    assert seating(database) == "cwxr"


def test_an_event_moved_there_and_back_is_told_of_both_times(database: Database) -> None:
    sign_up(database, an_event(), "ada")
    follow(database, MOVED)

    assert [each.before for each in follow(database, an_event())] == [told_of(MOVED, IN_PERSON)]
    assert follow(database, an_event()) == ()


def test_who_signs_up_after_the_change_is_not_told_of_it(database: Database) -> None:
    sign_up(database, an_event(), "ada")
    sign_up(database, MOVED, "bo")

    assert [each.signup.answers.name for each in follow(database, MOVED)] == ["ada"]


BOTH_MOVED = an_event(**HYBRID, start="2030-06-11 08.30", slutt="2030-06-11 10.00")


@pytest.mark.parametrize(("name", "way"), [("attend", ONLINE), ("mend", IN_PERSON)])
def test_who_changes_something_meanwhile_is_still_told_of_the_event(
    database: Database, name: str, way: Attendance
) -> None:
    (ada,) = sign_up(database, BOTH, "ada")
    given = {"attend": ONLINE, "mend": answers("ada", message="Hei")}[name]
    change(database, getattr(changes, name), BOTH_MOVED, ada, given)

    assert [each.before for each in follow(database, BOTH_MOVED)] == [told_of(BOTH, way)]


def test_who_is_let_in_meanwhile_is_still_told_of_the_event(database: Database) -> None:
    ada, bo = sign_up(database, ONE, "ada", "bo")
    change(database, changes.cancel, MOVED, ada)
    assert as_it_is(database, bo).status is SignupStatus.CONFIRMED

    assert [each.signup.answers.name for each in follow(database, MOVED)] == ["bo"]


def test_who_undoes_a_cancellation_has_been_told_how_the_event_is_now(database: Database) -> None:
    (ada,) = sign_up(database, ONE, "ada")
    change(database, changes.cancel, ONE, ada)
    change(database, changes.restore, MOVED, ada)

    assert follow(database, MOVED) == ()


def test_the_right_address_and_who_takes_over_the_wrong_one_are_told_how_the_event_is_now(
    database: Database,
) -> None:
    event = an_event(påmelding={"plasser": 2})
    mended(database, MOVED, mistyped(database, event), "bo@example.no")

    assert (seating(database), follow(database, MOVED)) == ("cc", ())


def test_a_colleague_without_an_address_is_told_of_the_event_in_the_sender_s_mail(
    database: Database,
) -> None:
    with_colleagues(database, an_event(), sharing("bo"), answers("cy"))

    assert [each.signup.answers.name for each in follow(database, MOVED)] == ["ada", "cy"]
    assert follow(database, MOVED) == ()


def test_a_colleague_without_an_address_whose_sender_does_not_come_is_told_apart(
    database: Database,
) -> None:
    ada = with_colleagues(database, an_event(), sharing("bo"))
    change(database, changes.cancel, an_event(), ada)

    assert [each.signup.answers.name for each in follow(database, MOVED)] == ["bo"]


def test_a05_a_full_event_answers_a_mended_repeat_alike_for_known_and_unknown(
    database: Database,
) -> None:
    full = an_event(påmelding={"plasser": 2, "venteliste": "nei"})
    _, again, _ = sign_up(database, full, "ada", "ada", "bo")

    for email in ("bo@example.no", "new@example.no"):
        with pytest.raises(FullError):
            change(database, mend_email, full, again, email)


def test_a05_the_calendar_of_a_repeat_moves_on_with_the_event_as_others_do(
    database: Database,
) -> None:
    ada, again = sign_up(database, an_event(), "ada", "ada")
    follow(database, MOVED)

    assert [as_it_is(database, each).version for each in (ada, again)] == [1, 1]


def test_f37_a_mail_that_names_who_had_signed_up_before_is_forgotten_too(
    database: Database,
) -> None:
    (bo,) = sign_up(database, an_event(), "bo")
    with_colleagues(database, an_event(), answers("bo"))
    with database.writing() as db:
        outbox.put(db, [Change(stored(database)[1], Outcome.CONFIRMED)], NOW)
        db.execute("update outbox set status = 'sent'")
    erase(database, an_event(), bo)

    assert mails(database) == [("ada", "forgotten")]
