"""Schedule: when a mail that was not taken is tried again, and for how long the queue rests."""

from datetime import datetime, timedelta

LONGEST = timedelta(hours=48)

# A relay that puts off whom it does not know wants a few minutes, also when ours was down for days.
_FIRST_TRIES = 4
_PAUSES = (
    timedelta(0),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)
_RESTS = (
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
)


def next_try(attempts: int, created: datetime, expires: datetime, now: datetime) -> datetime | None:
    """Return when a mail that was tried so many times is tried again, or None: give it up."""
    due = now + _PAUSES[min(attempts, len(_PAUSES) - 1)]
    is_worth_it = due < min(created + LONGEST, expires)
    return due if is_worth_it or attempts < _FIRST_TRIES else None


def rest(failures: int) -> timedelta:
    """Return for how long the queue rests when it has failed so many times in a row."""
    return _RESTS[min(failures, len(_RESTS)) - 1]
