"""The outbox holds what is to be told, once, and never more than a sign-up has to say now."""

from datetime import timedelta

import pytest

from formhandler.events.model import Attendance
from formhandler.mail import outbox
from formhandler.mail.kinds import Occasion
from formhandler.mail.outbox import LEASE, Mail
from formhandler.signups.correct_email import mend_email
from formhandler.signups.database import Database
from formhandler.signups.models import Change, Outcome, Signup, told_of
from tests.support.events import NOW, an_event
from tests.support.forms import change
from tests.support.letters import put_mail, rows, statuses

MINUTE = timedelta(minutes=1)


@pytest.fixture
def signup(database: Database) -> Signup:
    """Give a sign-up whose confirmation waits."""
    return put_mail(database)[0]


def tell(database: Database, signup: Signup, *outcomes: Outcome) -> None:
    with database.writing() as db:
        outbox.put(db, [Change(signup, outcome) for outcome in outcomes], NOW)


def take(database: Database) -> Mail:
    with database.writing() as db:
        mail = outbox.take(db, NOW)
    assert mail is not None
    return mail


def test_a_mail_goes_out_with_its_sign_up(database: Database, signup: Signup) -> None:
    mail = take(database)

    assert (mail.signup, mail.kind, mail.attempts, mail.created) == (
        signup.id,
        Outcome.CONFIRMED,
        1,
        NOW,
    )


def test_a_mail_that_is_taken_is_not_taken_again_until_its_lease_ends(
    database: Database, signup: Signup
) -> None:
    first = take(database)

    with database.writing() as db:
        during = outbox.take(db, NOW + LEASE - MINUTE)
        after = outbox.take(db, NOW + LEASE)

    assert (during, after and after.message_id) == (None, first.message_id)


def test_f33_a_mail_that_is_put_back_has_not_been_tried(database: Database, signup: Signup) -> None:
    mail = take(database)
    with database.writing() as db:
        outbox.put_back(db, mail, NOW)

    assert take(database).attempts == 1


def test_f31_a_mail_that_is_sent_again_has_been_tried(database: Database, signup: Signup) -> None:
    mail = take(database)
    with database.writing() as db:
        outbox.send_again(db, mail, NOW, "450 4.2.0")

    assert (take(database).attempts, rows(database)[0]["reply"]) == (2, "450 4.2.0")


def test_f35_of_a_cancellation_and_a_confirmation_that_waits_only_the_first_is_sent(
    database: Database, signup: Signup
) -> None:
    tell(database, signup, Outcome.CANCELLED)

    assert statuses(database) == [("confirmed", "dropped"), ("cancelled", "waiting")]


def test_a_change_is_told_by_the_mail_that_waits_already(
    database: Database, signup: Signup
) -> None:
    tell(database, signup, Outcome.CHANGED, Outcome.CHANGED)

    assert statuses(database) == [("confirmed", "waiting")]


def test_a_change_while_a_mail_is_being_sent_is_told_by_another(
    database: Database, signup: Signup
) -> None:
    take(database)
    tell(database, signup, Outcome.CHANGED)

    assert statuses(database) == [("confirmed", "waiting"), ("changed", "waiting")]


def test_f37_mails_go_with_their_sign_up(database: Database, signup: Signup) -> None:
    with database.writing() as db:
        db.execute("delete from signups where id = :id", {"id": signup.id})

    assert rows(database) == []


def test_f37_no_address_stands_in_the_outbox(database: Database, signup: Signup) -> None:
    assert "@" not in str(rows(database))


def test_f29_the_oldest_mail_that_waits_tells_how_the_queue_is_doing(
    database: Database, signup: Signup
) -> None:
    with database.reading() as db:
        assert outbox.oldest_waiting(db, NOW + MINUTE) == MINUTE


def test_of_an_empty_queue_there_is_no_oldest_mail(database: Database) -> None:
    with database.reading() as db:
        assert outbox.oldest_waiting(db, NOW) is None


# News of the event.

FIRST = told_of(an_event(), Attendance.IN_PERSON)
SECOND = told_of(an_event(sted="Rådhuset"), Attendance.IN_PERSON)


@pytest.fixture
def confirmed(database: Database, signup: Signup) -> Signup:
    """Give a sign-up whose confirmation is sent."""
    finish(database, "sent")
    return signup


def finish(database: Database, status: str) -> None:
    with database.writing() as db:
        db.execute("update outbox set status = :s where status = 'waiting'", {"s": status})


