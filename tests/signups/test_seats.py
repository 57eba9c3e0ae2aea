"""Seats: a free one goes to who has waited longest, and nobody who has one loses it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from formhandler.events.model import Attendance, Event
from formhandler.signups import changes, seats
from formhandler.signups.database import Database
from formhandler.signups.models import Outcome, Signup, SignupStatus
from formhandler.signups.seats import SeatsLeft
from tests.support.events import NOW, an_event
from tests.support.forms import answers, as_it_is, change, seating, store, stored
from tests.support.letters import statuses

ONLINE, IN_PERSON = Attendance.ONLINE, Attendance.IN_PERSON
HYBRID: dict[str, Any] = {"digitalt": {"plattform": "Teams"}}


def of(seats: int, **keys: Any) -> Event:
    return an_event(**keys, påmelding={"plasser": seats})


def sign_up(
    database: Database, event: Event, *names: str, way: Attendance = IN_PERSON
) -> list[Signup]:
    return [store(database, event, answers(name, attendance=way)) for name in names]


def cancel(database: Database, event: Event, signup: Signup) -> list[tuple[str, Outcome]]:
    """Cancel a sign-up, and return who was changed and how."""
    done = change(database, changes.cancel, event, signup)
    return [(each.signup.answers.name, each.outcome) for each in done.changes]


def promote(database: Database, event: Event, now: datetime = NOW) -> list[str]:
    """Give free seats to those who wait, and return who got one."""
    with database.writing() as db:
        return [each.signup.answers.name for each in seats.promote(db, event, now)]


def waiting_for_two(database: Database) -> Event:
    """Fill an event's only seat, let two wait, and return the event with two seats more."""
    sign_up(database, of(1), "ada", "bo", "cy")
    return of(3)


def test_a_freed_seat_goes_to_the_first_in_line(database: Database) -> None:
    ada, *_ = sign_up(database, of(2), "ada", "bo", "cy", "di")

    assert cancel(database, of(2), ada) == [("ada", Outcome.CANCELLED), ("cy", Outcome.PROMOTED)]
    assert seating(database) == "xccw"


def place(database: Database, signup: Signup) -> int:
    with database.reading() as db:
        return seats.place_in_line(db, as_it_is(database, signup))


def test_a_repeat_keeps_its_place_in_line_as_long_as_its_address_has_signed_up(
    database: Database,
) -> None:
    _, bo, again, cy = sign_up(database, of(1), "ada", "bo", "bo", "cy")
    assert [place(database, each) for each in (bo, again, cy)] == [1, 2, 3]
    cancel(database, of(1), bo)
    assert place(database, cy) == 1
    change(database, changes.restore, of(1), bo)

    assert [place(database, each) for each in (again, cy, bo)] == [1, 2, 3]


def left_of(database: Database, seats_in_all: int, taken: int) -> SeatsLeft:
    event = of(seats_in_all)
    sign_up(database, event, *(f"p{number}" for number in range(taken)))
    with database.reading() as db:
        return seats.left(db, event, IN_PERSON)


@pytest.mark.parametrize(
    ("seats_in_all", "taken", "left"),
    [
        (12, 6, SeatsLeft.MANY),
        (12, 7, SeatsLeft.FEW),
        (12, 11, SeatsLeft.FEW),
        (12, 12, SeatsLeft.NONE),
        (80, 71, SeatsLeft.MANY),
        (80, 72, SeatsLeft.FEW),
        (4, 2, SeatsLeft.MANY),
        (4, 3, SeatsLeft.FEW),
        (1, 0, SeatsLeft.MANY),
    ],
)
def test_five_seats_are_few_or_a_tenth_but_never_half_of_them(
    database: Database, seats_in_all: int, taken: int, left: SeatsLeft
) -> None:
    assert left_of(database, seats_in_all, taken) is left


def test_without_a_limit_there_are_always_seats(database: Database) -> None:
    with database.reading() as db:
        assert seats.left(db, an_event(), IN_PERSON) is SeatsLeft.MANY


def test_who_is_let_in_has_what_a_confirmed_one_has(database: Database) -> None:
    ada, bo = sign_up(database, of(1), "ada", "bo")
    cancel(database, of(1), ada)
    let_in = as_it_is(database, bo)

    assert let_in.status is let_in.answered is SignupStatus.CONFIRMED
    assert (let_in.version, let_in.link_id, let_in.reference) == (1, bo.link_id, bo.reference)


def test_the_line_goes_by_who_stood_in_it_first_not_by_who_signed_up_first(
    database: Database,
) -> None:
    ada, bo, _cy = sign_up(database, of(1), "ada", "bo", "cy")
    cancel(database, of(1), bo)
    change(database, changes.restore, of(1), bo)
    cancel(database, of(1), ada)

    assert seating(database) == "xwc"


def test_control_a_line_by_id_lets_in_who_came_back_before_who_stood_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_id = seats._FIRST_IN_LINE.replace("order by line", "order by id")
    monkeypatch.setattr(seats, "_FIRST_IN_LINE", by_id)
    ada, bo, _cy = sign_up(database, of(1), "ada", "bo", "cy")
    cancel(database, of(1), bo)
    change(database, changes.restore, of(1), bo)
    cancel(database, of(1), ada)

    assert seating(database) == "xcw"


def test_who_comes_back_is_last_in_line(database: Database) -> None:
    _, bo, cy = sign_up(database, of(1), "ada", "bo", "cy")
    cancel(database, of(1), bo)
    change(database, changes.restore, of(1), bo)

    with database.reading() as db:
        places = [seats.place_in_line(db, as_it_is(database, each)) for each in (bo, cy)]
    assert places == [2, 1]


