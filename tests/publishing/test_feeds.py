"""The feed, the calendar to subscribe to, the sitemap and robots.txt tell of the same pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import icalendar
import pytest
from flask.testing import FlaskClient

from formhandler.events.agenda import agenda
from formhandler.events.calendar import calendar_file, site_calendar
from formhandler.events.model import Event
from formhandler.publishing.build import Build
from formhandler.publishing.feeds import feed, robots, sitemap
from tests.support.builds import published
from tests.support.events import NOW, OSLO, SITE, URL, an_event, write_event
from tests.support.tables import each_case

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CHANGED = datetime(2030, 4, 1, 12, 0, tzinfo=OSLO)

WHOLE_FEED = f"""\
<?xml version="1.0" encoding="utf-8"?>
<feed xml:lang="nb" xmlns="http://www.w3.org/2005/Atom">\
<title>Arrangementer fra Eksempelforeningen</title>\
<link href="{URL}/" rel="alternate"/>\
<link href="{URL}/atom.xml" rel="self"/>\
<id>{URL}/</id>\
<updated>2030-04-01T12:00:00+02:00</updated>\
<author><name>Eksempelforeningen</name></author>\
<entry>\
<title>Tirsdag 4. juni 2030: Kurs &amp; &lt;kaffe&gt;</title>\
<link href="{URL}/arrangementer/frokostmote/" rel="alternate"/>\
<updated>2030-04-01T12:00:00+02:00</updated>\
<id>{URL}/arrangementer/frokostmote/</id>\
<summary type="html">&lt;p&gt;Kom &amp;amp; spør.&lt;/p&gt;\
&lt;p&gt;tirsdag 4. juni 2030 kl. 08.30–10.00. Kulturhuset. Gratis.&lt;/p&gt;</summary>\
</entry>\
</feed>"""


def unchanged(_event: Event) -> datetime:
    return CHANGED


def feed_of(*events: Event, changed: Callable[[Event], datetime] = unchanged) -> bytes:
    return feed(agenda(events, NOW), SITE, changed)


def titles(*events: Event) -> list[str | None]:
    entries = ElementTree.fromstring(feed_of(*events)).iter(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}title") for entry in entries]


def on(day: str, slug: str) -> Event:
    return an_event(slug, tittel=slug, start=f"{day} 10.00", slutt=f"{day} 11.00")


def test_a_feed_is_written_whole() -> None:
    assert feed_of(an_event(tittel="Kurs & <kaffe>", ingress="Kom & spør.")).decode() == WHOLE_FEED


@each_case(
    ("keys", "title"),
    [
        ({}, "Tirsdag 4. juni 2030: Frokostmøte"),
        ({"status": "avlyst"}, "Avlyst, tirsdag 4. juni 2030: Frokostmøte"),
        ({"status": "utsatt"}, "Utsatt: Frokostmøte"),
        ({"språk": "nn"}, "Tysdag 4. juni 2030: Frokostmøte"),
    ],
)
def test_an_entry_s_title_says_the_day_and_what_has_become_of_it(
    keys: dict[str, Any], title: str
) -> None:
    assert titles(an_event(**keys)) == [title]


def test_what_comes_stands_before_the_fifty_newest_that_were() -> None:
    past = [on(f"20{number}-01-01", f"m{number}") for number in range(10, 30)]
    past += [on(f"20{number}-02-01", f"f{number}") for number in range(10, 30)]
    past += [on(f"20{number}-03-01", f"a{number}") for number in range(10, 30)]
    found = titles(on("2030-06-04", "kommer"), *past)

    assert (len(found), found[0], found[1]) == (
        51,
        "Tirsdag 4. juni 2030: kommer",
        "Torsdag 1. mars 2029: a29",
    )


def test_a_feed_is_as_new_as_its_newest_entry_and_each_entry_as_its_page() -> None:
    days = {"a": datetime(2030, 4, 1, tzinfo=UTC), "b": datetime(2030, 4, 2, tzinfo=UTC)}
    events = [on("2030-06-04", "a"), on("2030-06-05", "b")]
    root = ElementTree.fromstring(feed_of(*events, changed=lambda event: days[event.slug]))

    assert [each.text for each in root.iter(f"{ATOM}updated")] == [
        "2030-04-02T00:00:00+00:00",
        "2030-04-01T00:00:00+00:00",
        "2030-04-02T00:00:00+00:00",
    ]


def test_a_feed_without_events_is_the_same_at_any_time() -> None:
    root = ElementTree.fromstring(feed_of())

    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def calendar_of(*events: Event) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(site_calendar(events, SITE, unchanged))


def test_the_site_s_calendar_says_its_name_and_when_to_ask_again() -> None:
    calendar = calendar_of(an_event())
    said = {name: str(calendar[name]) for name in ("name", "x-wr-calname", "x-published-ttl")}

    assert said == {
        "name": "Eksempelforeningen",
        "x-wr-calname": "Eksempelforeningen",
        "x-published-ttl": "PT6H",
    }
    assert calendar["refresh-interval"].to_ical() == b"PT6H"
    assert calendar.errors == []


def test_its_entries_are_those_of_the_events_own_files_under_one_zone() -> None:
    events = [an_event("a"), an_event("b", status="avlyst")]
    alone = [icalendar.Calendar.from_ical(calendar_file(e, SITE, stamp=CHANGED)) for e in events]
    calendar = calendar_of(*events)

    assert [each.to_ical() for each in calendar.events] == [
        entry.to_ical() for each in alone for entry in each.events
    ]
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_a_calendar_without_events_is_one_all_the_same() -> None:
    assert (calendar_of().events, str(calendar_of()["method"])) == ([], "PUBLISH")


def test_a_sitemap_has_every_page_and_when_it_was_changed() -> None:
    root = ElementTree.fromstring(sitemap([an_event("a")], SITE, unchanged))
    pages = [(url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod")) for url in root]

    assert pages == [
        (f"{URL}/", None),
        (f"{URL}/personvern/", None),
        (f"{URL}/arrangementer/a/", "2030-04-01T12:00:00+02:00"),
    ]


@each_case(
    ("path", "may_be_read"),
    [
        ("/", True),
        ("/arrangementer/a/", True),
        ("/pamelding/a/", True),
        ("/kalender.ics", True),
        ("/sok/?q=a", False),
        ("/kvittering/abc/", False),
        ("/min-pamelding/abc/endre/", False),
        ("/delta/abc/", False),
    ],
)
def test_robots_read_what_is_for_all(path: str, may_be_read: bool) -> None:
    rules = RobotFileParser()
    rules.parse(robots(SITE).decode().splitlines())

    assert rules.can_fetch("Testbot", URL + path) is may_be_read
    assert rules.site_maps() == [f"{URL}/sitemap.xml"]


@pytest.fixture
def site(build: Build) -> Build:
    """Give a site with an event to come, a draft, one of last autumn and one of years ago."""
    write_event(build.content, "kommer")
    write_event(build.content, "utkast", utkast="ja")
    for slug, day in (("i-host", "2029-10-04"), ("for-lenge-siden", "2027-10-04")):
        write_event(build.content, slug, start=f"{day} 10.00", slutt=f"{day} 11.00")
    published(build)
    return build


def test_a_build_writes_them_all_of_what_is_published(site: Build) -> None:
    written = {
        name: (site.site / name).read_text("utf-8")
        for name in ("atom.xml", "sitemap.xml", "kalender.ics")
    }
    slugs = ("kommer", "i-host", "for-lenge-siden", "utkast")
    told = {
        name: [each for each in slugs if f"/{each}/" in text.replace("\r\n ", "")]
        for name, text in written.items()
    }

    assert told == {
        "atom.xml": ["kommer", "i-host", "for-lenge-siden"],
        "sitemap.xml": ["kommer", "i-host", "for-lenge-siden"],
        "kalender.ics": ["kommer", "i-host"],
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/kalender.ics", "text/calendar; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_each_is_served_as_what_it_is_and_asked_for_anew(
    site: Build, client: FlaskClient, path: str, kind: str
) -> None:
    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert (answer.headers["Cache-Control"], again.status_code) == ("no-cache", 304)


def test_the_list_page_leads_to_feed_and_calendar(site: Build) -> None:
    html = (site.site / "index.html").read_text("utf-8")

    assert '<link rel="alternate" type="application/atom+xml" href="/atom.xml"' in html
    assert 'href="/atom.xml">Følg med på Atom</a>' in html
    assert 'href="webcal://127.0.0.1:8000/kalender.ics"' in html
