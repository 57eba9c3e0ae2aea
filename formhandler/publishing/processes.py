"""Processes: work shared with forked copies of this process, if there is enough of it."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

from formhandler.core.errors import ExpectedError

# Fewer tasks are done faster than processes start.
_WORTH_SHARING = 100

_Result = TypeVar("_Result")


class ProcessEndedError(ExpectedError):
    """A worker process has died."""


def is_worth_sharing(pieces: int) -> bool:
    """Tell whether this many tasks are done faster by copies of this process.

    A process with other threads is not forked: one of them could hold a lock that is never freed.
    """
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return can_fork and pieces >= _WORTH_SHARING and (os.cpu_count() or 1) > 1


def pool_of_copies(prepare: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """Return a pool with a copy of this process per processor; each calls `prepare` first.

    The copies are forked at the first submit. They end with this process, however it ends.
    """
    return ProcessPoolExecutor(
        os.cpu_count(), get_context("fork"), initializer=_begin, initargs=(prepare,)
    )


def finished(futures: Sequence[Future[_Result]]) -> list[_Result]:
    """Return the results in order; raises the first error, or ProcessEndedError."""
    try:
        return [each.result() for each in futures]
    except BrokenProcessPool as error:
        raise ProcessEndedError(
            "En hjelpeprosess ble avsluttet før den var ferdig. Prøv igjen."
        ) from error
    finally:
        # After an error the rest is not awaited.
        for each in futures:
            each.cancel()


def _begin(prepare: Callable[[], object] | None) -> None:
    # Ctrl+C goes to every process, and the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare:
        prepare()


def _end_with_parent() -> None:
    """End this process when its parent is killed; otherwise it would wait for work for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)
