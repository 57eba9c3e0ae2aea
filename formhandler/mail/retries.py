"""Retries: when a mail that was not accepted is tried again, and how long the queue rests."""

from datetime import datetime, timedelta

LONGEST = timedelta(hours=48)

# Greylisting relays want a few minutes, even if our worker was down for days.
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
    """Return when a mail with this many attempts is tried again, or None to give up."""
    due = now + _PAUSES[min(attempts, len(_PAUSES) - 1)]
    is_worth_it = due < min(created + LONGEST, expires)
    return due if is_worth_it or attempts < _FIRST_TRIES else None


def rest(failures: int) -> timedelta:
    """Return how long the queue rests after this many failures in a row."""
    return _RESTS[min(failures, len(_RESTS)) - 1]
