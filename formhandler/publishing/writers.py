"""Crew: writes the files beside the pages while Pelican makes the pages."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from formhandler.core.errors import ExpectedError
from formhandler.publishing.content.files import can_fork
from formhandler.publishing.incremental import link
from formhandler.publishing.output import Publication, SiteFile

# Fewer are written before another process has begun.
_WORTH_A_PROCESS = 100

# A file, its place, and the other name that it has there.
_Task = tuple[SiteFile, Path, Path | None]


class WriterError(ExpectedError):
    """A process that wrote files has ended before its time."""


class Writers:
    """Writes files into a folder; what has been begun ends with the block.

    Very many are written by other processes, since Python's threads take turns. Where there are
    threads already, as in a server, threads write them all.
    """

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1)
        self._tasks: list[Future[None]] = []
        self._mates: list[_Mate] = []

    def __enter__(self) -> "Writers":
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave what has not been begun."""
        self._threads.shutdown(cancel_futures=True)
        for mate in self._mates:
            mate.stop()

    def start(self, publication: Publication, output: Path) -> None:
        """Begin to write all that Pelican does not make, below `output`."""
        tasks = list(_tasks(publication, output))
        if len(tasks) < _WORTH_A_PROCESS or not can_fork():
            self._tasks += [self._threads.submit(_write, *task) for task in tasks]
            return
        number = os.cpu_count() or 1
        self._mates = [_Mate(tasks[first::number]) for first in range(number)]

    def finish(self) -> None:
        """Wait until all is written; raises what went wrong."""
        for task in self._tasks:
            task.result()
        for mate in self._mates:
            mate.finish()


class _Mate:
    """A copy of this process that writes some of the files."""

    def __init__(self, tasks: Sequence[_Task]) -> None:
        context = get_context("fork")
        self._told, telling = context.Pipe(duplex=False)
        self._process = context.Process(target=_write_all, args=(tasks, telling), daemon=True)
        self._process.start()
        telling.close()

    def finish(self) -> None:
        try:
            error: OSError | None = self._told.recv()
        except EOFError:
            self._process.join()
            status = self._process.exitcode
            raise WriterError(
                f"En prosess som skrev filer, ble avsluttet ({status}). Bygg på nytt."
            ) from None
        if error:
            raise error

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _tasks(publication: Publication, output: Path) -> Iterator[_Task]:
    """Yield what is to be written; what the former site has is taken from there."""
    for file in publication.files:
        target = output / file.path.lstrip("/")
        alias = output / file.alias.lstrip("/") if file.alias else None
        is_same = file.lasting or file.event in publication.kept
        if not (is_same and publication.former.give(file.path, target, alias)):
            yield file, target, alias


def _write_all(tasks: Sequence[_Task], telling: Connection) -> None:
    try:
        for task in tasks:
            _write(*task)
        telling.send(None)
    except OSError as error:
        telling.send(error)


def _write(file: SiteFile, target: Path, alias: Path | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.make())
    if alias:
        link(target, alias)
