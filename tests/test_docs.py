"""The docs: all that an editor or an operator may write is in them, and nothing that is not so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

import formhandler
from formhandler.cli.main import COMMANDS
from formhandler.events.frontmatter import read_event
from formhandler.events.model import Event
from formhandler.publishing.branding.colours import ColoursError, read_colours
from tests.support.events import OSLO
from tests.support.tables import each_case

PROJECT = Path(formhandler.__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
EDITOR = (PROJECT / "docs" / "redaktor.md").read_text("utf-8")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models in a field's annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def keys(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield all front-matter keys, those below others as `påmelding.frist`."""
    for field in model.model_fields.values():
        if field.alias:
            yield above + field.alias
            for part in models_in(field.annotation):
                yield from keys(part, f"{above}{field.alias}.")


KEYS = list(keys(Event))
_ROW = re.compile(r"^\| *(`[^|]+) *\| *([^|]+?) *\| *([^|]+?) *\|$", re.M)
ROWS = [match.groups() for match in _ROW.finditer(EDITOR)]
_CODE = re.compile(r"`([^`]+)`")
DOCUMENTED = {name: row[1] for row in ROWS for name in _CODE.findall(row[0])}


def test_there_are_keys_and_they_nest() -> None:
    assert {"tittel", "påmelding", "påmelding.frist", "påmelding.spørsmål.nøkkel"} <= set(KEYS)


@each_case("key", KEYS)
def test_each_key_is_in_the_editor_s_table_with_an_example(key: str) -> None:
    name = key.rsplit(".", 1)[-1]
    examples = [example for row, example, _ in ROWS if f"`{key}`" in row]

    assert examples, f"{key} is not in docs/redaktor.md"
    assert any(each.startswith(f"`{name}: ") or each == "se under" for each in examples)


def test_the_editor_s_tables_name_no_key_that_is_not_there() -> None:
    assert [name for name in DOCUMENTED if name not in KEYS] == []


EXAMPLES = [
    (row[0], code) for row in ROWS for code in _CODE.findall(row[1]) if re.match(r"\w+: ", code)
]


@each_case(("row", "example"), EXAMPLES)
def test_each_example_is_one_that_can_be_read(row: str, example: str) -> None:
    name = _CODE.findall(row)[0].rsplit(".", 1)[-1]
    (read,) = yaml.safe_load(example).items()

    assert read[0] == name


def fenced(text: str, language: str) -> list[str]:
    """Return the code blocks in this language, without what they are indented by."""
    blocks = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.M | re.S)
    return [re.sub(rf"^{indent}", "", block, flags=re.M) for indent, block in blocks]


WHOLE_FILES = [
    block for text in (README, EDITOR) for block in fenced(text, "yaml") if block[:4] == "---\n"
]


def test_there_is_a_whole_file_to_begin_with_in_both() -> None:
    assert len(WHOLE_FILES) >= 2


@pytest.mark.parametrize("text", WHOLE_FILES)
def test_each_whole_file_can_be_published_as_it_stands(text: str) -> None:
    assert read_event(text.encode(), "frokostmote.md", OSLO).problems == ()


def test_the_message_that_is_shown_as_an_example_is_one_that_comes() -> None:
    (line,) = [each for each in EDITOR.splitlines() if ".md:4:8: start:" in each]
    text = next(each for each in WHOLE_FILES if each in "".join(fenced(EDITOR, "yaml")))
    broken = text.replace("start: 2027-03-04 08.30", "start: 2027-13-04 08.30")
    problems = read_event(broken.encode(), "content/arrangementer/frokostmote.md", OSLO).problems

    assert [str(each) for each in problems] == [line.strip()]


@each_case("name", COMMANDS)
def test_each_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"^\| `pameldt {name}\b", README, re.M)


def test_the_docs_name_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"\bpameldt ([a-z]+)\b", README + EDITOR))

    assert named - set(COMMANDS) == set()


def variables() -> set[str]:
    """Return the names that the program looks up in the environment."""
    settings = ast.parse((PROJECT / "formhandler" / "core" / "settings.py").read_text("utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(settings)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "environment.get"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def table(heading: str) -> set[str]:
    """Return the names in the README's table that begins so."""
    rows = README.split(f"\n| {heading} |")[1].split("\n\n")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", rows, re.M))


def test_each_environment_variable_is_in_the_readme() -> None:
    assert table("variable") == variables() != set()


def test_each_setting_in_pelicanconf_is_in_the_readme() -> None:
    text = (PROJECT / "pelicanconf.py").read_text("utf-8")
    # What comes after these is how the project is laid out, which nobody changes.
    settings = set(re.findall(r"^([A-Z_]+) = ", text.split("\nPATH = ")[0], re.M))

    assert table("setting") == settings != set()


def test_the_refusal_of_a_colour_that_is_shown_as_an_example_is_one_that_comes() -> None:
    [told] = re.findall(r"^pelicanconf.py:21:1: COLOURS: (main: .*)$", README, re.M)
    with pytest.raises(ColoursError) as refusal:
        read_colours({"main": "#ffd400", "paper": "#ffffff", "text": "#241a1a"})

    assert refusal.value.problems == [told]


def test_each_target_of_make_that_the_docs_name_is_there() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=`|$)", README + EDITOR, re.M))

    assert named >= {"demo", "test", "serve"}
    assert [each for each in named if not re.search(rf"^{each}:", makefile, re.M)] == []


DOCS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


@each_case("path", DOCS, ids=lambda path: path.name)
def test_each_link_to_a_file_leads_to_one(path: Path) -> None:
    # What begins with a slash is an address on the site.
    links = re.findall(r"\]\(([^/)#:][^)#:]*)\)", path.read_text("utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []
