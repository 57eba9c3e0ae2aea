"""Calendar: an event as an iCalendar file (RFC 5545) that any calendar program opens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from formhandler.core.i18n import speaking
from formhandler.core.i18n import translate as _
from formhandler.events.manifest import Site
from formhandler.events.model import Attendance, Event, Plan, whereabouts

_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_LONGEST = 74  # RFC 5545 §3.1 allows 75 octets, including a folded line's leading space.


def text(value: str) -> str:
    """Return a TEXT value (§3.3.11)."""
    return value.replace("\r\n", "\n").translate(_ESCAPED)


def utc(moment: datetime) -> str:
    """Return a DATE-TIME in UTC (§3.3.5, form 2)."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(moment: datetime) -> str:
    """Return a DATE-TIME in local time; the property's TZID names the zone."""
    return f"{moment:%Y%m%dT%H%M%S}"


def lines(properties: Iterable[tuple[str, str]]) -> bytes:
    """Return properties (a name with its parameters, and a value) as content lines."""
    return b"".join(_folded(f"{name}:{value}") + b"\r\n" for name, value in properties)


def _folded(line: str) -> bytes:
    """Fold a line so that no more than 75 octets precede each line end."""
    left = line.encode()
    parts = []
    while len(left) > _LONGEST:
        cut = _whole(left)
        parts.append(left[:cut])
        left = left[cut:]
    return b"\r\n ".join([*parts, left])


def _whole(octets: bytes) -> int:
    """Return how many octets fit without splitting a character or an escape."""
    cut = _LONGEST
    while octets[cut] & 0xC0 == 0x80:  # RFC 3629 §3: a continuation octet
        cut -= 1
    kept = octets[:cut]
    return cut - (len(kept) - len(kept.rstrip(b"\\"))) % 2


OSLO = "Europe/Oslo"

Property = tuple[str, str]

# The EU's rule since 1996. RFC 5545 §3.6.5 states onsets in the local time just before each change.
_OSLO_VTIMEZONE = lines(
    [
        ("BEGIN", "VTIMEZONE"),
        ("TZID", OSLO),
        ("BEGIN", "DAYLIGHT"),
        ("DTSTART", "19960331T020000"),
        ("RRULE", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
        ("TZNAME", "CEST"),
        ("TZOFFSETFROM", "+0100"),
        ("TZOFFSETTO", "+0200"),
        ("END", "DAYLIGHT"),
        ("BEGIN", "STANDARD"),
        ("DTSTART", "19961027T030000"),
        ("RRULE", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
        ("TZNAME", "CET"),
        ("TZOFFSETFROM", "+0200"),
        ("TZOFFSETTO", "+0100"),
        ("END", "STANDARD"),
        ("END", "VTIMEZONE"),
    ]
)
_ASK_AGAIN = "PT6H"


class EntryStatus(StrEnum):
    """The status of an entry (RFC 5545 §3.8.1.11)."""

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
    """What makes an entry personal; `sequence` rises with every change of the sign-up."""

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
    """Return the event as `text/calendar` in its language; `stamp` is the time of writing.

    With `own` it is one person's entry: LOCATION says how that person attends, and UID and SEQUENCE
    belong to the sign-up, so that a newer file replaces an older one (RFC 5546 §2.1.4). METHOD is
    PUBLISH: nobody is asked to accept.
    """
    return _calendar([], site, [_entry(event, site, stamp, own)])


def site_calendar(
    events: Iterable[Event], site: Site, changed: Callable[[Event], datetime]
) -> bytes:
    """Return the events as one calendar to subscribe to; `changed` gives each event's last change.

    Entries have the same UID as in their own files. NAME and REFRESH-INTERVAL are from RFC 7986
    (§5.1, §5.7); older programs know the X- properties.
    """
    head = [
        ("NAME", text(site.name)),
        ("X-WR-CALNAME", text(site.name)),
        ("REFRESH-INTERVAL;VALUE=DURATION", _ASK_AGAIN),
        ("X-PUBLISHED-TTL", _ASK_AGAIN),
    ]
    return _calendar(head, site, (_entry(each, site, changed(each), None) for each in events))


def _calendar(head: Iterable[Property], site: Site, entries: Iterable[bytes]) -> bytes:
    begin = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Påmeldt//Arrangementskalender//NB"),
        ("METHOD", "PUBLISH"),
        *head,
    ]
    zone = _OSLO_VTIMEZONE if site.timezone == OSLO else b""
    return b"".join([lines(begin), zone, *entries, lines([("END", "VCALENDAR")])])


def _entry(event: Event, site: Site, stamp: datetime, own: OwnEntry | None) -> bytes:
    # The same in all languages, so that nobody gets the event twice.
    name = f"{event.register}-{own.reference}" if own else event.register
    with speaking(event.language):
        where = whereabouts(event, own.attendance if own else event.attendances[0])
        description = _description(event, site, is_own=own is not None)
    return lines(
        [
            ("BEGIN", "VEVENT"),
            ("SUMMARY", text(event.title)),
            *_times(event, site),
            ("DTSTAMP", utc(stamp)),
            ("UID", text(f"{name}@{urlsplit(site.url).hostname}")),
            *([("SEQUENCE", str(own.sequence))] if own else []),
            ("DESCRIPTION", text(description)),
            ("LOCATION", text(where)),
            ("STATUS", _entry_status(event, own)),
            ("URL", site.url + event.path),
            ("END", "VEVENT"),
        ]
    )


def _times(event: Event, site: Site) -> list[Property]:
    """Return start and end in the site's time zone.

    RFC 5545 §3.3.5 reads an ambiguous local time as the first one, so the second is written in UTC.
    """
    if site.timezone != OSLO or event.starts.fold or event.ends.fold:
        return [("DTSTART", utc(event.starts)), ("DTEND", utc(event.ends))]
    in_oslo = f";TZID={OSLO}"
    return [(f"DTSTART{in_oslo}", local(event.starts)), (f"DTEND{in_oslo}", local(event.ends))]


def _entry_status(event: Event, own: OwnEntry | None) -> EntryStatus:
    """Return the event's status if it is cancelled or uncertain, else the person's."""
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
