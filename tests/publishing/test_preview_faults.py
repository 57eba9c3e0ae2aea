"""Whatever goes wrong in a preview is shown on its page, and the next save builds."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from formhandler.core.errors import Problem
from formhandler.publishing.build import Build
from formhandler.publishing.preview import Preview
from tests.conftest import SetClock
from tests.publishing.test_preview import PATIENCE, eventually, page
from tests.support.events import write_event

# What was seen to end the preview's thread, and in which file it is written.
FAULTS = {
    "a comma too many": ("conf.py", 'ACCESSIBILITY_STATEMENT = "https://uustatus.no/nb/",'),
    "a number for an address": ("conf.py", "MAIL_FROM = 5"),
    "settings that end the program": ("conf.py", "import sys; sys.exit()"),
    "a template that divides by zero": ("theme/templates/base.html", "{{ 1/0 }}"),
}


@pytest.fixture
def own(build: Build, tmp_path: Path) -> Build:
    """Give a build whose settings and theme a test may break."""
    configuration = Path(shutil.copy(build.configuration, tmp_path / "conf.py"))
    theme = Path(shutil.copytree(build.theme, tmp_path / "theme"))
    write_event(build.content)
    return replace(build, configuration=configuration, theme=theme)


def moved_away(content: Path) -> None:
    content.rename(content.with_name("borte"))


@contextmanager
def watched(preview: Preview) -> Iterator[threading.Thread]:
    """Let a preview watch until the end of the block."""
    preview.refresh()
    thread = preview.start()
    yield thread
    preview.stop()
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()


def nothing() -> None:
    """Wait without doing anything."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_shown_and_the_next_save_builds(
    own: Build, clock: SetClock, tmp_path: Path, fault: str
) -> None:
    name, line = FAULTS[fault]
    file = tmp_path / name
    text = file.read_text("utf-8")
    preview = Preview(lambda: own, clock, lambda _: None)
    with watched(preview) as thread:
        file.write_text(f"{text}\n{line}\n", "utf-8")
        assert eventually(lambda: preview.problems() != (), nothing)
        file.write_text(text, "utf-8")
        assert eventually(lambda: preview.problems() == (), nothing)
        write_event(own.content, tittel="Etter feilen")
        assert eventually(lambda: "Etter feilen" in page(own), nothing)
        assert thread.is_alive()


def test_a_fault_at_the_first_build_is_shown(
    own: Build, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[Problem, ...]] = []
    text = own.configuration.read_text("utf-8")
    own.configuration.write_text(f"{text}\nraise SystemExit('Ha det')\n", "utf-8")
    preview = Preview(lambda: own, clock, told.append)
    preview.refresh()
    [problem] = preview.problems()

    assert problem.path == str(own.configuration)
    assert "Ha det" in problem.message
    assert told == [(problem,)]


class Unguarded(Preview):
    """A preview with its guards out, and what its thread died of."""

    died_of: BaseException | None = None

    def refresh(self) -> None:
        """Build, and let go on what is raised."""
        self._problems = self._problems_of_a_build([])

    def watch(self) -> None:
        """Watch once."""
        try:
            self._watch()
        except (Exception, SystemExit) as error:
            self.died_of = error


def failing(own: Build, error: BaseException) -> Callable[[], Build]:
    """Return what gives the build, but raises the error as long as there is a file for it."""

    def build() -> Build:
        if (own.content / "feil").exists():
            raise error
        return own

    return build


ERRORS = (ZeroDivisionError("noe"), SystemExit(3), KeyError("noe"))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_of_ours_is_shown_with_its_type_and_logged_with_its_traceback(
    own: Build, clock: SetClock, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    preview = Preview(failing(own, error), clock, lambda _: None)
    with watched(preview) as thread:
        (own.content / "feil").touch()
        assert eventually(lambda: preview.problems() != (), nothing)
        [problem] = preview.problems()
        (own.content / "feil").unlink()
        assert eventually(lambda: preview.problems() == (), nothing)
        assert thread.is_alive()

    assert problem.path.endswith("formhandler/publishing/preview.py")
    assert problem.message == f"Uventet feil: {type(error).__name__}: {error}."
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_without_its_guards_an_error_ends_the_thread(
    own: Build, clock: SetClock, error: BaseException
) -> None:
    preview = Unguarded(failing(own, error), clock, lambda _: None)
    preview.refresh()
    thread = preview.start()
    (own.content / "feil").touch()
    thread.join(timeout=PATIENCE)

    assert (thread.is_alive(), preview.died_of) == (False, error)


def test_a_watcher_that_fails_is_told_and_watches_again(
    own: Build, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = watchfiles.watch, iter(("en", "to"))

    def watch(*paths: Path, **options: Any) -> object:
        if next(broken, None):
            raise OSError("OS file watch limit reached.")
        return whole(*paths, **options)

    monkeypatch.setattr("formhandler.publishing.preview.watch", watch)
    monkeypatch.setattr("formhandler.publishing.preview._SHORTEST_PAUSE", 0.5)
    preview = Preview(lambda: own, clock, lambda _: None)
    told: set[str] = set()
    with watched(preview):

        def look() -> None:
            told.update(problem.message for problem in preview.problems())

        assert eventually(lambda: next(broken, None) is None and bool(told), look)
        write_event(own.content, tittel="Etter feilen")
        assert eventually(lambda: "Etter feilen" in page(own), look)

    assert told == {"Uventet feil: OSError: OS file watch limit reached."}
    assert preview.problems() == ()


@pytest.mark.parametrize("remove", [shutil.rmtree, moved_away])
def test_a_folder_that_is_removed_and_made_again_is_watched_again(
    own: Build, clock: SetClock, remove: Callable[[Path], None]
) -> None:
    preview = Preview(lambda: own, clock, lambda _: None)
    with watched(preview):
        remove(own.content)
        write_event(own.content, tittel="I en ny mappe")
        assert eventually(lambda: "I en ny mappe" in page(own), nothing)
        write_event(own.content, tittel="Lagret der")
        assert eventually(lambda: "Lagret der" in page(own), nothing)
