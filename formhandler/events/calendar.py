"""Calendar: an event as an iCalendar file (RFC 5545) that any calendar program opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from icalendar import Calendar, vDuration, vText
from icalendar import Event as CalendarEvent

from formhandler.events.manifest import Site
from formhandler.events.model import Attendance, Event, Plan

OSLO = "Europe/Oslo"

# The EU's rule since 1996, as RFC 5545 §3.6.5 writes onsets: in the local time just before each
# change. A generated VTIMEZONE is an hour off in summer, and 2.5 KB long. It is the same in every
# file, so it stands here as it is written: parsing it took most of the time that a file takes.
_OSLO_VTIMEZONE = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")
_END = b"END:VCALENDAR\r\n"
_ASK_AGAIN = timedelta(hours=6)


class EntryStatus(StrEnum):
    """How certain an entry is (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


_STATUS = {
    Plan.SCHEDULED: EntryStatus.CONFIRMED,
    Plan.CANCELLED: EntryStatus.CANCELLED,
    Plan.POSTPONED: EntryStatus.TENTATIVE,
}


@dataclass(frozen=True)
class OwnEntry:
    """What makes an entry one person's own; `sequence` rises with every change of the sign-up."""

    attendance: Attendance
    reference: str
    status: EntryStatus = EntryStatus.CONFIRMED
    sequence: int = 0


def calendar_file(
    event: Event,
    site: Site,
    *,
    stamp: datetime,
    own: OwnEntry | None = None,
) -> bytes:
    """Return the event as `text/calendar`; `stamp` is when this was written.

    With `own` it is one person's entry: LOCATION says how that person attends, and UID and SEQUENCE
    are that sign-up's, so that a newer file replaces an older one (RFC 5546 §2.1.4). METHOD is
    PUBLISH: nobody is asked to accept.
    """
    return event_calendar(calendar_entry(event, site, stamp=stamp, own=own), site)


def event_calendar(entry: bytes, site: Site) -> bytes:
    """Return a calendar with one entry."""
    return _calendar(_head(), [entry], site)


def site_calendar(entries: Iterable[bytes], site: Site) -> bytes:
    """Return a calendar to subscribe to, with the site's name and these entries.

    NAME and REFRESH-INTERVAL are RFC 7986's (§5.1, §5.7); programs that are older know the X- ones.
    """
    head = _head()
    head.add("name", site.name)
    head.add("x-wr-calname", site.name)
    head.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    head.add("x-published-ttl", vDuration(_ASK_AGAIN))
    return _calendar(head, entries, site)


def _head() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Påmeldt//Arrangementskalender//NB")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _calendar(head: Calendar, entries: Iterable[bytes], site: Site) -> bytes:
    zone = _OSLO_VTIMEZONE if site.timezone == OSLO else b""
    return bytes(head.to_ical().removesuffix(_END) + zone + b"".join(entries) + _END)


def calendar_entry(
    event: Event, site: Site, *, stamp: datetime, own: OwnEntry | None = None
) -> bytes:
    """Return the event's VEVENT, for `event_calendar` and `site_calendar`."""
    entry = CalendarEvent()
    name = f"{event.slug}-{own.reference}" if own else event.slug
    entry.add("uid", vText(f"{name}@{urlsplit(site.url).hostname}"))
    entry.add("dtstamp", stamp.astimezone(UTC))
    # RFC 5545 §3.3.5 reads a local time that comes twice as the first one, so the second is in UTC.
    is_local = site.timezone == OSLO and not (event.starts.fold or event.ends.fold)
    for key, moment in (("dtstart", event.starts), ("dtend", event.ends)):
        entry.add(key, moment if is_local else moment.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("location", event.where(own.attendance if own else event.attendances[0]))
    entry.add("description", _description(event, site, is_own=own is not None))
    entry.add("url", site.url + event.path)
    if own:
        entry.add("sequence", own.sequence)
    entry.add("status", str(_entry_status(event, own)))
    return bytes(entry.to_ical())


def _entry_status(event: Event, own: OwnEntry | None) -> EntryStatus:
    """Return the event's own status, where it is off or uncertain; else the person's."""
    status = _STATUS[event.plan]
    if own is None or status is EntryStatus.CANCELLED:
        return status
    is_certain = own.status is not EntryStatus.CONFIRMED or status is EntryStatus.CONFIRMED
    return own.status if is_certain else status


def _description(event: Event, site: Site, *, is_own: bool) -> str:
    both = event.is_hybrid and not is_own
    online = f"Eller: {event.where(Attendance.ONLINE)}." if both else None
    contact = f"Kontakt: {event.contact.name}, {event.contact.email}"
    return "\n\n".join(
        part for part in (event.lead, online, contact, site.url + event.path) if part
    )
