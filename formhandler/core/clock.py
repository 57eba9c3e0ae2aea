"""Clock: the current time, passed to whatever needs it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return this machine's time, aware, in UTC."""
    return datetime.now(UTC)


def clock_starting_at(start: datetime) -> Clock:
    """Return a clock that starts at `start` and runs from there."""
    origin = time.monotonic()
    first = start.astimezone(UTC)

    def now() -> datetime:
        return first + timedelta(seconds=time.monotonic() - origin)

    return now
