"""Fields: how a front-matter value may be written, as a validator and as JSON Schema.

Draft 7 (https://json-schema.org/draft-07), which VS Code takes, of what YAML 1.2 makes of the text.
YAML's own typing is not used (it turns `no` into false and `13:45` into 825), so every type starts
from a text. A value that already has its type, as in the manifest, passes through.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

T = TypeVar("T")
Schema = dict[str, Any]

# What YAML takes for a number or a boolean is still text here.
TEXT: Schema = {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True)
class Written(BeforeValidator):
    """A validator that also knows the schema of what it accepts.

    `schema` takes the schema of the value inside: a mapping or a list.
    """

    schema: Callable[[Schema], Schema] = lambda inside: inside


def matching(*forms: re.Pattern[str]) -> Schema:
    """Return the schema of a text that matches one of these, in JavaScript's regex syntax."""
    plain = (re.sub(r"\(\?P<\w+>", "(?:", form.pattern) for form in forms)
    return {"type": "string", "pattern": f"^(?:{'|'.join(plain)})$"}


def number_or(form: re.Pattern[str], **limits: float) -> Schema:
    """Return the schema of a number within limits, or a text that matches."""
    return {"anyOf": [{"type": "number", **limits}, matching(form)]}


def one_must_be_there(*keys: str) -> Schema:
    """Return the part of a mapping's schema that requires at least one of these keys."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def or_empty(schema: Schema) -> Schema:
    """Return the schema of a value that may also be empty."""
    options = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    return {"anyOf": [*options, {"type": "null"}]}


def not_valid(what: str, example: str) -> PydanticCustomError:
    """Return the error for a malformed value: what it should be, and an example."""
    return PydanticCustomError(
        "form", "er ikke {what}. Skriv for eksempel {example}.", {"what": what, "example": example}
    )


def wrong(sentence: str, *below: str | int) -> PydanticCustomError:
    """Return the error for a value that breaks a rule, in one sentence, at the key `below`."""
    return PydanticCustomError("rule", "{sentence}", {"sentence": sentence, "below": below})


def empty() -> PydanticCustomError:
    """Return the error for a key or list item with nothing in it."""
    return PydanticCustomError("empty", "")


def absent(key: str) -> PydanticCustomError:
    """Return the error for a missing key that this one requires."""
    return PydanticCustomError("absent", "{key}", {"key": key})


def parse_text(value: Any) -> Any:
    """Return a text in NFC with single spaces; raises the error for anything else."""
    if not isinstance(value, str):
        raise not_valid("en tekst", "«Frokostmøte»")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if not text:
        raise empty()
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise wrong("har et tegn som ikke vises. Slett teksten og skriv den på nytt.")
    return text


def one_of(words: dict[str, T]) -> Written:
    """Return a validator that accepts one of these Norwegian words, or the value itself."""

    def parse(value: Any) -> Any:
        if value in words.values():
            return value
        text = parse_text(value).lower()
        if text not in words:
            raise not_valid("ett av ordene " + ", ".join(words), next(iter(words)))
        return words[text]

    return Written(parse, schema=lambda _: {"enum": list(words)})


def text_as(key: str) -> Written:
    """Return a validator that reads a bare text as a mapping with only this key."""

    def parse(value: Any) -> Any:
        return {key: parse_text(value)} if isinstance(value, str) else value

    return Written(parse, schema=lambda mapping: {"anyOf": [TEXT, mapping]})


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


ONE_OR_MORE = Written(_as_list, schema=lambda many: {"anyOf": [many["items"], many]})
Text = Annotated[str, Written(parse_text, schema=lambda _: TEXT)]
