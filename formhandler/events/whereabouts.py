"""Whereabouts: where to be for who attends in one way, in words."""

from formhandler.events.model import Attendance, Event
from formhandler.language import translate as _


def whereabouts(event: Event, attendance: Attendance) -> str:
    """Return «Kulturhuset, Storgata 1, Hamar», or «På nett, med Teams»."""
    return in_words(attendance, event.where(attendance))


def in_words(attendance: Attendance, where: str) -> str:
    """Return where to be in words, from what `Event.where` says of it, now or at another time."""
    if attendance is Attendance.IN_PERSON:
        return where
    online, by_means_of = _("På nett"), _("med")
    return f"{online}, {by_means_of} {where}" if where else online
