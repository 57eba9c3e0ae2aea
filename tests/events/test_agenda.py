"""Events stand in the order in which people look for them: to come, then past, year by year."""

from typing import Any

import pytest

from formhandler.events.agenda import Agenda, agenda
from tests.support.events import NOW, an_event
from tests.support.tables import each_case

PICTURE = {"fil": "a.jpg", "dekorativt": "ja"}


def on(day: str, slug: str = "", **keys: Any) -> Any:
    return an_event(slug or f"m-{day}", start=f"{day} 10.00", slutt=f"{day} 11.00", **keys)


def slugs(listed: Agenda) -> tuple[list[str], list[str]]:
    return [each.slug for each in listed.to_come], [each.slug for each in listed.past]


def test_what_comes_next_stands_first_and_so_does_what_was_last() -> None:
    days = ("2030-05-01", "2031-01-01", "2029-01-01", "2030-06-04")

    assert slugs(agenda([on(day) for day in days], NOW)) == (
        ["m-2030-06-04", "m-2031-01-01"],
        ["m-2030-05-01", "m-2029-01-01"],
    )


@pytest.mark.parametrize(("ends", "is_to_come"), [("12.00", False), ("12.01", True)])
def test_an_event_is_to_come_until_its_end(ends: str, is_to_come: bool) -> None:
    listed = agenda([an_event(start="2030-05-02 08.00", slutt=f"2030-05-02 {ends}")], NOW)

    assert bool(listed.to_come) is is_to_come


@each_case(
    ("status", "found"),
    [("avlyst", (["b"], ["a"])), ("utsatt", (["b", "a"], [])), ("planlagt", (["b"], ["a"]))],
)
def test_what_was_called_off_goes_by_and_what_is_put_off_waits_for_its_date(
    status: str, found: tuple[list[str], list[str]]
) -> None:
    events = [on("2030-05-01", "a", status=status), on("2030-06-04", "b")]

    assert slugs(agenda(events, NOW)) == found


@each_case(
    ("keys", "is_featured"),
    [({"bilde": PICTURE}, True), ({}, False), ({"bilde": PICTURE, "status": "avlyst"}, False)],
)
def test_the_next_event_is_featured_where_it_has_a_picture_and_is_held(
    keys: dict[str, Any], is_featured: bool
) -> None:
    first, later = on("2030-06-04", **keys), on("2030-06-05", bilde=PICTURE)

    assert agenda([later, first], NOW).featured == (first if is_featured else None)


def test_without_events_nothing_is_featured_and_there_are_no_years() -> None:
    assert (agenda([], NOW).featured, agenda([], NOW).years) == (None, [])


def test_older_years_are_folded_when_twenty_events_have_been_shown() -> None:
    many = [on(f"{year}-01-{number:02}") for year in range(2026, 2030) for number in range(1, 13)]
    years = agenda([on("2025-01-01"), *many], NOW).years

    assert [(each.number, len(each.events), each.is_folded) for each in years] == [
        (2029, 12, False),
        (2028, 12, False),
        (2027, 12, True),
        (2026, 12, True),
        (2025, 1, True),
    ]
