"""What the seed's event page costs its reader: few bytes, few requests, and nobody else's."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from formhandler.publishing.build import Build
from tests.conftest import PROJECT
from tests.support.browser import brotli_size
from tests.support.browser_fixtures import NewPage
from tests.support.events import OSLO

EVENT = "/arrangementer/samarbeid-om-baerekraftige-anskaffelser/"
MOST_BYTES = 20 * 1024


@pytest.fixture
def content() -> Path:
    return PROJECT / "content"


@pytest.fixture
def build(build: Build) -> Build:
    return replace(build, now=datetime(2020, 1, 14, 9, 0, tzinfo=OSLO))


def read(page: Page, url: str) -> list[Response]:
    """Open the page, and give everything that came over the network; `data:` does not."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    return [answer for answer in answers if not answer.url.startswith("data:")]


def test_html_and_css_of_the_event_page_are_at_most_20_kilobytes(
    server: str, new_page: NewPage
) -> None:
    sizes = {
        answer.request.resource_type: brotli_size(answer.body())
        for answer in read(new_page(), server + EVENT)
        if answer.request.resource_type != "image"
    }

    assert sorted(sizes) == ["document", "stylesheet"]
    assert sum(sizes.values()) <= MOST_BYTES, f"{sum(sizes.values())} bytes: {sizes}"


def test_the_event_page_is_two_requests_and_its_picture(server: str, new_page: NewPage) -> None:
    kinds = [answer.request.resource_type for answer in read(new_page(), server + EVENT)]

    assert sorted(kinds) == ["document", "image", "stylesheet"]


def test_all_of_the_event_page_comes_from_its_own_site(server: str, new_page: NewPage) -> None:
    urls = [answer.url for answer in read(new_page(), server + EVENT)]

    assert [url for url in urls if not url.startswith(f"{server}/")] == []


def test_the_event_page_leaves_no_cookie(server: str, new_page: NewPage) -> None:
    page = new_page()
    read(page, server + EVENT)

    assert page.context.cookies() == []


def test_no_script_of_the_event_page_can_run(server: str, new_page: NewPage) -> None:
    page = new_page()
    read(page, server + EVENT)
    kinds = page.locator("script").evaluate_all("scripts => scripts.map(script => script.type)")

    assert kinds == ["application/ld+json"]
