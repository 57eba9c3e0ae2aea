"""One event with a page in each language: linked pages, one list of sign-ups, each in their own."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from icalendar import Calendar

from formhandler.cli.main import main
from formhandler.events.model import Event
from formhandler.events.translations import one_of_each
from formhandler.mail import outbox
from formhandler.mail.kinds import Occasion
from formhandler.mail.periodic_tasks import do_chores
from formhandler.publishing.build import Build
from formhandler.signups import event_news, meeting_link
from formhandler.signups.database import Database
from formhandler.web.security import Links
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.signups.test_races import at_once
from tests.support.builds import published
from tests.support.events import NOW, URL, an_event, write_event
from tests.support.forms import (
    Page,
    Person,
    a_client,
    answers,
    ask,
    deliver,
    filled_in,
    get_form,
    page,
    person,
    post,
    post_to,
    send,
    show,
    sign_up,
    store,
    stored,
    words_of,
)
from tests.support.running import running
from tests.support.tables import each_case

PLACE = {"adresse": "Storgata 1", "poststed": "Hamar"}
LUNCH = {"nøkkel": "lunsj", "type": "ett valg", "må_besvares": "ja"}


def keys(code: str, **other: Any) -> dict[str, Any]:
    """Give the front matter of the event in one language; `other` is the same in all."""
    words = {
        "nb": ("Frokostmøte", "Rådhuset", "Blir du til lunsj?", ["Ja", "Nei"]),
        "nn": ("Frukostmøte", "Rådhuset", "Blir du til lunsj?", ["Ja", "Nei"]),
        "en": ("Breakfast", "City Hall", "Will you stay for lunch?", ["Yes", "No"]),
    }
    title, place, question, choices = words[code]
    lunch = LUNCH | {"spørsmål": question, "valg": choices, "formål": "Lunsj"}
    terms = {"spørsmål": [lunch]} | other.pop("påmelding", {})
    original = {} if code == "nb" else {"oversettelse_av": "frokostmote"}
    event = {"tittel": title, "språk": code, "sted": PLACE | {"navn": place}, "påmelding": terms}
    return event | original | other


def all_three(**other: Any) -> tuple[Event, Event, Event]:
    """Give the event in three languages."""
    return (
        an_event(**keys("nb", **other)),
        an_event("mote-nn", **keys("nn", **other)),
        an_event("breakfast", **keys("en", **other)),
    )


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with the event in three languages, and two seats."""
    show(build.site, *all_three(påmelding={"plasser": 2}))
    return a_client(services)


def come(client: FlaskClient, slug: str, name: str = "Kari Nordmann", **other: str) -> Person:
    """Let somebody sign up on one language's page, and stay for lunch."""
    services: Services = client.application.extensions["pameldt"]
    email = f"{name.split()[0].lower()}@example.no"
    lunch = "Yes" if slug == "breakfast" else "Ja"
    given = {"name": name, "email": email, "q_lunsj": lunch} | other
    sign_up(client, slug=slug, **given)
    return person(client, stored(services.database)[-1])


# Pages.


def links(html: str) -> list[tuple[str, str, str]]:
    """Give language, text and address of each link to another language."""
    found = [each for each in Page(html).root.iter("a") if each.get("hreflang")]
    return [(each.get("hreflang"), "".join(each.itertext()), each.get("href")) for each in found]


def alternates(html: str) -> dict[str, str]:
    found = [each for each in Page(html).root.iter("link") if each.get("hreflang")]
    return {each.get("hreflang"): each.get("href") for each in found}


NB = ("nb", "Les på bokmål", "/arrangementer/frokostmote/")
NN = ("nn", "Les på nynorsk", "/arrangementer/mote-nn/")
EN = ("en", "Read in English", "/arrangementer/breakfast/")


