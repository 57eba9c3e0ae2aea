"""Calendar: an event as an iCalendar file (RFC 5545) that any calendar program opens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from icalendar import Calendar, Component, vText
from icalendar import Event as CalendarEvent

from formhandler.events.manifest import Site
from formhandler.events.model import Attendance, Event, Plan
from formhandler.events.whereabouts import whereabouts
from formhandler.language import speaking
from formhandler.language import translate as _

OSLO = "Europe/Oslo"

# The EU's rule since 1996, as RFC 5545 §3.6.5 writes onsets: in the local time just before each
# change. A generated VTIMEZONE is an hour off in summer, and 2.5 KB long.
_OSLO_VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


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
    """Return the event as `text/calendar`, in its language; `stamp` is when this was written.

    With `own` it is one person's entry: LOCATION says how that person attends, and UID and SEQUENCE
    are that sign-up's, so that a newer file replaces an older one (RFC 5546 §2.1.4). METHOD is
    PUBLISH: nobody is asked to accept.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Påmeldt//Arrangementskalender//{event.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if site.timezone == OSLO:
        calendar.add_component(Component.from_ical(_OSLO_VTIMEZONE))
    with speaking(event.language):
        calendar.add_component(_entry(event, site, stamp, own))
    return bytes(calendar.to_ical())


def _entry(event: Event, site: Site, stamp: datetime, own: OwnEntry | None) -> CalendarEvent:
    entry = CalendarEvent()
    # The same in all languages, so that nobody gets the event twice.
    name = f"{event.register}-{own.reference}" if own else event.register
    entry.add("uid", vText(f"{name}@{urlsplit(site.url).hostname}"))
    entry.add("dtstamp", stamp.astimezone(UTC))
    # RFC 5545 §3.3.5 reads a local time that comes twice as the first one, so the second is in UTC.
    is_local = site.timezone == OSLO and not (event.starts.fold or event.ends.fold)
    for key, moment in (("dtstart", event.starts), ("dtend", event.ends)):
        entry.add(key, moment if is_local else moment.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("location", whereabouts(event, own.attendance if own else event.attendances[0]))
    entry.add("description", _description(event, site, is_own=own is not None))
    entry.add("url", site.url + event.path)
    if own:
        entry.add("sequence", own.sequence)
    entry.add("status", str(_entry_status(event, own)))
    return entry


def _entry_status(event: Event, own: OwnEntry | None) -> EntryStatus:
    """Return the event's own status, where it is off or uncertain; else the person's."""
    status = _STATUS[event.plan]
    if own is None or status is EntryStatus.CANCELLED:
        return status
    is_certain = own.status is not EntryStatus.CONFIRMED or status is EntryStatus.CONFIRMED
    return own.status if is_certain else status


def _description(event: Event, site: Site, *, is_own: bool) -> str:
    both = event.is_hybrid and not is_own
    or_else, to_ask = _("Eller"), _("Kontakt")
    online = f"{or_else}: {whereabouts(event, Attendance.ONLINE)}." if both else None
    contact = f"{to_ask}: {event.contact.name}, {event.contact.email}"
    return "\n\n".join(
        part for part in (event.lead, online, contact, site.url + event.path) if part
    )
