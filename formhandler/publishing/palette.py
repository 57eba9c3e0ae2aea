"""Palette: sums with colours, each written `#rrggbb`."""

import math
import re
from collections.abc import Callable

from coloraide import Color

BLACK, WHITE = "#000000", "#ffffff"
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
# Half the distance to the wanted lightness, so often that the rest is less than one step of 255.
_HALVINGS = 10
_GREY = 0.02


def read_colour(text: str) -> str | None:
    """Return `#abc` or `#AABBCC` as `#aabbcc`, and None for all else."""
    return _written(Color(text)) if _HEX.fullmatch(text) else None


def contrast(one: str, other: str) -> float:
    """Return how clearly two colours differ, from 1 to 21 (WCAG 2.1, contrast ratio)."""
    return Color(one).contrast(other)


def shown(ratio: float) -> str:
    """Return a contrast with two decimals, cut: what is too little never looks like enough."""
    return f"{math.floor(ratio * 100) / 100:.2f}".replace(".", ",")


def mixed(ground: str, other: str, share: float) -> str:
    """Return `ground` with this share, from 0 to 1, of the other colour in it (OKLab)."""
    return _written(Color(ground).mix(other, share, space="oklab"))


def tone(colour: str, lightness: float, *, chroma: float = 1, most: float = 1) -> str:
    """Return the colour's hue at a lightness from 0 to 1 (OKLCH), as strong as screens can show.

    `chroma` is what its own strength is multiplied by, and `most` how strong it may become.
    """
    _, strength, hue = Color(colour).convert("oklch").coords(nans=False)
    return _written(Color("oklch", [lightness, min(strength * chroma, most), hue]))


def lightness(colour: str) -> float:
    """Return a colour's lightness, from 0 to 1 (OKLCH)."""
    return float(Color(colour).convert("oklch")["lightness"])


def is_grey(colour: str) -> bool:
    """Tell whether nobody would name a hue for it."""
    return bool(Color(colour).convert("oklch")["chroma"] < _GREY)


def nearest(colour: str, limit: float, passes: Callable[[str], bool]) -> str:
    """Return the colour of the same hue, moved towards a lightness just until it passes.

    What has the lightness `limit` must pass.
    """
    fails, passing = lightness(colour), limit
    for _ in range(_HALVINGS):
        middle = (fails + passing) / 2
        if passes(tone(colour, middle)):
            passing = middle
        else:
            fails = middle
    return tone(colour, passing)


def _written(colour: Color) -> str:
    return colour.convert("srgb").fit("srgb", method="oklch-chroma").to_string(hex=True)
