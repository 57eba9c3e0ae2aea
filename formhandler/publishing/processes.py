"""Processes: work shared with copies of this process, where there is enough of it."""

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

# Fewer pieces of work are done before other processes have begun.
_WORTH_SHARING = 100

_Result = TypeVar("_Result")


class ProcessEndedError(ExpectedError):
    """A process that shared the work has ended before its time."""


def is_worth_sharing(pieces: int) -> bool:
    """Tell whether so many pieces of work are done sooner by copies of this process.

    A process with other threads is not copied: one of them could hold a lock that is never freed.
    """
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return can_fork and pieces >= _WORTH_SHARING and (os.cpu_count() or 1) > 1


def pool_of_copies(prepare: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """Return a pool with a copy of this process for each processor; each calls `prepare` first.

    The copies are made at the first submit. They end with this process, however it ends.
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
        # After an error nobody waits for the rest.
        for each in futures:
            each.cancel()


def _begin(prepare: Callable[[], object] | None) -> None:
    # Ctrl+C goes to every process, and the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare:
        prepare()


def _end_with_parent() -> None:
    """End this process when its parent has been killed, or else it would wait for work for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)
