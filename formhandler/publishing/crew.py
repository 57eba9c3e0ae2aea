"""Crew: threads that write the files beside the pages while Pelican makes the pages."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from formhandler.publishing.former import link
from formhandler.publishing.publication import Publication, SiteFile


class Crew:
    """Writes files into a folder; what has been begun ends with the block."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)
        self._tasks: list[Future[None]] = []

    def __enter__(self) -> "Crew":
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave what has not been begun."""
        self._pool.shutdown(cancel_futures=True)

    def start(self, publication: Publication, output: Path) -> None:
        """Begin to write all that Pelican does not make, below `output`."""
        for file in publication.files:
            target = output / file.path.lstrip("/")
            is_same = file.lasting or file.event in publication.kept
            alias = output / file.alias.lstrip("/") if file.alias else None
            if not (is_same and publication.former.give(file.path, target, alias)):
                self._tasks.append(self._pool.submit(_write, file, target, alias))

    def finish(self) -> None:
        """Wait until all is written; raises what went wrong."""
        for task in self._tasks:
            task.result()


def _write(file: SiteFile, target: Path, alias: Path | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(file.make())
    if alias:
        link(target, alias)
