"""Writers: write the files beside the pages while Pelican makes the pages."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import ContextVar
from functools import partial
from pathlib import Path

from formhandler.publishing.incremental import link
from formhandler.publishing.output import Output, SiteFile
from formhandler.publishing.processes import finished, is_worth_sharing, pool_of_copies

# How many files a process writes before it is asked again; few, so that a build that fails ends.
_PART = 20

# A file, its place, and the other name that it has there.
_Task = tuple[SiteFile, Path, Path | None]

# What makes a file may hold locks and fonts, which cannot be sent to a process, only copied.
_TASKS: ContextVar[Sequence[_Task]] = ContextVar("tasks")


class Writers:
    """Writes files into a folder; what has been begun ends with the block.

    Very many are written by other processes, since Python's threads take turns. Where there are
    threads already, as in a server, threads write them all.
    """

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._pool: Executor | None = None
        self._begun: list[Future[None]] = []

    def __enter__(self) -> "Writers":
        """Begin."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave what has not been begun."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def start(self, output: Output, folder: Path) -> None:
        """Begin to write all that Pelican does not make, below `folder`."""
        tasks = list(_tasks(output, folder))
        if is_worth_sharing(len(tasks)):
            self._pool = pool_of_copies(partial(_TASKS.set, tasks))
            firsts = range(0, len(tasks), _PART)
            self._begun = [self._pool.submit(_write_part, first) for first in firsts]
        else:
            self._pool = ThreadPoolExecutor(os.cpu_count() or 1)
            self._begun = [self._pool.submit(_write, *task) for task in tasks]

    def finish(self) -> None:
        """Wait until all is written; raises what went wrong."""
        finished(self._begun)


def _tasks(output: Output, folder: Path) -> Iterator[_Task]:
    """Yield what is to be written; what the previous build has is taken from there."""
    for file in output.files:
        target = folder / file.path.lstrip("/")
        alias = folder / file.alias.lstrip("/") if file.alias else None
        is_same = file.lasting or file.event in output.kept
        if not (is_same and output.previous.give(file.path, target, alias)):
            yield file, target, alias


def _write_part(first: int) -> None:
    for task in _TASKS.get()[first : first + _PART]:
        _write(*task)


def _write(file: SiteFile, target: Path, alias: Path | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.make())
    if alias:
        link(target, alias)
