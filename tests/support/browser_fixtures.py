"""A real browser for the tests: started once, with a fresh context for every page."""

from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import chromium, open_page


class NewPage(Protocol):
    """What the fixture `new_page` gives: a function that opens a page."""

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
    ) -> Page:
        """Give an empty page in a context of its own."""
        ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give one Chromium for the whole run."""
    with chromium() as running:
        yield running


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Give a function that opens pages, which are closed when the test is over."""

    def new(
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        javascript: bool = True,
    ) -> Page:
        return open_page(
            browser,
            width=width,
            height=height,
            dark=dark,
            javascript=javascript,
        )

    yield new
    for context in browser.contexts:
        context.close()
