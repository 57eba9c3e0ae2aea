"""Text: a letter in plain text, in which nobody's words can pass for ours."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from formhandler.mail.letter import Letter, Link, Pair
from formhandler.templating import plain

_QUOTE = "  | "


def as_text(letter: Letter) -> Letter:
    """Return the letter without markup; what has several lines has a mark before each."""
    return replace(
        letter,
        heading=_line(letter.heading),
        title=_line(letter.title),
        lead=tuple(_lines(each) for each in letter.lead),
        facts=_pairs(letter.facts),
        steps=_pairs(letter.steps),
        people=_pairs(letter.people),
        answers=_pairs(letter.answers),
        links=tuple(Link(_line(each.text), each.url) for each in letter.links),
        footer=tuple(_lines(each) for each in letter.footer),
    )


def _pairs(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple((_line(label), _lines(value)) for label, value in pairs)


def _lines(value: str | Markup) -> str:
    lines = [_line(each) for each in plain(value).splitlines()]
    if len(lines) < 2:
        return "".join(lines)
    # A line that a visitor has written would else look like one of the letter's own.
    return "\n".join((_QUOTE + each).rstrip() for each in lines)


def _line(value: str | Markup) -> str:
    return " ".join(plain(value).split())
