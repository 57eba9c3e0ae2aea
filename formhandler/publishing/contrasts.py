"""Contrasts: which colours of the stylesheet meet, and how clearly they must differ."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from formhandler.publishing.palette import contrast

# WCAG 2.1: 1.4.3 for text, 1.4.11 for what shows where a field or a button is.
TEXT, SHAPE = 4.5, 3.0


class Pair(NamedTuple):
    """Two tokens that meet, without `--ds-color-`, and the least contrast between them."""

    front: str
    ground: str
    least: float


# Designsystemet's own red, which stands on our paper; green, amber and blue stay in their panels.
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
    # Red: errors below fields, links and buttons that delete, and the frames of both.
    *_on("danger-text-subtle", *_PAGE),
    *_on("danger-border-strong", "neutral-background-default", least=SHAPE),
    *_on("danger-base-default", "neutral-background-default", least=SHAPE),
    *_on("danger-border-default", *_PAGE, least=SHAPE),
    # Text: on the page, in panels and fields, the footer, tags, and the list of errors.
    *_on("neutral-text-default", *_PAGE, "neutral-background-tinted"),
    *_on("neutral-text-default", "neutral-surface-tinted", "danger-surface-tinted"),
    *_on("neutral-text-subtle", *_PAGE, "neutral-background-tinted", "neutral-surface-tinted"),
    # A grey button rests on the page, and is darker under the pointer and when it is pressed.
    *_on("neutral-text-subtle", "neutral-surface-hover", "neutral-surface-active"),
    *_on("neutral-border-strong", "neutral-background-default", least=SHAPE),
    *_on("neutral-border-default", *_PAGE, least=SHAPE),
    # Links, outlined buttons and icons; also in the footer's colour and in panels of our own.
    *_on("accent-text-subtle", *_PAGE, "neutral-background-tinted", "accent-surface-tinted"),
    *_on("accent-text-subtle", "accent-surface-hover", "accent-surface-active"),
    *_on("accent-border-strong", "neutral-background-default", least=SHAPE),
    *_on("accent-border-default", *_PAGE, least=SHAPE),
    # A link under the pointer, initials in a circle, and the link past the menu.
    *_on("accent-text-default", *_PAGE, "accent-surface-tinted", "accent-surface-hover"),
    # Filled buttons, and what is chosen: the text in them, and they on the page.
    *_on("accent-base-contrast-default", "accent-base-default", "accent-base-hover"),
    *_on("accent-base-contrast-default", "accent-base-active"),
    *_on("accent-base-default", *_PAGE, least=SHAPE),
    # Two rings show the focus, one of which is seen on any ground.
    *_on("focus-outer", *_PAGE, "neutral-background-tinted", "focus-inner", least=SHAPE),
)


class Failure(NamedTuple):
    """A pair whose colours differ too little."""

    pair: Pair
    front: str
    ground: str
    ratio: float


def failures(tokens: Mapping[str, str], pairs: Iterable[Pair] = PAIRS) -> list[Failure]:
    """Return the pairs that these tokens make hard to see."""
    measured = (_measured(pair, tokens) for pair in pairs)
    return [each for each in measured if each.ratio < each.pair.least]


def _measured(pair: Pair, tokens: Mapping[str, str]) -> Failure:
    front, ground = tokens[pair.front], tokens[pair.ground]
    return Failure(pair, front, ground, contrast(front, ground))
