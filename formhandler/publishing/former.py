"""Former: the site as it was built before, of which all that is the same is kept."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from formhandler.publishing.record import Record


@dataclass(frozen=True)
class Former:
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
