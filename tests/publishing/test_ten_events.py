"""Ten different events, published together: page, list, calendar and feed tell the same."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import icalendar
import pytest

from formhandler.publishing.build import Build
from tests.conftest import PROJECT
from tests.support import builds
from tests.support.events import NOW, URL
from tests.support.forms import Page

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Published:
    """The site that is built of `tests/content/`."""

    site: Path

    def page(self, slug: str = "") -> Page:
        folder = self.site / "arrangementer" / slug if slug else self.site
        return Page((folder / "index.html").read_text("utf-8"))

    @cached_property
    def listed(self) -> dict[str, tuple[str, str]]:
        """Give under which heading, and in which words, the list page shows each event."""
        sections = {"kommende": "Kommende", "tidligere": "Tidligere"}
        items = (
            (heading, item)
            for id, heading in sections.items()
            for item in self.page().root.findall(f".//section[@aria-labelledby='{id}']//li")
        )
        return {slug_of(item): (heading, words_in(item)) for heading, item in items}

    @cached_property
    def entries(self) -> dict[str, icalendar.Event]:
        """Give what stands in the calendar to subscribe to."""
        calendar = icalendar.Calendar.from_ical((self.site / "kalender.ics").read_bytes())
        return {str(each["uid"]).partition("@")[0]: each for each in calendar.events}

    @cached_property
    def titles(self) -> dict[str, str | None]:
        """Give the title of each entry in the feed, by the slug in its id."""
        feed = ElementTree.fromstring((self.site / "atom.xml").read_bytes())
        return {
            (entry.findtext(f"{ATOM}id") or "").split("/")[-2]: entry.findtext(f"{ATOM}title")
            for entry in feed.iter(f"{ATOM}entry")
        }

    def data(self, slug: str) -> dict[str, Any]:
        [script] = self.page(slug).root.iter("script")
        found: dict[str, Any] = json.loads(script.text)
        return found


def slug_of(item: Any) -> str:
    return str(item.find(".//a").get("href")).split("/")[-2]


def words_in(item: Any) -> str:
    return " ".join("".join(item.itertext()).split())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    site = tmp_path_factory.mktemp("ten") / "site"
    builds.published(
        Build(
            configuration=PROJECT / "pelicanconf.py",
            content=PROJECT / "tests" / "content",
            theme=PROJECT / "theme",
            site=site,
            url=URL,
            now=NOW,
        )
    )
    return Published(site)


class Told(NamedTuple):
    """What is told of one event: on its page, in the list, the calendar, JSON-LD and the feed."""

    page: list[str]
    listed: tuple[str, str] | None
    calendar: tuple[str, str] | None
    data: dict[str, Any]
    feed: str | None


COMING, PAST = "Kommende", "Tidligere"
FREE = {"isAccessibleForFree": True}
OSLO_HALL = "Litteraturhuset, Oslo", "CONFIRMED"
HALL = "Kulturhuset, Storgata 1, Hamar", "CONFIRMED"
OPEN = "Påmeldingen er åpen til arrangementet begynner."
LONG = (
    "Erfaringsutveksling om sikkerhetsberedskapsplanleggingsarbeidsgruppemedlemskapsforpliktelses"
    "erklæringen – hvordan vi sammen kan gjøre den kortere, klarere og mer nyttig for alle som "
    "skal lese, skrive, godkjenne og følge den opp i kommuner, fylkeskommuner og statlige "
    "virksomheter"
)
SCHEMA = "https://schema.org/"


def capacity(whole: int, **ways: int) -> dict[str, int]:
    told = {f"maximum{way}AttendeeCapacity": number for way, number in ways.items()}
    return {"maximumAttendeeCapacity": whole} | told


TOLD = {
    "innkjopskonferansen": Told(
        [
            "tirsdag 17. september 2030 kl. 09.30Registrering og kaffe",
            "onsdag 18. september 2030 kl. 09.00Krav som virker",
            "eller på nett med Zoom",
            "Påmeldingen er åpen til tirsdag 10. september 2030 kl. 23.59.",
        ],
        (
            COMING,
            "tirsdag 17. september kl. 09.30 – onsdag 18. september 2030 kl. 15.00 "
            "Innkjøpskonferansen 2030 – to dager om krav som virker Kommuner, leverandører og "
            "forskere viser hva som har virket, og hva som ikke har det. Grieghallen, Bergen, "
            "eller på nett. 1 950 kr.",
        ),
        ("Grieghallen, Edvard Griegs plass 1, Bergen", "CONFIRMED"),
        {"eventAttendanceMode": f"{SCHEMA}MixedEventAttendanceMode"}
        | capacity(750, Physical=250, Virtual=500)
        | {
            "performer": [
                {"@type": "Person", "name": "Åse Ødegård", "description": "Møteleder"},
                {"@type": "Person", "name": "Ola Nordmann", "description": "Innleder"},
            ]
        },
        "Tirsdag 17. september 2030: Innkjøpskonferansen 2030 – to dager om krav som virker",
    ),
    "nettmote": Told(
        ["På nett med Teams", OPEN],
        (
            COMING,
            "tirsdag 14. mai 2030 kl. 12.00–13.00 Spør om klima i innkjøp En time på nett med to "
            "som har prøvd. På nett. Gratis.",
        ),
        ("På nett, med Teams", "CONFIRMED"),
        {"eventAttendanceMode": f"{SCHEMA}OnlineEventAttendanceMode"} | capacity(90, Virtual=90),
        "Tirsdag 14. mai 2030: Spør om klima i innkjøp",
    ),
    "kurs-i-kontrakter": Told(
        ["1 250,50 kr", "Du får faktura på e-post."],
        (
            COMING,
            "torsdag 6. juni 2030 kl. 09.00–16.00 Kurs: kontrakter som tåler dagen etter En dag "
            "med øvelser. Prisen dekker lunsj og kursbok. Kulturhuset, Hamar. 1 250,50 kr.",
        ),
        HALL,
        {"isAccessibleForFree": False} | capacity(24, Physical=24),
        "Torsdag 6. juni 2030: Kurs: kontrakter som tåler dagen etter",
    ),
    "bli-kjent": Told(
        [OPEN, "Enkel servering.", "Read in English", "Les på nynorsk"],
        (
            COMING,
            "tirsdag 21. mai 2030 kl. 17.00–19.00 Bli kjent med innkjøpsnettverket For deg som er "
            "ny. Litteraturhuset, Oslo. Gratis.",
        ),
        OSLO_HALL,
        FREE | {"inLanguage": "nb"},
        "Tirsdag 21. mai 2030: Bli kjent med innkjøpsnettverket",
    ),
    # The same event in other languages: pages of their own, and listed once.
    "bli-kjend": Told(
        [
            "tysdag 21. mai 2030",
            "Påmeldinga er open til arrangementet byrjar.",
            "Les på bokmål",
            "Read in English",
        ],
        None,
        None,
        FREE | {"inLanguage": "nn"},
        None,
    ),
    "get-to-know-us": Told(
        ["Tuesday 21 May 2030, 17:00–19:00", "Light refreshments.", "Les på bokmål"],
        None,
        None,
        FREE | {"inLanguage": "en"},
        None,
    ),
    "avlyst-seminar": Told(
        ["Avlyst. Arrangementet blir ikke holdt."],
        (
            COMING,
            "tirsdag 28. mai 2030 kl. 10.00–14.00 Seminar om leverandørdialog Avlyst Innlederen er "
            "blitt syk. Rådhuset, Tromsø. Gratis.",
        ),
        ("Rådhuset, Tromsø", "CANCELLED"),
        {"eventStatus": f"{SCHEMA}EventCancelled"},
        "Avlyst, tirsdag 28. mai 2030: Seminar om leverandørdialog",
    ),
    "hostsamlingen": Told(
        [
            "Arrangementet er holdt. Her finner du opptak, lysark og en oppsummering.",
            "Slik gikk det Vi var 40 som møttes.",
            "Formiddagen (video.example.no)",
            "Se lysarkene (example.no)",
        ],
        (
            PAST,
            "tirsdag 9. oktober 2029 kl. 09.00–15.30 Høstsamlingen – hva lærte vi? Kulturhuset, "
            "Hamar. Opptak",
        ),
        HALL,
        {
            "recordedIn": [
                {"@type": "CreativeWork", "name": name, "url": f"https://video.example.no/{path}"}
                for name, path in (
                    ("Formiddagen", "hostsamlingen/1"),
                    ("Ettermiddagen", "hostsamlingen/2"),
                )
            ]
        },
        "Tirsdag 9. oktober 2029: Høstsamlingen – hva lærte vi?",
    ),
    "apen-dag": Told(
        [OPEN, "Det er ingen grense for hvor mange vi er."],
        (
            COMING,
            "onsdag 12. juni 2030 kl. 10.00–18.00 Åpen dag for alle Kom når du vil, og bli så "
            "lenge du vil. Byparken, Stavanger, eller på nett. Gratis.",
        ),
        ("Byparken, Stavanger", "CONFIRMED"),
        FREE,
        "Onsdag 12. juni 2030: Åpen dag for alle",
    ),
    "julemotet": Told(
        ["Påmeldingen åpner fredag 1. november 2030 kl. 09.00."],
        (
            COMING,
            "torsdag 5. desember 2030 kl. 15.00–17.00 Julemøtet Gløgg, pepperkaker og årets beste "
            "innkjøp. Kulturhuset, Hamar. 150 kr.",
        ),
        HALL,
        capacity(80, Physical=80),
        "Torsdag 5. desember 2030: Julemøtet",
    ),
    "morgenmote": Told(
        ["Påmeldingen er stengt. Fristen var onsdag 1. mai 2030 kl. 23.59."],
        (COMING, "fredag 3. mai 2030 kl. 08.00–08.45 Morgenmøte Kantina. Gratis."),
        ("Kantina", "CONFIRMED"),
        FREE,
        "Fredag 3. mai 2030: Morgenmøte",
    ),
    "lang-tittel": Told(
        [LONG, OPEN],
        (
            COMING,
            f"tirsdag 20. august 2030 kl. 10.00–11.30 {LONG} Et møte om et langt ord. Kulturhuset, "
            "Hamar. Gratis.",
        ),
        HALL,
        FREE | {"name": LONG},
        f"Tirsdag 20. august 2030: {LONG}",
    ),
}


def test_they_are_all_published(published: Published) -> None:
    folders = (published.site / "arrangementer").iterdir()

    assert {folder.name for folder in folders} == set(TOLD)


@pytest.mark.parametrize("slug", TOLD)
def test_its_page_says_what_is_special(published: Published, slug: str) -> None:
    text = published.page(slug).text

    assert [words for words in TOLD[slug].page if words not in text] == []


@pytest.mark.parametrize("slug", TOLD)
def test_the_list_says_it_in_short(published: Published, slug: str) -> None:
    assert published.listed.get(slug) == TOLD[slug].listed


@pytest.mark.parametrize("slug", TOLD)
def test_the_calendar_says_where_and_whether(published: Published, slug: str) -> None:
    entry = published.entries.get(slug)
    said = (str(entry["location"]), str(entry["status"])) if entry else None

    assert said == TOLD[slug].calendar


@pytest.mark.parametrize("slug", TOLD)
def test_search_engines_are_told_the_same(published: Published, slug: str) -> None:
    data, told = published.data(slug), TOLD[slug].data

    assert {key: data[key] for key in told} == told


@pytest.mark.parametrize("slug", ["bli-kjent", "apen-dag", "morgenmote"])
def test_no_seats_are_told_of_where_there_is_no_limit(published: Published, slug: str) -> None:
    assert [key for key in published.data(slug) if key.startswith("maximum")] == []


@pytest.mark.parametrize("slug", TOLD)
def test_the_feed_says_the_day_first(published: Published, slug: str) -> None:
    assert published.titles.get(slug) == TOLD[slug].feed


@pytest.mark.parametrize("slug", ["nettmote", "kurs-i-kontrakter", "morgenmote"])
def test_without_a_picture_there_is_none(published: Published, slug: str) -> None:
    assert list(published.page(slug).root.iter("img")) == []
    assert "image" not in published.data(slug)


def test_what_is_to_come_is_listed_for_search_engines_in_the_order_of_the_page(
    published: Published,
) -> None:
    [script] = published.page().root.iter("script")
    urls = [each["url"] for each in json.loads(script.text)["itemListElement"]]
    coming = [slug for slug, (heading, _) in published.listed.items() if heading == COMING]

    assert urls == [f"{URL}/arrangementer/{slug}/" for slug in coming]
