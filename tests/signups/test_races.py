"""Races: many people at once, and what the guards against overbooking and doubles are worth."""

import contextlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import pytest
from sqlite_utils import Database as Connection
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from formhandler.events.model import Attendance, Event
from formhandler.mail import outbox
from formhandler.publishing.build import Build, publish
from formhandler.signups import changes, register, rows, seats
from formhandler.signups.database import Database, DatabaseBusyError
from formhandler.signups.models import Change, Outcome, Signup, SignupStatus
from formhandler.web.services import Services
from tests.support.events import NOW, an_event
from tests.support.forms import (
    Answer,
    Page,
    answers,
    ask,
    change,
    filled_in,
    post_to,
    seating,
    show,
    store,
    stored,
)
from tests.support.running import running

SEATS = 5
PEOPLE = 16
EVENT = an_event(påmelding={"plasser": SEATS})
T = TypeVar("T")


def at_once(do: Callable[[int], T], people: int = PEOPLE) -> list[T]:
    """Let as many threads do it, all let go at the same moment, and return what each got."""
    start = Barrier(people)

    def wait_and_do(number: int) -> T:
        start.wait(timeout=10)
        return do(number)

    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(wait_and_do, range(people)))


def added(database: Database, event: Event = EVENT) -> Callable[[int], str]:
    """Return what signs a person up, and tells the status or the error."""

    def add(number: int) -> str:
        try:
            return store(database, event, answers(f"p{number}")).status.value
        except DatabaseBusyError:
            return "busy"

    return add


class Deferred(Database):
    """The same database without `begin immediate`: all read before the first one writes."""

    readers = Barrier(PEOPLE)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that takes the write lock at the first write."""
        with self.reading() as db:
            db.execute("begin deferred")
            db.execute("select count(*) from signups").fetchone()
            self.readers.wait(timeout=10)
            yield db
            db.commit()


class DeferredOnServer(Deferred):
    """The same for waitress, which has eight threads."""

    readers = Barrier(8)


def test_f19_the_last_seats_go_to_exactly_as_many(database: Database) -> None:
    told = Counter(at_once(added(database)))

    assert told == {"confirmed": SEATS, "waiting": PEOPLE - SEATS}
    assert Counter(each.status.value for each in stored(database)) == told


def test_f19_control_a_deferred_transaction_fails_people(database: Database) -> None:
    told = Counter(at_once(added(Deferred(database.path))))

    assert told == {"confirmed": 1, "busy": PEOPLE - 1}


def test_f19_control_counting_apart_from_inserting_overbooks(database: Database) -> None:
    counted = Barrier(PEOPLE)

    def count_then_insert(number: int) -> str:
        with database.reading() as db:
            assert not seats.is_full(db, EVENT, Attendance.IN_PERSON)
        counted.wait(timeout=10)
        return added(database, an_event())(number)

    assert Counter(at_once(count_then_insert)) == {"confirmed": PEOPLE}


def test_f19_those_who_wait_have_a_number_each(database: Database) -> None:
    at_once(added(database))
    waiting = stored(database)[SEATS:]

    with database.reading() as db:
        places = [seats.place_in_line(db, each) for each in waiting]
    assert places == list(range(1, PEOPLE - SEATS + 1))


def same_form(database: Database, submit_id: str | None) -> Callable[[int], Signup]:
    """Return what sends one person's form; with None it has a new submit_id each time."""

    def send(_number: int) -> Signup:
        return store(database, EVENT, submit_id=submit_id or secrets.token_hex())

    return send


def test_f22_the_same_form_sent_by_all_threads_is_one_sign_up(database: Database) -> None:
    told = at_once(same_form(database, "abc"))

    assert told == stored(database) * PEOPLE


def test_f22_control_without_one_submit_id_it_is_a_row_each_time(database: Database) -> None:
    at_once(same_form(database, None))

    statuses = Counter(each.status.value for each in stored(database))
    assert statuses == {"confirmed": 1, "repeat": PEOPLE - 1}


