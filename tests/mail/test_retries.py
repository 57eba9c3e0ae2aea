"""A mail that was not taken is tried again ever more seldom, and given up in the end."""

from datetime import datetime, timedelta

from formhandler.mail.retries import next_try, rest
from tests.support.events import NOW
from tests.support.tables import each_case

LATE = NOW + timedelta(days=365)


def tries(expires: datetime = LATE) -> list[datetime]:
    """Return when a mail is tried that nobody ever takes."""
    tried = [NOW]
    while due := next_try(len(tried), NOW, expires, tried[-1]):
        tried.append(due)
    return tried


def minutes(moments: list[datetime]) -> list[float]:
    return [(moment - NOW) / timedelta(minutes=1) for moment in moments]


def test_f31_pauses_grow_from_half_a_minute_to_four_hours() -> None:
    assert minutes(tries())[:9] == [0, 0.5, 2.5, 12.5, 42.5, 102.5, 222.5, 462.5, 702.5]


def test_f31_a_mail_is_tried_for_two_days() -> None:
    assert timedelta(hours=43) < tries()[-1] - NOW < timedelta(hours=48)


def test_f31_a_mail_that_is_of_no_more_use_is_given_up_before() -> None:
    assert minutes(tries(expires=NOW + timedelta(hours=1))) == [0, 0.5, 2.5, 12.5, 42.5]


def test_f33_a_mail_that_was_held_back_for_days_still_has_its_first_four_tries() -> None:
    monday = NOW + timedelta(days=3)

    assert [next_try(number, NOW, NOW, monday) for number in (1, 3, 4)] == [
        monday + timedelta(seconds=30),
        monday + timedelta(minutes=10),
        None,
    ]


@each_case(("failures", "minutes"), [(1, 0.5), (2, 1), (3, 2), (4, 5), (5, 10), (6, 10), (100, 10)])
def test_f33_the_queue_rests_for_ever_longer_up_to_ten_minutes(
    failures: int, minutes: float
) -> None:
    assert rest(failures) == timedelta(minutes=minutes)
