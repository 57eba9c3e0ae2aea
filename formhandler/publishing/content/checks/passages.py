"""Passages: every text in an event file, with its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from formhandler.core.errors import Problem, Severity
from formhandler.events.frontmatter import Reading, Source
from formhandler.events.yaml_with_places import Location


@dataclass(frozen=True)
class Passage:
    """A text, and a function that makes a problem at a character (offset from 0)."""

    text: str
    problem: Callable[[int, str, Severity], Problem]
    is_body: bool = False


def passages(reading: Reading) -> Iterator[Passage]:
    """Yield the texts in the front matter, if it could be read, and the Markdown."""
    if reading.source:
        for location, text in reading.source.outline.texts():
            yield Passage(text, _under(reading.source, location))
    yield Passage(reading.body, reading.problem, is_body=True)


def _under(source: Source, location: Location) -> Callable[[int, str, Severity], Problem]:
    def problem(_offset: int, message: str, severity: Severity) -> Problem:
        return source.problem(location, message, severity)

    return problem
