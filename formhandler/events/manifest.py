"""Manifest: `events.json`, the only thing that passes from the static side to the served side."""

import json
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from formhandler.events.model import Event
from formhandler.events.parts import Part
from formhandler.events.translations import Versions, by_register, in_language


class Shades(Part):
    """The few colours of one scheme, light or dark, each `#rrggbb`.

    `text`, `quiet` text, `line` and `link` appear on `paper`, `on_main` on `main` and `shade`.
    """

    paper: str
    text: str
    quiet: str
    line: str
    link: str
    main: str
    shade: str
    on_main: str


class Logo(Part):
    """An image file: its address below the site's, and its size in pixels."""

    path: str
    width: int
    height: int


LIGHT = Shades(
    paper="#fbfaf7",
    text="#1d2423",
    quiet="#565a57",
    line="#dcd8cd",
    link="#0b5563",
    main="#0b5563",
    shade="#06333c",
    on_main="#ffffff",
)
DARK = Shades(
    paper="#101617",
    text="#eaeeee",
    quiet="#a9b5b6",
    line="#344245",
    link="#84c8d3",
    main="#6fc0cd",
    shade="#a6d8e0",
    on_main="#06181c",
)


class Look(Part):
    """An organisation's own colours and logo; by default, the theme's colours."""

    light: Shades = LIGHT
    dark: Shades = DARK
    logo: Logo | None = None
    logo_dark: Logo | None = None


MANIFEST = "events.json"
CALENDAR = "/kalender.ics"


class ManifestError(Exception):
    """The text is not a manifest that this version can read."""


class Site(Part):
    """Facts about the whole site. `url` has scheme and host, and no trailing slash."""

    name: str
    url: str
    timezone: str
    language: str
    stylesheet: str
    accessibility_statement: str | None = None
    mail_from: str | None = None
    look: Look = Look()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which all times are shown."""
        return ZoneInfo(self.timezone)

    @property
    def subscription(self) -> str:
        """The URL at which a calendar program subscribes to all events."""
        return f"webcal://{urlsplit(self.url).netloc}{CALENDAR}"

    @property
    def sender(self) -> str:
        """The address that mail comes from, by default one at the site's host."""
        host = urlsplit(self.url).hostname or ""
        is_name = any(letter.isalpha() for letter in host) and ":" not in host
        return self.mail_from or f"pamelding@{host if is_name else 'localhost'}"


class Manifest(Part):
    """The site and its published events, by start."""

    version: Literal[1] = 1
    site: Site
    events: tuple[Event, ...]

    def find(self, slug: str) -> Event | None:
        """Return the event with this slug, or None."""
        return self.by_slug.get(slug)

    def find_version(self, slug: str, language: str | None) -> Event | None:
        """Return the event with this slug in a language, or in its own if `language` is None.

        Returns the original if there is no such version, and None if there is no such event.
        """
        found = self.find(slug)
        if found is None:
            return None
        return in_language(self.versions[found.register], language or found.language)

    def original(self, event: Event) -> Event:
        """Return the event that this one is a translation of, or itself."""
        return self.find(event.register) or event

    @property
    def originals(self) -> list[Event]:
        """Each event once, by start."""
        return [event for event in self.events if self.original(event) is event]

    @cached_property
    def by_slug(self) -> dict[str, Event]:
        """The events by slug, of which each request looks one up."""
        return {event.slug: event for event in self.events}

    @cached_property
    def versions(self) -> Versions:
        """The language versions of each event, by register."""
        return by_register(self.events)

    def to_json(self) -> str:
        """Return the manifest as JSON, with field names as keys and times with their offset."""
        return self.model_dump_json(indent=1) + "\n"


def read_manifest(text: str) -> Manifest:
    """Return the manifest in `text`, times in the site's zone; raises ManifestError.

    An ISO 8601 time has an offset but no zone, so the zone is read first, from the site.
    """
    try:
        data = json.loads(text)
        site = TypeAdapter(Site).validate_python(data["site"])
        return Manifest.model_validate(data, by_name=True, by_alias=False, context=_zone_of(site))
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise ManifestError(str(error)) from error


def _zone_of(site: Site) -> dict[str, Any]:
    return {"zone": site.zone}
