"""Events for tests: as front matter, as files, and as values; only what a test names differs."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from formhandler.events.frontmatter import read_event
from formhandler.events.manifest import Manifest, Site
from formhandler.events.model import Event

OSLO = ZoneInfo("Europe/Oslo")
URL = "http://127.0.0.1:8000"
NOW = datetime(2030, 5, 2, 12, 0, tzinfo=OSLO)
SITE = Site(
    name="Eksempelforeningen",
    url=URL,
    timezone="Europe/Oslo",
    language="nb",
    stylesheet="/theme/pameldt.css",
)

_KEYS: dict[str, Any] = {
    "tittel": "Frokostmøte",
    "start": "2030-06-04 08.30",
    "slutt": "2030-06-04 10.00",
    "sted": {"navn": "Kulturhuset", "adresse": "Storgata 1", "poststed": "Hamar"},
    "målgruppe": "Alle som arbeider med innkjøp",
    "pris": "0",
    "arrangører": ["Eksempelforeningen"],
    "kontakt": {"navn": "Ola Nordmann", "epost": "ola@example.no"},
}


def front_matter(body: str = "Velkommen.", **keys: Any) -> str:
    """Return the text of a right event file with these keys changed; None drops a key."""
    wanted = {key: value for key, value in (_KEYS | keys).items() if value is not None}
    header = yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{header}---\n\n{body}\n"


def an_event(slug: str = "frokostmote", **keys: Any) -> Event:
    """Return an event with these front-matter keys; it is open for sign-up at `NOW`."""
    reading = read_event(front_matter(**keys).encode(), f"{slug}.md", OSLO)
    assert reading.source is not None, reading.problems
    return reading.source.event


def a_manifest(*events: Event) -> Manifest:
    """Return a manifest with these events."""
    return Manifest(site=SITE, events=events)


def write_event(content: Path, slug: str = "frokostmote", **keys: Any) -> Path:
    """Write an event file into a content folder, and return its path."""
    path = content / "arrangementer" / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(front_matter(**keys), "utf-8")
    return path
