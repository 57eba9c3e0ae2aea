"""Sign-up: one person's answers to one event, and what became of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from formhandler.events.model import Attendance


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
    address would have been told, so that no stranger learns who has signed up.
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
