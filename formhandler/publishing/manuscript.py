"""Manuscript: one event file as it was read, with all that is wrong in it by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from formhandler.events.frontmatter import Reading, read_event
from formhandler.events.model import Event
from formhandler.events.problems import Problem
from formhandler.publishing.checks.plain_language import check_language
from formhandler.publishing.checks.programme import check_programme
from formhandler.publishing.checks.weekdays import check_weekdays
from formhandler.publishing.prose import Prose, ProseReader

_CHECKS: tuple[Callable[[Reading], Iterable[Problem]], ...] = (
    check_weekdays,
    check_programme,
    check_language,
)


@dataclass(frozen=True)
class Manuscript:
    """A file's front matter and text; `problems` are those that no other file has a part in."""

    reading: Reading
    prose: Prose
    problems: tuple[Problem, ...]

    @property
    def slug(self) -> str:
        """Return the slug, which the file's name gives."""
        return self.reading.slug

    @property
    def event(self) -> Event | None:
        """Return the event, or None where the front matter has a mistake."""
        return self.reading.source.event if self.reading.source else None

    def problem(self, line: int, message: str) -> Problem:
        """Return a problem at a line of the text, counted from 1."""
        return Problem(self.reading.path, self.reading.body_line + line - 1, 1, "", message)


def read_manuscript(raw: bytes, path: str, zone: ZoneInfo, reader: ProseReader) -> Manuscript:
    """Return what the file at `path` holds; it follows from these bytes alone."""
    reading = read_event(raw, path, zone)
    prose, problems = _prose(reading, reader)
    found = (problem for check in _CHECKS for problem in check(reading))
    return Manuscript(reading, prose, (*reading.problems, *problems, *found))


def _prose(reading: Reading, reader: ProseReader) -> tuple[Prose, list[Problem]]:
    try:
        prose = reader.read(reading.body)
    except RecursionError:
        message = "Teksten har for mange nivåer inni hverandre. Skriv den enklere."
        return Prose(), [Problem(reading.path, reading.body_line, 1, "", message)]
    return prose, [
        Problem(reading.path, reading.body_line + line - 1, 1, "", message)
        for line, message in prose.findings
    ]
