"""Publication: one run's content, site and moment, and the files that stand beside its pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from formhandler.events.calendar import calendar_file
from formhandler.events.manifest import Site
from formhandler.events.model import Event
from formhandler.publishing.library import IMAGES, Library
from formhandler.publishing.logo import LogoFile
from formhandler.publishing.stylesheet import Stylesheet


@dataclass(frozen=True)
class Publication:
    """One run: what is published, of which site, at which moment."""

    library: Library
    site: Site
    stylesheet: Stylesheet
    now: datetime
    logos: tuple[LogoFile, ...] = ()

    @property
    def events(self) -> list[Event]:
        """Return the published events by start; drafts stay at home."""
        events = (source.event for source in self.library.sources.values())
        return sorted((each for each in events if not each.draft), key=lambda each: each.starts)


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


def _logos(publication: Publication) -> Iterator[SiteFile]:
    for each in publication.logos:
        yield SiteFile(each.logo.path, partial(bytes, each.content), lasting=True)


def _images(publication: Publication) -> Iterator[SiteFile]:
    for place, file in publication.library.images.items():
        yield SiteFile(f"/{IMAGES}/{place.as_posix()}", file.read_bytes)


def _calendars(publication: Publication) -> Iterator[SiteFile]:
    for event in publication.events:
        make = partial(calendar_file, event, publication.site, stamp=publication.now)
        yield SiteFile(event.calendar_path, make)


_PRODUCERS: tuple[Callable[[Publication], Iterable[SiteFile]], ...] = (
    _stylesheet,
    _logos,
    _images,
    _calendars,
)
