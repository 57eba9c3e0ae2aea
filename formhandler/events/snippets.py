"""Snippets: each front-matter key with an example, which VS Code offers while one writes.

https://code.visualstudio.com/docs/editing/userdefinedsnippets
"""

from collections.abc import Iterator
from typing import Any

from formhandler.events.plain_yaml import as_yaml
from formhandler.events.schema import event_schema
from formhandler.events.written import Schema


def snippets() -> dict[str, Any]:
    """Return the file of snippets: by the key's whole name, what is typed and what comes of it."""
    return {
        name: {
            "scope": "markdown",
            "prefix": name.rsplit(".", 1)[-1],
            "body": f"{name.rsplit('.', 1)[-1]}: {_placeholder(schema['examples'][0])}",
            "description": schema["description"],
        }
        for name, schema in _keys(event_schema(), "")
    }


def _keys(schema: Schema, above: str) -> Iterator[tuple[str, Schema]]:
    """Yield each key's whole name and its schema, those of mappings in it too."""
    for name, below in schema.get("properties", {}).items():
        yield above + name, below
        yield from _keys(below, f"{above}{name}.")
    for option in [*schema.get("anyOf", ()), *filter(None, [schema.get("items")])]:
        if "required" not in option or "properties" in option:
            yield from _keys(option, above)


def _placeholder(example: Any) -> str:
    r"""Return an example as a part to write over, with `$`, `}` and `\` as the format wants."""
    plain = as_yaml(example)
    for sign in "\\$}":
        plain = plain.replace(sign, f"\\{sign}")
    return f"${{1:{plain}}}"
