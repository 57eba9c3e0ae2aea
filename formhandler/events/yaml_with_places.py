"""YAML with places: YAML read as nested texts, each with its line and column."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.resolver import Resolver

from formhandler.events.yaml_mistakes import UNQUOTED_QUESTION, explain

Location = tuple[str | int, ...]
Place = tuple[int, int]

_LONGEST_QUOTE = 60
_DEEPEST = 20


class OutlineError(Exception):
    """The text cannot be read as keys and values; the message says where and what to do."""

    def __init__(self, line: int, column: int, message: str, key: str = "") -> None:
        """Keep the place (from 1), the message and the key, if known."""
        self.line, self.column, self.message, self.key = line, column, message, key
        super().__init__(message)


@dataclass(frozen=True)
class Outline:
    """Nested dicts, lists and texts, with the place of each key or list item."""

    data: dict[str, Any]
    places: dict[Location, Place] = field(default_factory=dict)

    def place(self, location: Location) -> Place:
        """Return line and column of the key at `location`, or of its nearest parent."""
        for end in range(len(location), 0, -1):
            if location[:end] in self.places:
                return self.places[location[:end]]
        return (1, 1)

    def texts(self) -> Iterator[tuple[Location, str]]:
        """Yield every single text that is not empty, with its location."""
        yield from _texts(self.data, ())

    def quoted(self, location: Location) -> str:
        """Return the value at `location` as «text», or an empty text if it is not a single text."""
        value: Any = self.data
        for step in location:
            if isinstance(value, str):
                break
            try:
                value = value[step]
            except (KeyError, IndexError):
                return ""
        if not isinstance(value, str):
            return ""
        return quote(value)


class _Composer(Composer):
    """Composes nodes without typing them, and without aliases, which could grow without bound."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark = self.peek_event().start_mark  # type: ignore[attr-defined]
        if self.check_event(yaml.AliasEvent):  # type: ignore[attr-defined]
            raise yaml.MarkedYAMLError(context="while scanning an alias", problem_mark=mark)
        if self.depth > _DEEPEST:
            raise yaml.MarkedYAMLError(problem="depth", problem_mark=mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def _texts(value: Any, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str) and value:
        yield location, value
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for step, below in value.items():
            yield from _texts(below, (*location, step))


class _TextLoader(_Composer, yaml.SafeLoader):
    """Reads YAML in pure Python, with the best error messages."""


class _FastLoader(_Composer, CParser, Resolver):
    """Reads YAML with libyaml, ten times as fast; accepts slightly more than the other."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)


def read_outline(text: str, first_line: int) -> Outline:
    """Return the outline of `text`, whose first line is line `first_line` of its file.

    Raises OutlineError if it is not a YAML mapping.
    """
    _refuse_lost_text(text, first_line)
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text, first_line) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise OutlineError(first_line, 1, "Nøklene kan ikke leses. Skriv dem enklere.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        message = f"Tegnet U+{error.character:04X} kan ikke stå her. Slett det."
        raise OutlineError(line, 1, message) from error
    if node is None:
        return Outline({})
    if not isinstance(node, yaml.MappingNode):
        raise OutlineError(first_line, 1, "Skriv nøkler med kolon etter, for eksempel «pris: 0».")
    places: dict[Location, Place] = {}
    return Outline(_mapping(node, (), places, first_line), places)


def _refuse_lost_text(text: str, first_line: int) -> None:
    """Raise OutlineError if YAML would read «#3» in a text as a comment."""
    for number, line in enumerate(text.split("\n"), first_line):
        if match := _LOST.match(line):
            advice = 'blir kuttet ved #. Sett teksten i anførselstegn: tittel: "Møte #3".'
            raise OutlineError(number, match.end(), f"{quote(line.strip())} {advice}")


def _composed(text: str) -> yaml.Node | None:
    if not UNQUOTED_QUESTION.search(text):
        with contextlib.suppress(yaml.YAMLError):
            return _FastLoader(text).get_single_node()
    loader = _TextLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _mapping(
    node: yaml.MappingNode, above: Location, places: dict[Location, Place], first_line: int
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + first_line, key_node.start_mark.column + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise OutlineError(line, column, "Her skal det stå en nøkkel, for eksempel «pris: 0».")
        key = str(key_node.value)
        location = (*above, key)
        if location in places:
            raise OutlineError(
                line, column, f"står to ganger, først på linje {places[location][0]}.", key
            )
        places[location] = _value_place(key_node, value_node, first_line)
        value = _value(value_node, location, places, first_line)
        if value is not None:
            data[key] = value
    return data


def _value_place(key_node: yaml.Node, value_node: yaml.Node, first_line: int) -> Place:
    """Return where the value begins if it is on the key's line, else where the key begins."""
    same_line = key_node.start_mark.line == value_node.start_mark.line
    mark = value_node.start_mark if same_line else key_node.start_mark
    return mark.line + first_line, mark.column + 1


def _value(
    node: yaml.Node, location: Location, places: dict[Location, Place], first_line: int
) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, location, places, first_line)
    if isinstance(node, yaml.SequenceNode):
        return [
            _item(child, (*location, index), places, first_line)
            for index, child in enumerate(node.value)
        ]
    text = str(node.value)
    return text if text.strip() else None


def _item(
    node: yaml.Node, location: Location, places: dict[Location, Place], first_line: int
) -> Any:
    places[location] = (node.start_mark.line + first_line, node.start_mark.column + 1)
    value = _value(node, location, places, first_line)
    return "" if value is None else value


def _explained(error: yaml.MarkedYAMLError, text: str, first_line: int) -> OutlineError:
    """Return the error in Norwegian, with the line as it is written."""
    number, column, advice = explain(error, lines := text.split("\n"))
    return OutlineError(number + first_line, column, f"{quote(lines[number].strip())} {advice}")


def quote(text: str) -> str:
    """Return the text as «text», shortened if it is long."""
    return f"«{text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + '…'}»"


_LOST = re.compile(r"""[^"'#]*:\s+[^\s"'#\[{][^"'#]*\s#(?=\w)""")
