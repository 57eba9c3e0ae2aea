"""Subject: all that a letter is about, read in one go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from formhandler.events.manifest import Site
from formhandler.events.model import Event
from formhandler.mail.notes import Note
from formhandler.mail.outbox import Mail
from formhandler.signups.model import Signup
from formhandler.wording.receipt import Receipt


class Links(Protocol):
    """Makes the addresses that are a person's own, with scheme and host."""

    def manage(self, signup: Signup) -> str:
        """Return where the sign-up is seen, changed and cancelled."""

    def attend(self, signup: Signup) -> str:
        """Return what leads to the meeting, when it opens."""


@dataclass(frozen=True)
class Subject:
    """What a letter is about: a sign-up to an event, and how it stands with it.

    `event` is in the person's language; what they were told is kept of the `original`.

    `has_added` tells whether colleagues came with the form that the mail is about, and `sender` is
    who signed the person up.
    """

    mail: Mail
    signup: Signup
    event: Event
    original: Event
    site: Site
    answer: Receipt
    colleagues: tuple[Signup, ...]
    links: Links
    now: datetime
    has_added: bool
    sender: Signup | None
    note: Note | None
