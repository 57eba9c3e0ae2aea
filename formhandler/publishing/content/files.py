"""Files: event files read as events and HTML, each once for as long as it stays the same."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from formhandler.core.errors import Problem
from formhandler.events.frontmatter import Reading, read_event
from formhandler.events.model import Event
from formhandler.publishing.content.checks.plain_language import check_language
from formhandler.publishing.content.checks.programme_order import check_programme
from formhandler.publishing.content.checks.weekdays import check_weekdays
from formhandler.publishing.content.markdown import Prose, ProseReader
from formhandler.publishing.processes import finished, is_worth_sharing, pool_of_copies

# How many files a process reads per task.
_PART = 50

_Stamp = tuple[str, int, int, int] | None


@dataclass(frozen=True)
class Text:
    """The content of one event file, the problems in it alone, and a digest of its bytes."""

    reading: Reading
    prose: Prose = field(default_factory=Prose)
    problems: tuple[Problem, ...] = ()
    digest: str = ""

    @cached_property
    def advice(self) -> tuple[Problem, ...]:
        """Advice on language; computed on demand, because it is slow."""
        return tuple(check_language(self.reading))

    @property
    def event(self) -> Event | None:
        """The event, or None if the front matter has a mistake."""
        return self.reading.source.event if self.reading.source else None

    def problem(self, line: int, message: str) -> Problem:
        """Return a problem at a line of the Markdown, from 1."""
        return Problem(self.reading.path, self.reading.body_line + line - 1, 1, "", message)


class ContentCache:
    """Caches files that have been read, and rereads only what has changed."""

    def __init__(self) -> None:
        """Start empty."""
        self._texts: dict[Path, tuple[_Stamp, Text]] = {}

    def read(self, paths: Sequence[Path], zone: ZoneInfo) -> dict[Path, Text]:
        """Return the text of each file, and forget all other files."""
        stamps = {path: _stamp(path, zone) for path in paths}
        new = [path for path in paths if not self._has(path, stamps[path])]
        read = dict(zip(new, _read(new, zone), strict=True))
        self._texts = {
            path: (stamps[path], read[path]) if path in read else self._texts[path]
            for path in paths
        }
        return {path: text for path, (_, text) in self._texts.items()}

    def _has(self, path: Path, stamp: _Stamp) -> bool:
        return stamp is not None and path in self._texts and self._texts[path][0] == stamp


def shown_path(path: Path) -> str:
    """Return the path relative to the working folder, if it is below it."""
    absolute = path.resolve()
    here = Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else absolute)


def whole(path: Path, message: str) -> Problem:
    """Return a problem with a file as a whole, or with a folder."""
    return Problem(shown_path(path), 1, 1, "", message)


def _stamp(path: Path, zone: ZoneInfo) -> _Stamp:
    """Return a value that changes when the file is saved, or None if there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return zone.key, stat.st_mtime_ns, stat.st_size, stat.st_ino


def _read(paths: Sequence[Path], zone: ZoneInfo) -> list[Text]:
    """Return the texts in order, read by one process per processor if that is faster."""
    return read_shared(paths, zone) if is_worth_sharing(len(paths)) else _read_part(paths, zone)


def read_shared(paths: Sequence[Path], zone: ZoneInfo) -> list[Text]:
    """Return the texts in order, read by copies of this process."""
    parts = [paths[start : start + _PART] for start in range(0, len(paths), _PART)]
    with pool_of_copies() as pool:
        read = finished([pool.submit(_read_part, part, zone) for part in parts])
    return [text for part in read for text in part]


def _read_part(paths: Sequence[Path], zone: ZoneInfo) -> list[Text]:
    reader = ProseReader()
    folders = {folder: shown_path(folder) for folder in {path.parent for path in paths}}
    return [_read_file(path, folders[path.parent], zone, reader) for path in paths]


def _read_file(path: Path, folder: str, zone: ZoneInfo, reader: ProseReader) -> Text:
    if not path.is_file():
        return _unreadable(path, "Dette er ikke en fil som kan leses.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(path, f"Filen kan ikke leses ({error.strerror}).")
    reading = read_event(raw, str(Path(folder, path.name)), zone)
    prose, problems = _prose(reading, reader)
    digest = hashlib.sha256(raw).hexdigest()
    problems += [*check_weekdays(reading), *check_programme(reading)]
    return Text(reading, prose, (*reading.problems, *problems), digest)


def _unreadable(path: Path, message: str) -> Text:
    return Text(Reading(shown_path(path)), problems=(whole(path, message),))


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
