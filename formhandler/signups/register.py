"""Register: adding to, finding in and deleting from the table `signups`.

Every function takes an open connection; the caller owns the transaction.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database as Connection

from formhandler.events.address import address_key
from formhandler.events.model import Attendance, Event, EventState, Plan
from formhandler.signups.model import Answers, Signup, SignupStatus

# Without 0 O 1 I, which people mistake for each other when they read aloud.
_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_REFERENCE_LENGTH = 6

_INSERT = """
insert into signups (public_id, submit_id, event, reference, name, email, email_key, organisation,
    attendance, message, status, answered, created_at, delete_on, days_kept)
values (:public_id, :submit_id, :event, :reference, :name, :email, :email_key, :organisation,
    :attendance, :message, :status, :answered, :created_at, :delete_on, :days_kept)
returning *
"""
_BY_SUBMIT_ID = "select * from signups where event = :event and submit_id = :submit_id"
_BY_PUBLIC_ID = "select * from signups where public_id = :public_id"
_BY_EVENT = "select * from signups where event = :event order by id"
_HAS_STANDING = """
select 1 from signups
where event = :event and email_key = :email_key and status in ('confirmed', 'waiting')
"""
_HAS_REFERENCE = "select 1 from signups where event = :event and reference = :reference"
_ANY = "select 1 from signups limit 1"
_COUNT = """
select
    count(*) filter (where status = 'confirmed') as confirmed,
    count(*) filter (where status = 'waiting') as waiting
from signups where event = :event and attendance = :attendance
"""
# A repeat that was told «venteliste» keeps its number too: else the number would show a stranger
# that the address had signed up before.
_PLACE_IN_LINE = """
select count(*) as place from signups
where event = :event and attendance = :attendance and id <= :id
    and answered = 'waiting' and status in ('waiting', 'repeat')
