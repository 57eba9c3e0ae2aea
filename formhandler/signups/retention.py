"""Retention: personal data deleted on the day people were promised, without anybody's help."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import date

from sqlite_utils import Database as Connection

from formhandler.core.clock import Clock
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event, Plan
from formhandler.signups.database import Database, DatabaseBusyError

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN = 3600.0

_EVENTS = "select distinct event from signups"
_DELETE_DUE = "delete from signups where event = :event and delete_on <= :today"
_DELETE_ANSWERS = """
delete from answers
where delete_on <= :today and signup in (select id from signups where event = :event)
"""
# The mails that tell of those answers are files where there is no relay.
_FORGET_MAILS = """
update outbox set status = 'forgotten' where status = 'sent' and signup in (
    select same.id from signups as own join signups as same
        on same.event = own.event and (same.id = own.id
            or own.email_key <> '' and same.email_key = own.email_key)
    where own.event = :event
        and own.id in (select signup from answers where delete_on <= :today{after}))
"""
_AFTER = " and date(:ends, '+' || days_kept || ' days') <= :today"


def delete_due_rows(db: Connection, published: Iterable[Event], today: date) -> int:
    """Delete what is due by `today`, and return how many sign-ups that was.

    Nothing goes before the day that the person was told, so a slip in an event's date costs
    nobody the seat. Where the event has been moved on, or waits for a new date, it stays longer.
    Answers with a shorter time of their own go first.
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
    """Delete the sign-ups whose day has come, and return how many; raises DatabaseBusyError."""
    today = clock().astimezone(manifest.site.zone).date()
    with database.writing() as db:
        deleted = delete_due_rows(db, manifest.events, today)
    database.forget()
    return deleted


def start_deleting(
    database: Database, manifest: Callable[[], Manifest | None], clock: Clock
) -> threading.Thread:
    """Delete what is due now and every hour, in a thread that ends with the process.

    `manifest` gives what is published, or None as long as nothing is.
    """
    thread = threading.Thread(
        target=_keep_deleting, args=(database, manifest, clock), name="retention", daemon=True
    )
    thread.start()
    return thread


def _keep_deleting(
    database: Database, manifest: Callable[[], Manifest | None], clock: Clock
) -> None:
    pause = threading.Event()
    while True:
        published = manifest()
        try:
            if published is not None:
                delete_due(database, published, clock)
        except DatabaseBusyError as error:
            _LOG.warning("deletion waits for the database: %s", error)
        pause.wait(_SECONDS_BETWEEN)
