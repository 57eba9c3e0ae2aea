"""Theme: which folder a site's templates and styles are in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.settings import DEFAULT_THEME

from formhandler.core.bundled import bundled


def own_theme() -> Path:
    """Return the folder of Påmeldt's own theme, in an installed package or in a checkout."""
    return bundled("theme")


def theme_in(settings: Mapping[str, Any]) -> Path:
    """Return the folder that Pelican's settings name, or our own theme if they name none."""
    named = Path(settings["THEME"])
    return own_theme() if named == Path(DEFAULT_THEME) else named
