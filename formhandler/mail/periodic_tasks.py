"""Periodic tasks: promotions after a change of seats, reminders, expired meeting links."""

from collections.abc import Callable
from datetime import datetime

from formhandler.events.manifest import Manifest
from formhandler.events.model import EventState
from formhandler.mail import announcements, outbox, reminders
from formhandler.signups import event_news, meeting_link, seats, translation_merge
from formhandler.signups.database import Database


def do_chores(
    database: Database,
    manifest: Callable[[], Manifest | None],
    now: datetime,
    *,
    is_preview: bool = False,
) -> None:
    """Promote people if the editor has added seats, and remind; raises DatabaseBusyError.

    A preview's clock can be years ahead, so it deletes no link to a meeting.
    """
    published = manifest()
    if published is None:
        return
    database.forget_rest()
    with database.writing() as db:
        for event in published.events:
            if event.translates:
                translation_merge.gather(db, event)
        for event in published.originals:
            event_news.assume_told(db, event)
            outbox.put(db, seats.promote(db, event, now), now)
            if event.state(now) is EventState.PAST and not is_preview:
                meeting_link.delete_link(db, event.register)
        reminders.put_due(db, published.originals, now)
        announcements.delete_unused(db)
