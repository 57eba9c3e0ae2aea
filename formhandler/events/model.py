"""Event: everything known about one event, and the rules that follow from it."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from formhandler.core.i18n import translate as _
from formhandler.events.keys import EventKeys
from formhandler.events.keys import Plan as Plan  # One module tells all others of an event.
from formhandler.events.parts import Organiser
from formhandler.events.proceedings import Proceedings
from formhandler.events.terms import is_before


class Attendance(StrEnum):
    """The ways to attend."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class EventState(StrEnum):
    """What the clock alone tells of an event; whether it is full, only the store knows."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"
    PAST = "past"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


_REMINDER = time(9)
_LINK_OPENS = timedelta(hours=1)


class Event(EventKeys):
    """One event: what is written of it, and what follows from that."""

    @property
    def path(self) -> str:
        """Return the address of the event's page, below the site's."""
        return f"/arrangementer/{self.slug}/"

    @property
    def register(self) -> str:
        """Return under which slug sign-ups are kept: the original's, for every language version."""
        return self.translates or self.slug

    @property
    def calendar_path(self) -> str:
        """Return the address of the event's calendar file, below the site's."""
        return f"{self.path}kalender.ics"

    @property
    def signup_path(self) -> str:
        """Return the address of the sign-up form, below the site's."""
        return f"/pamelding/{self.slug}/"

    @property
    def attendances(self) -> tuple[Attendance, ...]:
        """Return the ways to attend, in person first; a hybrid event has both."""
        ways = ((self.place, Attendance.IN_PERSON), (self.online, Attendance.ONLINE))
        return tuple(way for where, way in ways if where is not None)

    @property
    def is_hybrid(self) -> bool:
        """Tell whether people choose how to attend."""
        return len(self.attendances) > 1

    @property
    def responsible(self) -> Organiser:
        """Return who answers for the personal data: the one marked so, else the first."""
        return next((each for each in self.organisers if each.responsible), self.organisers[0])

    @property
    def closes(self) -> datetime:
        """Return when sign-up ends: at the deadline, else at the start."""
        return self.signup.deadline or self.starts

    @property
    def deleted_on(self) -> date:
        """Return the day on which a sign-up that is made now is deleted."""
        return self.ends.date() + timedelta(days=self.signup.days_kept)

    @property
    def reminded_at(self) -> datetime:
        """Return when those who attend are reminded: the day before, at nine."""
        day = self.starts.date() - timedelta(days=1)
        return datetime.combine(day, _REMINDER, self.starts.tzinfo)

    @property
    def link_opens(self) -> datetime:
        """Return from when the link to the meeting leads there: an hour before the start."""
        opens = self.starts.astimezone(UTC) - _LINK_OPENS
        return opens.astimezone(self.starts.tzinfo)

    def where(self, attendance: Attendance) -> str:
        """Return where to be for who attends this way: the place and its address, or the platform.

        The event may have changed since somebody signed up, so the place may be gone.
        """
        if attendance is Attendance.ONLINE:
            return (self.online.platform if self.online else None) or ""
        known = (self.place.name, self.place.address) if self.place else ()
        return ", ".join(part for part in known if part)

    def seats(self, attendance: Attendance) -> int | None:
        """Return how many can attend this way; None is no limit."""
        online = self.signup.seats_online
        if online is None and not self.is_hybrid:
            online = self.signup.seats
        return {Attendance.IN_PERSON: self.signup.seats, Attendance.ONLINE: online}[attendance]

    def state(self, now: datetime) -> EventState:
        """Tell whether the event takes sign-ups at `now`, and if not, why."""
        if self.plan is Plan.CANCELLED:
            return EventState.CANCELLED
        if self.plan is Plan.POSTPONED:
            return EventState.POSTPONED
        if not is_before(now, self.ends):
            return EventState.PAST
        if not is_before(now, self.closes):
            return EventState.CLOSED
        if self.signup.opens is not None and is_before(now, self.signup.opens):
            return EventState.NOT_YET_OPEN
        return EventState.OPEN

    def left_behind(self, now: datetime) -> Proceedings | None:
        """Return what there is of the event when it has been held, else None."""
        return self.proceedings if self.state(now) is EventState.PAST else None

    def takes_changes(self, now: datetime) -> bool:
        """Tell whether sign-ups that stand can still be changed, cancelled or let in."""
        if self.plan is Plan.SCHEDULED:
            return is_before(now, self.starts)
        return self.plan is Plan.POSTPONED

    def next_change(self, now: datetime) -> datetime | None:
        """Return when `state` changes next, or None where it stays as it is."""
        if self.plan is not Plan.SCHEDULED:
            return None
        moments = (self.signup.opens, self.closes, self.ends)
        ahead = (moment for moment in moments if moment and is_before(now, moment))
        return min(ahead, key=datetime.timestamp, default=None)


def whereabouts(event: Event, attendance: Attendance) -> str:
    """Return «Kulturhuset, Storgata 1, Hamar», or «På nett, med Teams»."""
    return where_in_words(attendance, event.where(attendance))


def where_in_words(attendance: Attendance, where: str) -> str:
    """Return where to be in words, from what `Event.where` says of it, now or at another time."""
    if attendance is Attendance.IN_PERSON:
        return where
    online, by_means_of = _("På nett"), _("med")
    return f"{online}, {by_means_of} {where}" if where else online
