"""Reminders: one mail the day before, to everybody who attends and signed up earlier."""

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
    """Add a reminder for everybody who attends an event soon and has not been reminded."""
    for event in events:
        if event.plan is Plan.SCHEDULED and event.reminded_at <= now < event.starts:
            _remind(db, event, now)


def _remind(db: Connection, event: Event, now: datetime) -> None:
    # A moved event gets a new reminder, except for people who have just been told about it.
    about, since = event.starts.isoformat(), int(event.reminded_at.timestamp())
    found = db.query(_REMINDED, {"event": event.register, "about": about, "since": since})
    reminded = {row["signup"] for row in found}
    everyone = register.participants(db, event.register)
    confirmed = {each.id: each for each in everyone if each.status is SignupStatus.CONFIRMED}
    for signup in confirmed.values():
        # A colleague without an address is mentioned in the sender's mail.
        is_spoken_of = signup.answers.shares_email and signup.signed_up_by in confirmed
        is_early = signup.created_at < event.reminded_at
        if is_early and not is_spoken_of and signup.id not in reminded:
            outbox.insert(db, signup, Occasion.REMINDER, now, about=about)
