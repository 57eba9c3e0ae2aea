"""The state preview: an event's pages in all states, side by side, for its editor alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from formhandler.web.editor.samples import Imagined
from formhandler.web.headers import SECURITY
from tests.support.browser_fixtures import NewPage
from tests.support.cast import PURPOSE, QUESTIONS, TARGET, TEAM, TEAMS
from tests.support.events import NOW, write_event
from tests.support.forms import a_client, everything, page
from tests.support.running import running
from tests.support.stage import Stage

KINDS = ("side", "skjema", "kvittering")
OVERVIEW = "/_tilstander/konferanse/"
POLICY = SECURITY["Content-Security-Policy"]
SEATS = {"plasser": "40", "frist": "2030-05-30"}
RICH = {
    "tittel": "Innkjøpskonferansen",
    "digitalt": TEAMS,
    "påmelding": SEATS
    | TEAM
    | {"målgruppe_spørsmål": TARGET, "spørsmål": [each | PURPOSE for each in QUESTIONS]},
}
HEADINGS = {
    "ikke-apnet": ["Frokostmøte", "Påmeldingen har ikke åpnet ennå", "Du er påmeldt"],
    "apen": ["Frokostmøte", "Meld deg på", "Du er påmeldt"],
    "fa-plasser": ["Frokostmøte", "Meld deg på", "Du er påmeldt"],
    "fullt": ["Frokostmøte", "Meld deg på", "Du står på venteliste (nr. 3)"],
    "stengt": ["Frokostmøte", "Påmeldingen er stengt", "Du er påmeldt"],
    "holdt": ["Frokostmøte", "Arrangementet er holdt", "Du var påmeldt"],
    "avlyst": ["Frokostmøte", "Arrangementet er avlyst", "Arrangementet er avlyst"],
    "utsatt": ["Frokostmøte", "Arrangementet er utsatt", "Du er påmeldt"],
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Give a preview with a plain event, a rich draft and one in nynorsk."""
    stage = Stage(tmp_path_factory.mktemp("states"), preview=NOW)
    write_event(stage.content)
    write_event(stage.content, "konferanse", **RICH, utkast="ja")
    write_event(stage.content, "nynorsk", språk="nn")
    stage.preview.refresh()
    assert stage.preview.problems() == ()
    return stage


@pytest.fixture
def client(stage: Stage) -> FlaskClient:
    """Give a client of the preview."""
    return a_client(stage.services)


@pytest.fixture
def url(stage: Stage) -> Iterator[str]:
    """Serve the preview, and give its address."""
    with running(stage.services) as url:
        yield url


def cells(slug: str) -> list[str]:
    return [f"/_tilstander/{slug}/{state}/{kind}/" for kind in KINDS for state in Imagined]


def test_the_overview_shows_each_page_in_each_state(client: FlaskClient) -> None:
    shown = page(client.get(OVERVIEW))
    frames = list(shown.root.iter("iframe"))

    assert shown.heading == "Siden i alle tilstander"
    assert shown.texts(".//h2") == ["Arrangementssiden", "Skjemaet", "Kvitteringen"]
    assert [frame.get("src") for frame in frames] == cells("konferanse")
    assert len({frame.get("title") for frame in frames}) == len(frames)


@pytest.mark.parametrize("state", HEADINGS)
def test_each_page_is_as_it_will_be_in_the_state(client: FlaskClient, state: str) -> None:
    found = [page(client.get(f"/_tilstander/frokostmote/{state}/{kind}/")) for kind in KINDS]

    assert [each.heading for each in found] == HEADINGS[state]


def test_what_an_event_asks_and_tells_is_there(client: FlaskClient) -> None:
    side, form, receipt = (page(client.get(f"{OVERVIEW}fa-plasser/{kind}/")).text for kind in KINDS)

    assert ("UTKAST" in page(client.get(OVERVIEW)).text, "UTKAST" in side) == (True, False)
    for words in ("Arbeider du med innkjøp?", "Hva er rollen din?", "Få plasser igjen."):
        assert words in form
    for words in ("Kari Nordmann", "Ola Nordmann: påmeldt, møter opp", "Et svar, som eksempel"):
        assert words in receipt


