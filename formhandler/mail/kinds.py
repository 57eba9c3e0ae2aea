"""Kinds: which mails there are, and which of them replace each other."""

from enum import StrEnum
from typing import TypeAlias

from formhandler.signups.models import Outcome, Signup, SignupStatus


class Occasion(StrEnum):
    """A reason for a mail other than a change to the sign-up."""

    REMINDER = "reminder"
    MESSAGE = "message"
    UNDELIVERABLE = "undeliverable"


# What a mail is about: what happened to a sign-up, or an occasion that only mail knows.
Kind: TypeAlias = Outcome | Occasion

# Anybody can cause these by entering an address in the form, so they are counted by address.
FROM_THE_FORM = (Outcome.CONFIRMED, Outcome.WAITING, Outcome.REPEAT)

# Each describes the whole sign-up at the time of sending, so a newer one makes an older one that is
# still waiting superfluous.
TELL_ALL = (*Outcome, Occasion.REMINDER)

# Only these carry news about the event.
NEWS = (Outcome.EVENT_CHANGED, Outcome.EVENT_CANCELLED)

# The status that makes a mail true; the other kinds are true of any standing sign-up.
_TRUE_FOR: dict[Kind, SignupStatus] = {
    Outcome.CONFIRMED: SignupStatus.CONFIRMED,
    Outcome.PROMOTED: SignupStatus.CONFIRMED,
    Occasion.REMINDER: SignupStatus.CONFIRMED,
    Outcome.WAITING: SignupStatus.WAITING,
    Outcome.CANCELLED: SignupStatus.CANCELLED,
    Outcome.REPEAT: SignupStatus.REPEAT,
}


def kind_named(name: str) -> Kind:
    """Return the kind of mail with this name in the database."""
    return Occasion(name) if name in set(Occasion) else Outcome(name)


def is_true_of(kind: Kind, signup: Signup) -> bool:
    """Tell whether a mail of this kind is true of the sign-up now."""
    wanted = _TRUE_FOR.get(kind)
    return signup.stands if wanted is None else signup.status is wanted
