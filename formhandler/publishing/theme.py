"""Theme: the folder of a site's templates and styles."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pelican.settings import DEFAULT_THEME

from formhandler.core.bundled import bundled


def own_theme() -> Path:
    """Return the folder of Påmeldt's own theme, in an installed package or in a checkout."""
    return bundled("theme")


def theme_in(settings: Mapping[str, Any]) -> Path:
    """Return the folder in Pelican's settings, or our own theme if there is none."""
    named = Path(settings["THEME"])
    return own_theme() if named == Path(DEFAULT_THEME) else named
