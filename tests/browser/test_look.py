"""Looks of an organisation's own in a real browser: axe finds their colours easy to read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from formhandler.web.security import Links, Tokens
from tests.browser.test_pages import COLOURS, look
from tests.conftest import SECRET
from tests.support.browser import axe_violations, open_page
from tests.support.cast import KARI_HERE
from tests.support.events import write_event
from tests.support.stage import Stage, opened, send

LOOKS = {
    "deep red on white": {"main": "#8a1020", "paper": "#ffffff", "text": "#241a1a"},
    "violet on yellow": {"main": "#5a1fb8", "paper": "#ffe680", "text": "#1b1440"},
}
PAPERS = {
    "deep red on white": ["rgb(255, 255, 255)", "rgb(26, 19, 18)"],
    "violet on yellow": ["rgb(255, 230, 128)", "rgb(21, 20, 26)"],
}


def visited(page: Page, stage: Stage, url: str) -> Iterator[str]:
    """Open an event page, a form with errors and a receipt, one after the other."""
    signup = stage.put("frokostmote", KARI_HERE)
    opened(page, f"{url}/arrangementer/frokostmote/")
    yield "event"
    opened(page, f"{url}/pamelding/frokostmote/")
    send(page)
    yield "form"
    opened(page, Links(Tokens(SECRET), url).receipt(signup))
    yield "receipt"


@pytest.mark.parametrize("name", LOOKS)
def test_axe_finds_no_colour_hard_to_read_on_any_screen(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    stage = Stage(tmp_path_factory.mktemp("look"), f"COLOURS = {LOOKS[name]!r}")
    write_event(stage.content, digitalt="Teams", personer=[{"navn": "Kari Nordmann"}])
    page, found, papers = open_page(browser), list[str](), list[str]()
    with stage.served() as url:
        for shown in visited(page, stage, url):
            for dark in (False, True):
                look(page, 1280, dark=dark)
                found += [f"{shown}, {dark=}: {each}" for each in axe_violations(page, COLOURS)]
        for dark in (False, True):
            look(page, 1280, dark=dark)
            papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    page.context.close()

    assert found == []
    assert papers == PAPERS[name]
