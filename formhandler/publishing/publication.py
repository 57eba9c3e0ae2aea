"""Publication: one run's content, site and moment, and the files that stand beside its pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from formhandler.events.calendar import calendar_file
from formhandler.events.manifest import Site
from formhandler.events.model import Event
from formhandler.publishing.library import IMAGES, Library
from formhandler.publishing.stylesheet import Stylesheet


@dataclass(frozen=True)
class Publication:
    """One run: what is published, of which site, at which moment; `drafts` for an editor too."""

    library: Library
    site: Site
    stylesheet: Stylesheet
    now: datetime
    drafts: bool = False

    @property
    def events(self) -> list[Event]:
        """Return the events that have a page, by start."""
        events = (source.event for source in self.library.sources.values())
        shown = (each for each in events if self.drafts or not each.draft)
        return sorted(shown, key=lambda each: each.starts)

    @property
    def announced(self) -> list[Event]:
        """Return the events that feeds, calendars and searches may tell of: never a draft."""
        return [each for each in self.events if not each.draft]


@dataclass(frozen=True)
class SiteFile:
    """A file beside the pages: its address below the site's, and what makes its bytes.

    The name of a `lasting` one tells what it holds, so that one which is there already is right.
    """

    path: str
    make: Callable[[], bytes]
    lasting: bool = False


def files(publication: Publication) -> Iterator[SiteFile]:
    """Yield all that stands beside the pages."""
    for producer in _PRODUCERS:
        yield from producer(publication)


def _stylesheet(publication: Publication) -> Iterator[SiteFile]:
    stylesheet = publication.stylesheet
    yield SiteFile(stylesheet.path, stylesheet.text.encode, lasting=True)


def _images(publication: Publication) -> Iterator[SiteFile]:
    for place, file in publication.library.images.items():
        yield SiteFile(f"/{IMAGES}/{place.as_posix()}", file.read_bytes)


def _calendars(publication: Publication) -> Iterator[SiteFile]:
    for event in publication.events:
        make = partial(calendar_file, event, publication.site, stamp=publication.now)
        yield SiteFile(event.calendar_path, make)


_PRODUCERS: tuple[Callable[[Publication], Iterable[SiteFile]], ...] = (
    _stylesheet,
    _images,
    _calendars,
)
