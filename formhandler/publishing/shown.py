"""Shown: which files are to be made of the pictures, since pages show them."""

from collections.abc import Iterator

from formhandler.events.model import Event
from formhandler.publishing.library import Library
from formhandler.publishing.picture_tags import places_in
from formhandler.publishing.pictures import KINDS, Picture, Rendition


def shown(library: Library) -> Iterator[Rendition]:
    """Yield each file that a page may ask for beside the pictures themselves, once."""
    wide: set[str] = set()
    small: set[str] = set()
    for path, source in library.sources.items():
        wide.update(_places(source.event), places_in(library.texts[path].prose.html))
        small.update(each.portrait for each in source.event.people if each.portrait)
    for kind in KINDS:
        for picture in _pictures(library, wide):
            yield from picture.wide(kind)
        for picture in _pictures(library, small):
            yield from picture.portraits(kind)


def _places(event: Event) -> list[str]:
    return [event.image.file] if event.image else []


def _pictures(library: Library, places: set[str]) -> Iterator[Picture]:
    return (library.pictures[place] for place in sorted(places) if place in library.pictures)
