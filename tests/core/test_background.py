"""A loop in the background outlives every error, and a monitor sees one that stands still."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from formhandler.core import background
from formhandler.core.background import Background
from formhandler.publishing.build import Build
from formhandler.web.services import Services
from tests.support.events import an_event
from tests.support.forms import a_client, show


@dataclass
class Turns:
    """Turns that end in this way, one after another, and then stop the loop."""

    ends: list[BaseException | float]
    loop: Background = field(init=False)

    def __post_init__(self) -> None:
        self.loop = Background("mail", self)

    def __call__(self) -> float:
        end = self.ends.pop(0)
        if not self.ends:
            self.loop.stop()
        if isinstance(end, BaseException):
            raise end
        return end


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the pauses that loops make, which take no time here."""
    made: list[float] = []

    def wait(_event: threading.Event, seconds: float) -> bool:
        made.append(seconds)
        return False

    monkeypatch.setattr(threading.Event, "wait", wait)
    return made


def test_whatever_is_raised_is_tried_again_after_longer_and_longer_until_it_goes_well(
    pauses: list[float],
) -> None:
    errors: list[BaseException | float] = [MemoryError() for _ in range(6)]

    Turns([*errors, 0.0, MemoryError(), 0.0]).loop.run()

    assert pauses == [1, 2, 5, 15, 60, 60, 1]


def test_an_error_is_logged_with_its_place_and_without_its_words(
    pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    Turns([KeyError("kari@example.no"), 0.0]).loop.run()

    assert caplog.messages == ["mail failed with KeyError"]
    assert "raise end" in caplog.text
    assert "kari@example.no" not in caplog.text


def test_the_end_of_the_process_is_no_error_to_go_on_after(pauses: list[float]) -> None:
    with pytest.raises(SystemExit):
        Turns([SystemExit(), 0.0]).loop.run()


def test_a_loop_is_stopped_in_the_middle_of_a_long_rest() -> None:
    loop = Background("retention", lambda: 3600.0)
    thread = loop.start()

    loop.stop()
    thread.join(timeout=5)

    assert not thread.is_alive()


@dataclass
class Hanging:
    """A loop whose turn hangs until it is let go, and a clock that is set by hand."""

    seconds: float = 0.0
    is_in: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    def turn(self) -> float:
        self.is_in.set()
        self.let_go.wait(5)
        return 3600.0

    def loop(self) -> Background:
        return Background("mail", self.turn, lambda: self.seconds)


def in_time(claim: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not claim() and time.monotonic() < until:
        time.sleep(0.01)
    return claim()


@pytest.fixture
def published(build: Build, services: Services) -> Services:
    """Give the services of a site that is published."""
    show(build.site, an_event())
    return services


def test_f44_health_tells_a_thread_that_has_not_turned_for_five_minutes(
    published: Services,
) -> None:
    hanging = Hanging()
    loop = hanging.loop()
    client = a_client(replace(published, background=(loop,)))
    loop.start()
    hanging.is_in.wait(5)

    hanging.seconds = 300
    well = client.get("/healthz")
    hanging.seconds = 301
    ill = client.get("/healthz")
    hanging.let_go.set()

    assert in_time(lambda: client.get("/healthz").status_code == 200)
    loop.stop()
    assert (well.status_code, ill.status_code) == (200, 503)
    assert ill.json == {
        "status": "error",
        "oldest_waiting_mail_seconds": None,
        "threads": {"mail": "stands still"},
    }


def test_f44_control_a_thread_that_was_never_started_is_no_fault(published: Services) -> None:
    hanging = Hanging(seconds=301)

    answer = a_client(replace(published, background=(hanging.loop(),))).get("/healthz")

    assert (answer.status_code, answer.get_json()["threads"]) == (200, {"mail": "ok"})


def test_f44_a_thread_that_only_fails_stands_still_too() -> None:
    loop = Background("mail", lambda: 1 / 0, iter(range(0, 10**6, 301)).__next__)
    thread = loop.start()

    assert in_time(lambda: loop.stands_still)
    loop.stop()
    thread.join(5)


def test_f44_a_long_rest_is_no_standstill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_SECONDS_PER_BEAT", 0.01)
    monkeypatch.setattr(background, "_STANDS_AFTER", 1.0)
    loop = Background("retention", lambda: 3600.0)
    loop.start()
    time.sleep(1.2)

    assert not loop.stands_still
    loop.stop()


def test_f44_control_without_the_beat_it_would_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_STANDS_AFTER", 0.1)
    loop = Background("retention", lambda: 3600.0)
    loop.start()
    time.sleep(0.3)

    assert loop.stands_still
    loop.stop()