@pytest.mark.parametrize("newer", [Outcome.EVENT_CHANGED, Outcome.EVENT_CANCELLED])
def test_news_that_wait_give_way_to_newer_which_tell_from_the_first_facts(
    database: Database, confirmed: Signup, newer: Outcome
) -> None:
    changed = [Change(confirmed, Outcome.EVENT_CHANGED, FIRST), Change(confirmed, newer, SECOND)]
    with database.writing() as db:
        outbox.put(db, changed, NOW)

    assert statuses(database)[1:] == [("event_changed", "dropped"), (newer.value, "waiting")]
    assert [row["about"] for row in rows(database)[1:]] == [FIRST.to_json()] * 2


@pytest.mark.parametrize(
    ("newer", "expected"),
    [
        (Outcome.PROMOTED, [("event_changed", "waiting"), ("promoted", "waiting")]),
        (Outcome.CHANGED, [("event_changed", "waiting")]),
        (Outcome.CANCELLED, [("event_changed", "dropped"), ("cancelled", "waiting")]),
    ],
)
def test_news_that_wait_give_way_to_nothing_else_than_a_cancellation(
    database: Database, confirmed: Signup, newer: Outcome, expected: list[tuple[str, str]]
) -> None:
    with database.writing() as db:
        outbox.put(db, [Change(confirmed, Outcome.EVENT_CHANGED, FIRST)], NOW)
    tell(database, confirmed, newer)

    assert statuses(database)[1:] == expected


def test_news_that_take_a_reminder_s_place_tell_from_their_own_facts(
    database: Database, confirmed: Signup
) -> None:
    with database.writing() as db:
        outbox.insert(db, confirmed, Occasion.REMINDER, NOW, about=an_event().starts.isoformat())
        outbox.put(db, [Change(confirmed, Outcome.EVENT_CHANGED, FIRST)], NOW)

    assert statuses(database)[1:] == [("reminder", "dropped"), ("event_changed", "waiting")]
    assert rows(database)[-1]["about"] == FIRST.to_json()


def test_news_that_were_sent_are_not_told_once_more(database: Database, confirmed: Signup) -> None:
    for before in (FIRST, SECOND):
        with database.writing() as db:
            outbox.put(db, [Change(confirmed, Outcome.EVENT_CHANGED, before)], NOW)
        finish(database, "sent")

    assert [row["about"] for row in rows(database)[1:]] == [FIRST.to_json(), SECOND.to_json()]


# What was sent, and what did not come through.


def is_unreached(database: Database, signup: Signup) -> bool:
    with database.reading() as db:
        return outbox.is_unreached(db, signup)


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        (["undeliverable"], True),
        (["sent", "undeliverable"], True),
        (["undeliverable", "dropped"], True),
        (["undeliverable", "sent"], False),
        (["dropped"], False),
    ],
)
def test_f32_who_is_unreached_was_refused_the_last_mail(
    database: Database, signup: Signup, finished: list[str], expected: bool
) -> None:
    for status in finished:
        finish(database, status)
        tell(database, signup, Outcome.CHANGED)

    assert is_unreached(database, signup) is expected


def test_f32_an_address_that_is_mended_is_no_longer_unreached(
    database: Database, signup: Signup
) -> None:
    finish(database, "undeliverable")
    mended = change(database, mend_email, an_event(), signup, "right@example.no").signup

    assert is_unreached(database, signup)
    assert not is_unreached(database, mended)


def test_the_history_is_what_was_sent_oldest_first(database: Database, signup: Signup) -> None:
    finish(database, "sent")
    tell(database, signup, Outcome.CHANGED)
    finish(database, "undeliverable")
    tell(database, signup, Outcome.CANCELLED)
    finish(database, "sent")

    with database.reading() as db:
        assert outbox.history(db, signup) == [(Outcome.CONFIRMED, NOW), (Outcome.CANCELLED, NOW)]


def test_f32_notices_of_an_event_are_counted_for_a_day(database: Database, signup: Signup) -> None:
    with database.writing() as db:
        outbox.insert(db, signup, Occasion.UNDELIVERABLE, NOW)
        counted = [
            outbox.count_notices(db, event, now)
            for event, now in (
                (signup.event, NOW),
                (signup.event, NOW + 24 * 60 * MINUTE - MINUTE),
                (signup.event, NOW + 24 * 60 * MINUTE),
                ("annet", NOW),
            )
        ]

    assert counted == [1, 1, 0, 0]
