"""Front matter: the YAML between `---` lines, read as texts with their places, as an Event.

Nothing an editor wrote raises here: every problem is collected, with line and column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from formhandler.core.errors import Problem, Severity
from formhandler.events.frontmatter_mistakes import problem_at, translated
from formhandler.events.model import Event
from formhandler.events.slug import slug_problem
from formhandler.events.yaml_with_places import Location, Outline, OutlineError, read_outline

_FENCE = "---"
# Unicode category Cc, except tab and line feed.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Source:
    """A valid event file: the event, its Markdown, and the place of each key."""

    path: str
    event: Event
    body: str
    outline: Outline

    def problem(
        self, location: Location, message: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Return a problem at a front-matter key of this file."""
        return problem_at(self.path, self.outline, location, message, severity)


@dataclass(frozen=True)
class Reading:
    """The result of reading a file: its Markdown and where it begins, problems, and the source."""

    path: str
    body: str = ""
    body_line: int = 1
    problems: tuple[Problem, ...] = ()
    source: Source | None = None

    @property
    def slug(self) -> str:
        """The slug, from the file's name."""
        return PurePath(self.path).stem

    def problem(self, offset: int, message: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return a problem at a character of the Markdown, at `offset` from 0."""
        line = self.body.count("\n", 0, offset)
        column = offset - self.body.rfind("\n", 0, offset)
        return Problem(self.path, self.body_line + line, column, "", message, severity)


class NotUtf8Error(ValueError):
    """The bytes are not UTF-8; `line` (from 1) has the first bad one."""

    def __init__(self, line: int, byte: int) -> None:
        """Keep the line and the byte's value."""
        self.line, self.byte = line, byte
        super().__init__(f"line {line}: 0x{byte:02X}")


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-8, with or without BOM, with line feeds as line ends."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        raise NotUtf8Error(raw[:bad].count(b"\n") + 1, raw[bad]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_event(raw: bytes, path: str, zone: ZoneInfo) -> Reading:
    """Return the content of the file at `path`; the path is for messages and gives the slug."""
    try:
        header, body, body_line = _split(decode(raw))
    except NotUtf8Error as error:
        message = (
            f"Filen er ikke lagret som UTF-8 (ugyldig tegn 0x{error.byte:02X} på denne linjen). "
            "Velg «Lagre som» og tegnkoding UTF-8."
        )
        return Reading(path, problems=(Problem(path, error.line, 1, "", message),))
    except OutlineError as error:
        return Reading(path, problems=(_unreadable(path, error),))
    try:
        outline = read_outline(header, first_line=2)
    except OutlineError as error:
        return Reading(path, body, body_line, (_unreadable(path, error),))
    event, problems = _validated(path, outline, zone)
    problems += tuple(_control_characters(path, body, body_line))
    source = Source(path, event, body, outline) if event else None
    return Reading(path, body, body_line, problems, source)


def _control_characters(path: str, body: str, body_line: int) -> Iterator[Problem]:
    if not _CONTROL.search(body):
        return
    for number, line in enumerate(body.split("\n"), body_line):
        for letter in sorted(set(_CONTROL.findall(line))):
            message = f"Tegnet U+{ord(letter):04X} kan ikke stå her. Slett det."
            yield Problem(path, number, line.index(letter) + 1, "", message)


def _unreadable(path: str, error: OutlineError) -> Problem:
    return Problem(path, error.line, error.column, error.key, error.message)


def _split(text: str) -> tuple[str, str, int]:
    """Return front matter, Markdown, and the line where the Markdown begins."""
    if not text.strip():
        message = "Filen er tom. Slett den, og lag en ny med «pameldt new»."
        raise OutlineError(1, 1, message)
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise OutlineError(
            1,
            1,
            f"Filen må begynne med en linje med bare tre bindestreker ({_FENCE}), men linje 1 er "
            + (f"«{lines[0][:40]}»." if lines[0].strip() else "tom."),
        )
    ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    end = next(ends, None)
    if end is None:
        raise OutlineError(
            1, 1, f"Finner ikke linjen med tre bindestreker ({_FENCE}) som avslutter nøklene."
        )
    return "\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]), end + 2


def _validated(
    path: str, outline: Outline, zone: ZoneInfo
) -> tuple[Event | None, tuple[Problem, ...]]:
    slug = PurePath(path).stem
    problems = tuple(_name_problems(path, slug, outline))
    data = {key: value for key, value in outline.data.items() if key != "slug"}
    try:
        event = Event.model_validate(
            {**data, "slug": slug}, by_alias=True, by_name=False, context={"zone": zone}
        )
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, problems + tuple(translated(path, outline, each) for each in details)
    return event, problems


def _name_problems(path: str, slug: str, outline: Outline) -> Iterator[Problem]:
    if message := slug_problem(slug):
        yield Problem(path, 1, 1, "", message)
    if "slug" in outline.data:
        yield problem_at(
            path,
            outline,
            ("slug",),
            f"er ikke en nøkkel. Filnavnet, «{slug}.md», blir adressen.",
        )