def test_each_page_leads_to_the_others_and_the_list_shows_the_event_once(build: Build) -> None:
    write_event(build.content, **keys("nb"))
    write_event(build.content, "mote-nn", **keys("nn"))
    write_event(build.content, "breakfast", **keys("en"))
    write_event(build.content, "alene")
    published(build)
    slugs = ("frokostmote", "mote-nn", "breakfast", "alene")
    html = {slug: (build.site / f"arrangementer/{slug}/index.html").read_text() for slug in slugs}
    every = {code: f"{URL}{path}" for code, _, path in (NB, NN, EN)}

    assert {slug: links(each) for slug, each in html.items()} == {
        "frokostmote": [NN, EN],
        "mote-nn": [NB, EN],
        "breakfast": [NB, NN],
        "alene": [],
    }
    assert [alternates(each) for each in html.values()] == [every, every, every, {}]
    listed = Page((build.site / "index.html").read_text())
    assert sorted(listed.texts(".//h3/a")) == ["Frokostmøte", "Frokostmøte"]


def test_a_link_says_its_own_language(build: Build) -> None:
    write_event(build.content, **keys("nb"))
    write_event(build.content, "breakfast", **keys("en"))
    published(build)
    html = (build.site / "arrangementer/frokostmote/index.html").read_text()
    [link] = [each for each in Page(html).root.iter("a") if each.get("hreflang")]

    assert link.get("lang") == "en"


def test_feed_and_calendar_tell_of_the_event_once_and_the_sitemap_of_every_page(
    build: Build,
) -> None:
    write_event(build.content, **keys("nb"))
    write_event(build.content, "breakfast", **keys("en"))
    published(build)
    files = [
        (build.site / name).read_text() for name in ("atom.xml", "kalender.ics", "sitemap.xml")
    ]

    assert [text.count("/arrangementer/breakfast/") for text in files] == [0, 0, 1]
    assert files[1].count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("query", "title"), [("Storgata", "Frokostmøte"), ("Breakfast", "Breakfast")]
)
def test_a_search_finds_the_event_once_by_its_words_in_any_language(
    client: FlaskClient, query: str, title: str
) -> None:
    found = page(client.get(f"/sok/?q={query}"))

    assert found.texts(".//h3/a") == [title]


def test_a_translation_that_is_a_draft_is_not_linked(build: Build) -> None:
    write_event(build.content, **keys("nb"))
    write_event(build.content, "breakfast", **keys("en", utkast="ja"))
    published(build)

    assert links((build.site / "arrangementer/frokostmote/index.html").read_text()) == []


@each_case(
    ("code", "slugs"),
    [("nb", ["frokostmote", "kurs"]), ("nn", ["mote-nn", "kurs"]), ("en", ["breakfast", "kurs"])],
)
def test_of_each_event_the_version_in_the_wanted_language_is_chosen(
    code: str, slugs: list[str]
) -> None:
    events = (*all_three(), an_event("kurs"))

    assert [event.slug for event in one_of_each(events, code)] == slugs


# Sign-ups.


def test_seats_and_waiting_list_are_the_event_s_whichever_page_one_came_from(
    client: FlaskClient, database: Database
) -> None:
    for slug, name in (("frokostmote", "Ada A"), ("mote-nn", "Bo B"), ("breakfast", "Cy C")):
        come(client, slug, name)

    assert [(each.event, each.language, each.status.value) for each in stored(database)] == [
        ("frokostmote", "nb", "confirmed"),
        ("frokostmote", "nn", "confirmed"),
        ("frokostmote", "en", "waiting"),
    ]


def test_a_second_sign_up_with_the_address_on_another_page_is_a_repeat(
    client: FlaskClient, database: Database, services: Services
) -> None:
    come(client, "mote-nn")
    again = come(client, "breakfast")

    assert page(client.get(again.receipt)).heading == "You are signed up"
    assert [each.status.value for each in stored(database)] == ["confirmed", "repeat"]
    # The mail is about the sign-up that stands, in that one's language.
    assert [mail["Subject"] for mail in deliver(services)] == [
        "Du er påmeld: Frukostmøte, tysdag 4. juni",
        "Du er allereie påmeld: Frukostmøte, tysdag 4. juni",
    ]


