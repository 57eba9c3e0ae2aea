"""Preview: rebuilds the site whenever an editor saves, and keeps the problems for the page."""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from watchfiles import watch

from formhandler.core.clock import Clock
from formhandler.core.errors import ContentError, ExpectedError, Problem
from formhandler.core.i18n import speaking
from formhandler.core.jinja import environment
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event
from formhandler.publishing.build import Build, BuildCache, publish
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.output import Output
from formhandler.publishing.pelican_plugin import page_globals
from formhandler.publishing.unexpected import unexpected_problem


def event_page(output: Output, event: Event, now: datetime) -> str | None:
    """Return the page of `event` as it would be at `now`, or None if it has not been built.

    `output` has all else that the page shows: its text, the pictures, the site.
    """
    html = _html(output, event.slug)
    if html is None:
        return None
    made = environment(output.theme / "templates")
    made.globals.update(page_globals(replace(output, now=now)))
    with speaking(event.language):
        template = made.get_template("article.html")
        return template.render(article=SimpleNamespace(event=event, content=html))


def _html(output: Output, slug: str) -> str | None:
    for path, source in output.sources.items():
        if source.event.slug == slug:
            return output.html(path)
    return None


_LOG = logging.getLogger(__name__)
_LONGEST_SLEEP_MS = 1_000
# Between attempts to watch, in seconds.
_SHORTEST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class Preview:
    """The site while somebody edits it: the last complete build, and the current problems."""

    def __init__(
        self, build: Callable[[], Build], clock: Clock, tell: Callable[[tuple[Problem, ...]], None]
    ) -> None:
        """Store what makes builds, the clock, and what reports each build's problems."""
        self._build = build
        self._clock = clock
        self._tell = tell
        self._cache = BuildCache()
        self._stop = threading.Event()
        self._problems: tuple[Problem, ...] = ()
        self._next_change: datetime | None = None
        self._configured = 0
        self._editors: tuple[Path, ...] = ()
        self._pause = 0.0
        self._start, self._builds = secrets.token_hex(4), 0

    def version(self) -> str:
        """Return a text that changes with each build and start; `web/editor/live.py` polls it."""
        return f"{self._start}-{self._builds}"

    def event_page(self, event: Event, now: datetime) -> str | None:
        """Return the page of `event` as it would be at `now`, or None if it has not been built."""
        shown = self._cache.output
        return event_page(replace(shown, preview=None), event, now) if shown else None

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems that keep the newest content from being shown."""
        return self._problems

    def refresh(self) -> None:
        """Build now; if there are problems, the last build stays and they are kept."""
        advice: list[Problem] = []
        self._next_change = None
        try:
            self._problems = self._problems_of_a_build(advice)
        except (Exception, SystemExit) as error:
            self._problems = (self._unexpected(error),)
        self._builds += 1
        self._tell(self._problems or tuple(advice))

    def _problems_of_a_build(self, advice: list[Problem]) -> tuple[Problem, ...]:
        """Build, and return what kept the site from being built."""
        build = self._build()
        # As a traceback has them.
        self._editors = (build.configuration.absolute(), build.theme / "templates")
        self._configured = _changed_at(build.configuration)
        try:
            published = publish(replace(build, advise=advice.extend), self._cache)
        except ContentError as error:
            return error.problems
        except OSError as error:
            path = str(error.filename or shown_path(build.content))
            return (Problem(path, 1, 1, "", f"Kan ikke leses eller skrives: {error}."),)
        except ExpectedError as error:
            path = shown_path(build.configuration)
            lines = (each.removeprefix(f"{path}: ") for each in str(error).splitlines())
            return tuple(Problem(path, 1, 1, "", each) for each in lines)
        self._next_change = self._first_change(published)
        return ()

    def _unexpected(self, error: BaseException) -> Problem:
        """Return what to tell an editor; the log gets the traceback, as it may be our mistake."""
        problem = unexpected_problem(error, *self._editors)
        _LOG.error("%s", problem, exc_info=error)
        return problem

    def _first_change(self, manifest: Manifest) -> datetime | None:
        changes = (event.next_change(self._clock()) for event in manifest.events)
        return min((change for change in changes if change), default=None)

    def watch(self) -> None:
        """Build at each change until `stop`, and whenever an event opens, closes or ends.

        If watching fails, that is shown as a problem, and tried again after a growing pause.
        """
        while not self._stop.wait(self._pause):
            try:
                self._watch()
            except (Exception, SystemExit) as error:
                self._pause = min(2 * self._pause or _SHORTEST_PAUSE, _LONGEST_PAUSE)
                self._problems = (self._unexpected(error),)
                self._builds += 1

    def _watch(self) -> None:
        """Build at each change until `stop`, or until a watched folder is gone or another."""
        build = self._build()
        folders = (build.content, build.theme)
        watched = [_identity(folder) for folder in folders]
        is_watching = False
        for changes in watch(
            *(folder for folder in folders if folder.exists()),
            stop_event=self._stop,
            rust_timeout=_LONGEST_SLEEP_MS,
            yield_on_timeout=True,
            debounce=100,
            raise_interrupt=False,
        ):
            # A new folder may have the old one's number, so its removal is looked for, too.
            is_removed = not {path for _, path in changes}.isdisjoint(map(str, folders))
            if is_removed or [_identity(folder) for folder in folders] != watched:
                return
            # The first turn picks up what was saved before watching began.
            if changes or self._is_due() or not is_watching:
                self.refresh()
            else:
                self._pause = 0.0
            is_watching = True

    def start(self) -> threading.Thread:
        """Watch in a thread of its own, which ends with the process."""
        thread = threading.Thread(target=self.watch, name="preview", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()

    def _is_due(self) -> bool:
        """Tell whether the clock or the settings require a build.

        The settings are polled, because watching a single file ends when it is replaced.
        """
        if _changed_at(self._build().configuration) != self._configured:
            return True
        return self._next_change is not None and self._clock() >= self._next_change


def _changed_at(file: Path) -> int:
    """Return the file's modification time in nanoseconds, or 0 if there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what another folder in the same place has another of, or None if there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
