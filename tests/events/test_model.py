"""The rules of an event: when it takes sign-ups, how many come, who answers, what is deleted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from formhandler.events.model import Attendance, EventState
from tests.support.events import OSLO, an_event
from tests.support.tables import each_case

SECOND = timedelta(seconds=1)
OPENS = datetime(2030, 5, 1, 9, 0, tzinfo=OSLO)
CLOSES = datetime(2030, 6, 3, 12, 0, tzinfo=OSLO)
STARTS = datetime(2030, 6, 4, 8, 30, tzinfo=OSLO)
ENDS = datetime(2030, 6, 4, 10, 0, tzinfo=OSLO)
TERMS = {"åpner": "2030-05-01 09.00", "frist": "2030-06-03 12.00"}
HYBRID = {"digitalt": {"plattform": "Teams"}}
ONLINE = {"sted": None, **HYBRID}


@each_case(
    ("now", "state"),
    [
        (OPENS - SECOND, "not_yet_open"),
        (OPENS, "open"),
        (CLOSES - SECOND, "open"),
        (CLOSES, "closed"),
        (STARTS, "closed"),
        (ENDS - SECOND, "closed"),
        (ENDS, "past"),
        (ENDS + timedelta(days=365), "past"),
    ],
)
def test_the_state_changes_at_opening_deadline_and_end_to_the_second(
    now: datetime, state: str
) -> None:
    event = an_event(påmelding=TERMS)

    assert [event.state(at) for at in (now, now.astimezone(UTC))] == [state, state]


@each_case(
    ("now", "state"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), "open"),
        (STARTS - SECOND, "open"),
        (STARTS, "closed"),
        (ENDS, "past"),
    ],
)
def test_without_opening_and_deadline_sign_up_is_open_until_the_start(
    now: datetime, state: str
) -> None:
    assert an_event().state(now) == state


@each_case("now", [OPENS - SECOND, OPENS, CLOSES, ENDS])
@each_case(
    ("status", "state"), [("avlyst", EventState.CANCELLED), ("utsatt", EventState.POSTPONED)]
)
def test_an_event_that_is_not_held_as_planned_stays_so_at_all_times(
    status: str, state: EventState, now: datetime
) -> None:
    event = an_event(påmelding=TERMS, status=status)

    assert (event.state(now), event.next_change(now)) == (state, None)


@each_case(
    ("frist", "closes"),
    [
        ("2030-06-03", datetime(2030, 6, 3, 23, 59, tzinfo=OSLO)),
        ("2030-06-03 12.00", CLOSES),
        ("2030-06-04 08.30", STARTS),
    ],
)
def test_a_deadline_without_a_time_lasts_the_day(frist: str, closes: datetime) -> None:
    assert an_event(påmelding={"frist": frist}).closes == closes


def test_an_opening_without_a_time_is_at_midnight() -> None:
    event = an_event(påmelding={"åpner": "2030-05-01"})

    assert event.signup.opens == datetime(2030, 5, 1, 0, 0, tzinfo=OSLO)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    event = an_event(start="2030-10-27 02.30 sommertid", slutt="2030-10-27 02.30 vintertid")
    first = datetime(2030, 10, 27, 0, 30, tzinfo=UTC)
    hours = [first + timedelta(minutes=minutes) for minutes in (-1, 0, 59, 60)]

    for zone in (UTC, OSLO):
        states = [event.state(hour.astimezone(zone)) for hour in hours]
        assert states == ["open", "closed", "closed", "past"]


def test_python_left_to_itself_would_take_the_two_hours_for_one() -> None:
    event = an_event(start="2030-10-27 02.30 sommertid", slutt="2030-10-27 02.30 vintertid")

    assert not event.starts < event.ends


@each_case(
    ("now", "change"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), OPENS),
        (OPENS - SECOND, OPENS),
        (OPENS, CLOSES),
        (CLOSES, ENDS),
        (STARTS, ENDS),
        (ENDS, None),
    ],
)
def test_the_next_change_is_the_first_moment_to_come(
    now: datetime, change: datetime | None
) -> None:
    assert an_event(påmelding=TERMS).next_change(now) == change


def test_the_state_stays_until_its_next_change() -> None:
    event = an_event(påmelding=TERMS)
    now = datetime(2030, 4, 1, tzinfo=UTC)
    seen = [event.state(now)]
    while change := event.next_change(now):
        assert event.state(change - SECOND) == event.state(now) != event.state(change)
        now = change
        seen.append(event.state(now))

    assert seen == ["not_yet_open", "open", "closed", "past"]


@each_case(
    ("keys", "attendances", "hybrid"),
    [
        ({}, ("in_person",), False),
        (ONLINE, ("online",), False),
        (HYBRID, ("in_person", "online"), True),
    ],
)
def test_the_ways_to_attend_follow_from_place_and_platform(
    keys: dict[str, Any], attendances: tuple[str, ...], hybrid: bool
) -> None:
    event = an_event(**keys)

    assert (event.attendances, event.is_hybrid) == (attendances, hybrid)


@each_case(
    ("keys", "terms", "seats"),
    [
        ({}, {}, (None, None)),
        ({}, {"plasser": "60"}, (60, None)),
        (HYBRID, {"plasser": "60"}, (60, None)),
        (HYBRID, {"plasser": "60", "plasser_digitalt": "200"}, (60, 200)),
        (HYBRID, {"plasser_digitalt": "200"}, (None, 200)),
        (ONLINE, {"plasser": "60"}, (None, 60)),
        (ONLINE, {"plasser_digitalt": "200"}, (None, 200)),
        (ONLINE, {"plasser": "60", "plasser_digitalt": "200"}, (None, 200)),
    ],
)
def test_seats_are_counted_for_each_way_to_attend(
    keys: dict[str, Any], terms: dict[str, str], seats: tuple[int | None, int | None]
) -> None:
    event = an_event(**keys, påmelding=terms)
    counted = {way: event.seats(way) for way in event.attendances}

    assert counted == {
        way: count for way, count in zip(Attendance, seats, strict=True) if way in counted
    }


@each_case(
    ("keys", "in_person", "online"),
    [
        ({}, "Kulturhuset, Storgata 1, Hamar", ""),
        ({"sted": "Kulturhuset"}, "Kulturhuset", ""),
        (HYBRID, "Kulturhuset, Storgata 1, Hamar", "Teams"),
        (ONLINE, "", "Teams"),
    ],
)
def test_where_to_be_follows_from_how_one_attends(
    keys: dict[str, Any], in_person: str, online: str
) -> None:
    event = an_event(**keys)

    assert [event.where(way) for way in Attendance] == [in_person, online]


@each_case(
    ("start", "end", "reminded"),
    [
        ("2030-06-04 08.30", "2030-06-04 10.00", datetime(2030, 6, 3, 9, 0, tzinfo=OSLO)),
        ("2030-06-04 00.00", "2030-06-04 10.00", datetime(2030, 6, 3, 9, 0, tzinfo=OSLO)),
        ("2030-06-04 23.59", "2030-06-05 02.00", datetime(2030, 6, 3, 9, 0, tzinfo=OSLO)),
        ("2030-03-31 08.30", "2030-03-31 10.00", datetime(2030, 3, 30, 8, 0, tzinfo=UTC)),
        ("2030-10-27 08.30", "2030-10-27 10.00", datetime(2030, 10, 26, 7, 0, tzinfo=UTC)),
    ],
)
def test_people_are_reminded_the_day_before_at_nine_on_the_wall(
    start: str, end: str, reminded: datetime
) -> None:
    event = an_event(start=start, slutt=end)

    assert event.reminded_at.timestamp() == reminded.timestamp()


@each_case(
    ("start", "opens"),
    [
        ("2030-06-04 08.30", datetime(2030, 6, 4, 5, 30, tzinfo=UTC)),
        ("2030-03-31 03.30", datetime(2030, 3, 31, 0, 30, tzinfo=UTC)),
        ("2030-10-27 02.15 sommertid", datetime(2030, 10, 26, 23, 15, tzinfo=UTC)),
        ("2030-10-27 02.15 vintertid", datetime(2030, 10, 27, 0, 15, tzinfo=UTC)),
    ],
)
def test_the_link_opens_an_hour_before_the_start_on_any_night(start: str, opens: datetime) -> None:
    event = an_event(start=start, slutt="2030-12-24 10.00")

    assert event.link_opens.timestamp() == opens.timestamp()
    assert event.link_opens.tzinfo is OSLO


@each_case(
    ("status", "before", "after"),
    [("planlagt", True, False), ("utsatt", True, True), ("avlyst", False, False)],
)
def test_sign_ups_can_be_changed_until_the_start(status: str, before: bool, after: bool) -> None:
    event = an_event(påmelding=TERMS, status=status)
    found = [event.takes_changes(now) for now in (OPENS - SECOND, STARTS - SECOND, STARTS, ENDS)]

    assert found == [before, before, after, after]


@each_case(
    ("organisers", "responsible"),
    [
        (["A"], "A"),
        (["A", "B"], "A"),
        (["A", {"navn": "B", "ansvarlig": "ja"}], "B"),
        ([{"navn": "A", "ansvarlig": "nei"}, "B"], "A"),
    ],
)
def test_who_is_marked_responsible_answers_else_the_first(
    organisers: list[Any], responsible: str
) -> None:
    assert an_event(arrangører=organisers).responsible.name == responsible


@each_case(
    ("end", "days", "deleted_on"),
    [
        ("2030-06-04 10.00", None, date(2030, 7, 4)),
        ("2030-06-04 10.00", "1 dag", date(2030, 6, 5)),
        ("2030-06-05 01.30", "14 dager", date(2030, 6, 19)),
        ("2030-12-24 23.59", "10", date(2031, 1, 3)),
    ],
)
def test_sign_ups_are_deleted_some_days_after_the_end(
    end: str, days: str | None, deleted_on: date
) -> None:
    terms = {"slettes_etter": days} if days else {}

    assert an_event(slutt=end, påmelding=terms).deleted_on == deleted_on


def test_no_sign_up_is_deleted_before_the_event_is_over() -> None:
    event = an_event(start="2030-06-04 22.00", slutt="2030-06-05 01.30", påmelding=ONE_DAY)

    assert event.ends < datetime.combine(event.deleted_on, datetime.min.time(), tzinfo=OSLO)


ONE_DAY = {"slettes_etter": "1 dag"}


def test_an_event_has_an_address_for_page_calendar_and_form() -> None:
    event = an_event("mote")

    assert (event.path, event.calendar_path, event.signup_path) == (
        "/arrangementer/mote/",
        "/arrangementer/mote/kalender.ics",
        "/pamelding/mote/",
    )


@each_case(
    ("person", "initials"),
    [
        ("Ola", "O"),
        ("Ola Nordmann", "ON"),
        ("Kari Anne von Nordmann", "KN"),
        ("åse ærlig", "ÅÆ"),
        ({"rolle": "Vert"}, ""),
    ],
)
def test_a_person_s_initials_are_of_the_first_and_last_name(person: Any, initials: str) -> None:
    [found] = an_event(personer=person).people

    assert found.initials == initials


def test_an_event_cannot_be_changed() -> None:
    event = an_event()

    with pytest.raises(ValueError, match="frozen"):
        event.title = "Et annet"