def test_the_same_form_sent_to_both_pages_is_one_sign_up(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client), q_lunsj="Ja")
    sent = [post(client, fields, slug).headers["Location"] for slug in ("frokostmote", "mote-nn")]

    assert sent[0] == sent[1]
    assert len(stored(database)) == 1


def raced(url: str, forms: list[tuple[str, dict[str, str]]]) -> Counter[str]:
    """Send the forms at the same moment, and count the headings that came of them."""

    def send_one(number: int) -> str:
        slug, fields = forms[number]
        answer = post_to(url, fields, slug)
        assert answer.status == 303
        return ask(url, answer.header("Location") or "").page.heading

    return Counter(at_once(send_one, len(forms)))


def two_forms(url: str, *slugs: str) -> list[tuple[str, dict[str, str]]]:
    """Fill in a form on each of these pages, four times over."""
    return [
        (slug, filled_in(ask(url, f"/pamelding/{slug}/").page, email=f"p{number}{slug}@example.no"))
        for number in range(4)
        for slug in slugs
    ]


@pytest.mark.parametrize("is_one_event", [True, False])
def test_f19_the_last_seat_goes_to_one_though_they_come_by_two_pages(
    services: Services, build: Build, is_one_event: bool
) -> None:
    # The control: the same two pages as two events, of which each has a last seat.
    seat: dict[str, Any] = {"påmelding": {"plasser": 1}}
    nynorsk = seat | {"språk": "nn"} | ({"oversettelse_av": "frokostmote"} if is_one_event else {})
    published(build)
    show(build.site, an_event(**seat), an_event("mote-nn", **nynorsk))
    with running(services) as url:
        told = raced(url, two_forms(url, "frokostmote", "mote-nn"))

    seated = told["Du er påmeldt"] + told["Du er påmeld"]
    assert seated == (1 if is_one_event else 2)
    assert sum(told.values()) == 8


# Each in their own language.


def test_receipt_own_page_and_calendar_file_are_in_the_language_of_the_page(
    client: FlaskClient,
) -> None:
    kari = come(client, "breakfast")
    receipt, own = page(client.get(kari.receipt)), kari.see()
    entry = Calendar.from_ical(client.get(f"{kari.receipt}kalender.ics").data).walk("VEVENT")[0]

    assert [each.root.get("lang") for each in (receipt, own)] == ["en", "en"]
    assert receipt.heading == own.heading == "You are signed up"
    assert receipt.texts(".//p[@class='status-event']") == ["Breakfast"]
    assert receipt.pairs("svar")["Will you stay for lunch?"] == "Yes"
    assert str(entry["summary"]) == "Breakfast"
    assert str(entry["location"]) == "City Hall, Storgata 1, Hamar"
    assert str(entry["uid"]).startswith("frokostmote-")


def subjects(services: Services) -> list[str]:
    return [str(mail["Subject"]) for mail in deliver(services)]


def chores(services: Services, *events: Event) -> None:
    """Let the worker do what nobody asks for, with these events published."""
    show(services.site.folder, *events)
    do_chores(services.database, services.site.manifest, services.clock())


def test_every_mail_is_in_the_language_of_the_page(
    client: FlaskClient, services: Services, clock: SetClock
) -> None:
    come(client, "frokostmote", "Ada A")
    bo = come(client, "mote-nn", "Bo B")
    come(client, "breakfast", "Cy C")
    deliver(services)
    bo.do("meld-av")
    deliver(services)
    clock.now = NOW + timedelta(days=32)
    chores(services, *all_three(påmelding={"plasser": 2}))

    assert subjects(services) == [
        "Du er påmeldt: Frokostmøte, tirsdag 4. juni",
        "Du er påmeld: Frukostmøte, tysdag 4. juni",
        "You are on the waiting list (no. 1): Breakfast, Tuesday 4 June",
        "Du er meld av: Frukostmøte, tysdag 4. juni",
        "You have got a place: Breakfast, Tuesday 4 June",
        "Påminnelse: Frokostmøte, tirsdag 4. juni",
        "Reminder: Breakfast, Tuesday 4 June",
    ]


