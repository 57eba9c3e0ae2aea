"""Meeting link: the private link to an event's online meeting; only here, never on the site."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from sqlite_utils import Database as Connection

from formhandler.events.model import Event, Plan

_SET = """
insert into meeting_links (event, url) values (:event, :url)
on conflict (event) do update set url = excluded.url
"""
_GET = "select url from meeting_links where event = :event"
_DELETE = "delete from meeting_links where event = :event"
_WITH_SIGNUPS = """
select event, event in (select event from signups) as has_signups from meeting_links
"""


class LinkError(ValueError):
    """The text is not a link that people can be redirected to."""


def set_link(db: Connection, event: str, url: str) -> None:
    """Store the link to an event's meeting, replacing an earlier one; raises LinkError."""
    try:
        parts = urlsplit(url)
        has_host = any(letter.isalnum() for letter in parts.hostname or "") and parts.port != 0
        is_link = parts.scheme == "https" and has_host and "@" not in parts.netloc
    except ValueError as error:
        raise LinkError(url) from error
    if not is_link or not url.isascii() or not url.isprintable() or " " in url:
        raise LinkError(url)
    db.execute(_SET, {"event": event, "url": url})


def link(db: Connection, event: str) -> str | None:
    """Return the link to an event's meeting, or None if there is no link."""
    row = next(iter(db.query(_GET, {"event": event})), None)
    return str(row["url"]) if row else None


def delete_link(db: Connection, event: str) -> None:
    """Delete the link, when there is no meeting to lead to any more."""
    db.execute(_DELETE, {"event": event})


def delete_unneeded(db: Connection, published: Iterable[Event], today: date) -> None:
    """Delete the links to meetings that were cancelled or are no longer on the site.

    A cancelled event keeps its link until its sign-ups are deleted, since it may have been a slip;
    one that was taken off the site keeps it as long as anybody is signed up.
    """
    events = {name: event for event in published for name in (event.slug, event.register)}
    for row in list(db.query(_WITH_SIGNUPS)):
        event = events.get(row["event"])
        if event is None:
            is_needed = bool(row["has_signups"])
        else:
            is_needed = event.plan is not Plan.CANCELLED or today < event.deleted_on
        if not is_needed:
            delete_link(db, str(row["event"]))
