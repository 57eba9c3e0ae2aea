"""Publication: one run's content, site and moment, and the files that stand beside its pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from formhandler.events.agenda import agenda
from formhandler.events.calendar import calendar_entry, event_calendar, site_calendar
from formhandler.events.manifest import CALENDAR, Site
from formhandler.events.model import Event
from formhandler.publishing.feed import FEED, feed
from formhandler.publishing.library import IMAGES, Library
from formhandler.publishing.robots import SITEMAP, robots, sitemap
from formhandler.publishing.stylesheet import Stylesheet

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Publication:
    """One run: what is published, of which site, at which moment."""

    library: Library
    site: Site
    stylesheet: Stylesheet
    now: datetime

    @property
    def events(self) -> list[Event]:
        """Return the published events by start; drafts stay at home."""
        events = (source.event for source in self.library.sources.values())
        return sorted((each for each in events if not each.draft), key=lambda each: each.starts)

    def changed(self, _event: Event) -> datetime:
        """Return when the event's page was last other than it is now."""
        return self.now


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
    """Yield each event's calendar, and the site's, in which an event stands for a year after it."""
    site, events = publication.site, {each.slug: each for each in publication.events}

    @cache
    def entry(slug: str) -> bytes:
        event = events[slug]
        return calendar_entry(event, site, stamp=publication.changed(event))

    for slug, event in events.items():
        yield SiteFile(event.calendar_path, partial(_event_calendar, entry, slug, site))
    listed = agenda(events.values(), publication.now)
    recent = [each for each in listed.past if publication.now - each.ends < _YEAR]
    shown = [each.slug for each in (*recent[::-1], *listed.to_come)]
    yield SiteFile(CALENDAR, lambda: site_calendar(map(entry, shown), site))


def _event_calendar(entry: Callable[[str], bytes], slug: str, site: Site) -> bytes:
    return event_calendar(entry(slug), site)


def _overviews(publication: Publication) -> Iterator[SiteFile]:
    """Yield what tells feed readers and search engines which pages there are."""
    site, changed = publication.site, publication.changed
    listed = agenda(publication.events, publication.now)
    yield SiteFile(FEED, partial(feed, listed, site, changed))
    yield SiteFile(SITEMAP, partial(sitemap, publication.events, site, changed))
    yield SiteFile("/robots.txt", partial(robots, site))


_PRODUCERS: tuple[Callable[[Publication], Iterable[SiteFile]], ...] = (
    _stylesheet,
    _images,
    _calendars,
    _overviews,
)
