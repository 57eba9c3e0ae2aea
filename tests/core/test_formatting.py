"""Dates, prices and lists are put into Norwegian words, and templates are strict and safe."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from jinja2 import Environment
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from formhandler.core.formatting import (
    at,
    clock,
    day,
    hour,
    listed,
    moment,
    phone,
    price,
    time_tag,
    unbroken,
    when,
    when_text,
)
from formhandler.core.i18n import language as current_language
from formhandler.core.i18n import speaking, translate
from formhandler.core.jinja import jinja_filters, jinja_globals, jinja_options
from tests.support.events import OSLO, an_event
from tests.support.tables import each_case

# In the tables «~» stands for a no-break space, which cannot be seen.
MORNING = datetime(2030, 6, 4, 8, 5, tzinfo=OSLO)


def tied(text: str) -> str:
    return text.replace("~", "\N{NO-BREAK SPACE}")


WHEN: list[tuple[dict[str, str], str]] = [
    ({}, "tirsdag 4.~juni~2030 kl.~08.30–10.00"),
    (
        {"start": "2030-01-28 13.45", "slutt": "2030-01-28 15.15"},
        "mandag 28.~januar~2030 kl.~13.45–15.15",
    ),
    (
        {"start": "2030-06-04 22.00", "slutt": "2030-06-05 01.30"},
        "tirsdag 4.~juni kl.~22.00~– onsdag 5.~juni~2030 kl.~01.30",
    ),
    (
        {"start": "2030-01-28 13.00", "slutt": "2030-02-01 12.00"},
        "mandag 28.~januar kl.~13.00~– fredag 1.~februar~2030 kl.~12.00",
    ),
    (
        {"start": "2030-12-31 13.00", "slutt": "2031-01-01 12.00"},
        "tirsdag 31.~desember~2030 kl.~13.00~– onsdag 1.~januar~2031 kl.~12.00",
    ),
]


@each_case(("times", "words"), WHEN)
def test_when_an_event_is_keeps_together_what_belongs_together(
    times: dict[str, str], words: str
) -> None:
    html = when(an_event(**times))

    assert text_of(html) == tied(words)


def text_of(html: str) -> str:
    parts = html.split("<")
    return parts[0] + "".join(part.split(">", 1)[1] for part in parts[1:])


@each_case(("times", "words"), WHEN)
def test_in_plain_text_when_has_ordinary_spaces(times: dict[str, str], words: str) -> None:
    assert when_text(an_event(**times)) == words.replace("~", " ")


@pytest.mark.parametrize(
    ("times", "machine"),
    [
        ({}, ["2030-06-04T08:30+02:00", "2030-06-04T10:00+02:00"]),
        (
            {"start": "2030-10-26 13.00", "slutt": "2030-10-27 12.00"},
            ["2030-10-26T13:00+02:00", "2030-10-27T12:00+01:00"],
        ),
    ],
)
def test_both_ends_of_when_can_be_read_by_a_machine(
    times: dict[str, str], machine: list[str]
) -> None:
    found = [part.split('"')[0] for part in when(an_event(**times)).split('datetime="')[1:]]

    assert found == machine


@each_case(
    ("kroner", "words"),
    [
        ("0", "Gratis"),
        ("0.00", "Gratis"),
        ("350", "350~kr"),
        ("350.00", "350~kr"),
        ("0.50", "0,50~kr"),
        ("1250", "1~250~kr"),
        ("1250.50", "1~250,50~kr"),
        ("999999.90", "999~999,90~kr"),
    ],
)
def test_a_price_is_said_in_kroner(kroner: str, words: str) -> None:
    assert price(Decimal(kroner)) == tied(words)


@each_case(
    ("items", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A og B"), (["A", "B", "C"], "A, B og C")],
)
def test_a_list_has_and_before_the_last(items: list[str], words: str) -> None:
    assert listed(items) == words


@each_case(
    ("number", "words"),
    [
        ("99887766", "99~88~77~66"),
        ("9988 7766", "99~88~77~66"),
        ("99 88 77 66", "99~88~77~66"),
        ("02345", "02345"),
        ("+47 99 88 77 66", "+47 99 88 77 66"),
        ("+46 8 123 456", "+46 8 123 456"),
        ("sentralbord", "sentralbord"),
    ],
)
def test_a_norwegian_telephone_number_is_said_in_pairs(number: str, words: str) -> None:
    assert phone(number) == tied(words)


@each_case(
    ("words", "expected"),
    [
        (day(MORNING), "tirsdag 4.~juni~2030"),
        (day(MORNING.date()), "tirsdag 4.~juni~2030"),
        (day(MORNING, year=False), "tirsdag 4.~juni"),
        (moment(MORNING), "tirsdag 4.~juni~2030 kl.~08.05"),
        (moment(MORNING, year=False), "tirsdag 4.~juni kl.~08.05"),
        (clock(MORNING), "08.05"),
    ],
)
def test_a_time_is_said_in_one_way(words: str, expected: str) -> None:
    assert words == tied(expected)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (MORNING, '<time datetime="2030-06-04T08:05+02:00">tirsdag 4.~juni~2030 kl.~08.05</time>'),
        (date(2030, 6, 4), '<time datetime="2030-06-04">tirsdag 4.~juni~2030</time>'),
    ],
)
def test_a_day_or_moment_can_be_read_by_a_machine_too(value: date, html: str) -> None:
    assert at(value) == tied(html)


@each_case(
    ("language", "words"),
    [
        ("nb", "tirsdag 4.~juni~2030 kl.~08.05"),
        ("nn", "tysdag 4.~juni~2030 kl.~08.05"),
        ("en", "Tuesday 4~June~2030 at~08:05"),
    ],
)
def test_a_time_is_said_in_the_language_that_is_spoken(language: str, words: str) -> None:
    with speaking(language):
        said = moment(MORNING)

    assert said == tied(words)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({}, "Tuesday 4~June~2030, 08:30–10:00"),
        (
            {"start": "2030-12-31 13.00", "slutt": "2031-01-01 12.00"},
            "Tuesday 31~December~2030 at~13:00~– Wednesday 1~January~2031 at~12:00",
        ),
    ],
)
def test_when_an_event_is_can_be_said_in_english(times: dict[str, str], words: str) -> None:
    with speaking("en"):
        html = when(an_event(**times))

    assert text_of(html) == tied(words)


def test_what_is_no_date_is_said_in_english_too() -> None:
    with speaking("en"):
        prices = [price(Decimal(kroner)) for kroner in ("0", "350", "1250.50")]
        said = [*prices, hour(MORNING), clock(MORNING), listed(["A", "B", "C"])]

    assert said == [
        tied("Free"),
        tied("NOK~350"),
        tied("NOK~1,250.50"),
        "08:05",
        "08:05",
        "A, B and C",
    ]


def test_a_language_is_spoken_to_the_end_of_its_block_only() -> None:
    with pytest.raises(ZeroDivisionError), speaking("nn"):
        _ = 1 / 0

    assert (current_language(), day(MORNING)) == ("nb", tied("tirsdag 4.~juni~2030"))


def test_a_thread_that_begins_speaks_bokmål_whatever_others_speak() -> None:
    with speaking("nn"), ThreadPoolExecutor(1) as threads:
        said = threads.submit(day, MORNING).result()

    assert said == tied("tirsdag 4.~juni~2030")


def test_no_line_of_a_title_begins_with_a_dash() -> None:
    assert unbroken("Møte – kurs – del 1") == tied("Møte~– kurs~– del 1")


def test_the_time_of_a_programme_item_is_said_as_any_other() -> None:
    [item] = an_event(program={"kl": "9.05", "tittel": "Kaffe"}).programme

    assert (item.at, rendered("{{ at | hour }}", at=item.at)) == (time(9, 5), tied("kl.~09.05"))


# Templates.


def rendered(template: str, **values: Any) -> str:
    environment = Environment(**jinja_options())
    environment.filters.update(jinja_filters())
    environment.globals.update(jinja_globals())
    return environment.from_string(template).render(values)


@each_case(
    ("template", "html"),
    [
        ("{{ text }}", "&lt;b&gt;"),
        ("{{ text | unbroken }}", "&lt;b&gt;"),
        ("{{ text | phone }}", "&lt;b&gt;"),
        ("{{ [text, text] | listed }}", "&lt;b&gt; og &lt;b&gt;"),
        ('{{ _("Hei %(name)s", name=text) }}', "Hei &lt;b&gt;"),
        ('{{ _("Hei") }} {{ text }}', "Hei &lt;b&gt;"),
    ],
)
def test_a_value_brings_no_tags(template: str, html: str) -> None:
    assert rendered(template, text="<b>") == html


def test_jinja_left_to_itself_would_bring_tags_and_hide_unknown_names() -> None:
    left_to_itself = Environment(autoescape=False).from_string("{{ text }}{{ tittel }}")

    assert left_to_itself.render(text="<b>") == "<b>"


def test_what_we_have_made_ourselves_is_not_escaped_again() -> None:
    assert rendered("{{ day | at }}", day=date(2030, 6, 4)).startswith("<time datetime=")
    assert rendered('{{ _("Fra %(day)s", day=d | at) }}', d=date(2030, 6, 4)).startswith(
        "Fra <time"
    )


def test_the_words_in_a_time_bring_no_tags() -> None:
    assert time_tag(date(2030, 6, 4), "<b>") == Markup(
        '<time datetime="2030-06-04">&lt;b&gt;</time>'
    )


def test_a_name_that_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'tittel' is undefined"):
        rendered("{{ tittel }}")


def test_a_text_without_values_is_left_as_it_is() -> None:
    assert (translate("100 %"), translate("%(navn)s")) == ("100 %", "%(navn)s")
