"""Chores: what nobody asks for, and must be done: seats, reminders, links that are over."""

from collections.abc import Callable
from datetime import datetime

from formhandler.events.manifest import Manifest
from formhandler.events.model import EventState
from formhandler.mail import notes, outbox, reminders
from formhandler.signups import gathering, meeting, news, seats
from formhandler.signups.database import Database


def do_chores(database: Database, manifest: Callable[[], Manifest | None], now: datetime) -> None:
    """Let those in for whom the editor has made room, and remind; raises DatabaseBusyError."""
    published = manifest()
    if published is None:
        return
    database.forget_rest()
    with database.writing() as db:
        for event in published.events:
            if event.translates:
                gathering.gather(db, event)
        for event in published.originals:
            news.begin(db, event)
            outbox.put(db, seats.promote(db, event, now), now)
            if event.state(now) is EventState.PAST:
                meeting.delete_link(db, event.register)
        reminders.put_due(db, published.originals, now)
        notes.delete_unused(db)
