"""Faults: what people are told when the database, the disk or the site fails, and that it mends."""

import contextlib
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler.mail import outbox
from formhandler.publishing.build import Build
from formhandler.signups import database as databases
from formhandler.signups.database import Database
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import an_event
from tests.support.forms import (
    Page,
    a_client,
    answers,
    ask,
    filled_in,
    get_form,
    page,
    post,
    post_to,
    send,
    show,
    stored,
)
from tests.support.running import running

FORM = "/pamelding/frokostmote/"
NOT_STORED = [
    "Vi fikk ikke lagret påmeldingen",
    "Det du har skrevet, står i skjemaet. Vent et minutt og send det på nytt.",
]
DOWN = "Påmeldingen er nede akkurat nå"
WELL: dict[str, object] = {"status": "ok", "oldest_waiting_mail_seconds": None, "threads": {}}


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event."""
    show(build.site, an_event())
    return a_client(services)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the lock for a moment in place of five seconds, so that the tests are quick."""
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.3)


_HOLDER = """
import sys
from sqlite_utils.utils import sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin immediate")
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held_by_another_program(path: Path) -> Iterator[None]:
    """Let another process hold the write lock until the end of the block."""
    command = [sys.executable, "-c", _HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.communicate()


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow beyond 4 KiB until the end of the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Mark the database as one that may be read and not written, for root too.

    Byte 18 is the file format's write version: above 2 means read-only (sqlite.org/fileformat2).
    """
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")
        file.flush()
        yield
        file.seek(18)
        file.write(b"\x02")


@contextlib.contextmanager
def moved_away(path: Path) -> Iterator[None]:
    """Let the file be gone until the end of the block."""
    away = path.rename(path.with_suffix(".away"))
    yield
    path.unlink(missing_ok=True)
    away.rename(path)


Fault = Callable[[Path], contextlib.AbstractContextManager[None]]
FAULTS: dict[str, Fault] = {
    "f06 full disk": lambda _path: full_disk(),
    "f07 read-only database": read_only,
    "f08 locked database": held_by_another_program,
    "f11 vanished database": moved_away,
}


def told(form: Page) -> list[str]:
    return form.texts(".//section[@aria-labelledby='beskjed']/*")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_answers_503_with_the_form_as_it_was_filled_in(
    client: FlaskClient, database: Database, fault: str
) -> None:
    fields = filled_in(get_form(client), message="Hei")
    with FAULTS[fault](database.path):
        answer = post(client, fields)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert told(page(answer)) == NOT_STORED
    assert page(answer).fields == fields | {"token": page(answer).fields["token"]}
    assert stored(database) == []


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_form_that_came_back_is_taken_when_the_fault_is_over(
    client: FlaskClient, database: Database, fault: str
) -> None:
    fields = filled_in(get_form(client))
    with FAULTS[fault](database.path):
        came_back = page(post(client, fields)).fields

    assert post(client, came_back).headers["Location"] == post(client, fields).headers["Location"]
    assert len(stored(database)) == 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_form_with_mistakes_comes_back_whatever_becomes_of_the_database(
    client: FlaskClient, database: Database, fault: str
) -> None:
    fields = filled_in(get_form(client), email="kari")
    with FAULTS[fault](database.path):
        answer = post(client, fields)

    assert answer.status_code == 422
    assert page(answer).fields["name"] == fields["name"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_makes_a_page_500(client: FlaskClient, database: Database, fault: str) -> None:
    receipt = send(client).headers["Location"]
    with FAULTS[fault](database.path):
        statuses = {client.get(path).status_code for path in (FORM, receipt, "/healthz")}

    assert statuses <= {200, 503}


def test_f11_without_its_database_the_form_is_down_and_says_so(
    client: FlaskClient, database: Database
) -> None:
    with moved_away(database.path):
        answer = client.get(FORM)

    assert (answer.status_code, page(answer).heading) == (503, DOWN)
    assert answer.headers["Retry-After"] == "60"
    assert client.get(FORM).status_code == 200


@pytest.mark.parametrize("fault", ["f06 full disk", "f11 vanished database"])
def test_health_tells_a_fault_and_its_end(
    client: FlaskClient, database: Database, fault: str
) -> None:
    with FAULTS[fault](database.path):
        ill = client.get("/healthz")
    well = client.get("/healthz")

    assert (ill.status_code, ill.json) == (503, {"status": "error"})
    assert (well.status_code, well.json) == (200, WELL)


def test_f27_health_tells_how_long_the_oldest_mail_has_waited(
    client: FlaskClient, clock: SetClock
) -> None:
    send(client)
    clock.now += timedelta(minutes=10)
    send(client, email="bo@example.no")

    assert client.get("/healthz").json == WELL | {"oldest_waiting_mail_seconds": 600}


def test_f27_a_mail_that_was_sent_waits_no_more(
    client: FlaskClient, database: Database, clock: SetClock
) -> None:
    send(client)
    with database.writing() as db:
        mail = outbox.take(db, clock())
        assert mail is not None
        outbox.sent(db, mail)

    assert client.get("/healthz").json == WELL


def test_f07_health_tells_that_nothing_can_be_written(
    client: FlaskClient, database: Database
) -> None:
    with read_only(database.path):
        assert client.get("/healthz").status_code == 503


def test_f11_a_database_that_turned_to_garbage_is_told_as_down(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client))
    database.path.write_bytes(os.urandom(8192))

    assert client.get("/healthz").status_code == 503
    assert page(client.get(FORM)).heading == DOWN
    answer = post(client, fields)
    assert (answer.status_code, told(page(answer))) == (503, NOT_STORED)


