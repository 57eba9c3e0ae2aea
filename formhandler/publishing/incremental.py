"""Incremental builds: what each page was made from, and reuse of what has not changed since."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

RECORD = ".pages.json"


@dataclass(frozen=True)
class PageRecord:
    """One page: digests of its text and of all it was made from, and when the text changed."""

    text: str
    made_of: str
    changed: datetime


@dataclass(frozen=True)
class Record:
    """All event pages of a site, by slug."""

    pages: Mapping[str, PageRecord] = field(default_factory=dict)

    def page(self, slug: str, text: str, made_of: str, now: datetime) -> PageRecord:
        """Return the record of a page made `now`, continuing this record's."""
        before = self.pages.get(slug)
        is_same = before is not None and before.text == text
        return PageRecord(text, made_of, before.changed if before and is_same else now)

    def to_json(self) -> str:
        """Return the record as JSON, times with their offset (RFC 3339)."""
        return json.dumps({slug: vars(page) for slug, page in self.pages.items()}, default=str)


@dataclass(frozen=True)
class Changes:
    """The slugs of the pages that are new, changed and gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def read_record(site: Path) -> Record:
    """Return the record of a built site; an empty one if it is missing or unreadable."""
    try:
        data: dict[str, dict[str, Any]] = json.loads((site / RECORD).read_text("utf-8"))
        return Record({slug: _page(**page) for slug, page in data.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return Record()


def _page(text: str, made_of: str, changed: str) -> PageRecord:
    return PageRecord(text, made_of, datetime.fromisoformat(changed))


def changes(before: Record, after: Record) -> Changes:
    """Return the differences between two builds of a site."""
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


@dataclass(frozen=True)
class PreviousBuild:
    """A built site and the record of its pages.

    The content of a file with a hashed name is known. A page is reused only if this process made it
    (`is_ours`); then the new files are put among the old ones.
    """

    site: Path
    record: Record = field(default_factory=Record)
    is_ours: bool = False

    def kept(self, record: Record) -> frozenset[str]:
        """Return the slugs of the pages that can be reused."""
        before = self.record.pages if self.is_ours else {}
        return frozenset(
            slug
            for slug, page in record.pages.items()
            if slug in before and before[slug].made_of == page.made_of
        )

    def give(self, path: str, target: Path, alias: Path | None = None) -> bool:
        """Reuse the file at this path in the new site; False if there is none.

        An older file may have the `alias`, so that is always linked again.
        """
        source = self.site / path.lstrip("/")
        if source == target or not source.is_file():
            return False
        if not self.is_ours:
            link(source, target)
        if alias:
            link(source, alias)
        return True


def link(source: Path, target: Path) -> None:
    """Hard-link the file, or copy it if the file system cannot."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
    except OSError:
        shutil.copy2(source, target)
