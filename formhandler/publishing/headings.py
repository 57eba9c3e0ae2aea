"""Headings: the order that lets a screen reader's user find the way in a text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formhandler.events.outline import quote

# A pattern in the Markdown, and how many of its matches to pass over.
Needle = tuple[str, int]


@dataclass(frozen=True)
class Heading:
    """A heading of a text: what finds it there, its level (the title is 1) and its words."""

    needle: Needle
    level: int
    text: str


def misplaced(headings: Iterable[Heading]) -> Iterator[tuple[Needle, str]]:
    """Yield place and message for each heading that skips a level or has no words."""
    above = 1
    for heading in headings:
        marks, right = "#" * heading.level, "#" * (above + 1)
        if not heading.text:
            yield (
                heading.needle,
                f"Overskriften er tom. Skriv noe etter «{marks} », eller slett den.",
            )
        elif heading.level > above + 1:
            reason = "uten en overskrift over" if above == 1 else f"rett under «{'#' * above} »"
            shown = quote(f"{marks} {heading.text}")
            yield heading.needle, f"Overskriften {shown} står {reason}. Skriv «{right} »."
        above = heading.level
