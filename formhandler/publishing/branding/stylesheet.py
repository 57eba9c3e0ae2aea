"""Stylesheet: Designsystemet and our own CSS as one file, named by what it holds."""

from dataclasses import dataclass
from pathlib import Path

from formhandler.core.hashed_names import hashed_name

STYLES = "theme"
SOURCES = ("designsystemet/designsystemet.css", "static/site.css")


@dataclass(frozen=True)
class Stylesheet:
    """The CSS of all pages; a changed text gets a new name, so that caches never go stale."""

    text: str

    @property
    def path(self) -> str:
        """Return the stylesheet's address, below the site's."""
        return f"/{STYLES}/{hashed_name('pameldt', 'css', self.text.encode())}"


def read_stylesheet(theme: Path, own: str = "") -> Stylesheet:
    """Return the theme's stylesheet, and after it the site's own."""
    return Stylesheet("\n".join((theme / name).read_text("utf-8") for name in SOURCES) + own)
