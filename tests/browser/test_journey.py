"""The journey that all is for: read, sign up, know that it worked, and change one's mind."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, FloatRect, Page, Response, expect

from formhandler.cli.main import main
from formhandler.mail.worker import Worker
from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.services import Services
from tests.conftest import PROJECT, SetClock
from tests.support.browser import CHROMIUM_ARGS, chromium_path
from tests.support.browser_fixtures import NewPage
from tests.support.cast import BO, KARI, ONE_SEAT
from tests.support.events import OSLO, write_event
from tests.support.letters import text_of
from tests.support.stage import Stage, delivered, fill_in, opened, press, pressed, send, worker_for

SLUG = "samarbeid-om-baerekraftige-anskaffelser"
EVENT = f"/arrangementer/{SLUG}/"
FORM = f"/pamelding/{SLUG}/"
TOWN, ONLINE = "Jeg kommer til Oslo", "Jeg deltar på nett"
IN_TIME = datetime(2020, 1, 14, 9, 0, tzinfo=OSLO)
BESIDE = 60
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
    told = CliRunner().invoke(main, ["participants", SLUG], env=folders)
    assert told.exit_code == 0
    return told.stdout


def stored(database: Database) -> int:
    with database.reading() as db:
        return db.table("signups").count


def go_all_the_way(page: Page, server: str) -> None:
    """Go from the event page by way of an empty form to the receipt."""
    page.goto(server + EVENT)
    page.get_by_role("link", name="Meld deg på").first.click()
    send(page)
    fill_in(page, attendance=ONLINE)
    send(page)


def sign_up(page: Page, server: str) -> str:
    """Fill in the form and send it, and give the reference on the receipt."""
    page.goto(server + FORM)
    fill_in(page, attendance=ONLINE)
    send(page)
    return page.locator(".reference").inner_text()


def test_a_form_sent_empty_brings_the_focus_to_a_summary_of_what_to_mend(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(server + FORM)
    send(page)
    summary = page.locator(":focus")
    assert summary.get_by_role("link").all_inner_texts() == [text for text, _ in MISTAKES]
    assert page.title().startswith("Feil: ")

    # Each mistake leads to its field.
    for mistake, field in MISTAKES:
        page.get_by_role("link", name=mistake).click()
        assert focused(page) == field


def test_who_mends_the_mistakes_and_signs_up_is_told_so_and_again_when_it_is_loaded_again(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    go_all_the_way(page, server)
    assert heading(page) == "Du er påmeldt"
    assert page.title().startswith("Du er påmeldt")

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
    page.goto(server + FORM)
    send(page)
    # The focus is on the summary all the same.
    expect(page.get_by_role("region", name="For å melde deg på må du")).to_be_focused()

    fill_in(page, attendance=ONLINE)
    send(page)
    assert heading(page) == "Du er påmeldt"


def test_one_can_search_from_the_list_without_javascript(server: str, new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(f"{server}/")
    page.get_by_role("searchbox", name="Søk i arrangementene").fill("informasjonsmote januar")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Informasjonsmøte").click()

    assert page.url == server + EVENT


def test_one_can_sign_up_in_a_browser_that_refuses_cookies(
    server: str, browser: Browser, tmp_path: Path
) -> None:
    preferences = tmp_path / "browser" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text('{"profile": {"default_content_setting_values": {"cookies": 2}}}')
    with browser.browser_type.launch_persistent_context(
        tmp_path / "browser", executable_path=chromium_path(is_whole=True), args=CHROMIUM_ARGS
    ) as context:
        page = context.new_page()
        sign_up(page, server)

        assert page.locator("h1").inner_text() == "Du er påmeldt"
        assert page.evaluate("document.cookie = 'a=b'; document.cookie") == ""


def test_no_answer_on_the_way_sets_a_cookie(server: str, new_page: NewPage) -> None:
    page, answers = new_page(), list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    go_all_the_way(page, server)

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
    element = page.evaluate_handle("document.activeElement").as_element()
    assert element is not None
    box = element.bounding_box()
    assert box is not None
    size = page.viewport_size
    assert size is not None
    # What shows the focus may stand beside what has it, as for a choice and its words.
    around = FloatRect(
        x=0,
        y=max(box["y"] - BESIDE, 0),
        width=size["width"],
        height=box["height"] + 2 * BESIDE,
    )
    with_focus = page.screenshot(clip=around)
    element.evaluate("element => element.blur()")
    without_focus = page.screenshot(clip=around)
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
        executable_path=chromium_path(is_whole=True),
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
def test_in_our_time_the_event_page_says_that_it_is_held_and_so_does_the_form_s_address(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(server + EVENT)
    assert "Arrangementet er holdt" in page.locator("main").inner_text()
    assert page.locator(f"a[href*='{FORM}']").count() == 0

    page.goto(server + FORM)
    assert heading(page) == "Arrangementet er holdt"
    assert page.locator("form").count() == 0


@pytest.fixture
def worker(services: Services, server: str) -> Worker:
    return worker_for(services, server)


@pytest.fixture
def last_seat(tmp_path: Path) -> Iterator[tuple[str, Worker]]:
    """Serve an event with one seat, and give its form's address and what delivers its mail."""
    stage = Stage(tmp_path / "stage")
    write_event(stage.content, "last-seat", påmelding=ONE_SEAT)
    with stage.served() as url:
        yield f"{url}/pamelding/last-seat/", worker_for(stage.services, url)


