"""A programme of several days is shown day by day."""

from formhandler.events.programme import programme_by_day
from formhandler.publishing.build import Build
from tests.support.builds import published
from tests.support.events import an_event, write_event
from tests.support.forms import Page

TWO_DAYS = {"start": "2030-06-04 09.00", "slutt": "2030-06-05 15.00"}


def days(*hours: str, **keys: str) -> list[tuple[str, list[str]]]:
    programme = [{"kl": hour, "tittel": hour} for hour in hours]
    found = programme_by_day(an_event(**(TWO_DAYS | keys), program=programme or None))
    return [(f"{day.on:%d.%m}", [item.title for item in day.items]) for day in found]


def test_where_the_clock_goes_back_the_next_day_begins() -> None:
    assert days("09.00", "09.00", "14.00", "08.30", "12.00") == [
        ("04.06", ["09.00", "09.00", "14.00"]),
        ("05.06", ["08.30", "12.00"]),
    ]


def test_what_is_written_out_of_order_is_all_one_day() -> None:
    assert days("14.00", "09.00", "08.00") == [("04.06", ["14.00", "09.00", "08.00"])]


def test_an_event_of_one_day_has_one() -> None:
    assert days("09.00", "08.00", slutt="2030-06-04 15.00") == [("04.06", ["09.00", "08.00"])]


def test_a_night_goes_on_after_midnight() -> None:
    night = {"start": "2030-06-04 22.00", "slutt": "2030-06-05 01.30"}

    assert days("22.00", "00.30", **night) == [("04.06", ["22.00"]), ("05.06", ["00.30"])]


def test_without_a_programme_there_are_no_days() -> None:
    assert days() == []


def test_the_page_names_the_days(build: Build) -> None:
    programme = [{"kl": "09.00", "tittel": "Velkommen"}, {"kl": "08.30", "tittel": "Kaffe"}]
    write_event(build.content, **TWO_DAYS, program=programme)
    published(build)
    page = Page((build.site / "arrangementer/frokostmote/index.html").read_text("utf-8"))

    assert page.texts(".//section[@aria-labelledby='program']/*") == [
        "Program",
        "tirsdag 4. juni 2030",
        "kl. 09.00Velkommen",
        "onsdag 5. juni 2030",
        "kl. 08.30Kaffe",
    ]
