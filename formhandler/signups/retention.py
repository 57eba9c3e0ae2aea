"""Retention: personal data deleted on the day that people were promised, with nobody's help."""

import logging
import threading
from collections.abc import Callable

from formhandler.clock import Clock
from formhandler.events.manifest import Manifest
from formhandler.signups import deletion
from formhandler.signups.database import Database, DatabaseBusyError

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN = 3600.0


def delete_due(database: Database, manifest: Manifest, clock: Clock) -> int:
    """Delete the sign-ups whose day has come, and return how many; raises DatabaseBusyError."""
    today = clock().astimezone(manifest.site.zone).date()
    with database.writing() as db:
        deleted = deletion.delete_due(db, manifest.events, today)
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
