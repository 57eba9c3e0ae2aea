"""A served site that tests may change, and what a person does with its pages in a browser."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Locator, Page, Response

from formhandler.cli.serve import make_worker
from formhandler.core.errors import Problem
from formhandler.core.settings import Relay, Settings
from formhandler.events.model import Event
from formhandler.mail import outbox
from formhandler.mail.worker import Worker
from formhandler.publishing.build import Build
from formhandler.publishing.preview import Preview
from formhandler.publishing.theme import own_theme
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Signup
from formhandler.web.published_site import PublishedSite
from formhandler.web.security import Tokens
from formhandler.web.services import Editing, Services
from tests.conftest import PROJECT, SECRET, SetClock
from tests.support.builds import compiled_templates, configured, published
from tests.support.cast import KARI
from tests.support.databases import new_database
from tests.support.events import NOW, URL
from tests.support.running import running

LABELS = {
    "name": "Navn",
    "email": "E-post",
    "organisation": "Virksomhet",
    "message": "Melding til arrangøren",
}


def fill_in(page: Page, answers: dict[str, str] = KARI, attendance: str | None = None) -> None:
    """Fill in the form that the page shows, each answer at its label."""
    for name, text in answers.items():
        # A tag in the label may say that the field must be filled in.
        page.get_by_label(re.compile(f"^{LABELS[name]}( |$)")).fill(text)
    if attendance:
        page.get_by_label(attendance).check()


def send(page: Page) -> Response:
    """Press the form's main button, and give the answer."""
    return pressed(page, page.locator("form .primary"))


def press(page: Page, words: str) -> Response:
    """Press the button that says so, and give the answer."""
    return pressed(page, page.get_by_role("button", name=words, exact=True))


def pressed(page: Page, button: Locator) -> Response:
    """Press the button, and give the answer."""
    with page.expect_navigation() as answer:
        button.click()
    return answer.value


def opened(page: Page, url: str) -> Response:
    """Open an address, and give the answer."""
    response = page.goto(url)
    assert response is not None
    return response


def worker_for(services: Services, url: str, relay: Relay | None = None) -> Worker:
    """Return what delivers mail with links to `url`; without a relay into files, as in previews."""
    settings = Settings(
        state=services.database.path.parent, site=services.site.folder, port=8000, relay=relay
    )
    tokens, clock = services.tokens, services.clock
    worker = make_worker(
        settings, services.database, tokens, services.site, clock, url, own_theme()
    )
    worker.templates.bytecode_cache = compiled_templates()
    return worker


def delivered(worker: Worker) -> list[EmailMessage]:
    """Deliver all that is due into files, and give all mails so far, oldest first."""
    worker.deliver_due()
    assert worker.folder is not None
    files = sorted(worker.folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def put(
    database: Database, event: Event, given: Answers, *colleagues: Answers, now: datetime = NOW
) -> Signup:
    """Store a sign-up as if it had come with a form of its own, and let those it tells wait."""
    with database.writing() as db:
        done = register.add(
            db, event, given, colleagues=colleagues, submit_id=secrets.token_hex(), now=now
        )
        outbox.put(db, done.changes, now)
    return done.signup


class Stage:
    """A site in a folder of its own, with content, clock and database that tests may change."""

    def __init__(self, folder: Path, *settings: str, preview: datetime | None = None) -> None:
        """Make the folders and an empty database; nothing is published yet.

        The settings are lines that come last in pelicanconf.py.
        """
        self.settings = settings
        self.content, self.site, self.mail = folder / "content", folder / "site", folder / "mail"
        (self.content / "arrangementer").mkdir(parents=True)
        shutil.copytree(PROJECT / "content" / "bilder", self.content / "bilder")
        self.clock = SetClock(NOW)
        self.database = new_database(folder / "pameldt.sqlite3")
        self.starts = preview
        self.told: list[tuple[Problem, ...]] = []
        self.preview = Preview(self._build, self.clock, self.told.append)

    def _build(self) -> Build:
        build = Build(
            configuration=PROJECT / "pelicanconf.py",
            content=self.content,
            theme=PROJECT / "theme",
            site=self.site,
            url=URL,
            now=self.clock(),
            preview=self.starts,
            drafts=self.starts is not None,
        )
        return configured(build, *self.settings) if self.settings else build

    @property
    def editing(self) -> Editing:
        """Return what shows an editor the site."""
        return Editing(self.preview.version, self.preview.event_page)

    @property
    def services(self) -> Services:
        """Return what an app of this site works with; a preview shows its mail."""
        return Services(
            site=PublishedSite(self.site),
            database=self.database,
            tokens=Tokens(SECRET),
            clock=self.clock,
            url=URL,
            port=8000,
            theme=PROJECT / "theme",
            preview=self.starts,
            problems=self.preview.problems,
            mail=self.mail,
            shows_mail=self.starts is not None,
            editing=self.editing if self.starts else None,
        )

    def publish(self) -> None:
        """Build the site with the content and the time as they are now; a preview keeps faults."""
        if self.starts:
            self.preview.refresh()
        else:
            published(self._build())

    def event(self, slug: str) -> Event:
        """Return a published event."""
        event = PublishedSite(self.site).manifest().find(slug)
        assert event is not None, slug
        return event

    def put(self, slug: str, given: Answers, *colleagues: Answers) -> Signup:
        """Store a sign-up to a published event."""
        return put(self.database, self.event(slug), given, *colleagues, now=self.clock())

    @contextmanager
    def later(self, time: timedelta) -> Iterator[None]:
        """Let the clock be ahead until the end of the block."""
        now = self.clock.now
        self.clock.now = now + time
        yield
        self.clock.now = now

    @contextmanager
    def served(self) -> Iterator[str]:
        """Publish, serve until the end of the block, and give the address."""
        self.publish()
        with running(self.services) as url:
            yield url
