"""Page, receipt, calendar files, events.json and JSON-LD tell the same time, place and title."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from icalendar import Calendar
from icalendar import Event as CalendarEvent
from playwright.sync_api import Browser, Locator, Page

from tests.browser import open_page
from tests.browser_fixtures import NewPage
from tests.cast import TEAMS
from tests.events import write_event
from tests.stage import Stage, fill_in, opened, send
from tests.states import IN_PERSON, ONLINE

TITLE = "«Krav & kontrakt» – hva nå, A/S?"
PLACE, NET = ("Kulturhuset", "Storgata 1", "Hamar"), ("Teams",)


class Case(NamedTuple):
    """An event, and what is to be told of it: in UTC, and in words."""

    keys: dict[str, Any]
    starts: str
    ends: str
    words: str
    where: Sequence[str] = PLACE


class Told(NamedTuple):
    """What one source says."""

    title: str
    starts: datetime
    ends: datetime
    where: tuple[str, ...]


CASES = {
    "in-person": Case(
        {}, "2030-06-04T06:30Z", "2030-06-04T08:00Z", "tirsdag 4. juni 2030 kl. 08.30–10.00"
    ),
    "online": Case(
        {"sted": None, "digitalt": TEAMS},
        "2030-06-04T06:30Z",
        "2030-06-04T08:00Z",
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
        NET,
    ),
    "hybrid": Case(
        {"digitalt": TEAMS},
        "2030-06-04T06:30Z",
        "2030-06-04T08:00Z",
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
    ),
    "several-days": Case(
        {"start": "2030-12-30 13.00", "slutt": "2031-01-02 12.00"},
        "2030-12-30T12:00Z",
        "2031-01-02T11:00Z",
        "mandag 30. desember 2030 kl. 13.00 – torsdag 2. januar 2031 kl. 12.00",
    ),
    "over-midnight": Case(
        {"start": "2030-11-29 22.00", "slutt": "2030-11-30 01.30"},
        "2030-11-29T21:00Z",
        "2030-11-30T00:30Z",
        "fredag 29. november kl. 22.00 – lørdag 30. november 2030 kl. 01.30",
    ),
    "over-the-end-of-summer-time": Case(
        {"start": "2030-10-26 22.00", "slutt": "2030-10-27 04.00"},
        "2030-10-26T20:00Z",
        "2030-10-27T03:00Z",
        "lørdag 26. oktober kl. 22.00 – søndag 27. oktober 2030 kl. 04.00",
    ),
}


every_case = pytest.mark.parametrize("name", CASES)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    stage = Stage(tmp_path_factory.mktemp("agreement"))
    for name, case in CASES.items():
        write_event(stage.content, name, tittel=TITLE, **case.keys)
    with stage.served() as url:
        yield url


@pytest.fixture(scope="module")
def told(server: str, browser: Browser) -> dict[str, dict[str, Told]]:
    """Give what each source says of each event."""
    page = open_page(browser)
    found = {name: all_sources(page, server, name) for name in CASES}
    page.context.close()
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def words_in(text: str) -> tuple[str, ...]:
    """Give those words of place that stand in the text."""
    return tuple(word for word in PLACE + NET if word in text)


def facts(title: Locator, facts: Locator) -> Told:
    """Give what a page says under its title and in its facts."""
    times = [each.get_attribute("datetime") or "" for each in facts.locator("time").all()]
    starts, ends = map(instant, times)
    return Told(plain(title.inner_text()), starts, ends, words_in(facts.inner_text()))


def calendar(page: Page, url: str) -> Told:
    answer = page.request.get(url)
    assert answer.headers["content-type"].startswith("text/calendar")
    [entry] = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert isinstance(entry, CalendarEvent)
    starts, ends = (entry.decoded(key).astimezone(UTC) for key in ("dtstart", "dtend"))
    return Told(str(entry["summary"]), starts, ends, words_in(str(entry["location"])))


def manifest(page: Page, url: str, slug: str) -> Told:
    [event] = [each for each in page.request.get(url).json()["events"] if each["slug"] == slug]
    where = json.dumps([event["place"], event["online"]])
    return Told(event["title"], instant(event["starts"]), instant(event["ends"]), words_in(where))


def structured(page: Page) -> Told:
    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    where = json.dumps(data["location"])
    return Told(data["name"], instant(data["startDate"]), instant(data["endDate"]), words_in(where))


def sign_up(page: Page, server: str, slug: str, attendance: str) -> str:
    """Sign up, and give the address of the receipt that the page then shows."""
    opened(page, f"{server}/pamelding/{slug}/")
    is_hybrid = page.get_by_role("radio").count() > 0
    fill_in(page, attendance=attendance if is_hybrid else None)
    return send(page).url


def all_sources(page: Page, server: str, slug: str) -> dict[str, Told]:
    """Give what each source says, the receipt's own as for one who comes in person."""
    event = f"{server}/arrangementer/{slug}/"
    opened(page, event)
    told = {
        "page": facts(page.locator("h1"), page.locator(".facts")),
        "JSON-LD": structured(page),
        "kalender.ics": calendar(page, f"{event}kalender.ics"),
        "events.json": manifest(page, f"{server}/events.json", slug),
    }
    receipt = sign_up(page, server, slug, IN_PERSON)
    told["receipt"] = facts(page.locator(".status-event"), page.locator(".status-facts"))
    told["receipt's kalender.ics"] = calendar(page, f"{receipt}kalender.ics")
    return told


@every_case
def test_all_sources_tell_the_same_title_and_time(
    told: dict[str, dict[str, Told]], name: str
) -> None:
    right = (TITLE, instant(CASES[name].starts), instant(CASES[name].ends))

    assert {source: each[:3] for source, each in told[name].items()} == dict.fromkeys(
        told[name], right
    )


@every_case
def test_all_sources_tell_the_same_place(told: dict[str, dict[str, Told]], name: str) -> None:
    missing = {
        source: set(CASES[name].where) - set(each.where) for source, each in told[name].items()
    }

    assert missing == {source: set() for source in told[name]}


@every_case
def test_all_pages_tell_the_time_in_the_same_words(
    server: str, new_page: NewPage, name: str
) -> None:
    page, texts = new_page(), list[str]()
    for path in ("/", f"/arrangementer/{name}/", f"/pamelding/{name}/"):
        opened(page, server + path)
        texts.append(plain(page.locator("main").inner_text()))
    sign_up(page, server, name, ONLINE)
    texts.append(plain(page.locator("main").inner_text()))

    assert [CASES[name].words in text for text in texts] == [True] * 4


@pytest.mark.parametrize(("way", "where"), [(IN_PERSON, PLACE), (ONLINE, NET)])
def test_receipt_and_its_calendar_file_say_only_how_one_attends(
    server: str, new_page: NewPage, way: str, where: tuple[str, ...]
) -> None:
    page = new_page()
    receipt = sign_up(page, server, "hybrid", way)
    shown = words_in(page.locator(".status-facts").inner_text())

    assert (shown, calendar(page, f"{receipt}kalender.ics").where) == (where, where)


def test_the_page_of_a_hybrid_event_tells_of_both_ways(told: dict[str, dict[str, Told]]) -> None:
    public = [told["hybrid"][name].where for name in ("page", "JSON-LD", "events.json")]

    assert public == [PLACE + NET] * 3
