"""Entry: what a sign-up's own calendar entry says beside the event."""

from formhandler.events.calendar import EntryStatus, OwnEntry
from formhandler.signups.model import Signup, SignupStatus

_STATUS = {
    SignupStatus.CONFIRMED: EntryStatus.CONFIRMED,
    SignupStatus.WAITING: EntryStatus.TENTATIVE,
    SignupStatus.CANCELLED: EntryStatus.CANCELLED,
}


def own_entry(signup: Signup) -> OwnEntry:
    """Return what makes a calendar entry this person's own; of a repeat, as it was told."""
    told = signup.answered if signup.status is SignupStatus.REPEAT else signup.status
    attendance, version = signup.answers.attendance, signup.version
    return OwnEntry(attendance, signup.reference, _STATUS[told], version)
