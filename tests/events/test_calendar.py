"""An event's calendar file says the right instants, to any calendar program that opens it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from formhandler.events.calendar import EntryStatus, OwnEntry, calendar_file, lines, text
from formhandler.events.model import Attendance, Event
from tests.support.events import NOW, SITE, an_event
from tests.support.tables import each_case

HYBRID = {"digitalt": {"plattform": "Teams"}}
IN_PERSON = Attendance.IN_PERSON

WHOLE = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Påmeldt//Arrangementskalender//NB",
    "METHOD:PUBLISH",
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Oslo",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "SUMMARY:Kurs\\, del 1\\; start",
    "DTSTART;TZID=Europe/Oslo:20300604T083000",
    "DTEND;TZID=Europe/Oslo:20300604T100000",
    "DTSTAMP:20300502T100000Z",
    "UID:frokostmote@127.0.0.1",
    "DESCRIPTION:Kom.\\n\\nKontakt: Ola Nordmann\\, ola@example.no\\n\\nhttp://127.0",
    " .0.1:8000/arrangementer/frokostmote/",
    "LOCATION:Kulturhuset\\, Storgata 1\\, Hamar",
    "STATUS:CONFIRMED",
    "URL:http://127.0.0.1:8000/arrangementer/frokostmote/",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
]


def read(event: Event, own: OwnEntry | None = None) -> icalendar.Calendar:
    """Give the calendar file as another program reads it."""
    return icalendar.Calendar.from_ical(written(event, own))


def written(event: Event, own: OwnEntry | None = None) -> str:
    return calendar_file(event, SITE, stamp=NOW, own=own).decode()


def entry(event: Event, own: OwnEntry | None = None) -> icalendar.Event:
    [found] = read(event, own).events
    return found


def owned(reference: str = "K7M2QX", attendance: Attendance = IN_PERSON) -> OwnEntry:
    return OwnEntry(attendance, reference)


def test_an_event_is_written_whole() -> None:
    event = an_event(tittel="Kurs, del 1; start", ingress="Kom.")

    assert written(event).split("\r\n") == WHOLE


@each_case(
    ("start", "end", "instants"),
    [
        ("2030-01-28 13.45", "2030-01-28 15.15", ("01-28 12:45", "01-28 14:15")),
        ("2030-07-28 13.45", "2030-07-28 15.15", ("07-28 11:45", "07-28 13:15")),
        ("2030-03-30 22.00", "2030-03-31 10.00", ("03-30 21:00", "03-31 08:00")),
        ("2030-10-26 22.00", "2030-10-27 10.00", ("10-26 20:00", "10-27 09:00")),
        ("2030-06-04 22.00", "2030-06-05 01.30", ("06-04 20:00", "06-04 23:30")),
        ("2030-06-04 13.00", "2030-06-06 12.00", ("06-04 11:00", "06-06 10:00")),
        ("2030-03-31 01.59", "2030-03-31 03.00", ("03-31 00:59", "03-31 01:00")),
        (
            "2030-10-27 02.15 sommertid",
            "2030-10-27 02.45 vintertid",
            ("10-27 00:15", "10-27 01:45"),
        ),
        (
            "2030-10-27 02.15 vintertid",
            "2030-10-27 03.00",
            ("10-27 01:15", "10-27 02:00"),
        ),
    ],
    ids=[
        "winter",
        "summer",
        "over the spring change",
        "over the autumn change",
        "over midnight",
        "several days",
        "around the hour that is not",
        "both hours that are the same",
        "in the second of them",
    ],
)
def test_start_and_end_are_the_right_instants(
    start: str, end: str, instants: tuple[str, str]
) -> None:
    found = entry(an_event(start=start, slutt=end))
    times = [at for at in (found.start, found.end) if isinstance(at, datetime)]

    assert tuple(f"{at.astimezone(UTC):%m-%d %H:%M}" for at in times) == instants


@each_case("year", [1996, 2024, 2030, 2037, 2050])
def test_the_zone_changes_when_the_clocks_in_oslo_do(year: int) -> None:
    [zone] = read(an_event()).walk("VTIMEZONE")
    oslo = zone.to_tz()  # type: ignore[attr-defined]
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]
    real = an_event().starts.tzinfo

    assert [at for at in hours if at.astimezone(oslo).utcoffset() != offset(at, real)] == []


def offset(at: datetime, zone: object) -> timedelta | None:
    return at.astimezone(zone).utcoffset()  # type: ignore[arg-type]


@each_case(
    ("status", "written"),
    [("planlagt", "CONFIRMED"), ("avlyst", "CANCELLED"), ("utsatt", "TENTATIVE")],
)
def test_the_status_is_the_plan(status: str, written: str) -> None:
    assert str(entry(an_event(status=status))["status"]) == written


@each_case(
    ("keys", "attendance", "where"),
    [
        ({}, None, "Kulturhuset, Storgata 1, Hamar"),
        ({"sted": "Kulturhuset"}, None, "Kulturhuset"),
        (HYBRID, None, "Kulturhuset, Storgata 1, Hamar"),
        (HYBRID, IN_PERSON, "Kulturhuset, Storgata 1, Hamar"),
        (HYBRID, Attendance.ONLINE, "På nett, med Teams"),
        ({"sted": None} | HYBRID, None, "På nett, med Teams"),
        ({"sted": None, "digitalt": {}}, Attendance.ONLINE, "På nett"),
    ],
)
def test_the_location_is_where_that_person_goes(
    keys: dict[str, Any], attendance: Attendance | None, where: str
) -> None:
    own = owned(attendance=attendance) if attendance else None

    assert str(entry(an_event(**keys), own)["location"]) == where


def test_one_person_s_entry_is_another_than_the_event_s() -> None:
    owners = (None, owned("K7M2QX"), owned("B3N8TR"))
    uids = [str(entry(an_event(), each)["uid"]) for each in owners]

    assert uids == [
        "frokostmote@127.0.0.1",
        "frokostmote-K7M2QX@127.0.0.1",
        "frokostmote-B3N8TR@127.0.0.1",
    ]


@each_case(
    ("plan", "own", "written"),
    [
        ("planlagt", EntryStatus.CONFIRMED, "CONFIRMED"),
        ("planlagt", EntryStatus.TENTATIVE, "TENTATIVE"),
        ("planlagt", EntryStatus.CANCELLED, "CANCELLED"),
        ("utsatt", EntryStatus.CONFIRMED, "TENTATIVE"),
        ("utsatt", EntryStatus.TENTATIVE, "TENTATIVE"),
        ("utsatt", EntryStatus.CANCELLED, "CANCELLED"),
        ("avlyst", EntryStatus.CONFIRMED, "CANCELLED"),
        ("avlyst", EntryStatus.TENTATIVE, "CANCELLED"),
        ("avlyst", EntryStatus.CANCELLED, "CANCELLED"),
    ],
)
def test_one_person_s_entry_is_as_certain_as_the_least_certain_of_event_and_sign_up(
    plan: str, own: EntryStatus, written: str
) -> None:
    entry_of_one = OwnEntry(IN_PERSON, "K7M2QX", own)

    assert str(entry(an_event(status=plan), entry_of_one)["status"]) == written


def test_a_newer_file_replaces_one_person_s_older_entry() -> None:
    older, newer = (
        entry(an_event(), OwnEntry(IN_PERSON, "K7M2QX", sequence=number)) for number in (0, 3)
    )

    assert (older["sequence"], newer["sequence"]) == (0, 3)
    assert older["uid"] == newer["uid"]


def test_nobody_is_asked_to_accept() -> None:
    calendar = read(an_event(), owned())
    text = calendar.to_ical().decode()

    assert str(calendar["method"]) == "PUBLISH"
    assert [name for name in ("ATTENDEE", "ORGANIZER", "RSVP", "VALARM") if name in text] == []


@pytest.mark.parametrize("title", ["Blåbærsyltetøysmakingskonferanse " * 20, "💬" * 200])
def test_no_line_is_longer_than_75_octets_and_the_text_comes_back_whole(title: str) -> None:
    event = an_event(tittel=title, ingress=title)
    lines = calendar_file(event, SITE, stamp=NOW).split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    assert str(entry(event)["summary"]) == title.strip()


@each_case(
    "text", ["Kurs\\nEND:VEVENT", "a; b, c: d", '"a"', "BEGIN:VALARM", "<b>a</b>", "æøå — 💬"]
)
def test_no_text_of_an_editor_s_becomes_a_property(text: str) -> None:
    event = an_event(
        tittel=text, sted=text, ingress=text, kontakt={"navn": text, "epost": "a@b.no"}
    )
    found = entry(event)

    assert (str(found["summary"]), str(found["location"])) == (text, text)
    assert sorted(found) == sorted(entry(an_event()))


def test_a_site_in_another_zone_writes_universal_time() -> None:
    site = SITE.model_copy(update={"timezone": "Europe/Helsinki"})
    text = calendar_file(an_event(), site, stamp=NOW).decode()

    assert "DTSTART:20300604T063000Z" in text
    assert "VTIMEZONE" not in text


def test_texts_of_all_kinds_are_folded_and_come_back_whole() -> None:
    chance = random.Random(1)
    for length in range(200):
        told = "".join(chance.choices("ab,;\\\næø💬 ", k=length))
        written = lines([("BEGIN", "VEVENT"), ("SUMMARY", text(f".{told}.")), ("END", "VEVENT")])

        assert max(map(len, written.split(b"\r\n"))) <= 75
        assert [part.decode() for part in written.split(b"\r\n")][-1] == ""
        assert str(icalendar.Event.from_ical(written)["summary"]) == f".{told}."
