"""Reminders: each who comes is reminded once, the day before, unless they have just been told."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from formhandler.events.model import Event
from formhandler.mail import outbox, reminders
from formhandler.signups import changes, register
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Signup
from tests.support.events import NOW, OSLO, an_event
from tests.support.forms import answers, change, store, stored
from tests.support.letters import statuses

EVENT = an_event(påmelding={"plasser": 2})
DUE = datetime(2030, 6, 3, 9, 0, tzinfo=OSLO)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


def sign_up(database: Database, *names: str, now: datetime = NOW) -> list[Signup]:
    """Sign these up, and let their mails be sent."""
    signups = [store(database, EVENT, answers(name), now=now) for name in names]
    deliver(database, now)
    return signups


def deliver(database: Database, now: datetime) -> None:
    with database.writing() as db:
        while mail := outbox.take(db, now):
            outbox.sent(db, mail)


def reminded(database: Database, now: datetime = DUE, *events: Event) -> list[str]:
    """Put in the reminders that are due, and return whom they are to."""
    with database.writing() as db:
        before = outbox.kept(db)
        reminders.put_due(db, events or (EVENT,), now)
        found = db.query("select id, signup from outbox where kind = 'reminder' order by id")
        new = [row["signup"] for row in found if row["id"] not in before]
        names = [register.find_by_id(db, each) for each in new]
    return [each.answers.name for each in names if each]


def test_all_who_come_are_reminded_the_day_before_at_nine(database: Database) -> None:
    sign_up(database, "ada", "bo")

    assert reminded(database, DUE - SECOND) == []
    assert reminded(database, DUE) == ["ada", "bo"]


def test_nobody_is_reminded_twice(database: Database) -> None:
    sign_up(database, "ada")
    times = (DUE, DUE + MINUTE, DUE + 12 * HOUR, EVENT.starts - SECOND)

    assert [reminded(database, now) for now in times] == [["ada"], [], [], []]


def test_control_without_the_look_for_earlier_ones_all_are_reminded_each_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "_REMINDED", "select 0 as signup where false")
    sign_up(database, "ada")

    assert [reminded(database), reminded(database)] == [["ada"], ["ada"]]


def test_who_was_not_reminded_in_time_is_reminded_until_the_start(database: Database) -> None:
    sign_up(database, "ada")

    assert reminded(database, EVENT.starts) == []
    assert reminded(database, EVENT.starts - SECOND) == ["ada"]


@pytest.mark.parametrize(("before", "names"), [(SECOND, ["ada"]), (0 * SECOND, []), (-HOUR, [])])
def test_who_signs_up_after_that_is_not_reminded(
    database: Database, before: timedelta, names: list[str]
) -> None:
    sign_up(database, "ada", now=DUE - before)

    assert reminded(database, DUE + 2 * HOUR) == names


def test_who_waits_has_cancelled_or_repeated_is_not_reminded(database: Database) -> None:
    ada, *_ = sign_up(database, "ada", "bo", "cy", "bo", "di")
    change(database, changes.cancel, EVENT, ada)

    assert "".join(each.status[0] for each in stored(database)) == "cccrw"
    assert reminded(database) == ["bo", "cy"]


@pytest.mark.parametrize("status", ["avlyst", "utsatt"])
def test_nobody_is_reminded_of_what_is_not_held(database: Database, status: str) -> None:
    sign_up(database, "ada")

    assert reminded(database, DUE, an_event(status=status)) == []


MOVED: dict[str, Any] = {"start": "2030-06-11 08.30", "slutt": "2030-06-11 10.00"}


def test_an_event_that_is_moved_is_reminded_of_again(database: Database) -> None:
    sign_up(database, "ada")
    assert reminded(database) == ["ada"]
    moved = an_event(**MOVED)

    assert [reminded(database, DUE + n * DAY, moved) for n in (0, 7, 7)] == [[], ["ada"], []]


def test_an_event_that_is_held_elsewhere_is_not_reminded_of_again(database: Database) -> None:
    sign_up(database, "ada")
    reminded(database)

    assert reminded(database, DUE + HOUR, an_event(sted="Rådhuset")) == []


def test_only_those_of_the_event_that_is_near_are_reminded(database: Database) -> None:
    sign_up(database, "ada")
    later = an_event("senere", **MOVED)
    store(database, later, answers("bo"))

    assert reminded(database, DUE, EVENT, later) == ["ada"]
    assert reminded(database, DUE + 7 * DAY, EVENT, later) == ["bo"]


def sharing(name: str) -> Answers:
    return replace(answers(name), email="ada@example.no", shares_email=True)


def with_colleagues(database: Database) -> Signup:
    """Sign up ada with bo, who has no address, and cy, who has one."""
    others = (sharing("bo"), answers("cy"))
    with database.writing() as db:
        add = register.add(
            db, an_event(), answers("ada"), submit_id="abc", now=NOW, colleagues=others
        )
    return add.signup


def test_a_colleague_without_an_address_is_spoken_of_in_the_sender_s_reminder(
    database: Database,
) -> None:
    with_colleagues(database)

    assert reminded(database) == ["ada", "cy"]


def test_a_colleague_without_an_address_is_reminded_of_where_the_sender_does_not_come(
    database: Database,
) -> None:
    change(database, changes.cancel, an_event(), with_colleagues(database))

    assert reminded(database) == ["bo", "cy"]


def test_who_gets_a_seat_after_nine_is_told_that_and_no_more(database: Database) -> None:
    ada, *_ = sign_up(database, "ada", "bo", "cy")
    assert reminded(database) == ["ada", "bo"]
    change(database, changes.cancel, EVENT, ada, now=DUE + HOUR)

    assert reminded(database, DUE + HOUR + MINUTE) == []
    assert statuses(database)[-1] == ("promoted", "waiting")


def test_who_got_a_seat_before_nine_is_reminded(database: Database) -> None:
    ada, *_ = sign_up(database, "ada", "bo", "cy")
    change(database, changes.cancel, EVENT, ada, now=DUE - HOUR)
    deliver(database, DUE - HOUR)

    assert reminded(database) == ["bo", "cy"]


def test_who_cancels_and_comes_back_after_nine_is_told_that_and_no_more(
    database: Database,
) -> None:
    (ada,) = sign_up(database, "ada")
    change(database, changes.cancel, EVENT, ada, now=DUE - HOUR)
    change(database, changes.restore, EVENT, ada, now=DUE + HOUR)

    assert reminded(database, DUE + 2 * HOUR) == []


def test_who_cancels_while_the_reminder_waits_gets_the_cancellation_only(
    database: Database,
) -> None:
    (ada,) = sign_up(database, "ada")
    reminded(database)
    change(database, changes.cancel, EVENT, ada, now=DUE + MINUTE)

    assert statuses(database)[1:] == [("reminder", "dropped"), ("cancelled", "waiting")]
