"""Retention: personal data deleted on the day people were promised, without anybody's help."""

import logging
from collections.abc import Callable, Iterable
from datetime import date

from sqlite_utils import Database as Connection

from formhandler.core.background import Background
from formhandler.core.clock import Clock
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event, Plan
from formhandler.signups import meeting_link
from formhandler.signups.database import Database

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN = 3600.0

_EVENTS = "select distinct event from signups"
_DELETE_DUE = "delete from signups where event = :event and delete_on <= :today"
_DELETE_ANSWERS = """
delete from answers
where delete_on <= :today and signup in (select id from signups where event = :event)
"""
# Mails that mention those answers are stored as files if there is no relay.
_FORGET_MAILS = """
update outbox set status = 'forgotten' where status = 'sent' and signup in (
    select same.id from signups as own join signups as same
        on same.event = own.event and (same.id = own.id
            or own.email_key <> '' and same.email_key = own.email_key)
    where own.event = :event
        and own.id in (select signup from answers where delete_on <= :today{after}))
"""
# The same rule as in `Signup.deleted_on`.
_AFTER = " and date(:ends, '+' || days_kept || ' days') <= :today"


def delete_due_rows(db: Connection, published: Iterable[Event], today: date) -> int:
    """Delete what is due by `today`, and return the number of sign-ups deleted.

    Nothing is deleted before the promised day, so a slip in an event's date costs nobody the seat.
    If the event has been moved or waits for a new date, sign-ups are kept longer. Answers with a
    shorter retention are deleted first.
    """
    events = {event.register: event for event in published}
    deleted = 0
    for slug in [str(row["event"]) for row in db.query(_EVENTS)]:
        due = {"event": slug, "today": today.isoformat()}
        event = events.get(slug)
        if event is None:
            deleted += _delete(db, due, "")
        elif event.plan is not Plan.POSTPONED:
            deleted += _delete(db, due | {"ends": event.ends.date().isoformat()}, _AFTER)
    return deleted


def _delete(db: Connection, due: dict[str, str], after: str) -> int:
    db.execute(_FORGET_MAILS.format(after=after), due)
    db.execute(_DELETE_ANSWERS + after, due)
    return int(db.execute(_DELETE_DUE + after, due).rowcount)


def delete_due(database: Database, manifest: Manifest, clock: Clock) -> int:
    """Delete the sign-ups whose day has come, and the links to meetings that nobody needs any more.

    Return how many sign-ups that was; raises DatabaseBusyError.
    """
    today = clock().astimezone(manifest.site.zone).date()
    with database.writing() as db:
        deleted = delete_due_rows(db, manifest.events, today)
        meeting_link.delete_unneeded(db, manifest.events, today)
    database.forget()
    return deleted


def deleting(
    database: Database, manifest: Callable[[], Manifest | None], clock: Clock
) -> Background:
    """Return a loop that deletes what is due, at its start and then every hour.

    `manifest` returns what is published, or None if nothing is.
    """

    def delete() -> float:
        published = manifest()
        if published is not None:
            delete_due(database, published, clock)
        return _SECONDS_BETWEEN

    return Background("retention", delete)
