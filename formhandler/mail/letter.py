"""Letter: what one mail says, in words, before it becomes a message."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from formhandler.events.parts import Contact

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