def test_f22_control_without_the_look_for_the_submit_id_people_get_errors(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "select * from signups where :event is null and :submit_id is null"
    monkeypatch.setattr(register, "_BY_SUBMIT_ID", nowhere)
    same_form(database, "abc")(0)

    with pytest.raises(sqlite3.IntegrityError):
        same_form(database, "abc")(1)


# A freed seat.

HELD, WAITERS = 8, 10
FULL = an_event(påmelding={"plasser": HELD})


@pytest.fixture
def full(database: Database) -> Database:
    """Give a database where all seats are taken, and ten wait."""
    with database.writing() as db:
        for number in range(HELD + WAITERS):
            given = answers(f"old{number}")
            register.add(db, FULL, given, submit_id=f"{number}", now=NOW)
    return database


def confirmed(db: Connection) -> int:
    return seats.counts(db, "frokostmote", Attendance.IN_PERSON)[0]


def cancel_or_sign_up(database: Database) -> Callable[[int], int]:
    """Return what lets the first ones cancel and others sign up, and counts the confirmed."""
    holders = stored(database)[:HELD]

    def do(number: int) -> int:
        with database.writing() as db:
            if number < HELD:
                done = changes.cancel(db, FULL, holders[number], NOW)
            else:
                given = answers(f"new{number}")
                done = register.add(db, FULL, given, submit_id=f"new{number}", now=NOW)
            outbox.put(db, done.changes, NOW)
            return confirmed(db)

    return do


def told_of_a_seat(database: Database) -> list[int]:
    """Return the ids of those to whom a mail goes that they have got a seat, in order."""
    with database.reading() as db:
        found = db.query("select signup from outbox where kind = 'promoted' order by signup")
        return [int(row["signup"]) for row in found]


def test_f20_each_freed_seat_goes_to_exactly_one_who_waits_and_is_told_once(full: Database) -> None:
    first_in_line = [each.id for each in stored(full)[HELD : 2 * HELD]]
    counted = at_once(cancel_or_sign_up(full))

    assert counted == [HELD] * PEOPLE
    assert seating(full) == "x" * HELD + "c" * HELD + "w" * (WAITERS - HELD) + "w" * HELD
    assert told_of_a_seat(full) == first_in_line


def cancel_then_let_in(database: Database) -> Callable[[int], None]:
    """Return what cancels, looks who is first in line, and lets that one in afterwards."""
    holders, looked = stored(database)[:HELD], Barrier(HELD)

    def do(number: int) -> None:
        # Nobody is let in to an event that is postponed, so this cancels and does no more.
        change(database, changes.cancel, an_event(status="utsatt"), holders[number])
        first = next(each for each in stored(database) if each.status == "waiting")
        looked.wait(timeout=10)
        with database.writing() as db:
            got = SignupStatus.CONFIRMED
            let_in = rows.update(db, FULL, first, status=got, answered=got)
            outbox.put(db, [Change(let_in, Outcome.PROMOTED)], NOW)

    return do


def test_f20_control_letting_in_apart_from_cancelling_loses_seats_and_tells_one_person_often(
    full: Database,
) -> None:
    at_once(cancel_then_let_in(full), people=HELD)
    first = stored(full)[HELD].id

    assert seating(full) == "x" * HELD + "c" + "w" * (WAITERS - 1)
    assert told_of_a_seat(full) == [first] * HELD


# The same through HTTP, waitress and all its threads.


@pytest.fixture
def address(build: Build, services: Services) -> Iterator[str]:
    publish(build)
    show(build.site, EVENT)
    with running(services) as url:
        yield url


def forms(url: str, people: int = PEOPLE) -> list[dict[str, str]]:
    """Fetch a form for each person, and fill it in."""
    pages = [ask(url, "/pamelding/frokostmote/").page for _ in range(people)]
    return [filled_in(form, email=f"p{number}@example.no") for number, form in enumerate(pages)]


def headings(url: str, answers: list[Answer]) -> Counter[str]:
    """Return how many receipts say what, without the number on the waiting list."""
    pages = [ask(url, each.header("Location") or "").page for each in answers]
    return Counter(page.heading.split(" (")[0] for page in pages)


def test_f19_the_last_seats_through_the_real_server(address: str, database: Database) -> None:
    filled = forms(address)
    sent = at_once(lambda number: post_to(address, filled[number]))

    told = headings(address, sent)
    assert told == {"Du er påmeldt": SEATS, "Du står på venteliste": PEOPLE - SEATS}
    assert len(stored(database)) == PEOPLE


def test_f19_control_a_deferred_transaction_fails_people_through_the_real_server(
    build: Build, services: Services
) -> None:
    publish(build)
    show(build.site, EVENT)
    with running(replace(services, database=DeferredOnServer(services.database.path))) as url:
        filled = forms(url, people=8)
        sent = at_once(lambda number: post_to(url, filled[number]), people=8)

    assert Counter(each.status for each in sent) == {303: 1, 503: 7}


def test_f22_a_form_sent_sixteen_times_at_once_has_one_receipt(
    address: str, database: Database
) -> None:
    (filled,) = forms(address, people=1)
    sent = at_once(lambda _number: post_to(address, filled))

    assert Counter(each.status for each in sent) == {303: PEOPLE}
    assert len({each.header("Location") for each in sent}) == 1
    assert len(stored(database)) == 1


def test_f22_control_a_form_for_each_click_is_a_row_for_each(
    address: str, database: Database
) -> None:
    filled = [each | {"email": "kari@example.no"} for each in forms(address)]
    at_once(lambda number: post_to(address, filled[number]))

    assert len(stored(database)) == PEOPLE


def test_f22_one_form_with_as_many_answers_is_one_sign_up_and_conflicts(
    address: str, database: Database
) -> None:
    (filled,) = forms(address, people=1)
    sent = at_once(lambda number: post_to(address, filled | {"name": f"Person {number}"}))

    assert Counter(each.status for each in sent) == {303: 1, 409: PEOPLE - 1}
    assert len(stored(database)) == 1
    assert {each.page.heading for each in sent if each.status == 409} == {"Meld deg på"}


def test_a_receipt_is_there_as_soon_as_it_is_promised(address: str) -> None:
    filled = forms(address)

    def send_and_follow(number: int) -> Page:
        answer = post_to(address, filled[number])
        return ask(address, answer.header("Location") or "").page

    pages = at_once(send_and_follow)
    assert [f"p{number}@example.no" in page.text for number, page in enumerate(pages)] == [
        True
    ] * PEOPLE
