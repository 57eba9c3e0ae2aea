"""Record: what each page of a built site was made of, and when its text last changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

RECORD = ".pages.json"


@dataclass(frozen=True)
class PageRecord:
    """One page: digests of its text and of all that it was made of, and when the text changed."""

    text: str
    made_of: str
    changed: datetime


@dataclass(frozen=True)
class Record:
    """All event pages of a site, by slug."""

    pages: Mapping[str, PageRecord] = field(default_factory=dict)

    def page(self, slug: str, text: str, made_of: str, now: datetime) -> PageRecord:
        """Return the record of a page that is made `now`, on top of what is known of it here."""
        before = self.pages.get(slug)
        is_same = before is not None and before.text == text
        return PageRecord(text, made_of, before.changed if before and is_same else now)

    def to_json(self) -> str:
        """Return the record as JSON, times with their offset (RFC 3339)."""
        return json.dumps({slug: vars(page) for slug, page in self.pages.items()}, default=str)


@dataclass(frozen=True)
class Changes:
    """The slugs of the pages that are new, that have another text, and that are gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def read_record(site: Path) -> Record:
    """Return what is known of a built site's pages; nothing where there is none, or an odd one."""
    try:
        data: dict[str, dict[str, Any]] = json.loads((site / RECORD).read_text("utf-8"))
        return Record({slug: _page(**page) for slug, page in data.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return Record()


def _page(text: str, made_of: str, changed: str) -> PageRecord:
    return PageRecord(text, made_of, datetime.fromisoformat(changed))


def changes(before: Record, after: Record) -> Changes:
    """Return what is different between two builds of a site."""
    old, new = before.pages, after.pages
    return Changes(
        added=tuple(slug for slug in new if slug not in old),
        changed=tuple(slug for slug in new if slug in old and old[slug].text != new[slug].text),
        removed=tuple(slug for slug in old if slug not in new),
    )


def digest(*parts: str | bytes) -> str:
    """Return a digest of the parts in order."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(len(data).to_bytes(8) + data)
    return made.hexdigest()