def test_f07_pages_are_there_whatever_becomes_of_the_database(
    client: FlaskClient, build: Build, database: Database
) -> None:
    (build.site / "index.html").write_text("<!doctype html><title>Liste</title>", "utf-8")
    with moved_away(database.path):
        assert client.get("/").status_code == 200


def timed(do: Callable[[], TestResponse]) -> tuple[int, float]:
    begun = time.monotonic()
    return do().status_code, time.monotonic() - begun


def test_f08_a_lock_is_waited_for_and_then_the_form_comes_back(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert databases.BUSY_SECONDS == 5
    monkeypatch.setattr(databases, "BUSY_SECONDS", 1)
    fields = filled_in(get_form(client))
    with held_by_another_program(database.path):
        status, seconds = timed(lambda: post(client, fields))

    assert status == 503
    assert 0.9 < seconds < 3


def test_f08_nobody_waits_longer_because_others_wait_too(
    build: Build, services: Services, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 1.5)
    show(build.site, an_event())

    def wait(_number: int) -> tuple[int, float]:
        client = a_client(services)
        fields = filled_in(get_form(client))
        return timed(lambda: post(client, fields))

    with held_by_another_program(database.path), ThreadPoolExecutor(3) as threads:
        waited = list(threads.map(wait, range(3)))
    assert [status for status, _ in waited] == [503] * 3
    assert max(seconds for _, seconds in waited) < 2.8


def test_f08_a_lock_that_ends_in_time_is_not_noticed(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client))
    with contextlib.ExitStack() as stack:
        stack.enter_context(held_by_another_program(database.path))
        release = threading.Timer(0.3, stack.pop_all().close)
        release.start()
        status, seconds = timed(lambda: post(client, fields))
        release.join()

    assert status == 303
    assert seconds > 0.2


def test_f08_reading_goes_on_while_another_program_writes(
    client: FlaskClient, database: Database
) -> None:
    receipt = send(client).headers["Location"]
    with held_by_another_program(database.path):
        status, seconds = timed(lambda: client.get(receipt))

    assert status == 200
    assert seconds < 2


def test_f09_sign_ups_go_on_while_somebody_reads_for_long(
    client: FlaskClient, database: Database
) -> None:
    with database.reading() as db:
        db.execute("begin")
        assert db.execute("select count(*) from signups").fetchone()[0] == 0
        answer = send(client)
        assert db.execute("select count(*) from signups").fetchone()[0] == 0

    assert answer.status_code == 303


def test_a_site_that_is_gone_is_told_as_down_and_comes_back(
    client: FlaskClient, build: Build
) -> None:
    with moved_away(build.site / "events.json"):
        down = [client.get(path) for path in ("/", FORM, "/kvittering/x.y/", "/finnes-ikke")]
        assert client.get("/healthz").status_code == 503

    assert {(each.status_code, page(each).heading) for each in down} == {(503, DOWN)}
    assert client.get(FORM).status_code == 200


def test_a_manifest_that_cannot_be_read_is_told_as_down(client: FlaskClient, build: Build) -> None:
    for text in ("", "{", "[]", '{"version": 2}', "\xff"):
        (build.site / "events.json").write_text(text, "latin-1")

        assert client.get(FORM).status_code == 503, text


ADDRESSES = {
    "long": "/" + "a" * 5000,
    "long folder": "/" + "a" * 300 + "/",
    "long in the form": "/pamelding/" + "a" * 5000 + "/",
    "long token": "/kvittering/" + "a" * 5000 + "/",
    "null byte": "/\0",
    "null byte in a page": "/arrangementer/frokostmote\0/",
    "not ASCII": "/\xff\xfe",
    "line break": "/\r\nX: y",
    "up": "/../../etc/passwd",
    "backslash": "/..\\..\\etc\\passwd",
    "absolute": "//etc/passwd",
    "hidden": "/.git/config",
    "a folder": "/arrangementer/",
    "emoji": "/👍",
    "a drive": "/c:/windows/win.ini",
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_i08_an_address_that_leads_nowhere_is_not_found(client: FlaskClient, kind: str) -> None:
    path = ADDRESSES[kind].encode().decode("latin-1")  # as WSGI has it (PEP 3333)
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    if answer.status_code == 308:
        answer = client.get(answer.headers["Location"])

    assert answer.status_code == 404
    assert page(answer).heading.startswith("Vi finner ikke ")


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete(FORM)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert page(answer).heading == "Adressen kan ikke brukes slik"


def test_an_unexpected_error_is_told_and_logged_without_the_link(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    link = send(client, email="kari@example.no").headers["Location"]
    with database.writing() as db:
        db.execute("update signups set created_at = 'never'")
    answer = client.get(link)

    assert (answer.status_code, page(answer).heading) == (500, "Noe er galt hos oss")
    assert "Traceback" not in answer.text
    assert "unexpected error" in caplog.text
    assert link.split("/")[2] not in caplog.text
    assert "kari@example.no" not in caplog.text


def test_the_server_answers_on_after_a_fault(
    build: Build, services: Services, database: Database
) -> None:
    show(build.site, an_event())
    with running(services) as url:
        fields = filled_in(ask(url, FORM).page)
        with moved_away(database.path):
            statuses = [post_to(url, fields).status for _ in range(20)]
        last = post_to(url, fields)

    assert statuses == [503] * 20
    assert last.status == 303
    assert [each.answers for each in stored(database)] == [answers()]
