"""The time is aware, and a preview's clock runs from where it is set."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from formhandler.core.clock import clock_starting_at, system_clock
from tests.support.events import OSLO

START = datetime(2020, 1, 14, 9, 0, tzinfo=OSLO)


def test_the_system_s_time_is_now_in_universal_time() -> None:
    before = datetime.now(UTC)
    now = system_clock()

    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


def test_a_preview_s_clock_starts_where_it_is_set_and_runs() -> None:
    clock = clock_starting_at(START)
    first = clock()
    time.sleep(0.02)
    second = clock()

    assert START <= first < START + timedelta(seconds=10)
    assert timedelta(milliseconds=20) <= second - first < timedelta(seconds=10)


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 10, 25, 2, 59, 59, 999_990, tzinfo=OSLO),
        datetime(2026, 3, 29, 1, 59, 59, 999_990, tzinfo=OSLO),
    ],
    ids=["autumn", "spring"],
)
def test_a_preview_s_clock_runs_evenly_when_the_clocks_change(start: datetime) -> None:
    clock = clock_starting_at(start)
    time.sleep(0.001)

    assert clock().timestamp() - start.timestamp() < 10


def test_two_clocks_do_not_know_of_each_other() -> None:
    later = START + timedelta(days=1)
    clocks = [clock_starting_at(START), clock_starting_at(later)]

    assert [f"{clock():%d.%m.%Y}" for clock in clocks] == ["14.01.2020", "15.01.2020"]
