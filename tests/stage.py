"""A served site that tests may change, and what a person does with its form in a browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, Response

from formhandler.events.problems import Problem
from formhandler.publishing.build import Build, publish
from formhandler.publishing.preview import Preview
from formhandler.signups.database import Database
from formhandler.web.published import PublishedSite
from formhandler.web.services import Services
from formhandler.web.tokens import Tokens
from tests.conftest import PROJECT, SECRET, SetClock
from tests.events import NOW, URL
from tests.running import running

LABELS = {
    "name": "Navn",
    "email": "E-post",
    "organisation": "Virksomhet",
    "message": "Melding til arrangøren",
}
KARI = {"name": "Kari Nordmann", "email": "kari@example.no", "organisation": "Hamar kommune"}


def fill_in(page: Page, answers: dict[str, str] = KARI, attendance: str | None = None) -> None:
    """Fill in the form that the page shows, each answer at its label."""
    for name, text in answers.items():
        page.get_by_label(LABELS[name]).fill(text)
    if attendance:
        page.get_by_label(attendance).check()


def send(page: Page) -> Response:
    """Press the form's button, and give the answer."""
    with page.expect_navigation() as answer:
        page.locator("form button").click()
    return answer.value


def opened(page: Page, url: str) -> Response:
    """Open an address, and give the answer."""
    response = page.goto(url)
    assert response is not None
    return response


class Stage:
    """A site in a folder of its own, with content, clock and database that tests may change."""

    def __init__(self, folder: Path, *, preview: datetime | None = None) -> None:
        """Make the folders and an empty database; nothing is published yet."""
        self.content, self.site = folder / "content", folder / "site"
        (self.content / "arrangementer").mkdir(parents=True)
        shutil.copytree(PROJECT / "content" / "bilder", self.content / "bilder")
        self.clock = SetClock(NOW)
        self.database = Database(folder / "pameldt.sqlite3")
        self.database.migrate(may_create=True)
        self.starts = preview
        self.told: list[tuple[Problem, ...]] = []
        self.preview = Preview(self._build, self.clock, self.told.append)

    def _build(self) -> Build:
        return Build(
            configuration=PROJECT / "pelicanconf.py",
            content=self.content,
            theme=PROJECT / "theme",
            site=self.site,
            url=URL,
            now=self.clock(),
            preview=self.starts,
        )

    def publish(self) -> None:
        """Build the site with the content and the time as they are now; a preview keeps faults."""
        if self.starts:
            self.preview.refresh()
        else:
            publish(self._build())

    @contextmanager
    def served(self) -> Iterator[str]:
        """Publish, serve until the end of the block, and give the address."""
        self.publish()
        services = Services(
            site=PublishedSite(self.site),
            database=self.database,
            tokens=Tokens(SECRET),
            clock=self.clock,
            url=URL,
            port=8000,
            theme=PROJECT / "theme",
            preview=self.starts,
            problems=self.preview.problems,
        )
        with running(services) as url:
            yield url
