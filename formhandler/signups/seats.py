"""Seats: how many are taken, who is waiting in which order, and who gets a freed seat."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database as Connection

from formhandler.events.model import Attendance, Event, Plan
from formhandler.signups import rows
from formhandler.signups.models import Change, Outcome, Signup, SignupStatus

_COUNT = """
select
    count(*) filter (where status = 'confirmed') as confirmed,
    count(*) filter (where status = 'waiting') as waiting
from signups where event = :event and attendance = :attendance
"""
_NO_LIMIT = -1  # as SQLite has it
# A repeat that was told «venteliste» also has a number, as long as something stands for its
# address: otherwise the number would show a stranger that the address had signed up before.
_PLACE_IN_LINE = """
select count(*) as place from signups as each
where event = :event and attendance = :attendance
    and line <= (select line from signups where id = :id)
    and (id = :id or status = 'waiting' or status = 'repeat' and exists (
        select 1 from signups
        where event = :event and email_key = each.email_key
            and status in ('confirmed', 'waiting')))
"""
# The repeats among the first in line, whose turn it is.
_MOVE_REPEATS = """
update signups set answered = 'confirmed', line = null, version = version + 1
where status = 'repeat' and id in (
    select id from signups
    where event = :event and attendance = :attendance and answered = 'waiting'
        and status in ('waiting', 'repeat')
    order by line limit :left)
"""
_FIRST_IN_LINE = """
select * from signups
where event = :event and attendance = :attendance and status = 'waiting'
order by line limit 1
"""

# «Few» is at most this many seats or this share of all, but never half of them or more.
_FEW = 5
_FEW_OF = 10


class SeatsLeft(StrEnum):
    """How many seats are left for newcomers, in words.

    There is no number: a repeat takes no seat, so a number would show a stranger whether an address
    that they enter has signed up.
    """

    MANY = "many"
    FEW = "few"
    NONE = "none"


class FullError(Exception):
    """No seat is left this way, and there is no waiting list; `outcomes` lists each person."""

    def __init__(self, outcomes: tuple[SignupStatus, ...] = ()) -> None:
        """Keep what each would get."""
        self.outcomes = outcomes
        super().__init__(outcomes)


def counts(db: Connection, event: str, attendance: Attendance) -> tuple[int, int]:
    """Return how many are confirmed and how many are waiting for this way to attend."""
    row = next(iter(db.query(_COUNT, {"event": event, "attendance": attendance.value})))
    return int(row["confirmed"]), int(row["waiting"])


def free(db: Connection, event: Event, attendance: Attendance) -> int | None:
    """Return the number of seats for newcomers who attend this way; None means no limit.

    Those who are waiting come first, so a freed seat is theirs.
    """
    seats = event.seats(attendance)
    if seats is None:
        return None
    confirmed, waiting = counts(db, event.register, attendance)
    return max(seats - confirmed - waiting, 0)


def is_full(db: Connection, event: Event, attendance: Attendance) -> bool:
    """Tell whether somebody who signs up now to attend this way would have to wait."""
    return free(db, event, attendance) == 0


def allot(db: Connection, event: Event, ways: Iterable[Attendance]) -> Iterator[SignupStatus]:
    """Yield what each of several newcomers gets, a seat or a place in line, in this order."""
    left = {way: free(db, event, way) for way in Attendance}
    for way in ways:
        number = left[way]
        if number == 0:
            yield SignupStatus.WAITING
            continue
        if number is not None:
            left[way] = number - 1
        yield SignupStatus.CONFIRMED


def left(db: Connection, event: Event, attendance: Attendance) -> SeatsLeft:
    """Return whether there are many, few or no seats for newcomers who attend this way."""
    seats, number = event.seats(attendance), free(db, event, attendance)
    if seats is None or number is None:
        return SeatsLeft.MANY
    if number == 0:
        return SeatsLeft.NONE
    is_few = number <= max(_FEW, seats // _FEW_OF) and number * 2 < seats
    return SeatsLeft.FEW if is_few else SeatsLeft.MANY


def place_in_line(db: Connection, signup: Signup) -> int:
    """Return the sign-up's number on the waiting list, from 1."""
    values = {"event": signup.event, "attendance": signup.answers.attendance.value, "id": signup.id}
    return int(next(iter(db.query(_PLACE_IN_LINE, values)))["place"])


def promote(db: Connection, event: Event, now: datetime) -> tuple[Change, ...]:
    """Give each free seat to the first in line, and return who got one.

    Call it in the write transaction that frees a seat, so that it goes to exactly one person.
    """
    if event.plan is not Plan.SCHEDULED or not event.takes_changes(now):
        return ()
    return tuple(change for way in event.attendances for change in _promote(db, event, way))


def _promote(db: Connection, event: Event, attendance: Attendance) -> Iterable[Change]:
    seats = event.seats(attendance)
    confirmed, waiting = counts(db, event.register, attendance)
    left = waiting if seats is None else seats - confirmed
    if left > 0 or seats is None:
        _move_repeats(db, event, attendance, _NO_LIMIT if seats is None else left)
    for _ in range(min(left, waiting)):
        first = rows.first(db, _FIRST_IN_LINE, event=event.register, attendance=attendance.value)
        if first is not None:
            got = SignupStatus.CONFIRMED
            let_in = rows.update(db, event, first, status=got, answered=got)
            yield Change(let_in, Outcome.PROMOTED)


def _move_repeats(db: Connection, event: Event, attendance: Attendance, left: int) -> None:
    """Make repeats look like others in their places, although they take no seat."""
    values = {"event": event.register, "attendance": attendance.value, "left": left}
    db.execute(_MOVE_REPEATS, values)


def seat(db: Connection, event: Event, attendance: Attendance) -> SignupStatus:
    """Return what a newcomer gets now: a seat or a place in line; raises FullError."""
    if not is_full(db, event, attendance):
        return SignupStatus.CONFIRMED
    if not event.signup.waiting_list:
        raise FullError
    return SignupStatus.WAITING