def test_a_place_of_two_names_is_no_news_and_a_new_one_is_told_in_one_s_own_language(
    client: FlaskClient, services: Services, database: Database
) -> None:
    come(client, "breakfast")
    original = all_three()[0]
    with database.writing() as db:
        assert event_news.unaware(db, original) == []
    moved = PLACE | {"adresse": "Storgata 2"}
    show(
        services.site.folder,
        an_event(**keys("nb") | {"sted": moved | {"navn": "Torget"}}),
        an_event("breakfast", **keys("en") | {"sted": moved | {"navn": "The Square"}}),
    )
    with database.writing() as db:
        outbox.put(db, event_news.mark_told(db, services.site.manifest().events[0]), NOW)
    mail = deliver(services)[-1]

    assert mail["Subject"] == "Changed: Breakfast, Tuesday 4 June"
    assert (
        "Before: Rådhuset, Storgata 1, Hamar\nNew place: The Square, Storgata 2, Hamar\n"
        in words_of(mail)
    )


def test_the_organiser_is_told_of_lost_mail_in_the_original_s_language(
    client: FlaskClient, services: Services, database: Database
) -> None:
    come(client, "breakfast")
    with database.writing() as db:
        outbox.insert(db, stored(database)[0], Occasion.UNDELIVERABLE, NOW)

    assert subjects(services)[-1] == "E-post kom ikke fram: Frokostmøte, tirsdag 4. juni"


def test_answers_are_changed_in_the_language_of_the_page(
    client: FlaskClient, database: Database
) -> None:
    kari = come(client, "breakfast")
    form = page(kari.ask("endre/"))
    changed = kari.do("endre", **form.fields | {"name": "Kari N", "q_lunsj": "No"})

    assert (form.heading, changed.status_code) == ("Change your answers", 303)
    [signup] = stored(database)
    assert (signup.answers.own, signup.language) == ({"lunsj": ("No",)}, "en")


def test_what_is_wrong_with_a_form_is_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    refused = send(client, slug="breakfast", name="", email="kari")

    assert page(refused).problems == [
        "Enter your name",
        "The email address must have an at sign (@)",
        "Choose an answer to “Will you stay for lunch?”",
    ]


def test_without_the_translation_all_is_as_on_the_original_s_page(
    client: FlaskClient, services: Services, database: Database
) -> None:
    kari = come(client, "breakfast")
    show(services.site.folder, an_event(**keys("nb")))

    assert page(client.get(kari.receipt)).heading == "Du er påmeldt"
    assert subjects(services) == ["Du er påmeldt: Frokostmøte, tirsdag 4. juni"]


def test_the_way_to_the_meeting_is_one_for_all(
    services: Services, database: Database, clock: SetClock
) -> None:
    online = {"digitalt": "Teams", "påmelding": {}}
    show(services.site.folder, *all_three(**online))
    client = a_client(services)
    kari = come(client, "breakfast", attendance="online")
    with database.writing() as db:
        meeting_link.set_link(db, "frokostmote", "https://teams.example.no/1")
    clock.now = an_event().starts

    assert client.get(kari.attend).headers["Location"] == "https://teams.example.no/1"


# What organisers see.


def command(services: Services, *words: str) -> str:
    """Give a command on this machine, and return what it says."""
    (services.database.path.parent / "secret").write_text("x" * 43)
    (services.database.path.parent / "secret").chmod(0o600)
    env = {
        "PAMELDT_STATE": str(services.database.path.parent),
        "PAMELDT_SITE": str(services.site.folder),
        "PAMELDT_NOW": "2030-05-02T12:00",
    }
    told = CliRunner().invoke(main, words, env=env)
    assert told.exit_code == 0, told.output
    return told.output.replace("\u00a0", " ")


