"""The journey that all is for: read the event page, sign up, know that it worked."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from tests.browser import CHROMIUM_ARGS, chromium_path
from tests.browser_fixtures import NewPage
from tests.conftest import PROJECT, SetClock
from tests.events import OSLO
from tests.stage import fill_in, send

SLUG = "samarbeid-om-baerekraftige-anskaffelser"
EVENT = f"/arrangementer/{SLUG}/"
FORM = f"/pamelding/{SLUG}/"
TOWN, ONLINE = "Jeg kommer til Oslo", "Jeg deltar på nett"
IN_TIME = datetime(2020, 1, 14, 9, 0, tzinfo=OSLO)
MISTAKES = [
    ("Skriv inn navnet ditt", "name"),
    ("Skriv inn e-postadressen din", "email"),
    ("Skriv inn hvilken virksomhet du kommer fra", "organisation"),
    ("Velg hvordan du deltar", "attendance-0"),
]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(IN_TIME)


@pytest.fixture
def content() -> Path:
    return PROJECT / "content"


@pytest.fixture
def build(build: Build, clock: SetClock) -> Build:
    return replace(build, now=clock.now)


def focused(page: Page) -> str:
    """Give the id of what has the focus, else its text."""
    text: str = page.evaluate("document.activeElement.id || document.activeElement.innerText")
    return text.strip()


def participants(build: Build, database: Database) -> str:
    """Give what `pameldt participants` prints."""
    folders = {"PAMELDT_STATE": str(database.path.parent), "PAMELDT_SITE": str(build.site)}
    command = Path(sys.executable).with_name("pameldt")
    done = subprocess.run(
        [command, "participants", SLUG],
        env=os.environ | folders,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def stored(database: Database) -> int:
    with database.reading() as db:
        return db.table("signups").count


def sign_up(page: Page, server: str) -> str:
    """Go from the event page by way of an empty form to the receipt, and give its reference."""
    page.goto(server + EVENT)
    page.get_by_role("link", name="Meld deg på").first.click()
    send(page)
    fill_in(page, attendance=ONLINE)
    send(page)
    return page.locator(".reference").inner_text()


def test_a_form_sent_empty_brings_the_focus_to_a_summary_of_what_to_mend(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(server + EVENT)
    page.get_by_role("link", name="Meld deg på").first.click()
    send(page)
    summary = page.locator(":focus")

    assert summary.get_by_role("link").all_inner_texts() == [text for text, _ in MISTAKES]
    assert page.title().startswith("Feil: ")


@pytest.mark.parametrize(("mistake", "field"), MISTAKES)
def test_each_mistake_in_the_summary_leads_to_its_field(
    server: str, new_page: NewPage, mistake: str, field: str
) -> None:
    page = new_page()
    page.goto(server + FORM)
    send(page)
    page.get_by_role("link", name=mistake).click()

    assert focused(page) == field


def test_who_mends_the_mistakes_and_signs_up_is_told_so(server: str, new_page: NewPage) -> None:
    page = new_page()
    sign_up(page, server)

    assert page.locator("h1").inner_text() == "Du er påmeldt"
    assert page.title().startswith("Du er påmeldt")


def test_the_receipt_is_the_same_when_it_is_loaded_again(server: str, new_page: NewPage) -> None:
    page = new_page()
    sign_up(page, server)
    before = page.locator("main").inner_text()
    page.reload()

    assert page.locator("main").inner_text() == before


def test_the_organiser_finds_the_sign_up_by_the_reference_on_the_receipt(
    server: str, new_page: NewPage, build: Build, database: Database
) -> None:
    reference = sign_up(new_page(), server)
    lines = participants(build, database).splitlines()
    [row] = [line for line in lines if reference in line]

    assert lines[2] == "1 påmeldt (1 på nett)"
    assert all(text in row for text in ("Kari Nordmann", "Hamar kommune", "på nett", "påmeldt"))


def test_one_can_sign_up_without_javascript(server: str, new_page: NewPage) -> None:
    page = new_page(javascript=False)
    sign_up(page, server)

    assert page.locator("h1").inner_text() == "Du er påmeldt"


def test_the_focus_is_on_the_summary_without_javascript_too(server: str, new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(server + FORM)
    send(page)

    expect(page.get_by_role("region", name="For å melde deg på må du")).to_be_focused()


def test_one_can_sign_up_in_a_browser_that_refuses_cookies(
    server: str, browser: Browser, tmp_path: Path
) -> None:
    preferences = tmp_path / "browser" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    with browser.browser_type.launch_persistent_context(
        tmp_path / "browser", executable_path=chromium_path(), args=CHROMIUM_ARGS
    ) as context:
        page = context.new_page()
        sign_up(page, server)

        assert page.locator("h1").inner_text() == "Du er påmeldt"
        assert page.evaluate("document.cookie = 'a=b'; document.cookie") == ""


def test_no_answer_on_the_way_sets_a_cookie(server: str, new_page: NewPage) -> None:
    page, answers = new_page(), list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    sign_up(page, server)

    assert len(answers) >= 5
    assert [each.url for each in answers if each.header_value("set-cookie")] == []
    assert page.context.cookies() == []


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the focus, which must show all the way, is on what has this id or text."""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert has_visible_focus(page), f"no visible focus on «{focused(page)}»"
        if focused(page) == target:
            return
    pytest.fail(f"Tab never came to «{target}»")


