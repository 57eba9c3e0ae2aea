"""Sign-up: one person's answers to one event, and what became of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from formhandler.events.model import Attendance, Event


class SignupStatus(StrEnum):
    """What a sign-up is now. A repeat is a further one for an address that has signed up."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Answers:
    """What a person wrote in the form, checked."""

    name: str
    email: str
    organisation: str
    attendance: Attendance
    message: str = ""


@dataclass(frozen=True)
class Signup:
    """A stored sign-up.

    `answered` is what the person was told, confirmed or waiting. A repeat is told what a new
    address would have been told, so that no stranger learns who has signed up. `delete_on` is the
    day that was promised, `days_kept` after the event as it was then.
    """

    id: int
    public_id: str
    submit_id: str
    event: str
    reference: str
    answers: Answers
    status: SignupStatus
    answered: SignupStatus
    created_at: datetime
    delete_on: date
    days_kept: int

    def deleted_on(self, event: Event) -> date:
        """Return the day of deletion: as promised, or as long after an event that was moved on."""
        return max(self.delete_on, event.ends.date() + timedelta(days=self.days_kept))
