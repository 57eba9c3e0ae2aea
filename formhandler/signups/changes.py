"""Changes: what people do with their own sign-up, and what follows for others.

Every function takes an open connection in a write transaction and returns everyone it affected.
A change that is requested twice is made once.
"""

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database as Connection

from formhandler.events.email_address import address_key
from formhandler.events.model import Attendance, Event
from formhandler.signups import register, rows, seats
from formhandler.signups.models import Answers, Change, Done, Outcome, Signup, SignupStatus
from formhandler.signups.register import NotOpenError
from formhandler.signups.seats import FullError

# Everyone with this address, and every sign-up under it, including cancelled ones and repeats.
_ERASE_SHARED = """
delete from signups where event = :event and email_key = '' and signed_up_by in (
    select id from signups where event = :event and email_key = :key)
"""
_ERASE = "delete from signups where event = :event and email_key = :key and :key <> ''"
_ERASE_ONE = "delete from signups where id = :id"
# Mails to the sender name the person, and are stored as files if there is no relay.
_FORGET_MAILS = """
update outbox set status = 'forgotten' where status = 'sent' and signup in (
    select same.id from signups as gone
        join signups as own on own.id = gone.signed_up_by
        join signups as same on same.event = own.event and (same.id = own.id
            or own.email_key <> '' and same.email_key = own.email_key)
    where gone.id = :id or gone.event = :event and gone.email_key = :key and :key <> '')
"""


class NotStandingError(Exception):
    """The sign-up has been cancelled, so there is nothing to change."""


def attend(
    db: Connection, event: Event, signup: Signup, attendance: Attendance, now: datetime
) -> Done:
    """Switch a person to another way to attend, if there is a seat.

    Raises NotOpenError, NotStandingError, or FullError, in which case the person keeps their place.
    """
    _refuse_late(event, signup, now)
    if signup.answers.attendance is attendance:
        return Done(signup)
    if attendance not in event.attendances or seats.is_full(db, event, attendance):
        raise FullError
    got = SignupStatus.CONFIRMED
    answers = replace(signup.answers, attendance=attendance)
    changed = rows.update(
        db, event, signup, answers=answers, status=got, answered=got, is_managed=True
    )
    return Done(changed, (Change(changed, Outcome.CHANGED), *seats.promote(db, event, now)))


def mend(db: Connection, event: Event, signup: Signup, answers: Answers, now: datetime) -> Done:
    """Store new answers; address and attendance stay as they are.

    So do answers to questions that the editor has since removed.
    """
    _refuse_late(event, signup, now)
    old, asked = signup.answers, {question.key for question in event.signup.questions}
    kept = {key: answer for key, answer in old.own.items() if key not in asked}
    mended = replace(
        answers,
        email=old.email,
        attendance=old.attendance,
        shares_email=old.shares_email,
        own={**kept, **answers.own},
    )
    if mended == old:
        return Done(signup)
    changed = rows.update(
        db,
        event,
        signup,
        answers=mended,
        status=signup.status,
        answered=signup.answered,
        is_managed=True,
    )
    return Done(changed, (Change(changed, Outcome.CHANGED),))


def cancel(db: Connection, event: Event, signup: Signup, now: datetime) -> Done:
    """Cancel the sign-up and give its seat to the first in line. Raises NotOpenError."""
    if not signup.stands:
        return Done(signup)
    _refuse_late(event, signup, now)
    status = SignupStatus.CANCELLED
    changed = rows.update(
        db, event, signup, status=status, answered=signup.answered, is_managed=True
    )
    return Done(changed, (Change(changed, Outcome.CANCELLED), *seats.promote(db, event, now)))


def restore(db: Connection, event: Event, signup: Signup, now: datetime) -> Done:
    """Undo a cancellation: a seat if there is one, else the end of the line.

    Raises NotOpenError, or FullError if there is no waiting list. If the address has signed up
    again in the meantime, that sign-up stands.
    """
    if signup.status is not SignupStatus.CANCELLED:
        return Done(signup)
    if not event.takes_changes(now):
        raise NotOpenError(event.state(now))
    if not signup.answers.shares_email:
        newer = register.standing(db, event.register, signup.answers.email)
        if newer is not None:
            return Done(newer)
    got = seats.seat(db, event, signup.answers.attendance)
    changed = rows.update(
        db, event, signup, status=got, answered=got, is_managed=True, is_told=True
    )
    return Done(changed, (Change(changed, Outcome.CHANGED),))


def erase(db: Connection, event: Event | None, signup: Signup, now: datetime) -> tuple[Change, ...]:
    """Delete everything stored about a person at an event, and return who gets the seat.

    Colleagues without an address of their own are deleted too, because they have the person's.
    """
    key = "" if signup.answers.shares_email else address_key(signup.answers.email)
    values = {"event": signup.event, "key": key}
    db.execute(_FORGET_MAILS, values | {"id": signup.id})
    if key:
        db.execute(_ERASE_SHARED, values)
    db.execute(_ERASE, values)
    db.execute(_ERASE_ONE, {"id": signup.id})
    return seats.promote(db, event, now) if event else ()


def _refuse_late(event: Event, signup: Signup, now: datetime) -> None:
    if not signup.stands:
        raise NotStandingError
    if not event.takes_changes(now):
        raise NotOpenError(event.state(now))
