"""Models: a sign-up, what a person answered, and what a change did to it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from formhandler.events.calendar import EntryStatus, OwnEntry
from formhandler.events.model import Attendance, Event

Own = Mapping[str, tuple[str, ...]]


class SignupStatus(StrEnum):
    """The status of a sign-up. A repeat is another one for an address that has signed up."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    REPEAT = "repeat"


class Outcome(StrEnum):
    """What happened to a sign-up, which the person is to be told."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    REPEAT = "repeat"
    PROMOTED = "promoted"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"


STANDING = (SignupStatus.CONFIRMED, SignupStatus.WAITING)
_IN_CALENDAR = {
    SignupStatus.CONFIRMED: EntryStatus.CONFIRMED,
    SignupStatus.WAITING: EntryStatus.TENTATIVE,
    SignupStatus.CANCELLED: EntryStatus.CANCELLED,
}


@dataclass(frozen=True)
class Answers:
    """What a person wrote in the form, checked.

    `own` has the answers to the event's own questions by key, several if several may be chosen. A
    colleague without an address of their own has the sender's.
    """

    name: str
    email: str
    organisation: str
    attendance: Attendance
    message: str = ""
    own: Own = field(default_factory=dict)
    shares_email: bool = False


@dataclass(frozen=True)
class Told:
    """What a person was last told about the event: times in ISO 8601, and the venue.

    `where` is the venue for this `attendance`.
    """

    starts: str
    ends: str
    where: str
    attendance: str
    plan: str

    def to_json(self) -> str:
        """Return it as the database stores it."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Told":
        """Read it from the database's JSON."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Signup:
    """A stored sign-up.

    `public_id` is in the receipt's link, `link_id` in the mailed link. `answered` is what the
    person was told, confirmed or waiting: a repeat is told what a new address would have been
    told, so that no stranger learns who has signed up. `version` rises with every change.
    `delete_on` is the promised day, `days_kept` after the event as it was then. `signed_up_by` is
    the id of the sign-up of the colleague who filled in the form, and `managed` is whether the
    mailed link has been used to change something. `language` is that of the page the person
    signed up on, or None if it was not recorded: the event's own.
    """

    id: int
    public_id: str
    link_id: str
    submit_id: str
    event: str
    reference: str
    answers: Answers
    status: SignupStatus
    answered: SignupStatus
    version: int
    managed: bool
    created_at: datetime
    delete_on: date
    days_kept: int
    signed_up_by: int | None
    told: Told | None
    language: str | None = None

    @property
    def stands(self) -> bool:
        """Whether the sign-up counts: confirmed or waiting."""
        return self.status in STANDING

    @property
    def waits(self) -> bool:
        """Whether the person was told that they are waiting."""
        return self.answered is SignupStatus.WAITING

    def deleted_on(self, event: Event) -> date:
        """Return the day of deletion: as promised, or later if the event was moved."""
        return max(self.delete_on, event.ends.date() + timedelta(days=self.days_kept))


@dataclass(frozen=True)
class Change:
    """Something that happened to a sign-up; `before` is what the person was last told."""

    signup: Signup
    outcome: Outcome
    before: Told | None = None


@dataclass(frozen=True)
class Done:
    """The result of an operation: the sign-up as it is now, and all changes it caused."""

    signup: Signup
    changes: tuple[Change, ...] = ()


def told_of(event: Event, attendance: Attendance) -> Told:
    """Return what somebody attending this way is told about the event now."""
    starts, ends = event.starts.isoformat(), event.ends.isoformat()
    return Told(starts, ends, event.where(attendance), attendance.value, event.plan.value)


def own_entry(signup: Signup) -> OwnEntry:
    """Return what makes a calendar entry personal; for a repeat, as it was told."""
    told = signup.answered if signup.status is SignupStatus.REPEAT else signup.status
    attendance, version = signup.answers.attendance, signup.version
    return OwnEntry(attendance, signup.reference, _IN_CALENDAR[told], version)