@pytest.mark.parametrize("slug", ["frokostmote", "breakfast"])
def test_the_list_is_one_and_in_the_original_s_words(
    client: FlaskClient, services: Services, slug: str
) -> None:
    come(client, "mote-nn", "Bo B")
    come(client, "breakfast", "Cy C")
    told = command(services, "participants", slug)

    assert told.startswith(
        "Frokostmøte\ntirsdag 4. juni 2030 kl. 08.30–10.00\n2 påmeldt (2 oppmøte)"
    )
    assert told.count("Blir du til lunsj? Ja") == 2
    assert command(services, "export", slug, "--format", "csv").count(";Ja;") == 2


@pytest.mark.parametrize("slug", ["frokostmote", "breakfast"])
def test_an_organiser_writes_to_all_under_either_name(
    client: FlaskClient, services: Services, tmp_path: Path, slug: str
) -> None:
    come(client, "mote-nn", "Bo B")
    come(client, "breakfast", "Cy C")
    text = tmp_path / "text.txt"
    text.write_text("Hei!", "utf-8")
    told = command(services, "send", slug, "--subject", "Hei", "--text", str(text), "--yes")

    assert "Til 2 adresser." in told


def test_a_meeting_link_is_stored_for_all_under_either_name(
    services: Services, database: Database
) -> None:
    show(services.site.folder, *all_three(digitalt="Teams"))
    command(services, "link", "breakfast", "https://teams.example.no/1")

    with database.reading() as db:
        assert meeting_link.link(db, "frokostmote") == "https://teams.example.no/1"


def test_a_change_is_told_to_all_under_either_name(client: FlaskClient, services: Services) -> None:
    come(client, "mote-nn", "Bo B")
    come(client, "breakfast", "Cy C")
    show(services.site.folder, *all_three(start="2030-06-04 08.45"))

    assert "2 påmeldte vet ikke dette ennå." in command(services, "notify", "breakfast", "--yes")


# Pages that were events of their own before.


def test_sign_ups_from_before_a_page_became_a_translation_are_gathered(
    services: Services, database: Database
) -> None:
    alone = an_event("mote-nn", språk="nn")
    store(database, an_event(), answers("Ada"))
    ada, bo = (store(database, alone, answers(name)) for name in ("Ada", "Bo"))
    with database.writing() as db:
        db.execute("update signups set language = null")
        meeting_link.set_link(db, "mote-nn", "https://teams.example.no/1")
    translation = an_event("mote-nn", språk="nn", oversettelse_av="frokostmote")
    chores(services, an_event(), translation)

    found = [(each.event, each.language, each.status.value) for each in stored(database)]
    assert found == [
        ("frokostmote", None, "confirmed"),
        ("frokostmote", "nn", "repeat"),
        ("frokostmote", "nn", "confirmed"),
    ]
    assert [each.reference for each in stored(database)[1:]] == [ada.reference, bo.reference]
    assert stored(database, "mote-nn") == []
    with database.reading() as db:
        assert meeting_link.link(db, "frokostmote") == "https://teams.example.no/1"
    assert page(a_client(services).get(Links(services.tokens).manage(bo))).heading == "Du er påmeld"


def test_until_they_are_gathered_their_pages_are_there(
    services: Services, database: Database
) -> None:
    bo = store(database, an_event("mote-nn", språk="nn"), answers("Bo"))
    with database.writing() as db:
        db.execute("update signups set language = null")
    show(
        services.site.folder,
        an_event(),
        an_event("mote-nn", språk="nn", oversettelse_av="frokostmote"),
    )

    assert page(a_client(services).get(Links(services.tokens).manage(bo))).heading == "Du er påmeld"
