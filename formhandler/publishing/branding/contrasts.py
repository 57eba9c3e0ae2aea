"""Contrasts: colour arithmetic (`#rrggbb`), and which colours must be legible on which."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from coloraide import Color

BLACK, WHITE = "#000000", "#ffffff"
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
# Halvings of the distance to a lightness until the rest is less than one step of 255.
_HALVINGS = 10
_GREY = 0.02


def read_colour(text: str) -> str | None:
    """Return `#abc` or `#AABBCC` as `#aabbcc`, and None for anything else."""
    return _written(Color(text)) if _HEX.fullmatch(text) else None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.1)."""
    return Color(one).contrast(other)


def shown(ratio: float) -> str:
    """Return a contrast with two decimals, rounded down: too little never looks like enough."""
    return f"{math.floor(ratio * 100) / 100:.2f}".replace(".", ",")


def mixed(ground: str, other: str, share: float) -> str:
    """Return `ground` mixed with this share, from 0 to 1, of the other colour (OKLab)."""
    return _written(Color(ground).mix(other, share, space="oklab"))


def tone(colour: str, lightness: float, *, chroma: float = 1, most: float = 1) -> str:
    """Return the colour's hue at a lightness from 0 to 1 (OKLCH), within the screen's gamut.

    `chroma` multiplies its own chroma, and `most` limits it.
    """
    _, strength, hue = Color(colour).convert("oklch").coords(nans=False)
    return _written(Color("oklch", [lightness, min(strength * chroma, most), hue]))


def lightness(colour: str) -> float:
    """Return a colour's lightness, from 0 to 1 (OKLCH)."""
    return float(Color(colour).convert("oklch")["lightness"])


def is_grey(colour: str) -> bool:
    """Tell whether the colour has no discernible hue."""
    return bool(Color(colour).convert("oklch")["chroma"] < _GREY)


def nearest(colour: str, limit: float, passes: Callable[[str], bool]) -> str:
    """Return a colour of the same hue, moved towards a lightness just until it passes.

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


# WCAG 2.1: 1.4.3 for text, 1.4.11 for the outlines of fields and buttons.
TEXT, SHAPE = 4.5, 3.0


class Pair(NamedTuple):
    """Two adjacent tokens, without `--ds-color-`, and their minimum contrast."""

    front: str
    ground: str
    least: float


# Designsystemet's red, used on our paper; green, amber and blue stay in their panels.
DANGER_LIGHT = {
    "danger-text-subtle": "#b81a1a",
    "danger-border-strong": "#b81a1a",
    "danger-base-default": "#c01b1b",
    "danger-border-default": "#ce4d4d",
    "danger-surface-tinted": "#f8e4e4",
}
DANGER_DARK = {
    "danger-text-subtle": "#d19a96",
    "danger-border-strong": "#d19a96",
    "danger-base-default": "#d76e6e",
    "danger-border-default": "#bc6b64",
    "danger-surface-tinted": "#4f1f1b",
}

_PAGE = ("neutral-background-default", "neutral-surface-default")


def _on(front: str, *grounds: str, least: float = TEXT) -> list[Pair]:
    return [Pair(front, ground, least) for ground in grounds]


PAIRS: tuple[Pair, ...] = (
    # Red: errors below fields, links and buttons that delete, and their outlines.
    *_on("danger-text-subtle", *_PAGE),
    *_on("danger-border-strong", "neutral-background-default", least=SHAPE),
    *_on("danger-base-default", "neutral-background-default", least=SHAPE),
    *_on("danger-border-default", *_PAGE, least=SHAPE),
    # Text: on the page, in panels and fields, the footer, tags, and the list of errors.
    *_on("neutral-text-default", *_PAGE, "neutral-background-tinted"),
    *_on("neutral-text-default", "neutral-surface-tinted", "danger-surface-tinted"),
    *_on("neutral-text-subtle", *_PAGE, "neutral-background-tinted", "neutral-surface-tinted"),
    # A grey button on the page is darker under the pointer and when pressed.
    *_on("neutral-text-subtle", "neutral-surface-hover", "neutral-surface-active"),
    *_on("neutral-border-strong", "neutral-background-default", least=SHAPE),
    *_on("neutral-border-default", *_PAGE, least=SHAPE),
    # Links, outlined buttons and icons, also on the footer and in our own panels.
    *_on("accent-text-subtle", *_PAGE, "neutral-background-tinted", "accent-surface-tinted"),
    *_on("accent-text-subtle", "accent-surface-hover", "accent-surface-active"),
    *_on("accent-border-strong", "neutral-background-default", least=SHAPE),
    *_on("accent-border-default", *_PAGE, least=SHAPE),
    # A hovered link, initials in a circle, and the skip link.
    *_on("accent-text-default", *_PAGE, "accent-surface-tinted", "accent-surface-hover"),
    # Filled buttons and selections: their text, and they themselves on the page.
    *_on("accent-base-contrast-default", "accent-base-default", "accent-base-hover"),
    *_on("accent-base-contrast-default", "accent-base-active"),
    *_on("accent-base-default", *_PAGE, least=SHAPE),
    # Two rings show the focus; one of them is visible on any background.
    *_on("focus-outer", *_PAGE, "neutral-background-tinted", "focus-inner", least=SHAPE),
)


class Failure(NamedTuple):
    """A pair with too little contrast."""

    pair: Pair
    front: str
    ground: str
    ratio: float


def failures(tokens: Mapping[str, str], pairs: Iterable[Pair] = PAIRS) -> list[Failure]:
    """Return the pairs that these tokens make hard to read."""
    measured = (_measured(pair, tokens) for pair in pairs)
    return [each for each in measured if each.ratio < each.pair.least]


def _measured(pair: Pair, tokens: Mapping[str, str]) -> Failure:
    front, ground = tokens[pair.front], tokens[pair.ground]
    return Failure(pair, front, ground, contrast(front, ground))
