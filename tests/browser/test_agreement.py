"""Page, receipt, «Min påmelding», mail, calendar files, events.json and JSON-LD tell the same."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from formhandler.core.i18n import LANGUAGES
from formhandler.events.model import Attendance
from formhandler.mail import outbox
from formhandler.signups import changes, event_news
from formhandler.signups.models import Answers, Signup
from formhandler.web.security import Links
from tests.support.cast import BO_HERE, KARI_HERE, KARI_ONLINE, ONE_SEAT, TEAMS
from tests.support.events import NOW, URL, write_event
from tests.support.forms import Page, a_client
from tests.support.letters import html_of, text_of
from tests.support.stage import Stage, delivered, worker_for

TITLE = "«Krav & kontrakt» – hva nå, A/S?"
PLACE, NET = ("Kulturhuset", "Storgata 1", "Hamar"), ("Teams",)
MORNING = ("2030-06-04T06:30Z", "2030-06-04T08:00Z")
HYBRID = {"digitalt": TEAMS}


class Case(NamedTuple):
    """An event, what is to be told of its time in UTC and in words, and how somebody attends."""

    keys: dict[str, Any]
    utc: tuple[str, str]
    nb: str
    nn: str
    en: str
    given: Answers = KARI_HERE


class Told(NamedTuple):
    """What one source says."""

    title: str
    starts: datetime
    ends: datetime
    where: tuple[str, ...]


CASES = {
    "in-person": Case(
        {},
        MORNING,
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
        "tysdag 4. juni 2030 kl. 08.30–10.00",
        "Tuesday 4 June 2030, 08:30–10:00",
    ),
    "online": Case(
        {"sted": None} | HYBRID,
        MORNING,
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
        "tysdag 4. juni 2030 kl. 08.30–10.00",
        "Tuesday 4 June 2030, 08:30–10:00",
        KARI_ONLINE,
    ),
    "hybrid": Case(
        HYBRID,
        MORNING,
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
        "tysdag 4. juni 2030 kl. 08.30–10.00",
        "Tuesday 4 June 2030, 08:30–10:00",
    ),
    "hybrid-on-the-net": Case(
        HYBRID,
        MORNING,
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
        "tysdag 4. juni 2030 kl. 08.30–10.00",
        "Tuesday 4 June 2030, 08:30–10:00",
        KARI_ONLINE,
    ),
    "winter": Case(
        {"start": "2031-01-09 13.00", "slutt": "2031-01-09 14.15"},
        ("2031-01-09T12:00Z", "2031-01-09T13:15Z"),
        "torsdag 9. januar 2031 kl. 13.00–14.15",
        "torsdag 9. januar 2031 kl. 13.00–14.15",
        "Thursday 9 January 2031, 13:00–14:15",
    ),
    "several-days": Case(
        {"start": "2030-12-30 13.00", "slutt": "2031-01-02 12.00"},
        ("2030-12-30T12:00Z", "2031-01-02T11:00Z"),
        "mandag 30. desember 2030 kl. 13.00 – torsdag 2. januar 2031 kl. 12.00",
        "måndag 30. desember 2030 kl. 13.00 – torsdag 2. januar 2031 kl. 12.00",
        "Monday 30 December 2030 at 13:00 – Thursday 2 January 2031 at 12:00",
    ),
    "over-midnight": Case(
        {"start": "2030-11-29 22.00", "slutt": "2030-11-30 01.30"},
        ("2030-11-29T21:00Z", "2030-11-30T00:30Z"),
        "fredag 29. november kl. 22.00 – lørdag 30. november 2030 kl. 01.30",
        "fredag 29. november kl. 22.00 – laurdag 30. november 2030 kl. 01.30",
        "Friday 29 November at 22:00 – Saturday 30 November 2030 at 01:30",
    ),
    "over-the-end-of-summer-time": Case(
        {"start": "2030-10-26 22.00", "slutt": "2030-10-27 04.00"},
        ("2030-10-26T20:00Z", "2030-10-27T03:00Z"),
        "lørdag 26. oktober kl. 22.00 – søndag 27. oktober 2030 kl. 04.00",
        "laurdag 26. oktober kl. 22.00 – søndag 27. oktober 2030 kl. 04.00",
        "Saturday 26 October at 22:00 – Sunday 27 October 2030 at 04:00",
    ),
    "over-the-start-of-summer-time": Case(
        {"start": "2031-03-29 22.00", "slutt": "2031-03-30 04.00"} | HYBRID,
        ("2031-03-29T21:00Z", "2031-03-30T02:00Z"),
        "lørdag 29. mars kl. 22.00 – søndag 30. mars 2031 kl. 04.00",
        "laurdag 29. mars kl. 22.00 – søndag 30. mars 2031 kl. 04.00",
        "Saturday 29 March at 22:00 – Sunday 30 March 2031 at 04:00",
        KARI_ONLINE,
    ),
}
SLUGS = [f"{name}-{code}" for name in CASES for code in LANGUAGES]
every_case = pytest.mark.parametrize("slug", SLUGS)


def right(slug: str) -> tuple[Case, str]:
    """Return the case, and how the time is written in the event's language."""
    name, _, code = slug.rpartition("-")
    return CASES[name], str(getattr(CASES[name], code))


