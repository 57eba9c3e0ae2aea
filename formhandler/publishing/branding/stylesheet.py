"""Stylesheet: Designsystemet and our own CSS as one file with a digest in its name."""

from dataclasses import dataclass
from pathlib import Path

from formhandler.core.hashed_names import hashed_name

STYLES = "theme"
SOURCES = ("designsystemet/designsystemet.css", "static/site.css")


@dataclass(frozen=True)
class Stylesheet:
    """The CSS of all pages; changed text gets a new name, so caches never go stale."""

    text: str

    @property
    def path(self) -> str:
        """The stylesheet's path."""
        return f"/{STYLES}/{hashed_name('pameldt', 'css', self.text.encode())}"


def read_stylesheet(theme: Path, own: str = "") -> Stylesheet:
    """Return the theme's stylesheet followed by the site's own."""
    return Stylesheet("\n".join((theme / name).read_text("utf-8") for name in SOURCES) + own)
