"""Reminders: a mail the day before, once, to each who attends and signed up before that."""

from collections.abc import Iterable
from datetime import datetime

from formhandler.events.model import Event, Plan
from formhandler.mail import outbox
from formhandler.mail.kinds import Occasion
from formhandler.signups import register
from formhandler.signups.database import Connection
from formhandler.signups.models import SignupStatus

_REMINDED = """
select signup from outbox
where signup in (select id from signups where event = :event) and (
    kind = 'reminder' and about = :about
    or kind in ('confirmed', 'promoted', 'changed') and created >= :since)
"""


def put_due(db: Connection, events: Iterable[Event], now: datetime) -> None:
    """Put in a reminder for each who attends an event that is near and has not been reminded."""
    for event in events:
        if event.plan is Plan.SCHEDULED and event.reminded_at <= now < event.starts:
            _remind(db, event, now)


def _remind(db: Connection, event: Event, now: datetime) -> None:
    # An event that is moved is reminded of anew; who has just been told of it is not.
    about, since = event.starts.isoformat(), int(event.reminded_at.timestamp())
    found = db.query(_REMINDED, {"event": event.register, "about": about, "since": since})
    reminded = {row["signup"] for row in found}
    everyone = register.participants(db, event.register)
    confirmed = {each.id: each for each in everyone if each.status is SignupStatus.CONFIRMED}
    for signup in confirmed.values():
        # A colleague without an address is spoken of in the mail to who signed them up.
        is_spoken_of = signup.answers.shares_email and signup.signed_up_by in confirmed
        is_early = signup.created_at < event.reminded_at
        if is_early and not is_spoken_of and signup.id not in reminded:
            outbox.insert(db, signup, Occasion.REMINDER, now, about=about)