def test_who_gave_up_a_seat_and_comes_back_is_last_in_line(database: Database) -> None:
    ada, *_ = sign_up(database, of(1), "ada", "bo", "cy")
    cancel(database, of(1), ada)
    change(database, changes.restore, of(1), ada)

    assert seating(database) == "wcw"
    with database.reading() as db:
        assert seats.place_in_line(db, as_it_is(database, ada)) == 2


def test_seats_added_go_to_those_who_wait_before_the_one_who_comes(database: Database) -> None:
    event = waiting_for_two(database)
    sign_up(database, event, "di")

    assert seating(database) == "cccw"
    assert statuses(database)[-2:] == [("promoted", "waiting")] * 2


def test_seats_added_go_to_those_who_wait_though_nobody_comes(database: Database) -> None:
    assert promote(database, waiting_for_two(database)) == ["bo", "cy"]
    assert promote(database, of(3)) == []


def test_an_event_with_no_limit_any_more_lets_all_in(database: Database) -> None:
    waiting_for_two(database)

    assert promote(database, an_event()) == ["bo", "cy"]


def test_f21_seats_lowered_throw_nobody_out_and_let_nobody_in(database: Database) -> None:
    ada, bo, cy, _di = sign_up(database, of(3), "ada", "bo", "cy", "di")

    assert (promote(database, of(1)), seating(database)) == ([], "cccw")
    for each, then in ((ada, "xccw"), (bo, "xxcw"), (cy, "xxxc")):
        cancel(database, of(1), each)
        assert seating(database) == then


def test_f21_there_is_no_seat_where_more_have_one_than_there_are(database: Database) -> None:
    sign_up(database, of(3), "ada", "bo", "cy")

    with database.reading() as db:
        assert seats.free(db, of(1), IN_PERSON) == 0


def test_seats_in_the_room_and_online_go_to_their_own_lines(database: Database) -> None:
    event = an_event(**HYBRID, påmelding={"plasser": 1, "plasser_digitalt": 1})
    sign_up(database, event, "ada", "bo")
    cy, _di = sign_up(database, event, "cy", "di", way=ONLINE)
    cancel(database, event, cy)

    assert seating(database) == "cwxc"


def test_a_seat_is_free_for_newcomers_only_where_nobody_waits_for_it(database: Database) -> None:
    waiting_for_two(database)
    free = []
    for number in (1, 2, 3, 4):
        with database.reading() as db:
            free.append(seats.free(db, of(number), IN_PERSON))

    assert free == [0, 0, 0, 1]


def test_seats_without_a_limit_are_not_counted(database: Database) -> None:
    sign_up(database, an_event(), "ada")

    with database.reading() as db:
        assert seats.free(db, an_event(), IN_PERSON) is None
        assert not seats.is_full(db, an_event(), IN_PERSON)
        assert seats.counts(db, "frokostmote", IN_PERSON) == (1, 0)


SECOND = timedelta(seconds=1)


def test_nobody_is_let_in_after_the_start(database: Database) -> None:
    event = waiting_for_two(database)

    assert promote(database, event, event.starts) == []
    assert promote(database, event, event.starts - SECOND) == ["bo", "cy"]


def test_somebody_is_let_in_after_the_deadline_too(database: Database) -> None:
    waiting_for_two(database)
    closed = an_event(påmelding={"plasser": 3, "frist": "2030-05-10"})

    assert promote(database, closed, closed.starts - SECOND) == ["bo", "cy"]


def test_nobody_is_let_in_when_the_event_is_cancelled(database: Database) -> None:
    waiting_for_two(database)

    assert promote(database, of(3, status="avlyst")) == []


def test_nobody_is_let_in_when_the_event_is_postponed(database: Database) -> None:
    waiting_for_two(database)

    assert promote(database, of(3, status="utsatt")) == []


def test_a_repeat_is_never_given_a_seat(database: Database) -> None:
    ada, *_ = sign_up(database, of(1), "ada", "bo", "bo", "cy")
    assert seating(database) == "cwrw"
    cancel(database, of(1), ada)

    assert (promote(database, of(9)), seating(database)) == (["cy"], "xcrc")


def test_who_waits_for_another_event_is_not_let_in(database: Database) -> None:
    other = an_event("annet", påmelding={"plasser": 1})
    sign_up(database, other, "ada", "bo")
    (cy,) = sign_up(database, of(1), "cy")
    cancel(database, of(1), cy)

    assert (seating(database, "annet"), seating(database)) == ("cw", "x")


def test_the_seats_of_many_go_to_as_many_in_order(database: Database) -> None:
    names = [f"p{number}" for number in range(12)]
    signups = sign_up(database, of(4), *names)
    for each in signups[:4]:
        cancel(database, of(4), each)

    assert seating(database) == "xxxxccccwwww"
    with database.reading() as db:
        places = [seats.place_in_line(db, each) for each in stored(database)[8:]]
    assert places == [1, 2, 3, 4]


def test_a05_a_repeat_looks_as_if_it_had_got_the_seat_when_it_is_its_turn(
    database: Database,
) -> None:
    ada, _bo, again, cy = sign_up(database, of(1), "ada", "bo", "bo", "cy")
    cancel(database, of(1), ada)
    assert [as_it_is(database, each).waits for each in (again, cy)] == [True, True]
    assert promote(database, of(2)) == ["cy"]

    assert [as_it_is(database, each).waits for each in (again, cy)] == [False, False]
    assert as_it_is(database, again).status is SignupStatus.REPEAT
