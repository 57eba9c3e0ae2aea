"""The published site: its files and no others, each with its type, and a new build is noticed."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from formhandler.events.manifest import MANIFEST, Manifest
from formhandler.publishing.build import Build
from formhandler.web import published_site
from formhandler.web.app import create_app
from formhandler.web.published_site import NotPublishedError, PublishedSite, caching, media_type
from formhandler.web.request import manifest
from formhandler.web.services import Services
from tests.support.builds import published
from tests.support.events import a_manifest, an_event, write_event
from tests.support.forms import Page, page, show
from tests.support.tables import each_case

PAGE = "/arrangementer/frokostmote/"


@pytest.fixture(autouse=True)
def _written(content: Path) -> None:
    """Have an event in the content before it is built."""
    write_event(content)


@pytest.fixture
def site(tmp_path: Path) -> PublishedSite:
    """Give a site with a page, a hidden file, and a secret beside it."""
    folder = tmp_path / "built"
    (folder / "under").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    names = ["index.html", "under/index.html", "under/a b.txt", ".hidden/x", ".secret", "æ.txt"]
    for name in [*names, "../beside.txt"]:
        (folder / name).write_text(name, "utf-8")
    os.symlink("/etc", folder / "link")
    return PublishedSite(folder)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "index.html"),
        ("index.html", "index.html"),
        ("under/", "under/index.html"),
        ("under/a b.txt", "under/a b.txt"),
        ("æ.txt", "æ.txt"),
    ],
)
def test_a_file_is_found_at_its_address(site: PublishedSite, path: str, file: str) -> None:
    assert site.file(path) == site.folder / file


NOWHERE = [
    "under",
    "missing.html",
    "../beside.txt",
    "under/../../beside.txt",
    "..\\beside.txt",
    "/etc/passwd",
    "//etc/passwd",
    ".secret",
    ".hidden/x",
    "under/.",
    ".",
    "..",
    "index.html/",
    "index.html\0",
    "a" * 5000,
    "a/" * 5000,
    "\udcff",
    "CON",
]


@pytest.mark.parametrize("path", NOWHERE)
def test_no_other_file_is_found(site: PublishedSite, path: str) -> None:
    assert site.file(path) is None


@each_case(
    ("name", "kind"),
    [
        ("a.html", "text/html"),
        ("a.ics", "text/calendar"),
        ("a.json", "application/json"),
        ("a.css", "text/css"),
        ("a.SVG", "image/svg+xml"),
        ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("atom.xml", "application/atom+xml"),
        ("sitemap.xml", "application/xml"),
        ("robots.txt", "text/plain"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_each_file_has_its_type(name: str, kind: str) -> None:
    assert media_type(Path(name)) == kind


@each_case(
    ("name", "kept"),
    [
        ("pameldt.0123456789.css", "public, max-age=31536000, immutable"),
        ("mote.700.0123456789.avif", "public, max-age=31536000, immutable"),
        ("frokostmote.0123456789.png", "public, max-age=31536000, immutable"),
        ("index.html", "no-cache"),
        ("mote.jpg", "no-cache"),
        ("kalender.ics", "no-cache"),
    ],
)
def test_only_what_has_a_lasting_name_is_kept_without_asking(name: str, kept: str) -> None:
    assert caching(Path(name)) == kept


def test_the_built_pages_are_served_as_they_were_built(client: FlaskClient, build: Build) -> None:
    for path, file in (("/", "index.html"), (PAGE, f"{PAGE}index.html"[1:])):
        answer = client.get(path)

        assert (answer.status_code, answer.mimetype) == (200, "text/html")
        assert answer.data == (build.site / file).read_bytes()


def test_a_calendar_file_is_served_as_one(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}kalender.ics")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_page_without_its_last_slash_is_found(client: FlaskClient) -> None:
    answer = client.get(PAGE.rstrip("/"))

    assert (answer.status_code, answer.headers["Location"], answer.data) == (308, PAGE, b"")


def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get(PAGE).headers["ETag"]
    again = client.get(PAGE, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


def test_a_page_leads_to_the_form_and_the_form_back_to_the_page(client: FlaskClient) -> None:
    links = [each.get("href") for each in page(client.get(PAGE)).root.iter("a")]
    form = page(client.get("/pamelding/frokostmote/"))

    assert "/pamelding/frokostmote/" in links
    assert PAGE in [each.get("href") for each in form.root.iter("a")]


def test_page_and_form_show_the_same_facts(client: FlaskClient) -> None:
    def facts(told: Page) -> list[str]:
        return told.texts(".//dl[@class='facts']/div")

    static, served = page(client.get(PAGE)), page(client.get("/pamelding/frokostmote/"))

    assert facts(static) == facts(served) != []


def test_all_that_a_served_page_asks_for_is_there(client: FlaskClient) -> None:
    for path in ("/pamelding/frokostmote/", "/finnes-ikke", "/"):
        links = page(client.get(path)).root.iter(
            "link",
        )
        addresses = [each.get("href") for each in links if each.get("rel") == "stylesheet"]

        assert [client.get(address).status_code for address in addresses] == [200]


def test_a_new_build_is_noticed_at_once(client: FlaskClient, build: Build, content: Path) -> None:
    assert client.get("/pamelding/nytt/").status_code == 404
    write_event(content, "nytt", tittel="Nytt")
    published(build)

    assert page(client.get("/pamelding/nytt/")).title.startswith("Meld deg på: Nytt")


def test_a_manifest_is_read_once_as_long_as_it_is_the_same(build: Build) -> None:
    show(build.site, an_event())
    site = PublishedSite(build.site)
    first = site.manifest()

    assert site.manifest() is first
    assert first == a_manifest(an_event())


def test_a_request_is_answered_from_one_build(services: Services) -> None:
    show(services.site.folder, an_event())
    app = create_app(services)
    with app.test_request_context():
        first = manifest()
        show(services.site.folder, an_event("nytt"))
        during = manifest()
    with app.test_request_context():
        after = manifest()

    assert during is first
    assert [event.slug for event in after.events] == ["nytt"]


@pytest.mark.parametrize("text", [None, "", "[]", '{"version": 2, "site": {}, "events": []}'])
def test_a_site_that_is_not_built_is_told_as_that(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "events.json").write_text(text, "utf-8")

    with pytest.raises(NotPublishedError) as raised:
        PublishedSite(tmp_path).manifest()
    assert str(raised.value) == f"Finner ingen bygget nettside i {tmp_path}. Kjør «pameldt build»."


READERS = 16
DOORS = {"manifest": "read_manifest", "index": "Index"}


@dataclass
class Counted:
    """Counts how often what it stands for is called, and lets nobody through while it is shut."""

    made: Callable[..., Any]
    number: int = 0
    open: threading.Event = field(default_factory=threading.Event)

    def __call__(self, *given: Any) -> Any:
        self.number += 1
        self.open.wait(5)
        time.sleep(0.05)
        return self.made(*given)


@dataclass
class Crowd:
    """Threads that all ask at the same moment; `got` is what they have been given so far."""

    ask: Callable[[], object]
    got: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._barrier = threading.Barrier(READERS)
        self._threads = [threading.Thread(target=self._run) for _ in range(READERS)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        self._barrier.wait(5)
        self.got.append(self.ask())

    def has_got(self, number: int) -> bool:
        until = time.monotonic() + 5
        while len(self.got) < number and time.monotonic() < until:
            time.sleep(0.01)
        return len(self.got) == number


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Counted]:
    """Give what is asked for, and the counted making of it."""
    name = DOORS[request.param]
    counted = Counted(getattr(published_site, name))
    monkeypatch.setattr(published_site, name, counted)
    return request.param, counted


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place whole, as a build does."""
    new = folder / "new"
    new.write_text(manifest.to_json(), "utf-8")
    new.replace(folder / MANIFEST)


