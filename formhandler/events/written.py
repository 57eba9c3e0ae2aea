"""Written: how a value may be written in the front matter, for editors' tools: JSON Schema.

Draft 7 (https://json-schema.org/draft-07), which VS Code takes, of what YAML 1.2 makes of the text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BeforeValidator

Schema = dict[str, Any]

# What looks like a number or a truth value to YAML is a text all the same.
TEXT: Schema = {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True)
class Written(BeforeValidator):
    """A validator that also knows the schema of what it reads.

    `schema` takes the schema of what is inside it: of a mapping, or of a list.
    """

    schema: Callable[[Schema], Schema] = lambda inside: inside


def matching(*forms: re.Pattern[str]) -> Schema:
    """Return the schema of a text in one of these forms, without what JavaScript does not know."""
    plain = (re.sub(r"\(\?P<\w+>", "(?:", form.pattern) for form in forms)
    return {"type": "string", "pattern": f"^(?:{'|'.join(plain)})$"}


def number_or(form: re.Pattern[str], **limits: float) -> Schema:
    """Return the schema of a number within limits, or a text in this form."""
    return {"anyOf": [{"type": "number", **limits}, matching(form)]}


def one_must_be_there(*keys: str) -> Schema:
    """Return what a mapping's schema says beside its keys: that it has one of these at least."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def or_empty(schema: Schema) -> Schema:
    """Return the schema of a value that may also be left empty."""
    options = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    return {"anyOf": [*options, {"type": "null"}]}
