"""After the event the page is a record: recordings, slides and a summary stand for the sign-up."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from formhandler.events.frontmatter import read_event
from formhandler.publishing.build import Build
from formhandler.web.services import Services
from tests.support.builds import published
from tests.support.events import NOW, OSLO, an_event, front_matter, write_event
from tests.support.forms import Page, a_client, page, show
from tests.support.tables import each_case

HELD = {"start": "2030-05-02 08.30", "slutt": "2030-05-02 12.00"}
VIDEO = "https://www.video.example.no/1"
ALL: dict[str, Any] = {
    "opptak": VIDEO,
    "lysark": [{"tittel": "Krav", "lenke": "https://example.no/a.pdf"}, "https://example.no/b.pdf"],
    "oppsummering": "Vi var 40 som møttes.",
}
RIGHT = "https://video.example.no/frokostmote"
NO_ADDRESS = f"er ikke en nettadresse. Skriv for eksempel {RIGHT}."
NOTHING = (
    "etterpå: må ha opptak, lysark eller oppsummering. "
    f"Skriv for eksempel «etterpå: {{opptak: {RIGHT}}}»."
)


def told(value: Any) -> list[str]:
    """Give the problems with `etterpå`, without their places."""
    reading = read_event(front_matter(etterpå=value).encode(), "frokostmote.md", OSLO)
    return [f"{each.key}: {each.message}" for each in reading.problems]


@each_case(
    "value",
    [
        {"opptak": VIDEO},
        {"lysark": ["http://example.no/a.pdf"]},
        {"oppsummering": "Vi var 40."},
        {"opptak": {"lenke": "https://example.no:8443/æ/b?c=d#e", "tittel": "Dag 1"}},
        ALL,
    ],
)
def test_one_of_the_three_is_enough(value: dict[str, Any]) -> None:
    assert told(value) == []


@each_case(
    ("value", "problem"),
    [
        ({}, NOTHING),
        ({"opptak": []}, NOTHING),
        (
            VIDEO,
            f"etterpå: «{VIDEO}» har feil form. Her skal det stå opptak, lysark og oppsummering.",
        ),
        (
            {"opptak": "javascript:alert(1)"},
            f"etterpå.opptak[1].lenke: «javascript:alert(1)» {NO_ADDRESS}",
        ),
        ({"opptak": "www.example.no"}, f"etterpå.opptak[1].lenke: «www.example.no» {NO_ADDRESS}"),
        ({"opptak": "//example.no"}, f"etterpå.opptak[1].lenke: «//example.no» {NO_ADDRESS}"),
        ({"opptak": "https://"}, f"etterpå.opptak[1].lenke: «https://» {NO_ADDRESS}"),
        ({"opptak": "https://[x"}, f"etterpå.opptak[1].lenke: «https://[x» {NO_ADDRESS}"),
        (
            {"opptak": "https://a.no/b c"},
            f"etterpå.opptak[1].lenke: «https://a.no/b c» {NO_ADDRESS}",
        ),
        ({"opptak": 'https://a.no/"x'}, f'etterpå.opptak[1].lenke: «https://a.no/"x» {NO_ADDRESS}'),
        (
            {"lysark": [VIDEO, "ftp://example.no/a"]},
            f"etterpå.lysark[2].lenke: «ftp://example.no/a» {NO_ADDRESS}",
        ),
        (
            {"opptak": "https://kari:x@example.no/"},
            "etterpå.opptak[1].lenke: «https://kari:x@example.no/» har brukernavn eller "
            "passord i seg, og alt her blir offentlig. Ta det bort.",
        ),
        (
            {"opptak": {"tittel": "Dag 1"}},
            f"etterpå.opptak[1]: mangler «lenke». Skriv for eksempel «lenke: {RIGHT}».",
        ),
        (
            {"video": VIDEO},
            "etterpå.video: er ikke en nøkkel vi kjenner. "
            "Nøklene her er opptak, lysark og oppsummering.",
        ),
        ({"oppsummering": ""}, NOTHING),
    ],
    ids=str,
)
def test_what_is_not_right_is_told_with_what_is(value: Any, problem: str) -> None:
    assert told(value) == [problem]


def event_page(build: Build, **keys: Any) -> Page:
    write_event(build.content, **keys)
    published(build)
    path = build.site / "arrangementer" / "frokostmote" / "index.html"
    return Page(path.read_text("utf-8"))


def test_a_held_event_shows_what_it_has_left_behind(build: Build) -> None:
    shown = event_page(build, **HELD, etterpå=ALL)

    assert shown.texts(".//p[@class='state']") == [
        "Arrangementet er holdt. Her finner du opptak, lysark og en oppsummering."
    ]
    assert shown.texts(".//section[@aria-labelledby='oppsummering']/*") == [
        "Slik gikk det",
        "Vi var 40 som møttes.",
    ]
    assert shown.texts(".//div[@class='act']/*") == ["Se opptaket", "video.example.no"]
    assert shown.texts(".//div[@class='left-behind']/*") == [
        "Lysark",
        "Krav (example.no) Lysark 2 (example.no)",
    ]
    assert {VIDEO, "https://example.no/a.pdf", "https://example.no/b.pdf"} < set(shown.links)
    assert "/pamelding/frokostmote/" not in shown.links


def test_several_recordings_are_listed_by_their_titles(build: Build) -> None:
    links = [VIDEO, {"tittel": "Andre dag", "lenke": VIDEO}]
    shown = event_page(build, **HELD, etterpå={"opptak": links})

    assert shown.texts(".//div[@class='left-behind']/*") == [
        "Opptak",
        "Opptak 1 (video.example.no) Andre dag (video.example.no)",
    ]


def test_the_record_is_in_the_event_s_language(build: Build) -> None:
    shown = event_page(build, **HELD, etterpå=ALL, språk="nn")

    assert "Her finn du opptak, lysark og ei oppsummering." in shown.text
    assert "Slik gjekk det" in shown.text


@pytest.mark.parametrize("keys", [{}, HELD | {"status": "avlyst"}], ids=["before", "cancelled"])
def test_before_it_is_held_nothing_is_shown(build: Build, keys: dict[str, Any]) -> None:
    shown = event_page(build, **keys, etterpå=ALL)

    assert VIDEO not in shown.html
    assert "Vi var 40" not in shown.text


def list_page(build: Build) -> Page:
    return Page((build.site / "index.html").read_text("utf-8"))


@pytest.mark.parametrize(
    ("keys", "tags"),
    [
        ({"etterpå": ALL}, ["Opptak"]),
        ({"etterpå": {"lysark": VIDEO}}, []),
        ({"etterpå": ALL, "status": "avlyst"}, ["Avlyst"]),
        ({}, []),
    ],
)
def test_the_list_marks_events_with_a_recording(
    build: Build, keys: dict[str, Any], tags: list[str]
) -> None:
    event_page(build, **HELD, **keys)

    assert list_page(build).texts(".//*[@class='ds-tag need']") == tags


@pytest.fixture
def client(services: Services, build: Build) -> FlaskClient:
    """Give a client of a site with a held event that has left something behind."""
    show(Path(build.site), an_event(**HELD, etterpå=ALL))
    return a_client(services)


def test_who_comes_to_sign_up_too_late_is_sent_to_the_record(client: FlaskClient) -> None:
    answer = page(client.get("/pamelding/frokostmote/"))

    assert "På siden om arrangementet finner du det som er lagt ut etterpå." in answer.text
    assert "/arrangementer/frokostmote/" in answer.links


def test_it_is_not_left_behind_before_its_end() -> None:
    event = an_event(**HELD | {"slutt": "2030-05-02 12.01"}, etterpå=ALL)

    assert (event.left_behind(NOW), event.left_behind(event.ends)) == (None, event.proceedings)
