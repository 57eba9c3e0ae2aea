"""Every page and state in a real browser: accessible, valid, never too wide, and silent."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser import axe_violations, html_problems, open_page, sideways_scroll
from tests.browser_fixtures import NewPage
from tests.states import State, every_state

LOOKS = [(width, dark) for width in (1280, 360) for dark in (False, True)]
NARROWEST = 320
_SCRIPT = re.compile(r"<script(?![^>]*application/ld\+json)[^>]*>|\son[a-z]+=|javascript:", re.I)


@dataclass
class Survey:
    """What was found when every state was visited once; each finding begins with the state."""

    reached: dict[str, tuple[int, bool]] = field(default_factory=dict)
    expected: dict[str, tuple[int, bool]] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    violations: dict[tuple[int, bool], list[str]] = field(default_factory=dict)
    too_wide: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def look(page: Page, width: int, dark: bool) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")


def visit(page: Page, name: str, state: State, survey: Survey) -> None:
    look(page, 1280, dark=False)
    response = state.reach(page)
    shown = page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    survey.reached[name] = (response.status, state.says in shown)
    survey.expected[name] = (state.status, True)
    survey.html[name] = response.text()
    for width, dark in LOOKS:
        look(page, width, dark)
        found = survey.violations.setdefault((width, dark), [])
        found += [f"{name}: {violation}" for violation in axe_violations(page)]
    look(page, NARROWEST, dark=False)
    if pixels := sideways_scroll(page):
        survey.too_wide.append(f"{name}: {pixels} px")


def listen(page: Page, said: list[str]) -> None:
    """Note what the browser complains of, but not the status that the page itself came with."""

    def note(message: ConsoleMessage) -> None:
        own_status = message.location["url"] == page.url and "status of" in message.text
        if message.type in ("error", "warning") and not own_status:
            said.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))


@pytest.fixture(scope="module")
def survey(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    survey, page, signing_up = Survey(), open_page(browser), open_page(browser)
    listen(page, survey.said)
    with every_state(tmp_path_factory.mktemp("states"), signing_up) as states:
        for name, state in states.items():
            visit(page, name, state, survey)
        page.context.close()
        signing_up.context.close()
    return survey


def test_every_state_is_the_one_it_is_called(survey: Survey) -> None:
    assert survey.reached == survey.expected


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_wrong_on_any_page(survey: Survey, width: int, dark: bool) -> None:
    assert survey.violations[width, dark] == []


def test_the_nu_checker_finds_nothing_wrong_on_any_page(survey: Survey) -> None:
    assert html_problems(survey.html) == []


def test_no_page_scrolls_sideways_in_the_narrowest_window(survey: Survey) -> None:
    assert survey.too_wide == []


def test_the_browser_complains_of_no_page(survey: Survey) -> None:
    assert survey.said == []


def test_no_page_has_a_script_that_could_run(survey: Survey) -> None:
    assert {name: found for name, html in survey.html.items() if (found := scripts(html))} == {}


def scripts(html: str) -> list[str]:
    return _SCRIPT.findall(html)


def test_scripts_of_every_kind_would_be_found() -> None:
    html = '<script src="x.js"></script><a onclick="x()" href="javascript:x()">x</a>'

    assert len(scripts(html)) == 3


def test_what_the_policy_stops_would_be_heard(server: str, new_page: NewPage) -> None:
    page, said = new_page(), list[str]()
    listen(page, said)
    page.goto(f"{server}/")
    with page.expect_console_message():
        page.evaluate("document.body.append(Object.assign(new Image(), {src: '//x.example'}))")

    assert "Content Security Policy" in said[0]