def has_visible_focus(page: Page) -> bool:
    """Tell whether one sees what has the focus: the window looks another way without it."""
    with_focus = page.screenshot()
    element = page.evaluate_handle("document.activeElement")
    element.evaluate("element => element.blur()")
    without_focus = page.screenshot()
    element.evaluate("element => element.focus({preventScroll: true, focusVisible: true})")
    return with_focus != without_focus


def test_one_can_sign_up_with_the_keyboard_alone(server: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(server + EVENT)
    tab_to(page, "Meld deg på")
    page.keyboard.press("Enter")
    page.wait_for_url(server + FORM)
    for field, text in (("name", "Kari"), ("email", "kari@example.no"), ("organisation", "Hamar")):
        tab_to(page, field)
        page.keyboard.type(text)
    tab_to(page, "attendance-0")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Meld deg på")
    page.keyboard.press("Space")

    expect(page.locator("h1")).to_have_text("Du er påmeldt")
    assert "På nett" in page.locator("main").inner_text()


def test_one_can_go_from_the_summary_to_a_field_with_the_keyboard_alone(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(server + FORM)
    send(page)
    tab_to(page, "Skriv inn e-postadressen din")
    page.keyboard.press("Enter")
    page.keyboard.type("kari@example.no")

    assert page.locator("#email").input_value() == "kari@example.no"


def test_focus_that_does_not_show_would_be_found(server: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(server + EVENT)
    page.locator("main").focus()

    assert not has_visible_focus(page)


def test_a_double_click_makes_one_sign_up(
    server: str, new_page: NewPage, database: Database
) -> None:
    page = new_page()
    page.goto(server + FORM)
    fill_in(page, attendance=TOWN)
    page.get_by_role("button", name="Meld deg på").dblclick()

    expect(page.locator("h1")).to_have_text("Du er påmeldt")
    assert stored(database) == 1


def test_who_sends_again_while_the_answer_is_slow_makes_one_sign_up(
    server: str, new_page: NewPage, database: Database
) -> None:
    page, sent = new_page(), list[str]()
    page.on("request", lambda request: sent.append(request.method))
    page.goto(server + FORM)
    fill_in(page, attendance=TOWN)
    page.get_by_label("Navn").focus()
    with database.writing():
        for _ in range(2):
            with page.expect_request(server + FORM):
                page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Du er påmeldt")
    assert (sent.count("POST"), stored(database)) == (2, 1)


def test_who_goes_back_and_sends_again_gets_the_same_receipt(
    server: str, browser: Browser, database: Database
) -> None:
    # People's browsers keep the page that one leaves, and bring it back as it was.
    with browser.browser_type.launch(
        executable_path=chromium_path(),
        args=CHROMIUM_ARGS,
        ignore_default_args=["--disable-back-forward-cache"],
    ) as as_people_have_it:
        page = as_people_have_it.new_page()
        page.goto(server + FORM)
        fill_in(page, attendance=TOWN)
        first = send(page).url
        page.go_back(wait_until="commit")
        again = send(page).url

    assert (again, stored(database)) == (first, 1)


@pytest.mark.parametrize("clock", [SetClock(datetime.now(UTC))], ids=["now"])
def test_in_our_time_the_event_page_says_that_it_is_held_and_leads_to_no_form(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(server + EVENT)

    assert "Arrangementet er holdt" in page.locator("main").inner_text()
    assert page.locator(f"a[href*='{FORM}']").count() == 0


@pytest.mark.parametrize("clock", [SetClock(datetime.now(UTC))], ids=["now"])
def test_in_our_time_the_form_s_address_says_so_too(server: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(server + FORM)

    assert page.locator("h1").inner_text() == "Arrangementet er holdt"
    assert page.locator("form").count() == 0
