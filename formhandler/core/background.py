"""Background: a loop in a thread that no error ends, and that knows when it last succeeded."""

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
    """Calls `turn` until stopped; each call returns the number of seconds until the next.

    Any error is logged, without its text, and the turn is retried after a pause that grows until
    one succeeds. `clock` counts seconds and is never set back.
    """

    name: str
    turn: Callable[[], float]
    clock: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)
    _turned: float | None = field(default=None, init=False)
    _stopped: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> threading.Thread:
        """Run in a thread, which ends with the process at the latest."""
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
        """Let `run` end after the current turn."""
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
        # A long rest is not a standstill, so the thread records a sign of life every minute.
        self._turned = self.clock()
        while seconds > 0 and not self._stopped.is_set():
            self._stopped.wait(min(seconds, _SECONDS_PER_BEAT))
            seconds -= _SECONDS_PER_BEAT
            self._turned = self.clock()
