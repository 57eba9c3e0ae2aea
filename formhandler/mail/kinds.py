"""Kind: which mails there are, and which of them take each other's place."""

from enum import StrEnum

from formhandler.signups.models import Signup, SignupStatus


class Kind(StrEnum):
    """What a mail tells; the first ones are what may become of a sign-up (`Outcome`)."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    REPEAT = "repeat"
    PROMOTED = "promoted"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"
    REMINDER = "reminder"
    MESSAGE = "message"
    UNDELIVERABLE = "undeliverable"


# Anybody can cause these by writing an address into the form, so they are counted by address.
FROM_THE_FORM = (Kind.CONFIRMED, Kind.WAITING, Kind.REPEAT)

# Each tells the whole sign-up as it is when it is sent, so a newer one makes an older one that
# still waits superfluous.
TELL_ALL = (
    Kind.CONFIRMED,
    Kind.WAITING,
    Kind.PROMOTED,
    Kind.CHANGED,
    Kind.CANCELLED,
    Kind.REPEAT,
    Kind.EVENT_CHANGED,
    Kind.EVENT_CANCELLED,
    Kind.REMINDER,
)

# What these tell of the event, no other mail does.
NEWS = (Kind.EVENT_CHANGED, Kind.EVENT_CANCELLED)

# What a sign-up must be for a mail to be true; the others tell of any that stands.
_TRUE_FOR = {
    Kind.CONFIRMED: SignupStatus.CONFIRMED,
    Kind.PROMOTED: SignupStatus.CONFIRMED,
    Kind.REMINDER: SignupStatus.CONFIRMED,
    Kind.WAITING: SignupStatus.WAITING,
    Kind.CANCELLED: SignupStatus.CANCELLED,
    Kind.REPEAT: SignupStatus.REPEAT,
}


def is_true_of(kind: Kind, signup: Signup) -> bool:
    """Tell whether a mail of this kind says what the sign-up is now."""
    wanted = _TRUE_FOR.get(kind)
    return signup.stands if wanted is None else signup.status is wanted
