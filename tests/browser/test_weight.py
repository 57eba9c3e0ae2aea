"""What the seed's event page costs its reader: few bytes, few requests, and nobody else's."""

import shutil
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.conftest import PROJECT
from tests.support.browser import brotli_size, open_page
from tests.support.events import OSLO
from tests.support.stage import Stage

EVENT = "/arrangementer/samarbeid-om-baerekraftige-anskaffelser/"
MOST_BYTES = 20 * 1024


@dataclass(frozen=True)
class Visit:
    """What came over the network when the event page was opened, and what it left there."""

    site: str
    answers: list[tuple[str, str, int]]
    cookies: int
    scripts: list[str]

    @property
    def kinds(self) -> list[str]:
        """The kinds of what came, in the order of the alphabet."""
        return sorted(kind for _, kind, _ in self.answers)


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """Open the seed's event page once."""
    stage = Stage(tmp_path_factory.mktemp("weight"))
    stage.clock.now = datetime(2020, 1, 14, 9, 0, tzinfo=OSLO)
    shutil.copytree(PROJECT / "content", stage.content, dirs_exist_ok=True)
    page = open_page(browser)
    with stage.served() as url:
        answers = read(page, url + EVENT)
        scripts = page.locator("script").evaluate_all("all => all.map(script => script.type)")
    cookies = page.context.cookies()
    page.context.close()
    return Visit(url, answers, len(cookies), scripts)


def read(page: Page, url: str) -> list[tuple[str, str, int]]:
    """Open a page; give address, kind and size of all from the network, which `data:` is not."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    return [
        (answer.url, answer.request.resource_type, brotli_size(answer.body()))
        for answer in answers
        if not answer.url.startswith("data:")
    ]


def test_html_and_css_of_the_event_page_are_at_most_20_kilobytes(visit: Visit) -> None:
    sizes = {kind: size for _, kind, size in visit.answers if kind != "image"}

    assert sorted(sizes) == ["document", "stylesheet"]
    assert sum(sizes.values()) <= MOST_BYTES, f"{sum(sizes.values())} bytes: {sizes}"


def test_the_event_page_is_two_requests_and_its_picture(visit: Visit) -> None:
    assert visit.kinds == ["document", "image", "stylesheet"]


def test_all_of_the_event_page_comes_from_its_own_site(visit: Visit) -> None:
    urls = [url for url, _, _ in visit.answers]

    assert [url for url in urls if not url.startswith(f"{visit.site}/")] == []


def test_the_event_page_leaves_no_cookie(visit: Visit) -> None:
    assert visit.cookies == 0


def test_no_script_of_the_event_page_can_run(visit: Visit) -> None:
    assert visit.scripts == ["application/ld+json"]
