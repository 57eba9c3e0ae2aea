"""Event news: participants who do not know the event's current time and place, and telling them.

Every function takes an open connection; the caller owns the transaction.
"""

from sqlite_utils import Database as Connection

from formhandler.events.model import Event, Plan
from formhandler.signups import rows
from formhandler.signups.models import Change, Outcome, Signup, told_of

_UNTOLD = "select * from signups where event = :event and told = ''"
_TELL = "update signups set told = :told where id = :id"
_SIGNED_UP = """
select * from signups
where event = :event and status in ('confirmed', 'waiting', 'repeat') order by id
"""


def unaware(db: Connection, event: Event) -> list[Signup]:
    """Return all participants whose last message about the event is no longer true.

    Repeats are included, because their calendar files must be updated like others'.
    """
    return [
        each
        for each in rows.every(db, _SIGNED_UP, event=event.register)
        if each.told not in (None, told_of(event, each.answers.attendance))
    ]


def assume_told(db: Connection, event: Event) -> None:
    """Treat those with no record of what they were told as told the current state."""
    for each in rows.every(db, _UNTOLD, event=event.register):
        told = told_of(event, each.answers.attendance).to_json()
        db.execute(_TELL, {"id": each.id, "told": told})


def told_by_mail(found: list[Signup]) -> list[Signup]:
    """Return those of them who get a mail.

    A colleague without an address is mentioned in the sender's mail.
    """
    ids = {each.id for each in found}
    return [
        each
        for each in found
        if each.stands and not (each.answers.shares_email and each.signed_up_by in ids)
    ]


def mark_told(db: Connection, event: Event) -> tuple[Change, ...]:
    """Return a change for everyone who gets a mail, and mark all as told."""
    outcome = Outcome.EVENT_CANCELLED if event.plan is Plan.CANCELLED else Outcome.EVENT_CHANGED
    found = unaware(db, event)
    told = {
        each.id: rows.update(
            db, event, each, status=each.status, answered=each.answered, is_told=True
        )
        for each in found
    }
    return tuple(Change(told[each.id], outcome, each.told) for each in told_by_mail(found))
