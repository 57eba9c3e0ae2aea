"""Letters: what one mail says, and everything that it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from formhandler.events.manifest import Site
from formhandler.events.model import Event
from formhandler.events.parts import Contact
from formhandler.mail.announcements import Note
from formhandler.mail.outbox import Mail
from formhandler.signups.models import Signup
from formhandler.wording.receipt_text import Receipt

Pair = tuple[str, str | Markup]


@dataclass(frozen=True)
class Link:
    """A link with a text that says where it leads; `url` is absolute."""

    text: str | Markup
    url: str


@dataclass(frozen=True)
class Letter:
    """What one mail says. Each text is in its language already; values may be Markup with `<time>`.

    `subject` holds nothing that a visitor has written. `facts` and `answers` are labels with their
    values, `steps` days with what happens then, `people` names of colleagues with how it stands
    with them. The first of `links` is the one that matters most. `calendar` is a file in iCalendar
    (RFC 5545). When `expires` has come, there is no use in trying to send it once more.
    """

    to: str
    language: str
    subject: str
    heading: str | Markup
    lead: tuple[str | Markup, ...]
    contact: Contact
    expires: datetime
    title: str = ""
    facts: tuple[Pair, ...] = ()
    steps: tuple[Pair, ...] = ()
    people: tuple[Pair, ...] = ()
    answers: tuple[Pair, ...] = ()
    links: tuple[Link, ...] = ()
    footer: tuple[str | Markup, ...] = ()
    calendar: bytes | None = None


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
