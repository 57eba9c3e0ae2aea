"""Every page and state in a real browser: accessible, valid, never too wide, and silent."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.support.browser import (
    AXE_OPTIONS,
    axe_rules,
    axe_violations,
    html_problems,
    open_page,
    sideways_scroll,
)
from tests.support.browser_fixtures import NewPage
from tests.support.states import State, every_state
from tests.support.states_in_languages import every_kind_of_page

# A dark screen changes colours and nothing else, so there only these rules can find more.
COLOURS = axe_rules("color-contrast", "link-in-text-block")
# A wide screen moves things, so there only the rules that ask where things are can find more.
LAYOUT = axe_rules(
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"
)
# Whatever is shown on a wide screen is shown on a narrow one too, so its colours are seen there.
LOOKS = {(360, False): AXE_OPTIONS, (1280, False): LAYOUT, (360, True): COLOURS}
# Other words in the same pages change neither colours nor, much, what is beside what.
WORDS = AXE_OPTIONS | {
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}
}
NARROW_AND_LIGHT = (360, False)
NARROWEST = 320
BLANK, STYLED = "about:blank", '<link rel="stylesheet"'
# A mail stands inside a mail program, which has the landmarks; and some programs lay out only what
# is in a table with attributes that HTML has left behind.
MAIL_NEEDS_NO = ("landmark-one-main", "region")
_OF_TABLES = re.compile(r": The “\w+” attribute on the “(table|td)” element is obsolete\. ")
_SCRIPT = re.compile(r"<script(?![^>]*application/ld\+json)[^>]*>|\son[a-z]+=|javascript:", re.I)
_VERSION = re.compile(r' data-version="[^"]+"')
RENEWING = '<script src="/_live.js" defer>'
# While a preview's page is looked at it must stay as it is.
NEVER_RENEWED = "window.fetch = () => new Promise(() => {})"
PALE_IN_THE_DARK = """<!doctype html><html lang="nb"><meta name="color-scheme" content="light dark">
<style>@media (prefers-color-scheme: dark) { p { color: #444; background: #111 } }</style>
<title>Side</title><main><h1>Side</h1><p>Les dette</p></main>"""


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
    """Let the page be so wide, and light or dark; what is so already takes no time."""
    if page.viewport_size != {"width": width, "height": 900}:
        page.set_viewport_size({"width": width, "height": 900})
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") != dark:
        page.emulate_media(color_scheme="dark" if dark else "light")


def visit(page: Page, mirror: Page, name: str, state: State, survey: Survey) -> None:
    """Reach a state, and look at it in every way."""
    is_mail = reach(page, name, state, survey)
    mirrored(mirror, survey.html[name], page.url)
    for (width, dark), options in LOOKS.items():
        look(mirror, width, dark)
        note(survey, (width, dark), name, axe_violations(mirror, options), is_mail=is_mail)
    look(mirror, NARROWEST, dark=False)
    if pixels := sideways_scroll(mirror):
        survey.too_wide.append(f"{name}: {pixels} px")


def glance(page: Page, mirror: Page, name: str, state: State, survey: Survey) -> None:
    """Reach a state, and look at it in one way, on a page that is narrow and light."""
    is_mail = reach(page, name, state, survey)
    mirrored(mirror, survey.html[name], page.url)
    note(survey, NARROW_AND_LIGHT, name, axe_violations(mirror, WORDS), is_mail=is_mail)


def reach(page: Page, name: str, state: State, survey: Survey) -> bool:
    """Go to a state and note what came; tell whether it is a mail."""
    response = state.reach(page)
    shown = page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    survey.reached[name] = (response.status, state.says in shown)
    survey.expected[name] = (state.status, True)
    survey.html[name] = response.text()
    return "sandbox" in response.headers["content-security-policy"]


def note(
    survey: Survey, way: tuple[int, bool], name: str, wrong: list[str], *, is_mail: bool
) -> None:
    """Note what axe finds wrong, but for what a mail does without."""
    survey.violations.setdefault(way, []).extend(
        f"{name}: {violation}"
        for violation in wrong
        if not (is_mail and violation.startswith(MAIL_NEEDS_NO))
    )


def listen(page: Page, said: list[str]) -> None:
    """Note what the browser complains of, but not the status that the page itself came with."""

    def hear(message: ConsoleMessage) -> None:
        own_status = message.location["url"] == page.url and "status of" in message.text
        if message.type in ("error", "warning") and not own_status:
            said.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))


def open_mirror(browser: Browser) -> Page:
    """Give a page into which others are written, so that axe-core is read and compiled once."""
    page = open_page(browser, width=NARROW_AND_LIGHT[0])
    page.add_init_script(NEVER_RENEWED)
    return page


def mirrored(mirror: Page, html: str, url: str) -> None:
    """Write a page into the mirror, which is at its site, so that it gets stylesheet and pictures.

    What has no stylesheet is shown alone, on a page that knows nothing of the one before: mails, as
    a mail program shows them, where axe could not run as no script at all may, and bare errors.
    """
    look(mirror, *NARROW_AND_LIGHT)
    site = urljoin(url, "/") if STYLED in html else BLANK
    if site == BLANK or mirror.url != site:
        mirror.goto(site)
    mirror.set_content(html)


@pytest.fixture(scope="module")
def survey(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    survey, page, mirror = Survey(), open_page(browser), open_mirror(browser)
    listen(page, survey.said)
    page.add_init_script(NEVER_RENEWED)
    with every_state(tmp_path_factory.mktemp("states")) as states:
        for name, state in states.items():
            visit(page, mirror, name, state, survey)
    with every_kind_of_page(tmp_path_factory.mktemp("languages")) as pages:
        for name, state in pages.items():
            glance(page, mirror, name, state, survey)
    page.context.close()
    mirror.context.close()
    return survey


def test_every_state_is_the_one_it_is_called(survey: Survey) -> None:
    assert survey.reached == survey.expected


def test_axe_finds_nothing_wrong_on_any_page(survey: Survey) -> None:
    assert survey.violations == {way: [] for way in LOOKS}


def test_axe_finds_a_fault_in_a_page_that_was_written_into_the_mirror(browser: Browser) -> None:
    mirror, found = open_mirror(browser), list[list[str]]()
    for html in ("<html lang=nb><head><title>A</title><main><h1>A</h1></main>", PALE_IN_THE_DARK):
        mirrored(mirror, html.replace("<h1>", "<h1><img src=x>"), "")
        found.append([each.split(":")[0] for each in axe_violations(mirror)])
    mirror.context.close()

    assert found == [["image-alt"], ["image-alt"]]


def test_the_nu_checker_finds_nothing_wrong_on_any_page(survey: Survey) -> None:
    found = html_problems(survey.html)
    of_mails = [each for each in found if each.startswith("post, ") and _OF_TABLES.search(each)]

    assert [each for each in found if each not in of_mails] == []


def test_no_page_scrolls_sideways_in_the_narrowest_window(survey: Survey) -> None:
    assert survey.too_wide == []


def test_the_browser_complains_of_no_page(survey: Survey) -> None:
    assert survey.said == []


def test_no_page_has_a_script_that_could_run_but_what_renews_an_editor_s(survey: Survey) -> None:
    found = {name: tags for name, html in survey.html.items() if (tags := scripts(html))}

    assert {name for name in found if not name.startswith("preview, ")} == set()
    assert {_VERSION.sub("", tag) for tags in found.values() for tag in tags} == {RENEWING}


def scripts(html: str) -> list[str]:
    return _SCRIPT.findall(html)


def test_colours_that_are_wrong_on_a_dark_screen_alone_would_be_found(new_page: NewPage) -> None:
    page, found = new_page(), list[list[str]]()
    page.set_content(PALE_IN_THE_DARK)
    axe_violations(page)
    for dark in (False, True):
        look(page, 360, dark)
        found.append([each.splitlines()[-1].strip() for each in axe_violations(page, COLOURS)])

    assert found == [[], ["<p>Les dette</p>"]]


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
