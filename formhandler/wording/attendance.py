"""Meeting: what to tell at the door of a meeting on the net that is not open to the person."""

from dataclasses import dataclass

from formhandler.core.formatting import at, sentences
from formhandler.core.i18n import translate as _
from formhandler.events.model import Event
from formhandler.wording.receipt_text import Receipt


@dataclass(frozen=True)
class Door:
    """Why the meeting is not open, and what to do."""

    heading: str
    text: str
    color: str = "info"


def not_yet(event: Event) -> Door:
    """Return what to tell who comes early."""
    opens = _("Lenken til møtet åpner %(when)s.", when=at(event.link_opens))
    keep = _("Kom tilbake hit da, så kommer du rett inn i møtet.")
    return Door(_("Møtet har ikke åpnet ennå"), sentences(opens, keep))


def soon(event: Event) -> Door:
    """Return what to tell when it is time, but the organiser has not given the link."""
    text = _(
        "Arrangøren har ikke lagt inn lenken ennå. Last siden på nytt om litt. "
        "Hjelper det ikke, så ta kontakt."
    )
    begins = _("Arrangementet begynner %(when)s.", when=at(event.starts))
    return Door(_("Møtet har ikke åpnet ennå"), sentences(begins, text), "warning")


def closed(answer: Receipt) -> Door:
    """Return what to tell when there is no meeting to come to."""
    return Door(answer.heading, _("Det er ikke noe møte å gå til."), "neutral")


def not_attending(answer: Receipt, *, is_online: bool) -> Door:
    """Return what to tell who has no seat on the net."""
    if is_online or not answer.stands:
        text = _("Denne lenken virker når du har plass på nett.")
    else:
        text = _("Du er påmeldt med oppmøte. Vil du delta på nett i stedet, så bytt først.")
    return Door(answer.heading, text, "neutral")
