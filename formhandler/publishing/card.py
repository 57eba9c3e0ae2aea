"""Card: what the picture says that others show when they share one of our pages."""

import unicodedata
from dataclasses import dataclass

from formhandler.events.model import Event, Plan
from formhandler.templating import plain, speaking, translate, unbroken, when_text


@dataclass(frozen=True)
class Card:
    """A share picture's texts; `mark` is what has to be known first, as «Avlyst»."""

    name: str
    title: str
    line: str = ""
    mark: str = ""

    @property
    def alt(self) -> str:
        """Return what the picture says, for those who do not see it."""
        return plain(". ".join(part for part in (self.mark, self.title, self.line) if part))


def list_card() -> Card:
    """Return the card of the page that lists the events."""
    return Card("arrangementer", translate("Arrangementer"))


def event_card(event: Event) -> Card:
    """Return the card of an event, in the event's language."""
    with speaking(event.language):
        marks = {Plan.CANCELLED: translate("Avlyst"), Plan.POSTPONED: translate("Utsatt")}
        line = "" if event.plan is Plan.POSTPONED else when_text(event)
        title = unicodedata.normalize("NFC", unbroken(event.title))
        return Card(event.slug, title, line, marks.get(event.plan, ""))