def inbox(worker: Worker, to: str) -> list[str]:
    """Give how the subjects begin of all that has come to this address, oldest first."""
    return [mail["Subject"].partition(":")[0] for mail in delivered(worker) if mail["To"] == to]


def open_link(page: Page, worker: Worker, to: str) -> Response:
    """Open the link to «Min påmelding» in the newest mail to this address."""
    newest = [mail for mail in delivered(worker) if mail["To"] == to][-1]
    [url] = re.findall(r"http\S+/min-pamelding/\S+", text_of(newest))
    return opened(page, url)


def heading(page: Page) -> str:
    """Give the page's first heading."""
    return page.locator("h1").inner_text()


def click(page: Page, *words: str) -> str:
    """Press one link or button after the other, and give the heading of the page one comes to."""
    for each in words:
        link = page.get_by_role("link", name=each, exact=True)
        pressed(page, link.or_(page.get_by_role("button", name=each, exact=True)))
    return heading(page)


def test_one_can_change_cancel_undo_and_delete_from_the_link_in_the_mail_and_then_it_is_gone(
    server: str, new_page: NewPage, worker: Worker, database: Database
) -> None:
    page = new_page(javascript=False)
    sign_up(page, server)
    open_link(page, worker, KARI["email"])
    own = page.url

    assert click(page, "Møt opp i stedet") == "Du er påmeldt"
    assert "Oppmøte på Røde Kors" in page.locator(".status-facts").inner_text()
    assert click(page, "Meld meg av", "Ja, meld av") == "Du er meldt av"
    assert click(page, "Angre avmeldingen") == "Du er påmeldt"
    assert click(page, "Slett alt om meg nå", "Ja, slett alt") == "Alt er slettet"
    assert (stored(database), inbox(worker, KARI["email"])) == (0, ["Du er påmeldt"])
    assert opened(page, own).status == 404
    assert heading(page) == "Vi finner ikke påmeldingen"


def test_each_change_is_told_by_mail(server: str, new_page: NewPage, worker: Worker) -> None:
    page, address = new_page(), KARI["email"]
    sign_up(page, server)
    open_link(page, worker, address)
    for words in (["Møt opp i stedet"], ["Meld meg av", "Ja, meld av"], ["Angre avmeldingen"]):
        click(page, *words)
        delivered(worker)

    assert inbox(worker, address) == [
        "Du er påmeldt",
        "Du er påmeldt (endret)",
        "Du er meldt av",
        "Du er påmeldt (endret)",
    ]


