"""Headings: the order that lets a screen reader's user find the way in a text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formhandler.events.outline import quote


@dataclass(frozen=True)
class Heading:
    """A heading of a text: its line (from 1), its level (the title is 1) and its words."""

    line: int
    level: int
    text: str


def misplaced(headings: Iterable[Heading]) -> Iterator[tuple[int, str]]:
    """Yield line and message for each heading that skips a level or has no words."""
    above = 1
    for heading in headings:
        marks, right = "#" * heading.level, "#" * (above + 1)
        if not heading.text:
            yield heading.line, f"Overskriften er tom. Skriv noe etter «{marks} », eller slett den."
        elif heading.level > above + 1:
            reason = "uten en overskrift over" if above == 1 else f"rett under «{'#' * above} »"
            shown = quote(f"{marks} {heading.text}")
            yield heading.line, f"Overskriften {shown} står {reason}. Skriv «{right} »."
        above = heading.level
