"""Background: a loop that no error ends, and that tells when it last made a good turn."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from formhandler.core.errors import wordless

_LOG = logging.getLogger(__name__)
_PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)
_SECONDS_PER_BEAT = 60.0
_STANDS_AFTER = 300.0


@dataclass
class Background:
    """Calls `turn` until stopped; each call returns how many seconds to wait before the next.

    Whatever a turn raises is logged, without its words, and it is tried again after a pause that
    grows until a turn succeeds. `clock` counts seconds and is never set back.
    """

    name: str
    turn: Callable[[], float]
    clock: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)
    _turned: float | None = field(default=None, init=False)
    _stopped: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> threading.Thread:
        """Run in a thread of its own, which ends with the process if not before."""
        thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        """Take turns until stopped."""
        self._turned = self.clock()
        while not self._stopped.is_set():
            self._take_turn()
        self._turned = None

    def stop(self) -> None:
        """Let `run` end after the turn at hand."""
        self._stopped.set()

    @property
    def stands_still(self) -> bool:
        """Whether it was started and has made no good turn for five minutes."""
        turned = self._turned
        return turned is not None and self.clock() - turned > _STANDS_AFTER

    def _take_turn(self) -> None:
        try:
            pause = self.turn()
        except Exception as error:
            self._failures += 1
            pause = _PAUSES[min(self._failures, len(_PAUSES)) - 1]
            kind = type(error).__name__
            _LOG.error("%s failed with %s", self.name, kind, exc_info=wordless(error))
            self._stopped.wait(pause)
        else:
            self._failures = 0
            self._rest(pause)

    def _rest(self, seconds: float) -> None:
        # A long rest is no standstill, so it is noted every minute that the thread is alive.
        self._turned = self.clock()
        while seconds > 0 and not self._stopped.is_set():
            self._stopped.wait(min(seconds, _SECONDS_PER_BEAT))
            seconds -= _SECONDS_PER_BEAT
            self._turned = self.clock()
