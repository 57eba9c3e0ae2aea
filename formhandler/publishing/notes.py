"""Notes: what an editor should know that is no mistake."""

from collections.abc import Iterable, Iterator

from formhandler.events.model import Event
from formhandler.templating import LANGUAGES


def notes(events: Iterable[Event]) -> Iterator[str]:
    """Yield a line for each key that is read, but that nothing is made of yet."""
    for event in events:
        if event.language not in LANGUAGES:
            yield f"Merk: {event.slug}: språk blir lest, men knapper og skjema er på bokmål."
