"""Plain YAML: values as an editor would write them, in quotes only where they must be."""

from typing import Any

import yaml

_ENDLESS = 1_000_000


class _AllTexts(yaml.SafeDumper):
    """Writes `350` without quotes, since every value in the front matter is read as a text."""

    yaml_implicit_resolvers = {}  # noqa: RUF012


def as_yaml(value: Any) -> str:
    """Return texts, and lists and mappings of them, on one line."""
    text = yaml.dump(
        value,
        Dumper=_AllTexts,
        allow_unicode=True,
        default_flow_style=True,
        sort_keys=False,
        width=_ENDLESS,
    )
    return text.removesuffix("...\n").rstrip("\n")
