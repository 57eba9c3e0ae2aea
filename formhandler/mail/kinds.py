"""Kinds: which mails there are, and which of them take each other's place."""

from enum import StrEnum
from typing import TypeAlias

from formhandler.signups.models import Outcome, Signup, SignupStatus


class Occasion(StrEnum):
    """Why we write where no change to the sign-up is what we write about."""

    REMINDER = "reminder"
    MESSAGE = "message"
    UNDELIVERABLE = "undeliverable"


# What a mail is about: what has become of a sign-up, or an occasion that only mail knows.
Kind: TypeAlias = Outcome | Occasion

# Anybody can cause these by writing an address into the form, so they are counted by address.
FROM_THE_FORM = (Outcome.CONFIRMED, Outcome.WAITING, Outcome.REPEAT)

# Each tells the whole sign-up as it is when it is sent, so a newer one makes an older one that
# still waits superfluous.
TELL_ALL = (*Outcome, Occasion.REMINDER)

# What these tell of the event, no other mail does.
NEWS = (Outcome.EVENT_CHANGED, Outcome.EVENT_CANCELLED)

# What a sign-up must be for a mail to be true; the others tell of any that stands.
_TRUE_FOR: dict[Kind, SignupStatus] = {
    Outcome.CONFIRMED: SignupStatus.CONFIRMED,
    Outcome.PROMOTED: SignupStatus.CONFIRMED,
    Occasion.REMINDER: SignupStatus.CONFIRMED,
    Outcome.WAITING: SignupStatus.WAITING,
    Outcome.CANCELLED: SignupStatus.CANCELLED,
    Outcome.REPEAT: SignupStatus.REPEAT,
}


def kind_named(name: str) -> Kind:
    """Return the kind of mail that the database has under this name."""
    return Occasion(name) if name in set(Occasion) else Outcome(name)


def is_true_of(kind: Kind, signup: Signup) -> bool:
    """Tell whether a mail of this kind says what the sign-up is now."""
    wanted = _TRUE_FOR.get(kind)
    return signup.stands if wanted is None else signup.status is wanted
