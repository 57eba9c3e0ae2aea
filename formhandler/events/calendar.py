"""Calendar: an event as an iCalendar file (RFC 5545) that any calendar program opens."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Component, vText
from icalendar import Event as CalendarEvent

from formhandler.events.manifest import Site
from formhandler.events.model import Attendance, Event, Plan

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

_STATUS = {Plan.SCHEDULED: "CONFIRMED", Plan.CANCELLED: "CANCELLED", Plan.POSTPONED: "TENTATIVE"}


def calendar_file(
    event: Event,
    site: Site,
    *,
    stamp: datetime,
    attendance: Attendance | None = None,
    reference: str | None = None,
) -> bytes:
    """Return the event as `text/calendar`; `stamp` is when this was written.

    With `attendance` and `reference` it is one person's entry: LOCATION says how that person
    attends, and the UID is that sign-up's own. METHOD is PUBLISH: nobody is asked to accept.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Påmeldt//Arrangementskalender//NB")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if site.timezone == OSLO:
        calendar.add_component(Component.from_ical(_OSLO_VTIMEZONE))
    calendar.add_component(_entry(event, site, stamp, attendance, reference))
    return bytes(calendar.to_ical())


def _entry(
    event: Event,
    site: Site,
    stamp: datetime,
    attendance: Attendance | None,
    reference: str | None,
) -> CalendarEvent:
    entry = CalendarEvent()
    name = f"{event.slug}-{reference}" if reference else event.slug
    entry.add("uid", vText(f"{name}@{urlsplit(site.url).hostname}"))
    entry.add("dtstamp", stamp.astimezone(UTC))
    # RFC 5545 §3.3.5 reads a local time that comes twice as the first one, so the second is in UTC.
    is_local = site.timezone == OSLO and not (event.starts.fold or event.ends.fold)
    for key, moment in (("dtstart", event.starts), ("dtend", event.ends)):
        entry.add(key, moment if is_local else moment.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("location", event.where(attendance or event.attendances[0]))
    entry.add("description", _description(event, site, attendance))
    entry.add("url", site.url + event.path)
    entry.add("status", _STATUS[event.plan])
    return entry


def _description(event: Event, site: Site, attendance: Attendance | None) -> str:
    both = event.is_hybrid and attendance is None
    online = f"Eller: {event.where(Attendance.ONLINE)}." if both else None
    contact = f"Kontakt: {event.contact.name}, {event.contact.email}"
    return "\n\n".join(
        part for part in (event.lead, online, contact, site.url + event.path) if part
    )
