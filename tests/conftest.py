"""Fixtures that all tests share: a real database, a built site, the app and a server."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formhandler.publishing import build as building
from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.published_site import PublishedSite
from formhandler.web.security import Tokens
from formhandler.web.services import Services
from tests.support import shared
from tests.support.apps import an_app, give_back
from tests.support.builds import compiled_templates, published
from tests.support.databases import new_database
from tests.support.events import NOW, URL
from tests.support.running import running

pytest_plugins = ["tests.support.browser_fixtures"]

PROJECT = Path(__file__).resolve().parent.parent
SECRET = "a secret for tests, and for nothing else"

# Files that take longest begin first, so that no process has one left when the others are done.
LONGEST = (
    "test_pages.py",
    "test_journey.py",
    "test_commands.py",
    "test_preview_faults.py",
    "test_picture_pages.py",
    "test_crash.py",
)


# Files whose tests start commands, servers, workers, browsers or Java, build often, or wait.
OF_PROCESSES = (
    "test_agreement.py",
    "test_background.py",
    "test_bench.py",
    "test_browser_support.py",
    "test_commands.py",
    "test_crash.py",
    "test_enumeration.py",
    "test_error_pages.py",
    "test_half_built.py",
    "test_journey.py",
    "test_mail.py",
    "test_notify.py",
    "test_picture_pages.py",
    "test_preview.py",
    "test_preview_faults.py",
    "test_processes.py",
    "test_races.py",
    "test_rebuilding.py",
    "test_server.py",
    "test_smtp_deadline.py",
    "test_smtp_journey.py",
    "test_state_preview.py",
    "test_vendored.py",
    "test_weight.py",
    "test_wheel.py",
    "test_worker.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder that all processes of this run share; they find it in their environment."""
    if is_first(config):
        os.environ[shared.FOLDER] = tempfile.mkdtemp(prefix="pameldt-tests.")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    if is_first(config):
        shutil.rmtree(os.environ.pop(shared.FOLDER))


def pytest_collection_finish() -> None:
    """Let Python's collector leave alone what stays as long as the tests do: most of all there is.

    It looks for garbage more seldom, too, as a run has memory enough and little time.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def is_first(config: pytest.Config) -> bool:
    """Tell whether this is the process that starts the others, if there are others."""
    return not hasattr(config, "workerinput")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out, and put the rest in the order in which it is taken."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.path.name in OF_PROCESSES:
            item.add_marker(pytest.mark.process)
    items.sort(key=lambda item: LONGEST.index(item.path.name) if _is_long(item) else len(LONGEST))


def _is_long(item: pytest.Item) -> bool:
    return item.path.name in LONGEST


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Let all builds of this process share what is compiled of templates; changes are seen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "TemplateStore", compiled_templates)
        yield


class SetClock:
    """A clock that stands where a test sets it."""

    def __init__(self, now: datetime) -> None:
        """Start at `now`."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the time it was set to."""
        return self.now


@pytest.fixture
def clock() -> SetClock:
    """Give a clock that shows `NOW`."""
    return SetClock(NOW)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Give a new, empty database."""
    return new_database(tmp_path / "pameldt.sqlite3")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Give an empty content folder."""
    folder = tmp_path / "content"
    (folder / "arrangementer").mkdir(parents=True)
    (folder / "bilder").mkdir()
    return folder


@pytest.fixture
def build(tmp_path: Path, content: Path) -> Build:
    """Give what builds `content` into a site folder that is not there yet."""
    return Build(
        configuration=PROJECT / "pelicanconf.py",
        content=content,
        theme=PROJECT / "theme",
        site=tmp_path / "site",
        url=URL,
        now=NOW,
    )


@pytest.fixture
def services(tmp_path: Path, build: Build, database: Database, clock: SetClock) -> Services:
    """Give the services of an app whose site is what `build` has published."""
    return Services(
        site=PublishedSite(build.site),
        database=database,
        tokens=Tokens(SECRET),
        clock=clock,
        url=URL,
        port=8000,
        theme=PROJECT / "theme",
        mail=tmp_path / "state" / "mail",
    )


@pytest.fixture
def app(build: Build, services: Services) -> Flask:
    """Give the app, with what stands in `content` published."""
    published(build)
    return an_app(services)


@pytest.fixture(autouse=True)
def apps_are_given_back() -> Iterator[None]:
    """Let the next test have the apps of this one."""
    yield
    give_back()


class Client(FlaskClient):
    """A test client that asks at the site's own address, and closes the files it is sent."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Ask, and read the whole answer."""
        kwargs = {"base_url": URL} | kwargs
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client of the app, with what stands in `content` published."""
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def server(build: Build, services: Services) -> Iterator[str]:
    """Run waitress with what stands in `content` published, and give its address."""
    published(build)
    with running(services) as url:
        yield url
