"""Stages: where a build's time goes, seen by looking many times a second at what it is doing."""

import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import Any
from unittest.mock import patch

Shares = list[tuple[str, float]]

_SECONDS_BETWEEN = 0.002
# The innermost frame whose file's path has one of these in it tells the stage, the first that fits.
_STAGES = {
    "reading YAML": ("/yaml/", "events/frontmatter", "events/yaml_"),
    "Markdown": ("/markdown/", "content/markdown", "content/headings"),
    "checks": ("content/checks",),
    "calendars": ("events/calendar", "events/agenda"),
    "share pictures and images": ("/PIL/", "publishing/share", "publishing/images"),
    "feeds and sitemap": ("/feedgenerator/", "publishing/feeds"),
    "switching": ("publishing/folder_swap",),
    "templates": ("/jinja2/", "/templates/", "/babel/", "core/formatting"),
    "the model": ("/pydantic", "formhandler/events/"),
    "records": ("publishing/output", "publishing/incremental"),
    "writing files beside the pages": ("publishing/writers",),
    "Pelican": ("/pelican/", "/blinker/"),
    "imports": ("<frozen importlib",),
    "the rest of ours": ("/formhandler/",),
}
_REST = "all else"


def sampled(build: Callable[[], object]) -> Shares:
    """Return the stages of a build, the longest first, each with its share of the processor's time.

    While it is watched, one thread of one process does it all, or else it could not be seen.
    """
    counted: Counter[str] = Counter()
    with _alone(), _watched(counted):
        build()
    return [(name, number / counted.total()) for name, number in counted.most_common()]


class _AtOnce:
    """Takes the place of a pool of threads: what is handed in is done before anything else."""

    def __init__(self, workers: int) -> None:
        """Need no workers."""

    def submit(self, deed: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Do it, and return what came of it."""
        done: Future[Any] = Future()
        done.set_result(deed(*arguments))
        return done

    def shutdown(self, *, cancel_futures: bool = False) -> None:
        """Have nothing left to do."""


@contextmanager
def _alone() -> Iterator[None]:
    with (
        patch("formhandler.publishing.writers.ThreadPoolExecutor", _AtOnce),
        patch("formhandler.publishing.processes._WORTH_SHARING", sys.maxsize),
    ):
        yield


@contextmanager
def _watched(counted: Counter[str]) -> Iterator[None]:
    """Count what is being done each time that a little of the processor's time has been used."""
    before = signal.signal(signal.SIGPROF, lambda _, frame: counted.update([stage_of(frame)]))
    signal.setitimer(signal.ITIMER_PROF, _SECONDS_BETWEEN, _SECONDS_BETWEEN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def stage_of(frame: FrameType | None) -> str:
    """Return the stage of what is being done."""
    for each in _frames(frame):
        file = each.f_code.co_filename
        for name, parts in _STAGES.items():
            if any(part in file for part in parts):
                return name
    return _REST


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the frames, innermost first."""
    while frame is not None:
        yield frame
        frame = frame.f_back