@dataclass
class Sources:
    """All that tells of one event and one sign-up to it."""

    public: dict[str, Told] = field(default_factory=dict)
    own: dict[str, Told] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str | None] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Told]:
        """Return what all say."""
        return self.public | self.own


class Scene:
    """A built site, what a client gets of it, and the mails that were written."""

    def __init__(self, folder: Path, **events: dict[str, Any]) -> None:
        """Build a site with these events."""
        self.stage = Stage(folder)
        for slug, keys in events.items():
            write_event(self.stage.content, slug.replace("_", "-"), tittel=TITLE, **keys)
        self.stage.publish()
        self.client: FlaskClient = a_client(self.stage.services)
        self.worker = worker_for(self.stage.services, URL)
        self.links = Links(self.stage.services.tokens)

    def page(self, path: str) -> Page:
        """Return a page."""
        return Page(self.client.get(path).get_data(as_text=True))

    def entry(self, path: str) -> CalendarEvent:
        """Return what a calendar file holds."""
        answer = self.client.get(path)
        assert answer.content_type == "text/calendar; charset=utf-8"
        return entry(answer.data)

    def sign_up(self, slug: str, given: Answers) -> Signup:
        """Let a person sign up whose address no other event knows, and who so gets all mail."""
        return self.stage.put(slug, replace(given, email=f"{slug}@example.no", organisation="Å AS"))

    def mail(self) -> EmailMessage:
        """Deliver what waits, and return the newest mail."""
        return delivered(self.worker)[-1]


def entry(file: bytes) -> CalendarEvent:
    [found] = Calendar.from_ical(file).walk("VEVENT")
    assert isinstance(found, CalendarEvent)
    return found


def attached(mail: EmailMessage) -> CalendarEvent:
    [attachment] = mail.iter_attachments()
    assert isinstance(attachment, EmailMessage)
    return entry(attachment.get_content().encode())


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sources]:
    """Give what each source says of each event."""
    events = {slug: right(slug)[0].keys | {"språk": slug[-2:]} for slug in SLUGS}
    scene = Scene(tmp_path_factory.mktemp("agreement"), **events)
    return {slug: all_sources(scene, slug, right(slug)[0].given) for slug in SLUGS}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def words_in(text: str) -> tuple[str, ...]:
    """Give those words of place that stand in the text."""
    return tuple(word for word in PLACE + NET if word in text)


def on_page(page: Page, title: str, facts: str) -> Told:
    """Give what a page says in its title and in its first list of facts."""
    times = [each.get("datetime") for each in page.root.find(facts).iter("time")]
    starts, ends = map(instant, times)
    return Told(page.texts(title)[0], starts, ends, words_in(page.texts(facts)[0]))


def in_calendar(found: CalendarEvent) -> Told:
    starts, ends = (found.decoded(key).astimezone(UTC) for key in ("dtstart", "dtend"))
    return Told(str(found["summary"]), starts, ends, words_in(str(found["location"])))


def in_manifest(text: str, slug: str) -> Told:
    [event] = [each for each in json.loads(text)["events"] if each["slug"] == slug]
    where = json.dumps([event["place"], event["online"]])
    return Told(event["title"], instant(event["starts"]), instant(event["ends"]), words_in(where))


def structured(page: Page) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(page.root.find(".//script").text)
    return data


def in_structured(data: dict[str, Any]) -> Told:
    where = json.dumps(data["location"])
    return Told(data["name"], instant(data["startDate"]), instant(data["endDate"]), words_in(where))


