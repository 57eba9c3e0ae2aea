"""Theme: the folder of a site's templates and styles."""

from pathlib import Path

from formhandler.core.bundled import bundled


def own_theme() -> Path:
    """Return the folder of Påmeldt's own theme, in an installed package or in a checkout."""
    return bundled("theme")
