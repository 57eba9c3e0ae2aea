"""The values of front matter are read as Norwegian editors write them."""

from datetime import datetime, time
from decimal import Decimal

import pytest

from formhandler.events.frontmatter import read_event
from tests.support.events import OSLO, an_event, front_matter
from tests.support.tables import each_case

WRONG_PRICE = "er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 eller 0."


@each_case(
    ("text", "price"),
    [
        ("0", "0"),
        ("gratis", "0"),
        ("Gratis", "0"),
        ("0,00", "0"),
        ("350", "350"),
        ("350 kr", "350"),
        ("350kr", "350"),
        ("350 NOK", "350"),
        ("350 kroner", "350"),
        ("350,-", "350"),
        ("kr 350", "350"),
        ("kr 350,-", "350"),
        ("1250,50", "1250.50"),
        ("1250.50", "1250.50"),
        ("1 250", "1250"),
        ("1 250 kr", "1250"),
        ("1\N{NO-BREAK SPACE}250,50\N{NO-BREAK SPACE}kr", "1250.50"),
    ],
)
def test_a_price_is_read_as_people_write_it(text: str, price: str) -> None:
    assert an_event(pris=text).price == Decimal(price)


@each_case(
    "text",
    ["-1", "abc", "1,5", "1.250", "350 EUR", "12345678", "٣", "350,-50", "10 20", "3 5 0", "kr"],
)
def test_what_is_no_price_is_told(text: str) -> None:
    reading = read_event(front_matter(pris=text).encode(), "mote.md", OSLO)

    assert [problem.message for problem in reading.problems] == [f"«{text}» {WRONG_PRICE}"]


@each_case(
    ("text", "at"),
    [
        ("13.45", time(13, 45)),
        ("13:45", time(13, 45)),
        ("9.05", time(9, 5)),
        ("09:05", time(9, 5)),
        ("0.00", time(0, 0)),
    ],
)
def test_a_time_of_day_has_a_point_or_a_colon(text: str, at: time) -> None:
    [item] = an_event(program={"kl": text, "tittel": "Kaffe"}).programme

    assert item.at == at


@each_case("text", ["24.00", "12.60", "9", "9.5", "0945", "kl. 9", "ni"])
def test_what_is_no_time_of_day_is_told(text: str) -> None:
    item = {"kl": text, "tittel": "Kaffe"}
    reading = read_event(front_matter(program=[item]).encode(), "mote.md", OSLO)

    assert [problem.message for problem in reading.problems] == [
        f"«{text}» er ikke et klokkeslett. Skriv for eksempel 13.45."
    ]


@each_case(
    ("text", "draft"), [("ja", True), ("Ja", True), ("JA", True), ("nei", False), ("Nei", False)]
)
def test_yes_and_no_are_norwegian(text: str, draft: bool) -> None:
    assert an_event(utkast=text).draft is draft


@each_case("text", ["yes", "no", "true", "false", "1", "j", "jada"])
def test_what_is_neither_yes_nor_no_is_told(text: str) -> None:
    reading = read_event(front_matter(utkast=text).encode(), "mote.md", OSLO)

    assert [problem.message for problem in reading.problems] == [
        f"«{text}» er ikke ja eller nei. Skriv for eksempel ja."
    ]


@each_case(("text", "days"), [("30", 30), ("30 dager", 30), ("1 dag", 1)])
def test_days_may_be_written_with_their_unit(text: str, days: int) -> None:
    assert an_event(påmelding={"slettes_etter": text}).signup.days_kept == days


@pytest.mark.parametrize("text", ["2030-06-04 08.30 sommertid", "2030-06-04 8.30 Sommertid"])
def test_the_season_may_be_said_where_it_need_not_be(text: str) -> None:
    assert an_event(start=text).starts == datetime(2030, 6, 4, 8, 30, tzinfo=OSLO)


def test_spaces_around_and_between_words_become_one() -> None:
    assert an_event(tittel="  Frokost \N{NO-BREAK SPACE} møte\n ").title == "Frokost møte"


def test_texts_that_yaml_would_have_made_other_things_keep_their_meaning() -> None:
    lines = (
        "start: 2020-01-28 13:45\nslutt: 2020-01-28 15:15\npris: 0\npåmelding: {venteliste: nei}"
    )
    rest = front_matter(start=None, slutt=None, pris=None).removeprefix("---\n")
    source = read_event(f"---\n{lines}\n{rest}".encode(), "mote.md", OSLO).source

    assert source is not None
    assert source.event == an_event(
        "mote", start="2020-01-28 13.45", slutt="2020-01-28 15.15", påmelding={"venteliste": "nei"}
    )
