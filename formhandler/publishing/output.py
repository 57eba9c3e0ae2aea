"""Output: one run's content, site and moment, and the files that stand beside its pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from formhandler import __version__
from formhandler.core.i18n import speaking
from formhandler.events.agenda import agenda
from formhandler.events.calendar import calendar_file, site_calendar
from formhandler.events.frontmatter import Source
from formhandler.events.manifest import CALENDAR, Manifest, Site
from formhandler.events.model import Event
from formhandler.events.translations import Versions, by_register, one_of_each
from formhandler.publishing.branding.look import LogoFile
from formhandler.publishing.branding.stylesheet import STYLES, Stylesheet
from formhandler.publishing.content.library import Library, shown_renditions
from formhandler.publishing.feeds import FEED, SITEMAP, feed, robots, sitemap
from formhandler.publishing.images.html import places_in, with_pictures
from formhandler.publishing.images.renditions import IMAGES
from formhandler.publishing.incremental import PreviousBuild, Record, digest
from formhandler.publishing.share.cards import SHARED, Card, SharePictures, event_card, list_card

# The folders that contain only files beside the pages.
FOLDERS = (IMAGES, SHARED, STYLES)

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Output:
    """One run: what is published, of which site, in which theme, at which moment, after what.

    `preview` is when a preview's clock started, and `drafts` lets an editor see those too.
    """

    library: Library
    site: Site
    theme: Path
    stylesheet: Stylesheet
    now: datetime
    preview: datetime | None
    previous: PreviousBuild
    drafts: bool = False
    logos: tuple[LogoFile, ...] = ()

    @cached_property
    def sources(self) -> dict[Path, Source]:
        """What is published, by file, ordered by start; drafts for an editor only."""
        everything = self.library.sources.items()
        shown_renditions = [each for each in everything if self.drafts or not each[1].event.draft]
        return dict(sorted(shown_renditions, key=lambda each: each[1].event.starts))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The published events, by start."""
        return tuple(source.event for source in self.sources.values())

    @cached_property
    def versions(self) -> Versions:
        """The published language versions of each event, by register."""
        return by_register(self.events)

    @cached_property
    def share(self) -> SharePictures:
        """The maker of share cards."""
        return SharePictures(self.site.name, self.theme / "fonts", self.site.look.light)

    @cached_property
    def list_card(self) -> Card:
        """The share card of the list page."""
        with speaking(self.site.language):
            return list_card()

    def card(self, event: Event) -> Card:
        """Return the share card of an event."""
        known, card = self._cards.get(event.slug, (None, None))
        if card is None or known is not event:
            card = event_card(event)
            self._cards[event.slug] = (event, card)
        return card

    @cached_property
    def _cards(self) -> dict[str, tuple[Event, Card]]:
        """The cards made so far, which the pages ask for as well."""
        return {}

    def html(self, path: Path) -> str:
        """Return an event file's text as HTML, with its pictures."""
        has_one_above = self.library.sources[path].event.image is not None
        html = self.library.texts[path].prose.html
        return with_pictures(html, self.library.pictures, first=not has_one_above)

    @cached_property
    def files(self) -> tuple["SiteFile", ...]:
        """All files beside the pages."""
        # A picture's own file can also be one of its renditions.
        made: dict[str, SiteFile] = {}
        for file in (file for producer in _PRODUCERS for file in producer(self)):
            made.setdefault(file.path if file.alias is None else file.alias, file)
        named = {file.path for file in made.values() if file.alias}
        return tuple(each for each in made.values() if each.alias or each.path not in named)

    def paths(self, site: Path) -> frozenset[Path]:
        """Return the paths of all files beside the pages in a site's folder."""
        paths = (path for file in self.files for path in (file.path, file.alias) if path)
        return frozenset(site / path.lstrip("/") for path in paths)

    @property
    def announced(self) -> tuple[Event, ...]:
        """The events for feeds, calendars and search: never a draft."""
        return tuple(event for event in self.events if not event.draft)

    @property
    def manifest(self) -> Manifest:
        """The manifest for the served side."""
        return Manifest(site=self.site, events=self.events)

    @cached_property
    def record(self) -> Record:
        """The record of what each page is made from."""
        before, texts = self.previous.record, self.library.texts
        return Record(
            {
                source.event.slug: before.page(
                    source.event.slug, texts[path].digest, self._made_of(path, source), self.now
                )
                for path, source in self.sources.items()
            }
        )

    @cached_property
    def kept(self) -> frozenset[str]:
        """The slugs of the events whose pages are reused."""
        return self.previous.kept(self.record)

    def _made_of(self, path: Path, source: Source) -> str:
        text = self.library.texts[path].digest
        others = (f"{each.language} {each.slug}" for each in self.versions[source.event.register])
        shown_renditions = (
            str(self.library.pictures.get(place)) for place in self._pictures_of(path, source)
        )
        return digest(
            self._made_of_by_all, text, source.event.state(self.now), *others, *shown_renditions
        )

    def _pictures_of(self, path: Path, source: Source) -> Iterator[str]:
        """Yield the paths of a page's pictures below `bilder/`."""
        if source.event.image:
            yield source.event.image.file
        yield from (person.portrait for person in source.event.people if person.portrait)
        yield from places_in(self.library.texts[path].prose.html)

    @cached_property
    def _made_of_by_all(self) -> str:
        """A digest of what all pages are made from."""
        templates = sorted((self.theme / "templates").rglob("*.*"))
        known = (__version__, self.site.model_dump_json(), str(self.preview))
        return digest(*known, *(file.read_bytes() for file in templates))

    def changed(self, event: Event) -> datetime:
        """Return when the text of the event's file last changed."""
        return self.record.pages[event.slug].changed