def all_sources(scene: Scene, slug: str, given: Answers) -> Sources:
    """Let somebody sign up, and read everything that tells of it."""
    event = f"/arrangementer/{slug}/"
    page, found = scene.page(event), Sources()
    found.public = {
        "page": on_page(page, ".//h1", ".//dl[@class='facts']"),
        "JSON-LD": in_structured(structured(page)),
        "kalender.ics": in_calendar(scene.entry(f"{event}kalender.ics")),
        "events.json": in_manifest(scene.client.get("/events.json").text, slug),
    }
    for name, shown in (("page", page), ("form", scene.page(f"/pamelding/{slug}/"))):
        found.texts[name], found.languages[name] = shown.text, shown.root.get("lang")
    add_own(scene, found, scene.sign_up(slug, given))
    return found


def add_own(scene: Scene, found: Sources, signup: Signup) -> None:
    """Read what the person who has signed up is told."""
    paths = {"receipt": scene.links.receipt(signup), "own page": scene.links.manage(signup)}
    for name, path in paths.items():
        page = scene.page(path)
        found.own[name] = on_page(page, ".//p[@class='status-event']", ".//dl")
        found.own[f"{name}'s kalender.ics"] = in_calendar(scene.entry(f"{path}kalender.ics"))
        found.texts[name], found.languages[name] = page.text, page.root.get("lang")
    mail = scene.mail()
    html, text = Page(html_of(mail)), text_of(mail)
    found.own["HTML part"] = on_page(html, ".//h1/../p", ".//dl")
    found.own["attachment"] = in_calendar(attached(mail))
    found.texts |= {"text part": text, "HTML part": html.text}
    found.languages |= {"mail": mail["Content-Language"], "HTML part": html.root.get("lang")}


@every_case
def test_all_sources_tell_the_same_title_and_time(sources: dict[str, Sources], slug: str) -> None:
    told, expected = sources[slug].all, (TITLE, *map(instant, right(slug)[0].utc))

    assert {name: each[:3] for name, each in told.items()} == dict.fromkeys(told, expected)


@every_case
def test_one_s_own_pages_and_files_tell_only_how_one_attends(
    sources: dict[str, Sources], slug: str
) -> None:
    own = sources[slug].own
    expected = PLACE if right(slug)[0].given.attendance is Attendance.IN_PERSON else NET

    assert {name: each.where for name, each in own.items()} == dict.fromkeys(own, expected)


@every_case
def test_all_that_is_public_tells_of_every_way(sources: dict[str, Sources], slug: str) -> None:
    case = right(slug)[0]
    ways = (() if case.keys.get("sted", PLACE) is None else PLACE, "digitalt" in case.keys and NET)
    expected = tuple(word for way in ways if way for word in way)
    told = {name: each.where for name, each in sources[slug].public.items()}

    assert told == dict.fromkeys(told, expected) | {"kalender.ics": expected[: len(PLACE)]}


@every_case
def test_all_texts_tell_the_time_in_the_same_words(sources: dict[str, Sources], slug: str) -> None:
    texts = {name: " ".join(text.split()) for name, text in sources[slug].texts.items()}
    words = {name: right(slug)[1] in text for name, text in texts.items()}

    assert words == dict.fromkeys(words, True)


@every_case
def test_text_and_html_part_have_the_same_facts(sources: dict[str, Sources], slug: str) -> None:
    text = sources[slug].texts["text part"]

    assert TITLE in text.splitlines()
    assert words_in(text) == sources[slug].own["HTML part"].where


@every_case
def test_all_is_in_the_language_of_the_event(sources: dict[str, Sources], slug: str) -> None:
    languages = sources[slug].languages

    assert languages == dict.fromkeys(languages, slug[-2:])


class Standing(NamedTuple):
    """How it stands with a sign-up: in headings, in the subject, and in its calendar entries."""

    heading: dict[str, str]
    subject: dict[str, str]
    entry: str
    has_own_file: bool = True


CONFIRMED = {"nb": "Du er påmeldt", "nn": "Du er påmeld", "en": "You are signed up"}
WAITING = dict.fromkeys(("nb", "nn"), "Du står på venteliste (nr. 1)")
WAITING["en"] = "You are on the waiting list (no. 1)"
LEFT = {"nb": "Du er meldt av", "nn": "Du er meld av", "en": "Your sign-up is cancelled"}
OFF = dict.fromkeys(("nb", "nn"), "Arrangementet er avlyst") | {"en": "The event is cancelled"}
OFF_SUBJECT = dict.fromkeys(("nb", "nn"), "Avlyst") | {"en": "Cancelled"}
STANDINGS = {
    "confirmed": Standing(CONFIRMED, CONFIRMED, "CONFIRMED"),
    "waiting": Standing(WAITING, WAITING, "TENTATIVE", has_own_file=False),
    "left": Standing(LEFT, LEFT, "CANCELLED", has_own_file=False),
    "off": Standing(OFF, OFF_SUBJECT, "CANCELLED", has_own_file=False),
}


