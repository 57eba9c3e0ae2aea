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


@dataclass(frozen=True)
class PreviousBuild:
    """A built site and the record of its pages.

    What is in a file with a lasting name is known. How a page came out is known only to the program
    that made it: only where that `is_ours`, pages stay, and the new files are put among the old.
    """

    site: Path
    record: Record = field(default_factory=Record)
    is_ours: bool = False

    def kept(self, record: Record) -> frozenset[str]:
        """Return the slugs of the pages that need not be made again."""
        before = self.record.pages if self.is_ours else {}
        return frozenset(
            slug
            for slug, page in record.pages.items()
            if slug in before and before[slug].made_of == page.made_of
        )

    def give(self, path: str, target: Path, alias: Path | None = None) -> bool:
        """Let the file at this address be in the new site too; False where there is none.

        Under its `alias` there may be an older one, so that is always given anew.
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
    """Give the file a second name, if it has it not yet, or copy it where disks know no such."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
    except OSError:
        shutil.copy2(source, target)
