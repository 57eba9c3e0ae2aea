"""Text: which letters are taken, in what form, and that no text takes long to look at."""

import functools
import importlib
import inspect
import pkgutil
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

import formhandler
from formhandler.events.email_address import AddressError, likely_meant, parse_address
from formhandler.web.forms.validators import has_letters, has_unseen, normal
from tests.support.tables import each_case

KIB_64 = 64 * 1024


@each_case(
    ("text", "expected"),
    [
        (None, ""),
        ("", ""),
        ("  Kari \t", "Kari"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("A\u030ase", "Åse"),
        ("\u212b", "Å"),
        ("ﬁ", "ﬁ"),
        ("\u00a0Kari\u2003", "Kari"),
    ],
)
def test_text_is_stored_in_one_form(text: str | None, expected: str) -> None:
    assert normal(text) == expected


@each_case("letter", ["\0", "\x1b", "\u200b", "\u202e", "\ufeff", "\ufffd", "\ue000"])
def test_i02_a_letter_that_does_not_show_is_seen(letter: str) -> None:
    assert has_unseen(f"Kari{letter}")
    assert has_unseen(f"Kari{letter}", lines=True)


@pytest.mark.parametrize("letter", ["\n", "\t"])
def test_i02_lines_belong_only_where_there_are_several(letter: str) -> None:
    assert has_unseen(f"Hei{letter}du")
    assert not has_unseen(f"Hei{letter}du", lines=True)


@each_case("text", ["Kari", "محمد", "王", "ক্\u200cষ", "👩\u200d💻", "1", "e\u0301"])
def test_i03_what_people_write_shows(text: str) -> None:
    assert not has_unseen(text)


@each_case(
    ("text", "expected"),
    [("a", True), ("Å", True), ("王", True), ("7", True), ("-", False), ("👍", False), ("", False)],
)
def test_a_name_has_a_letter_or_a_digit(text: str, expected: bool) -> None:
    assert has_letters(text) is expected


def patterns() -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """Yield every regular expression that a module of ours keeps: name, pattern, way of use."""
    for found in pkgutil.walk_packages(formhandler.__path__, "formhandler."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                uses = re.findall(rf"\b{name}\.([a-z]+)\(", inspect.getsource(module))
                for use in sorted(set(uses)):
                    yield f"{found.name}.{name}", value, use


PATTERNS = list(patterns())
UNITS = [
    "a",
    "1",
    " ",
    "-",
    "a-",
    "1.",
    "1:",
    "2026-12-03 ",
    "a@",
    ":",
    "\0",
    "å",
    "kl ",
    "<",
    "\n",
]


LIMIT = 0.1


def longest(do: Callable[[Any], object], texts: Sequence[Any]) -> float:
    """Return the seconds of work for the first too slow text, else the most that one takes."""
    spent = 0.0
    for text in texts:
        # Work, not waiting: other tests keep the machine busy.
        begun = time.thread_time()
        do(text)
        spent = max(spent, time.thread_time() - begun)
        if spent > LIMIT:
            break
    return spent


HOSTILE = [(unit * KIB_64)[:KIB_64] + end for unit in UNITS for end in ("", "!")]


def test_i12_there_are_patterns_to_look_at() -> None:
    assert len(PATTERNS) >= 5


@each_case(("name", "pattern", "use"), PATTERNS)
def test_i12_no_pattern_takes_long_over_64_kib(
    name: str, pattern: re.Pattern[Any], use: str
) -> None:
    is_text = isinstance(pattern.pattern, str)
    look = getattr(pattern, use)
    do = functools.partial(look, "" if is_text else b"") if use in ("sub", "subn") else look

    hostile = HOSTILE if is_text else [each.encode() for each in HOSTILE]
    assert longest(do, hostile) < LIMIT, name


def test_i12_control_a_pattern_with_nested_repeats_takes_long() -> None:
    assert longest(re.compile(r"(a|aa)+!").fullmatch, ["a" * 30]) > LIMIT


def test_i12_no_mark_upon_mark_takes_long_to_put_in_one_form() -> None:
    above, below = "\u0301", "\u0323"
    texts = ["a" + above * 16_000 + below * 16_000, "a" + (above + below) * 16_000]

    assert longest(normal, texts) < LIMIT


def test_i12_control_putting_marks_in_order_takes_long() -> None:
    text = "a" + "\u0301" * 8_000 + "\u0323" * 8_000

    assert longest(lambda text: unicodedata.normalize("NFC", text), [text]) > LIMIT


def parsed(text: str) -> None:
    try:
        likely_meant(parse_address(text))
    except AddressError:
        return


def test_i12_no_address_takes_long_to_read() -> None:
    long = [*HOSTILE, "a@" + "a." * 30_000 + "no", "a" * 60_000 + "@gmial.com"]
    short = ["a@" + "b" * 63 + ".c" * 80, "a@" + "å" * 60 + ".no", "@" * 254, "a@xn--" * 40]

    assert longest(parsed, long + short) < LIMIT


def test_i12_no_text_takes_long_to_look_through() -> None:
    assert longest(has_unseen, HOSTILE) < LIMIT
    assert longest(has_letters, HOSTILE) < LIMIT
