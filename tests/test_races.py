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
from formhandler.publishing.build import Build, publish
from formhandler.signups import register
from formhandler.signups.database import Database, DatabaseBusyError
from formhandler.signups.model import Signup
from formhandler.web.services import Services
from tests.events import an_event
from tests.forms import Answer, Page, answers, ask, filled_in, post_to, show, store, stored
from tests.running import running

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
            assert not register.is_full(db, EVENT, Attendance.IN_PERSON)
        counted.wait(timeout=10)
        return added(database, an_event())(number)

    assert Counter(at_once(count_then_insert)) == {"confirmed": PEOPLE}


def test_f19_those_who_wait_have_a_number_each(database: Database) -> None:
    at_once(added(database))
    waiting = stored(database)[SEATS:]

    with database.reading() as db:
        places = [register.place_in_line(db, each) for each in waiting]
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
