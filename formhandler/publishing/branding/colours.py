"""Colours: reads the three in `COLOURS`, and suggests another if one cannot be used."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from formhandler.publishing.branding.colour_tokens import GIVEN, Colours, given_tokens
from formhandler.publishing.branding.contrasts import (
    DANGER_LIGHT,
    PAIRS,
    Failure,
    failures,
    nearest,
    read_colour,
    shown,
)

_EXAMPLES = asdict(Colours(main="#0b5563", paper="#fbfaf7", text="#1d2423"))
_NAMES = tuple(_EXAMPLES)
# Each is checked against the earlier ones, starting with what is on the paper.
_ORDER = {"paper": "danger-", "text": "neutral-", "main": "accent-"}
# Derived tokens are made to be legible; these pairs are used as given.
_GIVEN = [pair for pair in PAIRS if {pair.front, pair.ground} <= {*GIVEN, *DANGER_LIGHT}]
_BLACK, _WHITE = 0.0, 1.0
_GROUNDS = {
    "neutral-background-default": "paper",
    "danger-surface-tinted": "bunnen i feilmeldinger",
}
_REDS = {
    "danger-text-subtle": "den røde teksten i feilmeldinger",
    "danger-border-default": "den røde rammen rundt feil",
}


class ColoursError(Exception):
    """The colours are unusable; `problems` lists all reasons, each in one line."""

    def __init__(self, problems: list[str]) -> None:
        """Store the reasons."""
        super().__init__("\n".join(problems))
        self.problems = problems


def read_colours(value: object) -> Colours:
    """Return the three colours; raises ColoursError with the nearest usable ones."""
    if not isinstance(value, dict):
        example = "{" + ", ".join(f'"{name}": "{each}"' for name, each in _EXAMPLES.items()) + "}"
        raise ColoursError([f"«{value}» er ikke tre farger. Skriv for eksempel {example}."])
    if wrong := list(_wrong(value)):
        raise ColoursError(wrong)
    colours = Colours(**{name: read_colour(value[name]) or "" for name in _NAMES})
    if unreadable := list(_unreadable(colours)):
        raise ColoursError(unreadable)
    return colours


def _wrong(value: dict[Any, Any]) -> Iterator[str]:
    for name, colour in value.items():
        if name not in _NAMES:
            yield f"«{name}» er ikke en av de tre fargene, som er main, paper og text."
        elif not isinstance(colour, str) or read_colour(colour) is None:
            yield (
                f"{name}: «{colour}» er ikke en farge. Skriv # og seks tegn fra 0–9 og a–f, for "
                f'eksempel "{_EXAMPLES[name]}".'
            )
    for name in _NAMES:
        if name not in value:
            yield f'{name} mangler. Skriv for eksempel "{name}": "{_EXAMPLES[name]}".'


def _unreadable(colours: Colours) -> Iterator[str]:
    """Yield illegible colours; later ones are checked against the proposal for a wrong one."""
    for name in _ORDER:
        if failed := _failures(colours, name):
            colours, given = _mended(colours, name), getattr(colours, name)
            yield _message(name, given, failed[0], getattr(colours, name))


def _failures(colours: Colours, name: str) -> list[Failure]:
    pairs = [pair for pair in _GIVEN if pair.front.startswith(_ORDER[name])]
    return failures(given_tokens(colours) | DANGER_LIGHT, pairs)


def _mended(colours: Colours, name: str) -> Colours:
    limit = _WHITE if name == "paper" else _BLACK
    given = getattr(colours, name)
    found = nearest(given, limit, lambda each: not _failures(_with(colours, name, each), name))
    return _with(colours, name, found)


def _with(colours: Colours, name: str, colour: str) -> Colours:
    return replace(colours, **{name: colour})


def _message(name: str, given: str, failure: Failure, proposed: str) -> str:
    if name == "paper":
        other = f"{_REDS[failure.pair.front]} «{failure.front}»"
        why = f"«{given}» er for mørk under {other}"
    else:
        other = f"{_GROUNDS[failure.pair.ground]} «{failure.ground}»"
        why = f"«{given}» er for svak mot {other}"
    ratio, least = shown(failure.ratio), shown(failure.pair.least)
    return f'{name}: {why}: {ratio}:1, og det må være {least}:1. Nærmeste som går: "{proposed}".'