"""
_EVENTS = "select distinct event from signups"
_DELETE_DUE = "delete from signups where event = :event and delete_on <= :today"
_DELETE_DUE_AFTER = _DELETE_DUE + " and date(:ends, '+' || days_kept || ' days') <= :today"


class NotOpenError(Exception):
    """The event takes no sign-ups at this moment; `state` says why."""

    def __init__(self, state: EventState) -> None:
        """Keep the state."""
        self.state = state
        super().__init__(state)


class FullError(Exception):
    """There is no seat left to attend this way, and no waiting list."""


class AlreadySentError(Exception):
    """This very form was sent before with other answers; `signup` is what came of it then."""

    def __init__(self, signup: Signup) -> None:
        """Keep the sign-up that stands."""
        self.signup = signup
        super().__init__(signup.reference)


def add(db: Connection, event: Event, answers: Answers, *, submit_id: str, now: datetime) -> Signup:
    """Store a sign-up and return it, or the one that this same form has made already.

    Call it in a write transaction: counting and inserting must not be parted, or two people take
    the last seat. Raises NotOpenError, FullError or AlreadySentError, with nothing stored.
    """
    if earlier := _first(db, _BY_SUBMIT_ID, event=event.slug, submit_id=submit_id):
        if earlier.answers != answers:
            raise AlreadySentError(earlier)
        return earlier
    if (state := event.state(now)) is not EventState.OPEN:
        raise NotOpenError(state)
    answer = _answer(db, event, answers.attendance)
    values = _row(db, event, answers, answer) | {
        "submit_id": submit_id,
        "created_at": now.isoformat(),
    }
    return _signup(next(iter(db.query(_INSERT, values))))


def _answer(db: Connection, event: Event, attendance: Attendance) -> SignupStatus:
    """Return confirmed or waiting, as a new address would be told; raises FullError."""
    if not is_full(db, event, attendance):
        return SignupStatus.CONFIRMED
    if not event.signup.waiting_list:
        raise FullError
    return SignupStatus.WAITING


def _row(
    db: Connection, event: Event, answers: Answers, answer: SignupStatus
) -> dict[str, str | int]:
    key = address_key(answers.email)
    stands = db.execute(_HAS_STANDING, {"event": event.slug, "email_key": key}).fetchone()
    return {
        "public_id": secrets.token_urlsafe(16),
        "event": event.slug,
        "reference": _new_reference(db, event.slug),
        "name": answers.name,
        "email": answers.email,
        "email_key": key,
        "organisation": answers.organisation,
        "attendance": answers.attendance.value,
        "message": answers.message,
        "status": (SignupStatus.REPEAT if stands else answer).value,
        "answered": answer.value,
        "delete_on": event.deleted_on.isoformat(),
        "days_kept": event.signup.days_kept,
    }


def _new_reference(db: Connection, event: str) -> str:
    """Return a reference that no other sign-up to the event has."""
    while True:
        letters = (secrets.choice(_REFERENCE_LETTERS) for _ in range(_REFERENCE_LENGTH))
        reference = "".join(letters)
        if not db.execute(_HAS_REFERENCE, {"event": event, "reference": reference}).fetchone():
            return reference


def find(db: Connection, public_id: str) -> Signup | None:
    """Return the sign-up with this public id, or None."""
    return _first(db, _BY_PUBLIC_ID, public_id=public_id)


def participants(db: Connection, event: str) -> list[Signup]:
    """Return all sign-ups to the event with this slug, oldest first."""
    return [_signup(row) for row in db.query(_BY_EVENT, {"event": event})]


def has_any(db: Connection) -> bool:
    """Tell whether there is any sign-up."""
    return db.execute(_ANY).fetchone() is not None


def counts(db: Connection, event: str, attendance: Attendance) -> tuple[int, int]:
    """Return how many are confirmed and how many wait to attend this way."""
    row = next(iter(db.query(_COUNT, {"event": event, "attendance": attendance.value})))
    return int(row["confirmed"]), int(row["waiting"])


def is_full(db: Connection, event: Event, attendance: Attendance) -> bool:
    """Tell whether one who signs up now to attend this way would have to wait.

    Those who wait come first, so a seat that has become free is theirs.
    """
    seats = event.seats(attendance)
    if seats is None:
        return False
    confirmed, waiting = counts(db, event.slug, attendance)
    return confirmed + waiting >= seats


def place_in_line(db: Connection, signup: Signup) -> int:
    """Return the sign-up's number on the waiting list, from 1."""
    values = {"event": signup.event, "attendance": signup.answers.attendance.value, "id": signup.id}
    return int(next(iter(db.query(_PLACE_IN_LINE, values)))["place"])


def delete_due(db: Connection, published: Iterable[Event], today: date) -> int:
    """Delete what is due by `today`, and return how many sign-ups that was.

    Nothing goes before the day that the person was told, so a slip in an event's date costs
    nobody the seat. Where the event has been moved on, or waits for a new date, it stays longer.
    """
    events = {event.slug: event for event in published}
    before = db.conn.total_changes
    for slug in [str(row["event"]) for row in db.query(_EVENTS)]:
        due = {"event": slug, "today": today.isoformat()}
        event = events.get(slug)
        if event is None:
            db.execute(_DELETE_DUE, due)
        elif event.plan is not Plan.POSTPONED:
            db.execute(_DELETE_DUE_AFTER, due | {"ends": event.ends.date().isoformat()})
    return int(db.conn.total_changes - before)


def _first(db: Connection, sql: str, **values: str) -> Signup | None:
    row = next(iter(db.query(sql, values)), None)
    return _signup(row) if row else None


def _signup(row: Mapping[str, Any]) -> Signup:
    answers = Answers(
        name=row["name"],
        email=row["email"],
        organisation=row["organisation"],
        attendance=Attendance(row["attendance"]),
        message=row["message"],
    )
    return Signup(
        id=row["id"],
        public_id=row["public_id"],
        submit_id=row["submit_id"],
        event=row["event"],
        reference=row["reference"],
        answers=answers,
        status=SignupStatus(row["status"]),
        answered=SignupStatus(row["answered"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        delete_on=date.fromisoformat(row["delete_on"]),
        days_kept=row["days_kept"],
    )
