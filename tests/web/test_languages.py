"""Pages of the site are in the site's language, and all that is about an event in the event's."""

from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from formhandler.core.i18n import LANGUAGES, language
from formhandler.events.manifest import MANIFEST, Manifest
from formhandler.events.model import Event
from formhandler.publishing.build import Build, publish
from formhandler.publishing.site_config import ConfigurationError
from formhandler.web.app import create_app
from formhandler.web.request import find_event
from formhandler.web.services import Services
from tests.support.builds import last_line, published
from tests.support.events import SITE, an_event, write_event
from tests.support.forms import Page, a_client, ask, page, talk
from tests.support.running import running

LISTS = {"nb": "Arrangementer", "nn": "Arrangement", "en": "Events"}
PRIVACY = {"nb": "Personvern", "nn": "Personvern", "en": "Privacy"}
LOST = {"nb": "Vi finner ikke siden", "nn": "Vi finn ikkje sida", "en": "We cannot find the page"}
SIGN_UP = {"nb": "Meld deg på", "nn": "Meld deg på", "en": "Sign up"}
BAD_REQUEST = {
    "nb": "Vi forstår ikke forespørselen",
    "nn": "Vi forstår ikkje førespurnaden",
    "en": "We do not understand the request",
}


def in_language(build: Build, folder: Path, code: str) -> Build:
    """Return a build of a site in this language."""
    path = folder / f"conf-{code}.py"
    lines = [build.configuration.read_text("utf-8"), f"DEFAULT_LANG = {code!r}"]
    path.write_text("\n".join(lines), "utf-8")
    return replace(build, configuration=path)


def show(services: Services, code: str, *events: Event) -> None:
    """Let the built site be in this language, with these events."""
    site = SITE.model_copy(update={"language": code})
    services.site.folder.mkdir(exist_ok=True)
    text = Manifest(site=site, events=events).to_json()
    (services.site.folder / MANIFEST).write_text(text, "utf-8")


def told(html: str) -> tuple[str | None, str]:
    """Give a page's language and its heading."""
    read = Page(html)
    return read.root.get("lang"), read.heading


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_site_s_own_pages_are_in_its_language_and_each_event_in_its_own(
    build: Build, tmp_path: Path, code: str
) -> None:
    for each in LANGUAGES:
        write_event(build.content, f"mote-{each}", tittel=each, språk=each)
    published(in_language(build, tmp_path, code))
    files = {"list": "index.html", "privacy": "personvern/index.html", "404": "404.html"}
    files |= {each: f"arrangementer/mote-{each}/index.html" for each in LANGUAGES}
    html = {name: (build.site / path).read_text("utf-8") for name, path in files.items()}
    own = {"list": LISTS[code], "privacy": PRIVACY[code], "404": LOST[code]}

    assert {name: told(each) for name, each in html.items()} == (
        {name: (code, heading) for name, heading in own.items()}
        | {each: (each, each) for each in LANGUAGES}
    )
    assert all(SIGN_UP[each] in html[each] for each in LANGUAGES)
    assert language() == "nb"


def test_a_language_that_we_do_not_speak_is_refused(build: Build, tmp_path: Path) -> None:
    wrong = in_language(build, tmp_path, "no")
    with pytest.raises(ConfigurationError) as refused:
        publish(wrong)

    assert str(refused.value) == (
        f"{wrong.configuration}:{last_line(wrong)}:1: DEFAULT_LANG: «no» er ikke et språk vi "
        "har tekster på. Skriv nb, nn eller en."
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_error_is_told_in_the_site_s_language(services: Services, code: str) -> None:
    show(services, code, an_event(språk="nb"))
    client = a_client(services)
    paths = ("/finnes-ikke/", "/pamelding/finnes-ikke/", "/kvittering/abc/")
    errors = [told(client.get(path).text) for path in paths]

    assert [each[0] for each in errors] == [code] * 3
    assert errors[0][1] == LOST[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_error_at_an_event_is_told_in_the_event_s_language(
    services: Services, code: str
) -> None:
    show(services, "nb", an_event(språk=code))
    form = "/pamelding/frokostmote/"
    stranger = {"Sec-Fetch-Site": "cross-site"}
    client = a_client(services)
    refused = client.post(form, headers=stranger), client.put(form)

    assert [(each.status_code, page(each).root.get("lang")) for each in refused] == [
        (403, code),
        (405, "nb"),
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_never_reaches_the_app_is_answered_in_the_site_s_language(
    services: Services, code: str
) -> None:
    show(services, code, an_event())
    with running(services) as url:
        answer = talk(url, b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
        erased = ask(url, "/slettet/").page

    assert told(answer.partition(b"\r\n\r\n")[2].decode()) == (code, BAD_REQUEST[code])
    assert erased.root.get("lang") == code


@pytest.mark.parametrize(
    ("code", "where", "description"),
    [
        ("nb", "På nett, med Teams", "Kontakt: Ola Nordmann, ola@example.no"),
        ("en", "Online, with Teams", "Contact: Ola Nordmann, ola@example.no"),
    ],
)
def test_a_calendar_file_is_in_the_event_s_language(
    build: Build, code: str, where: str, description: str
) -> None:
    write_event(build.content, "mote", språk=code, sted=None, digitalt="Teams")
    published(build)
    file = (build.site / "arrangementer/mote/kalender.ics").read_bytes()
    [entry] = Calendar.from_ical(file).walk("VEVENT")

    assert str(entry["location"]) == where
    assert str(entry["description"]).split("\n\n")[0] == description


def test_the_other_way_is_told_in_the_event_s_language(build: Build) -> None:
    write_event(build.content, "mote", språk="en", digitalt="A & B")
    published(build)
    file = (build.site / "arrangementer/mote/kalender.ics").read_bytes()
    [entry] = Calendar.from_ical(file).walk("VEVENT")

    assert str(entry["description"]).split("\n\n")[0] == "Or: Online, with A & B."


def test_finding_an_event_does_not_change_the_language(services: Services) -> None:
    show(services, "nb", an_event("mote-nn", språk="nn"))
    with create_app(services).test_request_context():
        found = find_event("mote-nn")

        assert (found.language, language()) == ("nn", "nb")
