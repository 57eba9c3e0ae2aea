"""Programme: the items of an event, day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from formhandler.events.model import Event
from formhandler.events.parts import ProgrammeItem


@dataclass(frozen=True)
class ProgrammeDay:
    """The items of one day, in the order in which they were written."""

    on: date
    items: tuple[ProgrammeItem, ...]


def programme_by_day(event: Event) -> list[ProgrammeDay]:
    """Return the event's programme; a new day begins where the clock goes back.

    If that gives more days than the event has, the order means nothing, and all is one day.
    """
    days: list[list[ProgrammeItem]] = []
    for item in event.programme:
        if not days or item.at < days[-1][-1].at:
            days.append([])
        days[-1].append(item)
    first = event.starts.date()
    if first + timedelta(days=len(days) - 1) > event.ends.date():
        days = [list(event.programme)]
    return [
        ProgrammeDay(first + timedelta(days=number), tuple(items))
        for number, items in enumerate(days)
    ]