def test_who_waits_gets_the_seat_that_another_gives_up(
    last_seat: tuple[str, Worker], new_page: NewPage
) -> None:
    (form, worker), kari, bo = last_seat, new_page(), new_page()
    for page, answers in ((kari, KARI), (bo, BO)):
        opened(page, form)
        fill_in(page, answers)
        send(page)
    told = heading(bo)
    open_link(kari, worker, KARI["email"])
    click(kari, "Meld meg av", "Ja, meld av")
    open_link(bo, worker, BO["email"])

    assert (told, heading(bo)) == ("Du står på venteliste (nr. 1)", "Du er påmeldt")
    assert inbox(worker, BO["email"]) == ["Du står på venteliste (nr. 1)", "Du har fått plass"]


def add_colleague(page: Page, number: int, name: str, email: str = "") -> None:
    """Add fields for a colleague, and fill them in."""
    press(page, "Legg til en kollega" if number == 1 else "Legg til enda en kollega")
    colleague = page.get_by_role("group", name=f"Kollega {number}")
    colleague.get_by_label("Navnet til kollegaen").fill(name)
    colleague.get_by_label("E-postadressen til kollegaen").fill(email)
    colleague.get_by_label("Deltar på nett").check()


def sign_up_four(page: Page, server: str) -> None:
    """Sign up with three colleagues, of whom the second has an address of her own."""
    page.goto(server + FORM)
    fill_in(page, attendance=TOWN)
    for number, name in enumerate(("Ali", "Åse", "Per"), 1):
        add_colleague(page, number, name, "ase@example.no" if name == "Åse" else "")
    send(page)


def test_one_can_sign_up_three_colleagues_without_javascript_with_one_mail_to_each_address(
    server: str, new_page: NewPage, worker: Worker, database: Database
) -> None:
    page = new_page(javascript=False)
    sign_up_four(page, server)
    assert page.locator("[aria-labelledby=kolleger] li").all_inner_texts() == [
        "Ali: påmeldt, på nett",
        "Åse: påmeldt, på nett (får egen e-post)",
        "Per: påmeldt, på nett",
    ]
    assert (heading(page), stored(database)) == ("Du er påmeldt", 4)

    to = [str(mail["To"]) for mail in delivered(worker)]
    open_link(page, worker, KARI["email"])
    assert to == [KARI["email"], "ase@example.no"]
    assert click(page, "Se, endre eller meld av Ali") == "Ali er påmeldt"
    assert click(page, "Meld av kollegaen", "Ja, meld av") == "Ali er meldt av"


def test_a_colleague_can_be_taken_out_again_and_nothing_else_is_lost(
    server: str, new_page: NewPage
) -> None:
    page = new_page(javascript=False)
    page.goto(server + FORM)
    fill_in(page, attendance=TOWN)
    for number, name in enumerate(("Ali", "Åse"), 1):
        add_colleague(page, number, name)
    press(page, "Ta bort kollega 1")
    left = page.get_by_label("Navnet til kollegaen")

    assert [field.input_value() for field in left.all()] == ["Åse"]
    assert page.get_by_label("Navn", exact=False).first.input_value() == KARI["name"]


def test_enter_in_a_colleague_s_field_signs_up(server: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(server + FORM)
    fill_in(page, attendance=TOWN)
    add_colleague(page, 1, "Ali")
    with page.expect_navigation():
        page.get_by_label("Navnet til kollegaen").press("Enter")

    assert heading(page) == "Du er påmeldt"


def test_a_mistyped_address_can_be_mended_from_the_receipt_in_a_second_try_too(
    server: str, new_page: NewPage, worker: Worker
) -> None:
    page, mistyped = new_page(javascript=False), "kair@example.no"
    page.goto(server + FORM)
    fill_in(page, KARI | {"email": mistyped}, ONLINE)
    send(page)
    delivered(worker)
    field = page.get_by_label("Riktig e-postadresse")
    field.fill("kari(a)example.no")
    press(page, "Rett adressen")
    assert page.title().startswith("Feil: ")
    assert field.input_value() == "kari(a)example.no"
    expect(field).to_have_accessible_description(re.compile("Feil: .*krøllalfa"))

    field.fill(KARI["email"])
    press(page, "Rett adressen")
    assert KARI["email"] in page.locator("[aria-labelledby=epost]").inner_text()
    assert inbox(worker, KARI["email"]) == ["Du er påmeldt"]
    assert open_link(page, worker, KARI["email"]).status == 200
    assert open_link(page, worker, mistyped).status == 404
