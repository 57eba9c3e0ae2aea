"""Event: everything known about one event, and the rules that follow from it."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from formhandler.core.i18n import translate as _
from formhandler.events.keys import EventKeys
from formhandler.events.keys import Plan as Plan  # Re-exported for other rooms.
from formhandler.events.parts import Organiser
from formhandler.events.proceedings import Proceedings
from formhandler.events.terms import is_before


class Attendance(StrEnum):
    """The ways to attend."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class EventState(StrEnum):
    """The state of an event by the clock alone; only the database knows whether it is full."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"
    PAST = "past"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


_REMINDER = time(9)
_LINK_OPENS = timedelta(hours=1)


class Event(EventKeys):
    """One event: its keys, and what follows from them."""

    @property
    def path(self) -> str:
        """The path of the event's page."""
        return f"/arrangementer/{self.slug}/"

    @property
    def register(self) -> str:
        """The slug that groups the sign-ups of all language versions: the original's."""
        return self.translates or self.slug

    @property
    def calendar_path(self) -> str:
        """The path of the event's calendar file."""
        return f"{self.path}kalender.ics"

    @property
    def signup_path(self) -> str:
        """The path of the sign-up form."""
        return f"/pamelding/{self.slug}/"

    @property
    def attendances(self) -> tuple[Attendance, ...]:
        """The ways to attend, in person first; a hybrid event has both."""
        ways = ((self.place, Attendance.IN_PERSON), (self.online, Attendance.ONLINE))
        return tuple(way for where, way in ways if where is not None)

    @property
    def is_hybrid(self) -> bool:
        """Whether people choose how to attend."""
        return len(self.attendances) > 1

    @property
    def responsible(self) -> Organiser:
        """The organiser responsible for personal data: the one marked so, else the first."""
        return next((each for each in self.organisers if each.responsible), self.organisers[0])

    @property
    def closes(self) -> datetime:
        """The end of sign-up: the deadline, else the start."""
        return self.signup.deadline or self.starts

    @property
    def deleted_on(self) -> date:
        """The day on which a sign-up made now is deleted; a stored one has `Signup.deleted_on`."""
        return self.ends.date() + timedelta(days=self.signup.days_kept)

    @property
    def reminded_at(self) -> datetime:
        """The time of the reminder: the day before, at nine."""
        day = self.starts.date() - timedelta(days=1)
        return datetime.combine(day, _REMINDER, self.starts.tzinfo)

    @property
    def link_opens(self) -> datetime:
        """The time at which the meeting link opens: an hour before the start."""
        opens = self.starts.astimezone(UTC) - _LINK_OPENS
        return opens.astimezone(self.starts.tzinfo)

    def where(self, attendance: Attendance) -> str:
        """Return the venue for one way to attend: the place and its address, or the platform.

        Empty if the event no longer has a place: it may have changed since somebody signed up.
        """
        if attendance is Attendance.ONLINE:
            return (self.online.platform if self.online else None) or ""
        known = (self.place.name, self.place.address) if self.place else ()
        return ", ".join(part for part in known if part)

    def seats(self, attendance: Attendance) -> int | None:
        """Return how many can attend this way; None means no limit."""
        online = self.signup.seats_online
        if online is None and not self.is_hybrid:
            online = self.signup.seats
        return {Attendance.IN_PERSON: self.signup.seats, Attendance.ONLINE: online}[attendance]

    def state(self, now: datetime) -> EventState:
        """Return whether the event takes sign-ups at `now`, and if not, why."""
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
        """Return the proceedings once the event is over, else None."""
        return self.proceedings if self.state(now) is EventState.PAST else None

    def takes_changes(self, now: datetime) -> bool:
        """Tell whether standing sign-ups can still be changed, cancelled or promoted."""
        if self.plan is Plan.SCHEDULED:
            return is_before(now, self.starts)
        return self.plan is Plan.POSTPONED

    def next_change(self, now: datetime) -> datetime | None:
        """Return when `state` changes next, or None if it never does."""
        if self.plan is not Plan.SCHEDULED:
            return None
        moments = (self.signup.opens, self.closes, self.ends)
        ahead = (moment for moment in moments if moment and is_before(now, moment))
        return min(ahead, key=datetime.timestamp, default=None)


def whereabouts(event: Event, attendance: Attendance) -> str:
    """Return «Kulturhuset, Storgata 1, Hamar», or «På nett, med Teams»."""
    return where_in_words(attendance, event.where(attendance))


def where_in_words(attendance: Attendance, where: str) -> str:
    """Return the venue in words, from a value of `Event.where`, current or earlier."""
    if attendance is Attendance.IN_PERSON:
        return where
    online, by_means_of = _("På nett"), _("med")
    return f"{online}, {by_means_of} {where}" if where else online
