"""Receipt and «Min påmelding» on paper: one A4 page, dark on white, with what one needs there."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from formhandler.signups.models import Signup
from formhandler.web.security import Links
from formhandler.web.services import Services
from tests.conftest import PROJECT
from tests.support.browser_fixtures import NewPage
from tests.support.cast import ALI, EVERYTHING, IN_PERSON, KARI, KARI_HERE, ODA
from tests.support.events import write_event
from tests.support.stage import fill_in, opened, put, send

LONG_MESSAGE = (
    "Jeg vil gjerne vite om dere serverer lunsj til alle. " * 9 + "Takk for svar, hilsen K"
)
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_DATE = re.compile(rb"\(D:\d{14}[^)]*\)")
DARK_ON_PAPER_TOO = (
    "<style>@media (prefers-color-scheme: dark) { h1 { color: lime } }</style><h1>A</h1>"
)


@pytest.fixture
def content(content: Path) -> Path:
    shutil.copytree(PROJECT / "content" / "bilder", content / "bilder", dirs_exist_ok=True)
    write_event(content, "konferanse", **EVERYTHING)
    return content


def printed(page: Page, *, dark: bool = False) -> bytes:
    """Give the page as PDF, but for when that was made."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    return _DATE.sub(b"", page.pdf(format="A4", print_background=True))


def pages(page: Page) -> int:
    """Tell how many sheets of A4 the page takes."""
    return len(_PAGE.findall(printed(page)))


def receive(page: Page, server: str) -> None:
    """Sign up with a long message, to see the receipt."""
    opened(page, f"{server}/pamelding/konferanse/")
    fill_in(page, KARI | {"message": LONG_MESSAGE}, IN_PERSON)
    send(page)


def test_a_receipt_with_a_long_message_is_one_page_from_each_window_and_from_a_dark_screen(
    server: str, new_page: NewPage
) -> None:
    page = new_page()
    receive(page, server)
    assert len(LONG_MESSAGE) == 500
    assert LONG_MESSAGE in page.locator("main").inner_text()
    paper = printed(page)
    is_same = printed(page, dark=True) == paper
    assert is_same
    assert pages(page) == 1

    page.set_viewport_size({"width": 360, "height": 900})
    assert pages(page) == 1
    # What needs more pages is counted so.
    page.locator("main").evaluate("main => main.style.blockSize = '3000px'")
    assert pages(page) > 1


@pytest.mark.parametrize("link", [Links.receipt, Links.manage], ids=["receipt", "own page"])
def test_who_has_signed_up_colleagues_prints_one_page_too_without_buttons(
    server: str, new_page: NewPage, services: Services, link: Callable[[Links, Signup], str]
) -> None:
    page, event = new_page(), services.site.manifest().events[0]
    signup = put(services.database, event, KARI_HERE, ALI, ODA)
    opened(page, link(Links(services.tokens, server), signup))
    assert pages(page) == 1
    page.emulate_media(media="print")

    assert page.locator("button:visible, .ds-button:visible, input:visible").all() == []


def test_a_print_with_dark_colours_would_be_found(new_page: NewPage) -> None:
    page = new_page()
    page.set_content(DARK_ON_PAPER_TOO)

    is_same = printed(page, dark=True) == printed(page)

    assert not is_same
