"""What editors' tools know of the front matter is what the model takes, in the docs' words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from formhandler.cli.main import main
from formhandler.core.errors import Problem, Severity
from formhandler.events.editor_schema import event_schema, snippets
from formhandler.events.frontmatter import read_event
from formhandler.events.model import Event
from formhandler.events.yaml_with_places import read_outline
from tests.support.events import OSLO, front_matter
from tests.support.tables import each_case
from tests.support.yaml12 import load
from tests.test_docs import DOCUMENTED, EDITOR, KEYS, ROWS, WHOLE_FILES, models_in

PROJECT = Path(__file__).resolve().parent.parent.parent
SCHEMA = jsonschema.Draft7Validator(event_schema())
SEED = next((PROJECT / "content" / "arrangementer").glob("*.md")).read_text("utf-8")


def marks(text: str) -> list[str]:
    """Return the keys of a file's front matter that the schema marks."""
    errors = SCHEMA.iter_errors(load(text.split("---\n")[1]))
    return sorted(".".join(map(str, error.absolute_path)) for error in errors)


def told(text: str) -> list[str]:
    return [each.key for each in read_event(text.encode(), "mote.md", OSLO).problems]


def fields(model: type[Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each key's whole name and the model's field."""
    for field in model.model_fields.values():
        if field.alias:
            yield above + field.alias, field
            for part in models_in(field.annotation):
                yield from fields(part, f"{above}{field.alias}.")


FIELDS = dict(fields(Event))


@each_case("key", KEYS)
def test_each_key_is_told_of_in_one_sentence_or_more(key: str) -> None:
    assert re.fullmatch(r"[A-ZÅÆØÉ`].{8,}\.", FIELDS[key].description or "")


@each_case("key", [key for key in KEYS if key in DOCUMENTED])
def test_the_docs_say_the_same_words(key: str) -> None:
    [row] = [row for row in ROWS if row[0].strip() == f"`{key}`"]
    name = key.rsplit(".", 1)[-1]

    assert row[2] == FIELDS[key].description
    if row[1] != "se under":
        assert read_outline(row[1].strip("`"), 1).data[name] in FIELDS[key].examples


def test_the_schema_is_one_that_vs_code_takes() -> None:
    jsonschema.Draft7Validator.check_schema(event_schema())

    assert event_schema()["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("docs/arrangement.schema.json", ["schema"]),
        (".vscode/arrangement.code-snippets", ["schema", "--format", "snippets"]),
    ],
)
def test_what_is_committed_is_what_make_schema_writes(file: str, words: list[str]) -> None:
    written = CliRunner().invoke(main, words)

    assert written.output == (PROJECT / file).read_text("utf-8"), "run «make schema»"


GOOD: dict[str, dict[str, Any]] = {
    "bare texts": {"sted": "Kulturhuset", "digitalt": "Teams", "arrangører": "Foreningen"},
    "one where a list is meant": {"personer": "Kari Nordmann", "påmelding": {"deles_med": "Hamar"}},
    "an online event": {"sted": None, "digitalt": {}},
    "a number for a title": {"tittel": 2030},
    "a truth value for a title": {"tittel": True},
    "a price": {"pris": 350},
    "a price with words": {"pris": "kr 1 250,50"},
    "no price": {"pris": "gratis"},
    "a day": {"påmelding": {"frist": "2030-06-01", "åpner": "2030-05-01 09.00"}},
    "an hour that comes twice": {"start": "2029-10-28 02.30 vintertid"},
    "an instant": {"start": "2030-06-04T08:30:00+02:00"},
    "a time with a colon": {"program": [{"kl": "09:15", "tittel": "Kaffe"}]},
    "a time that is a number": {"program": {"kl": 9.15, "tittel": "Kaffe"}},
    "days": {"påmelding": {"slettes_etter": "14 dager", "plasser": 60, "venteliste": "nei"}},
    "a plan": {"status": "avlyst", "språk": "nn", "utkast": "ja"},
    "a decorative picture": {"bilde": {"fil": "a.jpg", "dekorativt": "ja"}},
    "a question": {
        "påmelding": {
            "målgruppe_spørsmål": "Er du innkjøper?",
            "spørsmål": [{"nøkkel": "mat", "spørsmål": "Mat?", "formål": "Vi bestiller lunsj"}],
        }
    },
}


@each_case("keys", GOOD.values(), ids=GOOD)
def test_what_the_model_takes_is_not_marked(keys: dict[str, Any]) -> None:
    text = front_matter(**keys)

    assert (told(text), marks(text)) == ([], [])


@each_case("text", [SEED, *WHOLE_FILES], ids=["seed", *map(str, range(len(WHOLE_FILES)))])
def test_our_own_examples_are_not_marked(text: str) -> None:
    assert marks(text) == []


def test_a_key_left_empty_is_not_marked_where_it_may_be() -> None:
    assert marks(front_matter().replace("sted:", "ingress:\nbilde:\nsted:")) == []


BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"tittel": None}, [""]),
    ({"sted": None}, [""]),
    ({"titel": "Møte"}, [""]),
    ({"tittel": ["Møte"]}, ["tittel"]),
    ({"start": "snart"}, ["start"]),
    ({"start": "2030-06-04"}, ["start"]),
    ({"pris": "dyrt"}, ["pris"]),
    ({"pris": -1}, ["pris"]),
    ({"kontakt": {"navn": "Ola", "epost": "ola"}}, ["kontakt.epost"]),
    ({"kontakt": {"navn": "Ola"}}, ["kontakt"]),
    ({"status": "avlyses"}, ["status"]),
    ({"språk": "sv"}, ["språk"]),
    ({"utkast": "kanskje"}, ["utkast"]),
    ({"bilde": {"fil": "a.jpg"}}, ["bilde"]),
    ({"påmelding": {"plasser": 0}}, ["påmelding"]),
    ({"påmelding": {"plaser": 60}}, ["påmelding"]),
    ({"program": [{"kl": "ni", "tittel": "Kaffe"}]}, ["program"]),
]


@each_case(("keys", "marked"), BAD, ids=[str(keys) for keys, _ in BAD])
def test_what_the_model_refuses_is_marked(keys: dict[str, Any], marked: list[str]) -> None:
    text = front_matter(**keys)

    assert told(text)
    assert marks(text) == marked


# What VS Code does with it.


def vs_code(name: str) -> Any:
    return json.loads((PROJECT / ".vscode" / name).read_text("utf-8"))


def test_vs_code_is_told_where_the_schema_is() -> None:
    [(schema, _)] = vs_code("settings.json")["yaml.schemas"].items()

    assert (PROJECT / schema).is_file()


@pytest.mark.parametrize("severity", Severity)
def test_vs_code_finds_the_place_in_each_line_of_a_check(severity: Severity) -> None:
    problem = Problem("content/arrangementer/a.md", 4, 8, "start", "Hei: du.", severity)
    [task] = vs_code("tasks.json")["tasks"]
    found = [
        match.groups()
        for matcher in task["problemMatcher"]
        if (match := re.search(matcher["pattern"]["regexp"], str(problem)))
    ]

    assert found == [("content/arrangementer/a.md", "4", "8", "start: Hei: du.")]


def test_each_snippet_is_a_key_that_can_be_read() -> None:
    made = {
        name: read_outline(re.sub(r"\$\{1:(.*)\}$", r"\1", each["body"]).replace("\\", ""), 1).data
        for name, each in snippets().items()
    }

    assert made.keys() == set(KEYS)
    assert [list(data) for data in made.values()] == [[name.rsplit(".", 1)[-1]] for name in made]


def test_the_docs_tell_how_to_let_vs_code_look_for_mistakes() -> None:
    [task] = vs_code("tasks.json")["tasks"]

    assert task["label"] in EDITOR
