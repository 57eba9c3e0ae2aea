"""Preview: rebuilds the site whenever an editor saves, and keeps the problems for the page."""

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
from formhandler.publishing.output import Publication
from formhandler.publishing.pelican_plugin import page_globals


def event_page(publication: Publication, event: Event, now: datetime) -> str | None:
    """Return the page as it would be at `now`, were the event what is handed in; None if unknown.

    `publication` has all else that the page shows: its text, the pictures, the site.
    """
    html = _html(publication, event.slug)
    if html is None:
        return None
    made = environment(publication.theme / "templates")
    made.globals.update(page_globals(replace(publication, now=now)))
    with speaking(event.language):
        template = made.get_template("article.html")
        return template.render(article=SimpleNamespace(event=event, content=html))


def _html(publication: Publication, slug: str) -> str | None:
    for path, source in publication.sources.items():
        if source.event.slug == slug:
            return publication.html(path)
    return None


_LONGEST_SLEEP_MS = 1_000


class Preview:
    """The site as it is while somebody edits it: the last whole build, and today's problems."""

    def __init__(
        self, build: Callable[[], Build], clock: Clock, tell: Callable[[tuple[Problem, ...]], None]
    ) -> None:
        """Take what makes a build with the clock's time, and what tells the problems of each."""
        self._build = build
        self._clock = clock
        self._tell = tell
        self._workshop = BuildCache()
        self._stop = threading.Event()
        self._problems: tuple[Problem, ...] = ()
        self._next_change: datetime | None = None
        self._configured = 0
        self._start, self._builds = secrets.token_hex(4), 0

    def version(self) -> str:
        """Return a text that is another one after each build, and after a new start."""
        return f"{self._start}-{self._builds}"

    def event_page(self, event: Event, now: datetime) -> str | None:
        """Return an event's page as it would be at `now`, were the event so; None if unknown."""
        shown = self._workshop.publication
        return event_page(replace(shown, preview=None), event, now) if shown else None

    def problems(self) -> tuple[Problem, ...]:
        """Return what keeps the newest content from being shown."""
        return self._problems

    def refresh(self) -> None:
        """Build now; where there are problems, the last build stays and they are kept."""
        build = self._build()
        advice: list[Problem] = []
        self._next_change = None
        self._configured = _changed_at(build.configuration)
        try:
            published = publish(replace(build, advise=advice.extend), self._workshop)
            self._next_change = self._first_change(published)
            self._problems = ()
        except ContentError as error:
            self._problems = error.problems
        except OSError as error:
            path = str(error.filename or shown_path(build.content))
            self._problems = (Problem(path, 1, 1, "", f"Kan ikke leses eller skrives: {error}."),)
        except ExpectedError as error:
            path = shown_path(build.configuration)
            lines = (each.removeprefix(f"{path}: ") for each in str(error).splitlines())
            self._problems = tuple(Problem(path, 1, 1, "", each) for each in lines)
        self._builds += 1
        self._tell(self._problems or tuple(advice))

    def _first_change(self, manifest: Manifest) -> datetime | None:
        changes = (event.next_change(self._clock()) for event in manifest.events)
        return min((change for change in changes if change), default=None)

    def watch(self) -> None:
        """Build at each change until `stop`, and when an event opens, closes or is over."""
        build = self._build()
        paths = [path for path in (build.content, build.theme) if path.exists()]
        is_watching = False
        for changes in watch(
            *paths,
            stop_event=self._stop,
            rust_timeout=_LONGEST_SLEEP_MS,
            yield_on_timeout=True,
            debounce=100,
            raise_interrupt=False,
        ):
            # What was saved before the first look round is seen then.
            if changes or self._is_due() or not is_watching:
                self.refresh()
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
        """Tell whether the clock or the settings ask for a build.

        The settings are asked for themselves: a file that is watched is lost when it is replaced.
        """
        if _changed_at(self._build().configuration) != self._configured:
            return True
        return self._next_change is not None and self._clock() >= self._next_change


def _changed_at(file: Path) -> int:
    """Return when the file was changed, in nanoseconds, or 0 where there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
