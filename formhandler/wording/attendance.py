"""Attendance: what to tell somebody for whom the online meeting is not open."""

from dataclasses import dataclass

from formhandler.core.formatting import at, sentences
from formhandler.core.i18n import translate as _
from formhandler.events.model import Event
from formhandler.wording.receipt_text import Receipt


@dataclass(frozen=True)
class Door:
    """Why the meeting is not open, and what to do instead."""

    heading: str
    text: str
    color: str = "info"


def not_yet(event: Event) -> Door:
    """Build the page for somebody who is early."""
    opens = _("Lenken til møtet åpner %(when)s.", when=at(event.link_opens))
    keep = _("Kom tilbake hit da, så kommer du rett inn i møtet.")
    return Door(_("Møtet har ikke åpnet ennå"), sentences(opens, keep))


def soon(event: Event) -> Door:
    """Build the page for when it is time but the organiser has not provided the link."""
    text = _(
        "Arrangøren har ikke lagt inn lenken ennå. Last siden på nytt om litt. "
        "Hjelper det ikke, så ta kontakt."
    )
    begins = _("Arrangementet begynner %(when)s.", when=at(event.starts))
    return Door(_("Møtet har ikke åpnet ennå"), sentences(begins, text), "warning")


def closed(answer: Receipt) -> Door:
    """Build the page for when there is no meeting to attend."""
    return Door(answer.heading, _("Det er ikke noe møte å gå til."), "neutral")


def not_attending(answer: Receipt, *, is_online: bool) -> Door:
    """Build the page for somebody without an online seat."""
    if is_online or not answer.stands:
        text = _("Denne lenken virker når du har plass på nett.")
    else:
        text = _("Du er påmeldt med oppmøte. Vil du delta på nett i stedet, så bytt først.")
    return Door(answer.heading, text, "neutral")
