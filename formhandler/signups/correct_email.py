"""Correct e-mail: corrects a mistyped address from the receipt, and what follows for others.

Every function takes an open connection in a write transaction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database as Connection

from formhandler.events.email_address import address_key
from formhandler.events.model import Event
from formhandler.signups import register, rows, seats
from formhandler.signups.models import Change, Done, Outcome, Signup, SignupStatus
from formhandler.signups.register import NotOpenError

EMAIL_MENDED_WITHIN = timedelta(minutes=30)

_FIRST_REPEAT = """
select * from signups
where event = :event and email_key = :key and status = 'repeat' order by id limit 1
"""
_BELONG = """
update signups set signed_up_by = :by
where event = :event and substr(submit_id, 1, length(:submit_id) + 1) = :submit_id || '.'
"""


class TooLateError(Exception):
    """The address can no longer be corrected from the receipt."""


class AddressTakenError(Exception):
    """The address belongs to a colleague who was signed up with the same form."""


def is_managed(signup: Signup, colleagues: Iterable[Signup]) -> bool:
    """Tell whether the mailed link was used, by the person or by someone who shares the address."""
    sharing = (each for each in colleagues if each.answers.shares_email)
    return signup.managed or any(each.managed for each in sharing)


def can_mend_email(signup: Signup, colleagues: Iterable[Signup], now: datetime) -> bool:
    """Tell whether the address can still be corrected from the receipt.

    It cannot once the mail has arrived: whoever has used its link is in charge of the sign-up.
    """
    age = now - signup.created_at
    is_new = timedelta(0) <= age < EMAIL_MENDED_WITHIN
    is_there = signup.status is not SignupStatus.CANCELLED
    return is_new and is_there and not is_managed(signup, colleagues)


def mend_email(db: Connection, event: Event, signup: Signup, email: str, now: datetime) -> Done:
    """Store another address, as if the form had been sent with it; the mailed link is new.

    The outcome for a repeat, or for an address that has signed up before, is what it would have
    been then, and looks the same. Raises TooLateError, NotOpenError, AddressTakenError or
    FullError.
    """
    colleagues = register.with_same_form(db, signup)
    if not can_mend_email(signup, colleagues, now):
        raise TooLateError
    if not event.takes_changes(now):
        raise NotOpenError(event.state(now))
    if address_key(email) == address_key(signup.answers.email):
        return Done(signup)
    if email_key_in(email, colleagues):
        raise AddressTakenError
    status, answered = _status_with(db, event, signup, email)
    answers = replace(signup.answers, email=email)
    changed = rows.update(
        db,
        event,
        signup,
        answers=answers,
        status=status,
        answered=answered,
        link_id=rows.new_id(),
        is_told=True,
    )
    _share_email(db, event, changed)
    changes = [changed, *_heir(db, event, signup)]
    promoted = seats.promote(db, event, now)
    return Done(
        changed, (*(Change(each, Outcome(each.status.value)) for each in changes), *promoted)
    )


def email_key_in(email: str, colleagues: Iterable[Signup]) -> bool:
    """Tell whether one of the sign-ups has this address."""
    own = (each.answers for each in colleagues if not each.answers.shares_email)
    return address_key(email) in {address_key(each.email) for each in own}


def _status_with(
    db: Connection, event: Event, signup: Signup, email: str
) -> tuple[SignupStatus, SignupStatus]:
    """Return the status of the sign-up with this address, and the one the person is told."""
    # Look for a seat first, so that a known address gets the same answer as others.
    got = signup.answered if signup.stands else seats.seat(db, event, signup.answers.attendance)
    if register.standing(db, event.register, email):
        return SignupStatus.REPEAT, got
    return signup.status if signup.stands else got, got


def _share_email(db: Connection, event: Event, holder: Signup) -> None:
    """Give colleagues without an address of their own the correct one, and new links."""
    stands = register.standing(db, event.register, holder.answers.email) or holder
    values = {"event": event.register, "submit_id": holder.submit_id, "by": stands.id}
    db.execute(_BELONG, values)
    for each in register.with_same_form(db, holder):
        if each.answers.shares_email:
            rows.update(
                db,
                event,
                each,
                answers=replace(each.answers, email=holder.answers.email),
                status=each.status,
                answered=each.answered,
                link_id=rows.new_id(),
            )


def _heir(db: Connection, event: Event, left: Signup) -> Iterator[Signup]:
    """Promote the first repeat of an address that somebody else had entered by mistake.

    It was told that it had a seat or a place in line, and takes one now.
    """
    key = address_key(left.answers.email)
    heir = rows.first(db, _FIRST_REPEAT, event=event.register, key=key) if left.stands else None
    if heir is not None:
        is_full = seats.is_full(db, event, heir.answers.attendance)
        got = SignupStatus.WAITING if is_full else SignupStatus.CONFIRMED
        counts = rows.update(db, event, heir, status=got, answered=got, is_told=True)
        values = {"event": event.register, "submit_id": counts.submit_id, "by": counts.id}
        db.execute(_BELONG, values)
        yield counts
