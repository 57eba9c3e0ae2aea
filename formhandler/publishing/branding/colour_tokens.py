"""Colour tokens: all colours of the stylesheet, light and dark, derived from three."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from formhandler.publishing.branding.contrasts import (
    SHAPE,
    TEXT,
    WHITE,
    contrast,
    is_grey,
    lightness,
    mixed,
    tone,
)

# Chroma and lightness on dark screens; only the hue is the organisation's.
_DARK_PAPER, _DARK_TEXT, _DARK_MAIN, _DARK_LINK = 0.194, 0.946, 0.761, 0.791
# A grey button darker than this would look disabled.
_DARK_GREY = 0.9
_VERY_DARK = 0.25
_STEPS = 20


@dataclass(frozen=True)
class Colours:
    """An organisation's three colours, each `#rrggbb`: links and buttons, paper, text."""

    main: str
    paper: str
    text: str


# The tokens that are exactly one of the three, in the light scheme.
GIVEN = {
    "neutral-background-default": "paper",
    "neutral-text-default": "text",
    "accent-text-subtle": "main",
    "accent-base-default": "main",
}


def given_tokens(colours: Colours) -> dict[str, str]:
    """Return the tokens that are exactly the three colours, without derived ones."""
    return {token: getattr(colours, name) for token, name in GIVEN.items()}


@dataclass(frozen=True)
class _Scheme:
    """The limits of all tokens of a scheme; `depth` is how far surfaces differ from the paper."""

    depth: float
    paper: str
    field: str
    text: str
    link: str
    link_hover: str
    base: str
    base_hover: str
    base_active: str
    on_base: str


def light_tokens(colours: Colours) -> dict[str, str]:
    """Return the light tokens by name, without `--ds-color-`, with the colours as given."""
    main = colours.main
    # A button gets darker under the pointer, if it can.
    darker = (0.85, 0.72) if lightness(main) > _VERY_DARK else (1, 1)
    lighter = (0.0, 0.0) if lightness(main) > _VERY_DARK else (0.08, 0.14)
    hover, active = (
        tone(main, lightness(main) * factor + more, chroma=factor)
        for factor, more in zip(darker, lighter, strict=True)
    )
    return _tokens(
        _Scheme(
            depth=0.8,
            paper=colours.paper,
            field=WHITE,
            text=colours.text,
            link=main,
            link_hover=tone(main, lightness(main) * 0.69, chroma=0.69),
            base=main,
            base_hover=hover,
            base_active=active,
            on_base=WHITE,
        )
    )


def dark_tokens(colours: Colours) -> dict[str, str]:
    """Return the tokens for dark screens, in the main colour's hue."""
    main = colours.main
    paper = tone(main, _DARK_PAPER, chroma=0.13, most=0.012)
    text = tone(main, _DARK_TEXT, chroma=0.06, most=0.006)
    button = _DARK_GREY if is_grey(main) else _DARK_MAIN
    return _tokens(
        _Scheme(
            depth=1.3,
            paper=paper,
            field=mixed(paper, text, 0.06),
            text=text,
            link=tone(main, _DARK_LINK, most=0.11),
            link_hover=tone(main, _DARK_TEXT, chroma=0.2, most=0.02),
            base=tone(main, button, chroma=1.17, most=0.12),
            base_hover=tone(main, button + 0.045, most=0.11),
            base_active=tone(main, button + 0.09, chroma=0.8, most=0.08),
            on_base=tone(main, _DARK_PAPER, chroma=0.36, most=0.03),
        )
    )


def _tokens(scheme: _Scheme) -> dict[str, str]:
    return {**_accent(scheme), **_neutral(scheme), **_focus(scheme)}


def _accent(scheme: _Scheme) -> dict[str, str]:
    page = (scheme.paper, scheme.field)

    def tinted(share: float) -> str:
        start, end = lightness(scheme.paper), lightness(scheme.link)
        return tone(scheme.link, start + share * (end - start), chroma=min(1, 2 * share))

    def ground(share: float) -> str:
        return _first(_down(tinted, share * scheme.depth), (scheme.link,), TEXT) or scheme.paper

    border = _first(_up(tinted, 0.74), page, SHAPE) or scheme.link
    return {
        "accent-background-default": scheme.paper,
        "accent-background-tinted": ground(0.04),
        "accent-surface-default": scheme.field,
        "accent-surface-tinted": ground(0.12),
        "accent-surface-hover": ground(0.18),
        "accent-surface-active": ground(0.26),
        "accent-border-subtle": tinted(0.33 * scheme.depth),
        "accent-border-default": border,
        "accent-border-strong": scheme.link,
        "accent-text-subtle": scheme.link,
        "accent-text-default": scheme.link_hover,
        "accent-base-default": scheme.base,
        "accent-base-hover": scheme.base_hover,
        "accent-base-active": scheme.base_active,
        "accent-base-contrast-default": scheme.on_base,
    }


def _neutral(scheme: _Scheme) -> dict[str, str]:
    page = (scheme.paper, scheme.field)

    def between(share: float) -> str:
        return mixed(scheme.paper, scheme.text, share)

    def ground(share: float, *texts: str) -> str:
        shares = _down(between, share * scheme.depth)
        return _first(shares, (scheme.text, *texts), TEXT) or scheme.paper

    footer = ground(0.04, scheme.link)
    tag, hover, active = ground(0.09), ground(0.13), ground(0.19)
    quiet = _first(_up(between, 0.72), (*page, footer, tag, hover, active), TEXT) or scheme.text
    return {
        "neutral-background-default": scheme.paper,
        "neutral-background-tinted": footer,
        "neutral-surface-default": scheme.field,
        "neutral-surface-tinted": tag,
        "neutral-surface-hover": hover,
        "neutral-surface-active": active,
        "neutral-border-subtle": between(0.175 * scheme.depth),
        "neutral-border-default": _first(_up(between, 0.56), page, SHAPE) or scheme.text,
        "neutral-border-strong": quiet,
        "neutral-text-subtle": quiet,
        "neutral-text-default": scheme.text,
    }


def _focus(scheme: _Scheme) -> dict[str, str]:
    return {"focus-inner": scheme.paper, "focus-outer": scheme.text}


def _down(colour: Callable[[float], str], share: float) -> Iterable[str]:
    """Yield the colour with this share, then those nearer to the paper."""
    return (colour(share * step / _STEPS) for step in range(_STEPS, 0, -1))


def _up(colour: Callable[[float], str], share: float) -> Iterable[str]:
    """Yield the colour with this share, then those further from the paper."""
    return (colour(share + (1 - share) * step / _STEPS) for step in range(_STEPS))


def _first(colours: Iterable[str], others: Iterable[str], least: float) -> str | None:
    """Return the first with enough contrast against all the others, or None."""
    against = tuple(others)
    clear = (each for each in colours if min(contrast(each, other) for other in against) >= least)
    return next(clear, None)
