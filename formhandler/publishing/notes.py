"""Notes: what an editor should know that is no mistake."""

from collections.abc import Iterable, Iterator

from formhandler.events.model import Event

_USED_LANGUAGE = "nb"


def notes(events: Iterable[Event]) -> Iterator[str]:
    """Yield a line for each key that is read, but that nothing is made of yet."""
    for event in events:
        unused = {
            "påmelding.spørsmål": bool(event.signup.questions),
            "påmelding.flere": event.signup.party > 1,
            "språk": event.language != _USED_LANGUAGE,
        }
        for key in (key for key, is_written in unused.items() if is_written):
            yield f"Merk: {event.slug}: {key} blir lest, men ikke brukt ennå."
