"""Editor schema: the front matter as JSON Schema and snippets, for editors' tools."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from formhandler.events.fields import Schema, Written, or_empty
from formhandler.events.model import Event
from formhandler.events.new_event import as_yaml

_DRAFT = "http://json-schema.org/draft-07/schema#"


def event_schema() -> Schema:
    """Return the schema of an event file's front matter."""
    return {
        "$schema": _DRAFT,
        "title": "Arrangement",
        "description": "Nøklene øverst i en arrangementsfil. Se docs/redaktor.md.",
        **_mapping(Event),
    }


def _mapping(model: type[BaseModel]) -> Schema:
    fields = {field.alias: field for field in model.model_fields.values() if field.alias}
    extra = model.model_config.get("json_schema_extra")
    return {
        "type": "object",
        "properties": {key: _key(field) for key, field in fields.items()},
        "required": [key for key, field in fields.items() if field.is_required()],
        "additionalProperties": False,
        **(extra if isinstance(extra, dict) else {}),
    }


def _key(field: FieldInfo) -> Schema:
    """Return the schema of a key's value, with the key's description."""
    schema = _value(field.annotation, field.metadata)
    told = {"description": field.description, "examples": field.examples}
    return told | (schema if field.is_required() else or_empty(schema))


def _value(annotation: Any, metadata: Iterable[Any] = ()) -> Schema:
    """Return the schema of a type with these annotations, innermost first."""
    schema = _plain(annotation)
    for each in metadata:
        if isinstance(each, Written):
            schema = each.schema(schema)
        elif pattern := getattr(each, "pattern", None):
            schema = {"type": "string", "pattern": pattern}
    return schema


def _plain(annotation: Any) -> Schema:
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return _value(inner, metadata)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _mapping(annotation)
    inside = [each for each in get_args(annotation) if each not in (type(None), ...)]
    if get_origin(annotation) is tuple:
        return {"type": "array", "items": _plain(inside[0])}
    # For an optional type, the type it has when present.
    return _plain(inside[0]) if inside else {}


def snippets() -> dict[str, Any]:
    """Return the snippets file: by the key's full name, the prefix and the expansion."""
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
    """Yield each key's full name and schema, including keys of nested mappings."""
    for name, below in schema.get("properties", {}).items():
        yield above + name, below
        yield from _keys(below, f"{above}{name}.")
    for option in [*schema.get("anyOf", ()), *filter(None, [schema.get("items")])]:
        if "required" not in option or "properties" in option:
            yield from _keys(option, above)


def _placeholder(example: Any) -> str:
    r"""Return an example as a placeholder, with `$`, `}` and `\` escaped."""
    plain = as_yaml(example)
    for sign in "\\$}":
        plain = plain.replace(sign, f"\\{sign}")
    return f"${{1:{plain}}}"
