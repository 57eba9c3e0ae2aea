"""Every text has its translation into each language, and the catalogues hold nothing else."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

import formhandler
from formhandler.core.formatting import NBSP, day
from formhandler.core.i18n import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    invitation_to_read,
    language,
    speaking,
    translate,
)
from formhandler.events import email_address
from tests.support.tables import each_case

CODE = Path(formhandler.__file__).parent
CATALOGUES = CODE / "core" / "locale"
TRANSLATED = [code for code in LANGUAGES if code != SOURCE_LANGUAGE]
TEMPLATES = CODE.parent / "theme" / "templates"
JINJA = "jinja2.ext:babel_extract"
METHODS = [("**.py", "python"), ("**.html", JINJA), ("**.txt", JINJA)]
CALLS = ("_", "translate")

# What must be in a translation just as in its source: values, tags, quotes, dashes, the end.
KEPT = re.compile(rf"%\(\w+\)s|</?\w[^>]*>|&\w+;|[{NBSP}«»–]|^\W+|[.:?!]+$")
ENGLISH_QUOTES = str.maketrans("“”", "«»")

# Words that are no nynorsk, and common enough to be left by mistake.
BOKMÅL = """
    adressen allerede arrangementer bare bekreftelse da deltar dere disse dem
    egen en ennå et endret fikk fra fortsatt hva hvem hvilken hvilke hvis hvor
    hvordan hver hvert ikke jeg kommer lagret lenke lenken mer min noe noen nå ble se selv
    siden skrevet slettes sletter stedet svarene være velg virksomhet åpen åpner
"""
# Words that are the same in English; of the others in bokmål none may stand there.
ALSO_ENGLISH = "a an at b for form format i ip no over person send to"
# Names, and a key of the front matter with its value.
NAMES = {"Påmeldt", "Datatilsynet", "Atom", "utkast", "ja"}


def extracted(*folders: Path) -> set[str]:
    """Give the texts that are translated where they stand."""
    keywords = dict.fromkeys(CALLS)
    found = (
        each for folder in folders for each in extract_from_dir(folder, METHODS, keywords=keywords)
    )
    return {str(text) for _file, _line, text, _comments, _context in found}


def by_variable(code: Path, templates: Path) -> list[str]:
    """Give what `_()` is given other than a text."""
    found = [each for file in code.rglob("*.py") for each in in_code(file.read_text("utf-8"))]
    pages = (file for file in templates.rglob("*") if file.suffix in (".html", ".txt"))
    return sorted(found + [each for file in pages for each in in_page(file.read_text("utf-8"))])


def in_code(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLS:
            yield from (ast.unparse(each) for each in node.args if not is_text(each))


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def in_page(source: str) -> Iterator[str]:
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in CALLS:
            yield from (str(each) for each in call.args if not isinstance(each, nodes.Const))


def address_errors() -> set[str]:
    """Give what `AddressError` can say; those who catch it translate it."""
    return {
        text for name, text in vars(email_address).items() if re.fullmatch(r"[A-Z]\w*[A-Z]", name)
    }


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Give all texts that are translated."""
    return extracted(CODE, TEMPLATES) | address_errors()


@pytest.fixture(scope="module", params=TRANSLATED)
def code(request: pytest.FixtureRequest) -> str:
    """Give each language that is translated into."""
    return str(request.param)


@pytest.fixture(scope="module")
def catalogue(code: str) -> Catalog:
    """Give a language's catalogue as it stands in the file."""
    return read(code)


def read(code: str) -> Catalog:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def pairs(catalogue: Catalog) -> dict[str, str]:
    return {str(each.id): str(each.string) for each in catalogue if each.id}


def words_of(texts: Iterable[str]) -> set[str]:
    """Give the words in texts, without the names of what is put into them."""
    bare = " ".join(re.sub(r"%\(\w+\)s", "", text) for text in texts)
    return set(re.findall(r"\w+", bare))


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    assert sorted(path.stem for path in CATALOGUES.iterdir()) == sorted(TRANSLATED)


def test_every_text_has_a_translation(texts: set[str], catalogue: Catalog) -> None:
    translated = {text for text, words in pairs(catalogue).items() if words}

    assert sorted(texts - translated) == []