def test_f45_at_the_very_first_reading_one_reads_and_the_others_wait(
    tmp_path: Path, door: tuple[str, Counted]
) -> None:
    asked, counted = door
    write_manifest(tmp_path, a_manifest(an_event()))
    counted.open.set()
    crowd = Crowd(getattr(PublishedSite(tmp_path), asked))

    assert crowd.has_got(READERS)
    assert (counted.number, len({id(each) for each in crowd.got})) == (1, 1)


def test_f45_after_a_rebuild_one_reads_and_the_others_get_the_old_meanwhile(
    tmp_path: Path, door: tuple[str, Counted]
) -> None:
    asked, counted = door
    ask = getattr(PublishedSite(tmp_path), asked)
    write_manifest(tmp_path, a_manifest(an_event()))
    counted.open.set()
    old = ask()
    counted.open.clear()
    write_manifest(tmp_path, a_manifest(an_event(), an_event("senere")))
    crowd = Crowd(ask)

    assert crowd.has_got(READERS - 1)
    assert all(each is old for each in crowd.got)
    counted.open.set()
    assert crowd.has_got(READERS)
    assert (counted.number, crowd.got[-1] is old, ask() is crowd.got[-1]) == (2, False, True)


class NoLock(AbstractContextManager["NoLock"]):
    """A lock that lets everybody through."""

    def acquire(self, blocking: bool = True) -> bool:
        return True

    def release(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def test_f45_control_without_the_lock_many_read(
    tmp_path: Path, door: tuple[str, Counted], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, counted = door
    write_manifest(tmp_path, a_manifest(an_event()))
    site = PublishedSite(tmp_path)
    for each in ("_manifest", "_index"):
        monkeypatch.setattr(getattr(site, each), "_turn", NoLock())
    counted.open.set()

    assert Crowd(getattr(site, asked)).has_got(READERS)
    assert counted.number > 1


def test_a_manifest_that_turns_bad_is_told_to_everybody_until_it_is_mended(
    tmp_path: Path,
) -> None:
    site = PublishedSite(tmp_path)
    write_manifest(tmp_path, a_manifest(an_event()))
    site.manifest()
    (tmp_path / MANIFEST).write_text("{")
    for _ in range(2):
        with pytest.raises(NotPublishedError):
            site.manifest()

    write_manifest(tmp_path, a_manifest(an_event("senere")))

    assert [event.slug for event in site.manifest().events] == ["senere"]