@dataclass
class Read:
    """What tells how it stands with one sign-up."""

    headings: dict[str, str]
    subject: str
    entry: str
    files: dict[str, int]


@pytest.fixture(scope="module", params=LANGUAGES)
def scene(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Scene:
    """Give a site in one language, where one event will be called off, and one put off."""
    keys = {"språk": request.param}
    events: dict[str, dict[str, Any]] = dict.fromkeys(("confirmed", "left", "off", "put-off"), keys)
    events["waiting"] = keys | {"påmelding": ONE_SEAT}
    made = Scene(tmp_path_factory.mktemp("standing"), **events)
    made.stage.put("waiting", BO_HERE)
    for slug, status in (("off", "avlyst"), ("put-off", "utsatt")):
        made.sign_up(slug, KARI_HERE)
        write_event(made.stage.content, slug, tittel=TITLE, status=status, **keys)
    made.mail()
    made.stage.publish()
    return made


def leave(scene: Scene, slug: str) -> Signup:
    """Let somebody sign up and think better of it."""
    signup = scene.sign_up(slug, KARI_HERE)
    with scene.stage.database.writing() as db:
        done = changes.cancel(db, scene.stage.event(slug), signup, NOW)
        outbox.put(db, done.changes, NOW)
    return signup


def hear(scene: Scene, slug: str) -> Signup:
    """Let the only one who has signed up be told of what has become of the event."""
    with scene.stage.database.writing() as db:
        [change] = event_news.mark_told(db, scene.stage.event(slug))
        outbox.put(db, [change], NOW)
    return change.signup


@pytest.fixture(scope="module")
def standings(scene: Scene) -> dict[str, Read]:
    """Give what is told of a sign-up of each kind."""
    return {
        "confirmed": read(scene, scene.sign_up("confirmed", KARI_HERE)),
        "waiting": read(scene, scene.sign_up("waiting", KARI_HERE)),
        "left": read(scene, leave(scene, "left")),
        "off": read(scene, hear(scene, "off")),
        "put-off": read(scene, hear(scene, "put-off")),
    }


def read(scene: Scene, signup: Signup) -> Read:
    paths = {"receipt": scene.links.receipt(signup), "own page": scene.links.manage(signup)}
    headings = {name: scene.page(path).heading for name, path in paths.items()}
    titles = {f"{name}'s title": scene.page(path).title for name, path in paths.items()}
    headings |= {name: title.split(" – ")[0] for name, title in titles.items()}
    mail = scene.mail()
    headings |= {"text": text_of(mail).splitlines()[0], "HTML": Page(html_of(mail)).heading}
    files = {
        name: scene.client.get(f"{path}kalender.ics").status_code for name, path in paths.items()
    }
    return Read(headings, mail["Subject"], str(attached(mail)["status"]), files)


@pytest.mark.parametrize("name", STANDINGS)
def test_all_sources_tell_the_same_status(
    standings: dict[str, Read], name: str, scene: Scene
) -> None:
    found, heading = standings[name], STANDINGS[name].heading[scene.stage.event(name).language]

    assert found.headings == dict.fromkeys(found.headings, heading)
    assert found.entry == STANDINGS[name].entry
    assert found.files == dict.fromkeys(found.files, 200 if STANDINGS[name].has_own_file else 404)


@pytest.mark.parametrize("name", STANDINGS)
def test_the_subject_is_the_status_the_title_and_the_day(
    standings: dict[str, Read], name: str, scene: Scene
) -> None:
    code = scene.stage.event(name).language
    day = {"nb": "tirsdag 4. juni", "nn": "tysdag 4. juni", "en": "Tuesday 4 June"}[code]

    assert standings[name].subject == f"{STANDINGS[name].subject[code]}: {TITLE}, {day}"


@pytest.mark.parametrize(
    ("name", "status", "schema"),
    [
        ("confirmed", "CONFIRMED", "EventScheduled"),
        ("off", "CANCELLED", "EventCancelled"),
        ("put-off", "TENTATIVE", "EventPostponed"),
    ],
)
def test_mail_public_file_and_json_ld_tell_what_the_organiser_says_of_the_event(
    standings: dict[str, Read], scene: Scene, name: str, status: str, schema: str
) -> None:
    path = f"/arrangementer/{name}/"
    public = str(scene.entry(f"{path}kalender.ics")["status"])
    said = structured(scene.page(path))["eventStatus"]

    assert [standings[name].entry, public] == [status] * 2
    assert said == f"https://schema.org/{schema}"
