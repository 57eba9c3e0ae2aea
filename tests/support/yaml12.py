"""YAML 1.2 as VS Code reads it (core schema, https://yaml.org/spec/1.2.2/#103-core-schema)."""

import re
from typing import Any

import yaml


class _Core(yaml.SafeLoader):
    """Knows numbers, truth values and null as YAML 1.2 has them: no `ja`, no `13:45`, no dates."""

    yaml_implicit_resolvers = {}  # noqa: RUF012


for _kind, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
):
    _Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(rf"^(?:{_form})$"), list(_first)
    )


def load(text: str) -> Any:
    """Return what the text holds."""
    return yaml.load(text, Loader=_Core)
