"""Publication: one run's content, site and moment, and the files that stand beside its pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from formhandler.events.calendar import calendar_file
from formhandler.events.manifest import Site
from formhandler.events.model import Event
from formhandler.publishing.card import event_card, list_card
from formhandler.publishing.library import IMAGES, Library
from formhandler.publishing.share import SharePictures
from formhandler.publishing.stylesheet import Stylesheet


@dataclass(frozen=True)
class Publication:
    """One run: what is published, of which site, at which moment."""

    library: Library
    site: Site
    stylesheet: Stylesheet
    share: SharePictures
    now: datetime

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


def _images(publication: Publication) -> Iterator[SiteFile]:
    for place, file in publication.library.images.items():
        yield SiteFile(f"/{IMAGES}/{place.as_posix()}", file.read_bytes)


def _calendars(publication: Publication) -> Iterator[SiteFile]:
    for event in publication.events:
        make = partial(calendar_file, event, publication.site, stamp=publication.now)
        yield SiteFile(event.calendar_path, make)


def _share_pictures(publication: Publication) -> Iterator[SiteFile]:
    share = publication.share
    for card in (list_card(), *map(event_card, publication.events)):
        yield SiteFile(share.path(card), partial(share.draw, card), lasting=True)


_PRODUCERS: tuple[Callable[[Publication], Iterable[SiteFile]], ...] = (
    _stylesheet,
    _images,
    _calendars,
    _share_pictures,
)
