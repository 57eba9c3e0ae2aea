"""Front matter mistakes: places every mistake, and words pydantic's (`fields` words our own)."""

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from formhandler.core.errors import Problem, Severity
from formhandler.events.model import Event
from formhandler.events.yaml_with_places import Location, Outline

# By key, and by the key above if that decides which example fits.
_EXAMPLES = {
    "tittel": "«tittel: Frokostmøte om innkjøp»",
    "start": "«start: 2026-12-03 18.00»",
    "slutt": "«slutt: 2026-12-03 20.00»",
    "sted": "«sted: Kulturhuset», «digitalt: Teams» eller begge",
    "målgruppe": "«målgruppe: Alle som arbeider med innkjøp»",
    "pris": "«pris: 0»",
    "arrangører": "«arrangører: [Etisk handel Norge]»",
    "kontakt": "«kontakt: {navn: Kari Nordmann, epost: kari@example.no}»",
    "navn": "«navn: Kari Nordmann»",
    "sted.navn": "«navn: Kulturhuset»",
    "arrangører.navn": "«navn: Etisk handel Norge»",
    "epost": "«epost: kari@example.no»",
    "fil": "«fil: mote.jpg»",
    "alt": "«alt: Tre personer rundt et bord». Er bildet bare pynt, så skriv «dekorativt: ja»",
    "kl": "«kl: 13.45»",
    "oversettelse_av": "«oversettelse_av: frokostmote»",
    "program.tittel": "«tittel: Velkommen»",
    "nøkkel": "«nøkkel: buss»",
    "spørsmål": "«spørsmål: Tar du bussen fra Oslo?»",
    "valg": "«valg: [Ja, Nei]»",
    "etterpå": "«etterpå: {opptak: https://video.example.no/frokostmote}»",
    "opptak": "«opptak: https://video.example.no/frokostmote»",
    "lysark": "«lysark: https://example.no/lysark.pdf»",
    "oppsummering": "«oppsummering: Vi var 40 som møttes.»",
    "lenke": "«lenke: https://video.example.no/frokostmote»",
    "opptak.tittel": "«tittel: Første dag»",
    "lysark.tittel": "«tittel: Åpningen»",
    "formål": "«formål: Vi bestiller plass på bussen»",
}


def translated(path: str, outline: Outline, detail: ErrorDetails) -> Problem:
    """Return the problem for one of pydantic's errors, in words an editor can act on."""
    location: Location = tuple(detail["loc"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return _missing(path, outline, location)
        case "extra_forbidden":
            return problem_at(path, outline, location, _unknown(location))
        case "empty":
            return _empty(path, outline, location)
        case "absent":
            return _missing(path, outline, (*location[:-1], context["key"]))
        case "rule":
            return _rule(path, outline, location, context)
        case "form":
            message = f"{outline.quoted(location)} {detail['msg']}"
            return problem_at(path, outline, location, message.lstrip())
        case "string_pattern_mismatch":
            message = (
                "kan bare ha små bokstaver (a til z), tall og understrek. Skriv for eksempel buss."
            )
            return problem_at(path, outline, location, f"{outline.quoted(location)} {message}")
        case _:
            known = _listed(_known_keys(Event, location)) or _example(location)
            message = f"{outline.quoted(location)} har feil form. Her skal det stå {known}."
            return problem_at(path, outline, location, message.lstrip())


def _missing(path: str, outline: Outline, location: Location) -> Problem:
    *above, key = location
    example = f"Skriv for eksempel {_example(location)}."
    if location in outline.places:
        return _empty(path, outline, location)
    if above:
        return problem_at(path, outline, tuple(above), f"mangler «{key}». {example}")
    return Problem(path, 1, 1, str(key), f"mangler. {example}")


def _empty(path: str, outline: Outline, location: Location) -> Problem:
    message = f"er tom. Skriv for eksempel {_example(location)}."
    return problem_at(path, outline, location, message)


def _example(location: Location) -> str:
    """Return a correct line for the key at `location`; for a list item, for the list."""
    keys = [step for step in location if isinstance(step, str)]
    names = (".".join(keys[-2:]), keys[-1])
    return next((_EXAMPLES[name] for name in names if name in _EXAMPLES), f"«{keys[-1]}: …»")


def _rule(path: str, outline: Outline, location: Location, context: dict[str, Any]) -> Problem:
    location = (*location, *context["below"])
    message = f"{outline.quoted(location)} {context['sentence']}".lstrip()
    return problem_at(path, outline, location, message)


def problem_at(
    path: str,
    outline: Outline,
    location: Location,
    message: str,
    severity: Severity = Severity.ERROR,
) -> Problem:
    """Return a problem at the key at `location`, or at the nearest key above it."""
    line, column = outline.place(location)
    return Problem(path, line, column, _dotted(location), message, severity)


def _dotted(location: Location) -> str:
    """Return a location as `personer[2].navn`, counting from 1."""
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _listed(keys: list[str]) -> str:
    return " og ".join(filter(None, [", ".join(keys[:-1]), *keys[-1:]]))


def _unknown(location: Location) -> str:
    *above, key = location
    known = _known_keys(Event, tuple(above))
    near = difflib.get_close_matches(str(key).lower(), known, n=1, cutoff=0.6)
    if near:
        return f"er ikke en nøkkel vi kjenner. Mente du «{near[0]}»?"
    return f"er ikke en nøkkel vi kjenner. Nøklene her er {_listed(known)}."


def _known_keys(model: type[BaseModel], above: Location) -> list[str]:
    """Return the keys allowed below `above`, in the model's order."""
    fields = {field.alias: field for field in model.model_fields.values() if field.alias}
    steps = [step for step in above if isinstance(step, str)]
    if not steps:
        return list(fields)
    part = next(_models_in(fields[steps[0]].annotation), None) if steps[0] in fields else None
    return _known_keys(part, tuple(steps[1:])) if part else []


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
