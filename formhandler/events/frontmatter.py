"""Front matter: the YAML between `---` lines, read as texts with their places, made an Event.

Nothing raises here for what an editor wrote: every problem is collected, with line and column.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from formhandler.events.model import Event
from formhandler.events.outline import Location, Outline, OutlineError, read_outline
from formhandler.events.problems import Problem
from formhandler.events.slug import slug_problem

_FENCE = "---"
_EXAMPLES = {
    "tittel": "tittel: Frokostmøte om innkjøp",
    "start": "start: 2026-12-03 18.00",
    "slutt": "slutt: 2026-12-03 20.00",
    "sted": "sted: Kulturhuset, Oslo» eller «digitalt: Teams",
    "målgruppe": "målgruppe: Alle som arbeider med innkjøp",
    "pris": "pris: 0",
    "arrangører": "arrangører: [Etisk handel Norge]",
    "kontakt": "kontakt: {navn: Kari Nordmann, epost: kari@example.no}",
    "navn": "navn: Kari Nordmann",
    "epost": "epost: kari@example.no",
    "fil": "fil: mote.jpg",
    "alt": "alt: Tre personer rundt et bord. Er bildet bare pynt, så skriv «dekorativt: ja»",
    "kl": "kl: 13.45",
    "nøkkel": "nøkkel: buss",
    "spørsmål": "spørsmål: Tar du bussen fra Oslo?",
    "formål": "formål: Vi bestiller plass på bussen",
}


@dataclass(frozen=True)
class Source:
    """One event file that holds an event: the event, its Markdown, and where each key stands."""

    path: str
    event: Event
    body: str
    outline: Outline

    def problem(self, location: Location, message: str) -> Problem:
        """Return a problem at a front-matter key of this file."""
        return _problem(self.path, self.outline, location, message)


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: its Markdown and where that begins, problems, and the source."""

    path: str
    body: str = ""
    body_line: int = 1
    problems: tuple[Problem, ...] = ()
    source: Source | None = None


class NotUtf8Error(ValueError):
    """The bytes are not UTF-8; `line` (from 1) holds the first bad one."""

    def __init__(self, line: int, byte: int) -> None:
        """Keep the line and the byte's value."""
        self.line, self.byte = line, byte
        super().__init__(f"line {line}: 0x{byte:02X}")


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-8, with or without BOM, any line ends made line feeds."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        raise NotUtf8Error(raw[:bad].count(b"\n") + 1, raw[bad]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_event(raw: bytes, path: str, zone: ZoneInfo) -> Reading:
    """Return what the file at `path` holds; the path is for messages and gives the slug."""
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
    source = Source(path, event, body, outline) if event else None
    return Reading(path, body, body_line, problems, source)


def _unreadable(path: str, error: OutlineError) -> Problem:
    return Problem(path, error.line, error.column, error.key, error.message)


def _split(text: str) -> tuple[str, str, int]:
    """Return front matter, Markdown, and the line where the Markdown begins."""
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
        return None, problems + tuple(_translated(path, outline, each) for each in details)
    return event, problems


def _name_problems(path: str, slug: str, outline: Outline) -> Iterator[Problem]:
    if message := slug_problem(slug):
        yield Problem(path, 1, 1, "", message)
    if "slug" in outline.data:
        yield _problem(
            path,
            outline,
            ("slug",),
            f"er ikke en nøkkel. Filnavnet, «{slug}.md», blir adressen.",
        )


def _translated(path: str, outline: Outline, detail: ErrorDetails) -> Problem:
    """Turn one of pydantic's errors into words an editor can act on."""
    location: Location = tuple(detail["loc"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return _missing(path, outline, location)
        case "extra_forbidden":
            return _problem(path, outline, location, _unknown(location))
        case "absent":
            return _missing(path, outline, (*location[:-1], context["key"]))
        case "rule":
            return _rule(path, outline, location, context)
        case "form":
            value, wrong = outline.quoted(location), detail["msg"]
            return _problem(path, outline, location, f"{value} {wrong}")
        case "string_pattern_mismatch":
            message = (
                "kan bare ha små bokstaver (a til z), tall og understrek. Skriv for eksempel buss."
            )
            return _problem(path, outline, location, f"{outline.quoted(location)} {message}")
        case _:
            keys = _listed(_known_keys(Event, location))
            message = f"{outline.quoted(location)} har feil form. Her skal det stå {keys}."
            return _problem(path, outline, location, message.lstrip())


def _missing(path: str, outline: Outline, location: Location) -> Problem:
    *above, key = location
    example = f"Skriv for eksempel «{_EXAMPLES.get(str(key), f'{key}: …')}»."
    if location in outline.places:
        return _problem(path, outline, location, f"er tom. {example}")
    if above:
        return _problem(path, outline, tuple(above), f"mangler «{key}». {example}")
    return Problem(path, 1, 1, str(key), f"mangler. {example}")


def _rule(path: str, outline: Outline, location: Location, context: dict[str, Any]) -> Problem:
    if context["key"] is not None:
        location = (*location, context["key"])
    message = f"{outline.quoted(location)} {context['sentence']}".lstrip()
    return _problem(path, outline, location, message)


def _problem(path: str, outline: Outline, location: Location, message: str) -> Problem:
    line, column = outline.place(location)
    return Problem(path, line, column, _dotted(location), message)


def _dotted(location: Location) -> str:
    """Write a location as `personer[2].navn`, counting from 1 as people do."""
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _listed(keys: list[str]) -> str:
    return " og ".join([*filter(None, [", ".join(keys[:-1])]), keys[-1]])


def _unknown(location: Location) -> str:
    *above, key = location
    known = _known_keys(Event, tuple(above))
    near = difflib.get_close_matches(str(key).lower(), known, n=1, cutoff=0.6)
    if near:
        return f"er ikke en nøkkel vi kjenner. Mente du «{near[0]}»?"
    return f"er ikke en nøkkel vi kjenner. Nøklene her er {_listed(known)}."


def _known_keys(model: type[BaseModel], above: Location) -> list[str]:
    """Return the keys that may stand under `above`, in the model's order."""
    fields = {field.alias: field for field in model.model_fields.values() if field.alias}
    steps = [step for step in above if isinstance(step, str)]
    if not steps:
        return list(fields)
    part = next(_models_in(fields[steps[0]].annotation))
    return _known_keys(part, tuple(steps[1:]))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
