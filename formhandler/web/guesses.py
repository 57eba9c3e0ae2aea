"""Guesses: how often somebody has tried links that lead nowhere."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST = 30
WITHIN = timedelta(minutes=10)
_REMEMBERED = 10_000


class Guesses:
    """Counts failed tries by address. A link that is right always works, whoever guesses."""

    def __init__(self) -> None:
        """Begin with no tries."""
        self._turn = threading.Lock()
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, who: str, now: datetime) -> bool:
        """Note one more failed try, and tell whether that makes more than 30 in ten minutes."""
        with self._turn:
            tries = self._tries.setdefault(who, deque(maxlen=MOST + 1))
            self._tries.move_to_end(who)
            tries.append(now)
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)
            return len(tries) > MOST and now - tries[0] < WITHIN
