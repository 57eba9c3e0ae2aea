"""Letters: what one mail says, and what it is about."""

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
    """What one mail says, already in its language; values may be Markup with `<time>`.

    `subject` contains nothing written by a visitor. `facts` and `answers` are labels with values,
    `steps` days with what happens then, `people` colleagues' names with their status. The first of
    `links` is the most important. `calendar` is an iCalendar file (RFC 5545). After `expires`,
    another attempt to send it is pointless.
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
    """Makes a person's own links, with scheme and host."""

    def manage(self, signup: Signup) -> str:
        """Return the link to «Min påmelding»."""

    def attend(self, signup: Signup) -> str:
        """Return the link that leads to the online meeting once it opens."""


@dataclass(frozen=True)
class Subject:
    """What a letter is about: a sign-up, its event and its status.

    `event` is in the person's language; what they were told is recorded in the `original`'s words.
    `has_added` is whether colleagues came with the form that the mail is about, and `sender` is
    the person who filled it in.
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
