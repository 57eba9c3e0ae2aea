"""While somebody edits, the last whole build stays, and what is wrong is told until mended."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from formhandler.core.errors import Problem
from formhandler.publishing.build import Build
from formhandler.publishing.preview import Preview
from tests.conftest import SetClock
from tests.support.events import OSLO, write_event

WRONG = "pris: «dyrt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 eller 0."
PATIENCE = 10.0


@pytest.fixture
def told() -> list[tuple[Problem, ...]]:
    """Give the list to which a preview adds what it tells."""
    return []


@pytest.fixture
def preview(build: Build, clock: SetClock, told: list[tuple[Problem, ...]]) -> Preview:
    """Give a preview of `content` whose clock the test sets."""
    return Preview(lambda: replace(build, now=clock()), clock, told.append)


@pytest.fixture
def watching(preview: Preview) -> Iterator[threading.Thread]:
    """Watch until the test is over."""
    preview.refresh()
    thread = preview.start()
    yield thread
    preview.stop()
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()


def page(build: Build) -> str:
    return (build.site / "arrangementer" / "frokostmote" / "index.html").read_text("utf-8")


def lines(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.line}: {problem.key}: {problem.message}" for problem in problems]


def eventually(claim: Callable[[], bool], meanwhile: Callable[[], object]) -> bool:
    """Tell whether the claim comes true; the watcher needs a moment before it sees anything."""
    end = time.monotonic() + PATIENCE
    while not claim() and time.monotonic() < end:
        meanwhile()
        time.sleep(0.3)
    return claim()


def test_a_refresh_shows_what_is_written(build: Build, preview: Preview) -> None:
    write_event(build.content, tittel="Første")
    preview.refresh()
    first = page(build)
    write_event(build.content, tittel="Andre")
    preview.refresh()

    assert ("Første" in first, "Andre" in page(build), preview.problems()) == (True, True, ())


def test_a_mistake_keeps_the_last_build_and_is_told(build: Build, preview: Preview) -> None:
    write_event(build.content)
    preview.refresh()
    before = page(build)
    write_event(build.content, pris="dyrt", tittel="Andre")
    preview.refresh()

    assert lines(preview.problems()) == [f"10: {WRONG}"]
    assert page(build) == before


def test_advice_is_told_and_keeps_nothing_from_being_shown(
    build: Build, preview: Preview, told: list[tuple[Problem, ...]]
) -> None:
    write_event(build.content, tittel="Vennligst kom")
    preview.refresh()

    assert [lines(problems) for problems in told] == [
        ["2: tittel: «Vennligst» kan du sløyfe. Skriv rett fram: «Meld deg på innen fredag.»"]
    ]
    assert (preview.problems(), "Vennligst kom" in page(build)) == ((), True)


def test_a_mended_mistake_is_told_no_more(build: Build, preview: Preview) -> None:
    write_event(build.content, pris="dyrt")
    preview.refresh()
    assert len(preview.problems()) == 1
    write_event(build.content, tittel="Andre")
    preview.refresh()

    assert preview.problems() == ()
    assert "Andre" in page(build)


def test_the_problems_of_each_build_are_told(
    build: Build, preview: Preview, told: list[tuple[Problem, ...]]
) -> None:
    write_event(build.content, pris="dyrt")
    preview.refresh()
    write_event(build.content)
    preview.refresh()

    assert [lines(problems) for problems in told] == [[f"10: {WRONG}"], []]


def test_a_configuration_that_cannot_be_used_is_told(
    build: Build, clock: SetClock, told: list[tuple[Problem, ...]], tmp_path: Path
) -> None:
    configuration = tmp_path / "conf.py"
    configuration.write_text("SITENAME =")
    broken = replace(build, configuration=configuration)
    preview = Preview(lambda: broken, clock, told.append)
    preview.refresh()

    [problem] = preview.problems()
    assert str(problem).startswith(f"{configuration}:1:1: ")
    assert "kan ikke brukes" in str(problem)


def test_a_refresh_shows_the_event_as_it_is_at_the_clock_s_time(
    build: Build, preview: Preview, clock: SetClock
) -> None:
    write_event(build.content)
    preview.refresh()
    assert "Påmeldingen er stengt" not in page(build)
    clock.now = datetime(2030, 6, 4, 9, 0, tzinfo=OSLO)
    preview.refresh()

    assert "Påmeldingen er stengt" in page(build)


@pytest.mark.usefixtures("watching")
def test_a_saved_file_is_shown_without_anybody_asking(build: Build) -> None:
    path = write_event(build.content)
    text = path.read_text("utf-8")

    assert eventually(
        lambda: path.exists() and (build.site / "arrangementer").exists(),
        lambda: path.write_text(text, "utf-8"),
    )


def test_a_mistake_is_told_when_it_is_saved_and_gone_when_it_is_mended(
    build: Build, preview: Preview, watching: threading.Thread
) -> None:
    def save(price: str) -> Callable[[], object]:
        return lambda: write_event(build.content, pris=price)

    assert eventually(lambda: lines(preview.problems()) == [f"10: {WRONG}"], save("dyrt"))
    assert eventually(lambda: preview.problems() == (), save("0"))
    assert watching.is_alive()


def test_a_preview_that_is_stopped_builds_no_more(
    build: Build, preview: Preview, told: list[tuple[Problem, ...]]
) -> None:
    thread = preview.start()
    assert eventually(lambda: len(told) > 0, lambda: write_event(build.content))
    preview.stop()
    thread.join(timeout=PATIENCE)
    count = len(told)
    write_event(build.content, pris="dyrt")

    assert (thread.is_alive(), len(told), preview.problems()) == (False, count, ())


def test_what_was_saved_before_it_watches_is_shown(build: Build, preview: Preview) -> None:
    write_event(build.content, tittel="Første")
    preview.refresh()
    write_event(build.content, tittel="Andre")
    thread = preview.start()

    assert eventually(lambda: "Andre" in page(build), lambda: None)
    preview.stop()
    thread.join(timeout=PATIENCE)


def test_settings_that_are_replaced_again_and_again_are_seen(
    build: Build, clock: SetClock, tmp_path: Path
) -> None:
    write_event(build.content)
    configuration = tmp_path / "conf.py"
    text = build.configuration.read_text("utf-8")
    configuration.write_text(text, "utf-8")
    preview = Preview(lambda: replace(build, configuration=configuration), clock, lambda _: None)
    preview.refresh()
    thread = preview.start()
    for name in ("Første foreningen", "Andre foreningen"):
        new = tmp_path / "new.py"
        new.write_text(text.replace("Etisk handel Norge", name), "utf-8")
        new.replace(configuration)
        assert eventually(lambda name=name: name in page(build), lambda: None)  # type: ignore[misc]
    preview.stop()
    thread.join(timeout=PATIENCE)


def test_settings_that_cannot_be_run_are_told_and_watched_on(
    build: Build, clock: SetClock, tmp_path: Path
) -> None:
    write_event(build.content)
    configuration = tmp_path / "conf.py"
    configuration.write_text("import os\nSITENAME = os.nothing\n")
    preview = Preview(lambda: replace(build, configuration=configuration), clock, lambda _: None)
    preview.refresh()

    assert [str(problem) for problem in preview.problems()] == [
        f"{configuration}:2:1: Innstillingene kan ikke brukes: "
        "AttributeError: module 'os' has no attribute 'nothing'."
    ]
