"""Notes: what an editor should know that is no mistake."""

from collections.abc import Iterator

from formhandler.events.manifest import Manifest


def notes(manifest: Manifest) -> Iterator[str]:
    """Yield a line for each key that is read, but that nothing is made of yet."""
    for event in manifest.events:
        unused = {
            "påmelding.spørsmål": bool(event.signup.questions),
            "påmelding.flere": event.signup.party > 1,
            "språk": event.language != manifest.site.language,
        }
        for key in (key for key, is_written in unused.items() if is_written):
            yield f"Merk: {event.slug}: {key} blir lest, men ikke brukt ennå."