@dataclass(frozen=True)
class SiteFile:
    """A file beside the pages: its path, and the function that makes its bytes.

    The name of a `lasting` one tells what it holds, so that one which is there already is right.
    Under its `alias` the same bytes are found by those who know no such name.
    One that belongs to an `event`, by its slug, is the same for as long as that event's page is.
    """

    path: str
    make: Callable[[], bytes]
    lasting: bool = False
    alias: str | None = None
    event: str | None = None


def _stylesheet(output: Output) -> Iterator[SiteFile]:
    stylesheet = output.stylesheet
    yield SiteFile(stylesheet.path, stylesheet.text.encode, lasting=True)


def _logos(output: Output) -> Iterator[SiteFile]:
    for each in output.logos:
        yield SiteFile(each.logo.path, partial(bytes, each.content), lasting=True)


def _images(output: Output) -> Iterator[SiteFile]:
    for picture in output.library.pictures.values():
        address = f"/{IMAGES}/{picture.place}"
        if own := picture.own:
            yield SiteFile(own.path, own.make, lasting=True, alias=address)
        else:
            yield SiteFile(address, picture.file.read_bytes)


def _renditions(output: Output) -> Iterator[SiteFile]:
    for each in shown_renditions(output.library):
        yield SiteFile(each.path, each.make, lasting=True)


def _calendars(output: Output) -> Iterator[SiteFile]:
    for event in output.events:
        stamp = output.changed(event)
        make = partial(calendar_file, event, output.site, stamp=stamp)
        yield SiteFile(event.calendar_path, make, event=event.slug)


def _share_pictures(output: Output) -> Iterator[SiteFile]:
    share = output.share
    for card in (output.list_card, *map(output.card, output.events)):
        yield SiteFile(share.path(card), partial(share.draw, card), lasting=True)


def _overviews(output: Output) -> Iterator[SiteFile]:
    """Yield the files about all pages; the calendar keeps an event for a year."""
    site, events, changed = output.site, output.announced, output.changed
    listed = agenda(one_of_each(events, site.language), output.now)
    recent = [each for each in listed.past if output.now - each.ends < _YEAR]
    shown_renditions = (*recent[::-1], *listed.to_come)
    yield SiteFile(CALENDAR, partial(site_calendar, shown_renditions, site, changed))
    yield SiteFile(FEED, partial(feed, listed, site, changed))
    yield SiteFile(SITEMAP, partial(sitemap, events, site, changed))
    yield SiteFile("/robots.txt", partial(robots, site))


_PRODUCERS: tuple[Callable[[Output], Iterable[SiteFile]], ...] = (
    _stylesheet,
    _logos,
    _images,
    _renditions,
    _calendars,
    _share_pictures,
    _overviews,
)
