"""Agenda: events in the order in which people look for them: upcoming, then past by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from formhandler.events.model import Event, Plan
from formhandler.events.terms import is_before

# After this many past events, older years are folded.
_UNFOLDED = 20


@dataclass(frozen=True)
class Year:
    """The past events of one year, newest first; an old year `is_folded` until opened."""

    number: int
    events: tuple[Event, ...]
    is_folded: bool


@dataclass(frozen=True)
class Agenda:
    """Upcoming events, soonest first, and past ones, newest first."""

    to_come: tuple[Event, ...]
    past: tuple[Event, ...]

    @property
    def featured(self) -> Event | None:
        """The next event, if it has a picture and takes place as planned."""
        for event in self.to_come[:1]:
            if event.image and event.plan is Plan.SCHEDULED:
                return event
        return None

    @property
    def years(self) -> list[Year]:
        """The past events by the year in which they started."""
        years: list[Year] = []
        before = 0
        for number, group in groupby(self.past, key=lambda each: each.starts.year):
            events = tuple(group)
            years.append(Year(number, events, is_folded=before >= _UNFOLDED))
            before += len(events)
        return years


def agenda(events: Iterable[Event], now: datetime) -> Agenda:
    """Return the agenda at `now`; events waiting for a new date come last."""
    ordered = sorted(events, key=lambda each: (_waits(each), each.starts.timestamp()))
    past = [each for each in ordered if _is_over(each, now)]
    to_come = [each for each in ordered if not _is_over(each, now)]
    return Agenda(tuple(to_come), tuple(past[::-1]))


def _waits(event: Event) -> bool:
    return event.plan is Plan.POSTPONED


def _is_over(event: Event, now: datetime) -> bool:
    return not _waits(event) and not is_before(now, event.ends)