def test_a_text_without_a_translation_would_be_found(tmp_path: Path, catalogue: Catalog) -> None:
    (tmp_path / "new.py").write_text('_("Ny kode")\n', "utf-8")
    (tmp_path / "new.html").write_text('<p>{{ _("Ny side") }}</p>\n', "utf-8")
    (tmp_path / "new.txt").write_text('{{ _("Nytt brev", name=name) }}\n', "utf-8")

    assert extracted(tmp_path) - set(pairs(catalogue)) == {"Ny kode", "Ny side", "Nytt brev"}


def test_only_what_is_wrong_with_an_address_is_translated_by_variable(texts: set[str]) -> None:
    assert by_variable(CODE, TEMPLATES) == ["WRONG_FORM", "str(error)"]
    assert address_errors() == {
        email_address.MISSING_AT,
        email_address.WRONG_FORM,
        email_address.TOO_LONG,
    }
    assert address_errors() <= texts


def test_another_variable_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text('_("Ja" if yes else "Nei")\n', "utf-8")
    (tmp_path / "new.html").write_text('{{ _("Ja") }}{{ _(words) }}', "utf-8")

    assert by_variable(tmp_path, tmp_path) == [
        "'Ja' if yes else 'Nei'",
        "Name(name='words', ctx='load')",
    ]


def test_every_translation_is_used(texts: set[str], catalogue: Catalog) -> None:
    assert sorted(set(pairs(catalogue)) - texts) == []
    assert list(catalogue.obsolete) == []


def test_every_translation_is_finished(catalogue: Catalog) -> None:
    assert [each.id for each in catalogue if each.id and each.fuzzy] == []


def test_each_text_stands_once_on_a_line_of_its_own_and_in_order(
    code: str, catalogue: Catalog
) -> None:
    text = (CATALOGUES / f"{code}.po").read_text("utf-8")
    lines = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)

    assert lines == sorted(pairs(catalogue))


def test_no_bokmål_is_left_in_nynorsk() -> None:
    words = {word.lower() for word in words_of(pairs(read("nn")).values())}

    assert words & set(BOKMÅL.split()) == set()


def test_no_norwegian_is_left_in_english(texts: set[str]) -> None:
    words = words_of(pairs(read("en")).values())
    norwegian = {word.lower() for word in words_of(texts) if not word.isdecimal()}
    same = {word.lower() for word in words - NAMES} & norwegian

    assert same == set(ALSO_ENGLISH.split())


def test_values_tags_quotes_and_no_break_spaces_are_kept(code: str, catalogue: Catalog) -> None:
    assert [
        (text, words)
        for text, words in pairs(catalogue).items()
        if kept(words, code) != Counter(KEPT.findall(text))
    ] == []


def kept(words: str, code: str) -> Counter[str]:
    """Count what is kept in a translation; English has quotes of its own."""
    return Counter(KEPT.findall(words.translate(ENGLISH_QUOTES) if code == "en" else words))


@each_case(
    "words",
    [
        "Kl.~%(time)s: <b>velg</b> «Ja».",
        "Kl. %(when)s: <b>velg</b> «Ja».",
        "Kl.~%(when)s: velg «Ja».",
        "Kl.~%(when)s: <b>velg</b> Ja.",
        "Kl.~%(when)s: <b>velg</b> «Ja»",
    ],
)
def test_a_translation_that_loses_one_of_them_would_be_found(words: str) -> None:
    source = KEPT.findall(f"Kl.{NBSP}%(when)s: <b>velg</b> «Ja».")

    assert Counter(KEPT.findall(words.replace("~", NBSP))) != Counter(source)


@each_case(
    ("code", "words"),
    [
        ("nb", ["Du er påmeldt", "tirsdag 4.~juni~2030", "Les på bokmål"]),
        ("nn", ["Du er påmeld", "tysdag 4.~juni~2030", "Les på nynorsk"]),
        ("en", ["You are signed up", "Tuesday 4~June~2030", "Read in English"]),
    ],
)
def test_a_language_is_spoken_in_texts_and_dates(code: str, words: list[str]) -> None:
    with speaking(code):
        said = [translate("Du er påmeldt"), day(date(2030, 6, 4)), invitation_to_read(language())]

    assert said == [each.replace("~", NBSP) for each in words]


def test_values_are_put_into_a_translation_escaped() -> None:
    with speaking("nn"):
        told = translate("%(name)s står på venteliste", name="<Bo>")

    assert told == "&lt;Bo&gt; står på venteliste"