def test_the_pages_are_in_the_event_s_language(client: FlaskClient) -> None:
    found = page(client.get("/_tilstander/nynorsk/stengt/skjema/"))

    assert (found.root.get("lang"), found.heading) == ("nn", "Påmeldinga er stengd")


def test_what_an_editor_could_wonder_at_is_explained(client: FlaskClient) -> None:
    notes = page(client.get("/_tilstander/frokostmote/")).texts(".//li//span[@class='quiet']")

    assert sorted(set(notes)) == [
        "Siden er som før: bare skjemaet vet hvor mange som er påmeldt.",
        "Tenkt: arrangementet har ingen «plasser».",
        "Tenkt: arrangementet har ingen «åpner».",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/_tilstander/finnes-ikke/",
        "/_tilstander/finnes-ikke/apen/side/",
        f"{OVERVIEW}ukjent/side/",
        f"{OVERVIEW}apen/ukjent/",
        f"{OVERVIEW}apen/",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_our_own_overview_alone_may_show_the_pages(client: FlaskClient) -> None:
    framing = {"frame-ancestors 'none'": "frame-ancestors 'self'"}
    framing["form-action 'self'"] = "form-action 'none'"
    framed = POLICY
    for old, new in framing.items():
        framed = framed.replace(old, new)
    overview, cell, lost = (
        client.get(path).headers
        for path in (OVERVIEW, f"{OVERVIEW}apen/skjema/", f"{OVERVIEW}x/y/")
    )

    assert overview["Content-Security-Policy"] == f"{POLICY}; frame-src 'self'"
    assert overview["X-Frame-Options"] == "DENY"
    for headers in (cell, lost):
        assert headers["Content-Security-Policy"] == framed
        assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_nothing_is_stored_and_nothing_can_be_sent(stage: Stage, client: FlaskClient) -> None:
    before = everything(stage.database)
    for path in cells("konferanse"):
        assert client.get(path).status_code == 200

    assert client.post(f"{OVERVIEW}apen/skjema/", data={}).status_code == 405
    assert everything(stage.database) == before


def test_the_form_s_button_leads_nowhere(stage: Stage, url: str, new_page: NewPage) -> None:
    opened, sent = new_page(), list[str]()
    opened.goto(f"{url}{OVERVIEW}apen/skjema/")
    opened.on("request", lambda request: sent.append(request.method))
    opened.get_by_role("button", name="Meld deg på").last.click()
    opened.wait_for_timeout(200)

    assert sent == []


def test_the_overview_fills_its_frames_and_renews_itself(
    stage: Stage, url: str, new_page: NewPage
) -> None:
    opened = new_page()
    opened.goto(f"{url}/arrangementer/konferanse/")
    opened.get_by_role("link", name="Se siden i alle tilstander").click()
    frame = opened.frame_locator("iframe[title='Arrangementssiden: Ikke åpnet']")
    expect(frame.get_by_role("heading", name="Innkjøpskonferansen")).to_be_visible()
    write_event(stage.content, "konferanse", **RICH | {"tittel": "Innkjøpsdagen"}, utkast="ja")
    stage.preview.refresh()

    expect(frame.get_by_role("heading", name="Innkjøpsdagen")).to_be_visible()


def test_with_mistakes_the_pages_are_those_of_the_last_whole_build(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, preview=NOW)
    write_event(stage.content)
    stage.preview.refresh()
    write_event(stage.content, pris="dyrt")
    stage.preview.refresh()
    client = a_client(stage.services)
    overview, cell = (client.get(f"/_tilstander/frokostmote/{path}") for path in ("", "apen/side/"))

    assert ("«dyrt»" in overview.text, "«dyrt»" in cell.text) == (True, False)
    assert (cell.status_code, page(cell).heading) == (200, "Frokostmøte")


def test_an_event_that_was_built_by_another_preview_has_no_page_yet(
    stage: Stage, tmp_path: Path
) -> None:
    later = Stage(tmp_path, preview=NOW)
    later.site = stage.site
    client = a_client(later.services)

    assert client.get(f"{OVERVIEW}apen/side/").status_code == 404
    assert client.get(f"{OVERVIEW}apen/skjema/").status_code == 200
