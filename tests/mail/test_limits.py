"""Limits: nobody's mailbox is filled by a form, and no mail that is due to somebody is lost."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from formhandler.events.model import Attendance, Event
from formhandler.mail import limits, outbox
from formhandler.signups import changes, register
from formhandler.signups.correct_email import mend_email
from formhandler.signups.database import Database
from formhandler.signups.models import Signup
from tests.support.events import NOW, an_event
from tests.support.forms import answers, change, store
from tests.support.letters import rows, statuses

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
FULL = an_event(påmelding={"plasser": 1})


def sign_up(database: Database, event: Event, *emails: str, now: datetime = NOW) -> list[Signup]:
    return [store(database, event, answers("ada", email=each), now=now) for each in emails]


def deliver(database: Database, now: datetime = NOW) -> None:
    """Let the relay take all that is due."""
    with database.writing() as db:
        while mail := outbox.take(db, now):
            outbox.sent(db, mail)


def kinds(database: Database) -> list[str]:
    return [kind for kind, _status in statuses(database)]


ADA = "ada@example.no"


def test_a04_an_address_gets_one_mail_of_each_kind_of_an_event(database: Database) -> None:
    sign_up(database, an_event(), ADA, ADA, "ADA@example.no", ADA)
    deliver(database)
    sign_up(database, an_event(), ADA, now=NOW + DAY)

    assert statuses(database) == [("confirmed", "sent"), ("repeat", "sent")]


def test_a04_control_without_the_look_for_earlier_mails_each_form_makes_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_TOLD", "select 1 where false")
    sign_up(database, an_event(), ADA, ADA, "ADA@example.no", ADA)

    assert kinds(database) == ["confirmed", "repeat", "repeat", "repeat"]


def test_a04_others_and_other_events_have_mails_of_their_own(database: Database) -> None:
    sign_up(database, an_event(), ADA, "bo@example.no")
    sign_up(database, an_event("annet"), ADA)

    assert statuses(database) == [("confirmed", "waiting")] * 3


def many_events(database: Database, number: int, apart: timedelta = 0 * HOUR) -> list[timedelta]:
    """Sign one address up to many events, and return how long after the first each mail is due."""
    with database.writing() as db:
        for each in range(number):
            event, now = an_event(f"e{each}"), NOW + each * apart
            done = register.add(db, event, answers("ada"), submit_id="abc", now=now)
            outbox.put(db, done.changes, now)
    return [datetime.fromtimestamp(row["due"], UTC) - NOW for row in rows(database)]


def test_a04_an_address_gets_three_an_hour_and_ten_a_day_and_the_others_later(
    database: Database,
) -> None:
    due = many_events(database, 12)

    assert [each // HOUR for each in due] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 24, 24]


def test_a04_control_without_the_limits_all_are_due_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_WINDOWS", ())

    assert many_events(database, 12) == [0 * HOUR] * 12


def most_within(due: Sequence[timedelta], span: timedelta) -> int:
    return max(sum(first <= each < first + span for each in due) for first in due)


@pytest.mark.parametrize("apart", [MINUTE, 19 * MINUTE, 21 * MINUTE, 2 * HOUR])
def test_a04_in_no_hour_and_no_day_are_there_more(database: Database, apart: timedelta) -> None:
    due = many_events(database, 24, apart)

    assert len(due) == 24
    assert most_within(due, HOUR) <= 3
    assert most_within(due, DAY) <= 10
    assert all(each >= number * apart for number, each in enumerate(due))


def test_a04_all_that_is_put_off_is_sent_in_the_end(database: Database) -> None:
    many_events(database, 12)
    deliver(database, NOW)
    assert [status for _, status in statuses(database)].count("sent") == 3
    deliver(database, NOW + DAY)

    assert statuses(database) == [("confirmed", "sent")] * 12


def test_a04_one_address_s_mails_hold_up_no_other_s(database: Database) -> None:
    many_events(database, 6)
    sign_up(database, an_event("e0"), "bo@example.no")

    assert rows(database)[-1]["due"] == int(NOW.timestamp())


def test_what_the_person_does_with_the_link_is_told_at_once(database: Database) -> None:
    many_events(database, 3)
    deliver(database)
    (bo,) = sign_up(database, an_event(), ADA)
    change(database, changes.cancel, an_event(), bo)

    assert (kinds(database)[-1], rows(database)[-1]["due"]) == ("cancelled", int(NOW.timestamp()))


def test_who_has_cancelled_and_signs_up_again_is_told_anew(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    deliver(database)
    change(database, changes.cancel, an_event(), ada)
    deliver(database)
    sign_up(database, an_event(), ADA, ADA)

    assert kinds(database) == ["confirmed", "cancelled", "confirmed", "repeat"]


def test_who_has_cancelled_is_told_anew_once(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    change(database, changes.cancel, an_event(), ada)
    sign_up(database, an_event(), ADA, ADA, ADA, ADA)

    assert kinds(database) == ["confirmed", "cancelled", "confirmed", "repeat"]


def test_who_undoes_a_cancellation_is_told_of_a_change(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    deliver(database)
    for operation in (changes.cancel, changes.restore):
        change(database, operation, an_event(), ada)
        deliver(database)

    assert kinds(database) == ["confirmed", "cancelled", "changed"]


def test_undoing_a_cancellation_is_told_at_once_however_many_mails_there_were(
    database: Database,
) -> None:
    many_events(database, 3)
    deliver(database)
    (ada,) = sign_up(database, an_event(), ADA)
    for operation in (changes.cancel, changes.restore):
        change(database, operation, an_event(), ada)

    assert (kinds(database)[-1], rows(database)[-1]["due"]) == ("changed", int(NOW.timestamp()))


def test_a04_another_s_cancellation_lets_nobody_be_told_anew(database: Database) -> None:
    _, _, bo = sign_up(database, an_event(), ADA, ADA, "bo@example.no")
    change(database, changes.cancel, an_event(), bo)
    sign_up(database, an_event(), ADA)

    assert kinds(database) == ["confirmed", "repeat", "confirmed", "cancelled"]


def test_a_mail_that_was_never_sent_does_not_count_as_told(database: Database) -> None:
    (wrong,) = sign_up(database, an_event(), ADA)
    change(database, mend_email, an_event(), wrong, "bo@example.no")
    (ada,) = sign_up(database, an_event(), ADA)

    assert statuses(database)[-1] == ("confirmed", "waiting")
    assert rows(database)[-1]["recipient"] == outbox.recipient_of(ada)


def test_mails_that_were_never_sent_hold_up_no_other(database: Database) -> None:
    for slug in ("a", "b", "c"):
        (ada,) = sign_up(database, an_event(slug), ADA)
        change(database, changes.cancel, an_event(slug), ada)
    sign_up(database, an_event(), ADA)

    assert rows(database)[-1]["due"] == int(NOW.timestamp())


# What has not been sent yet.


def test_f35_cancelled_while_the_confirmation_waits_only_the_cancellation_waits(
    database: Database,
) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    change(database, changes.cancel, an_event(), ada)

    assert statuses(database) == [("confirmed", "dropped"), ("cancelled", "waiting")]


def test_f35_control_where_nothing_gives_way_both_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_DROP", "select :id")
    (ada,) = sign_up(database, an_event(), ADA)
    change(database, changes.cancel, an_event(), ada)

    assert statuses(database) == [("confirmed", "waiting"), ("cancelled", "waiting")]


def test_f35_let_in_and_cancelled_before_anything_is_sent_only_the_last_waits(
    database: Database,
) -> None:
    ada, bo = sign_up(database, FULL, ADA, "bo@example.no")
    change(database, changes.cancel, FULL, ada)
    change(database, changes.cancel, FULL, bo)

    assert [kind for kind, status in statuses(database) if status == "waiting"] == [
        "cancelled",
        "cancelled",
    ]


def test_changed_while_the_confirmation_waits_is_one_mail(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    change(database, changes.mend, an_event(), ada, answers("ada", message="Hei"))

    assert statuses(database) == [("confirmed", "waiting")]


def test_control_changed_after_the_confirmation_was_sent_is_two(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    deliver(database)
    change(database, changes.mend, an_event(), ada, answers("ada", message="Hei"))

    assert statuses(database) == [("confirmed", "sent"), ("changed", "waiting")]


def test_who_leaves_the_line_by_attending_online_is_told_though_the_first_mail_waits(
    database: Database,
) -> None:
    event = an_event(digitalt="Teams", påmelding={"plasser": 1})
    _, bo = sign_up(database, event, ADA, "bo@example.no")
    change(database, changes.attend, event, bo, Attendance.ONLINE)

    assert statuses(database)[1:] == [("waiting", "dropped"), ("changed", "waiting")]


def test_an_address_mended_while_the_mail_waits_gets_the_only_one(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    done = change(database, mend_email, an_event(), ada, "a@example.no")
    wrong, right = rows(database)

    assert statuses(database) == [("confirmed", "dropped"), ("confirmed", "waiting")]
    assert wrong["recipient"] == outbox.recipient_of(ada)
    assert right["recipient"] == outbox.recipient_of(done.signup)


def test_an_address_mended_and_mended_back_gets_a_mail_with_the_link_that_is_good(
    database: Database,
) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    for email in ("a@example.no", ADA):
        deliver(database)
        change(database, mend_email, an_event(), ada, email)

    assert kinds(database) == ["confirmed"] * 3
    assert rows(database)[-1]["recipient"] == outbox.recipient_of(ada)


def test_a_repeat_that_gets_an_address_of_its_own_is_told(database: Database) -> None:
    _, repeat = sign_up(database, an_event(), ADA, ADA)
    deliver(database)
    change(database, mend_email, an_event(), repeat, "bo@example.no")

    assert kinds(database) == ["confirmed", "repeat", "confirmed"]


def test_who_repeated_a_mistyped_address_gets_a_mail_when_that_is_mended(
    database: Database,
) -> None:
    wrong, _ = sign_up(database, an_event(), ADA, ADA)
    deliver(database)
    change(database, mend_email, an_event(), wrong, "bo@example.no")

    assert rows(database)[-1]["recipient"] == outbox.recipient_of(wrong)


def test_a04_mending_from_address_to_address_gives_each_one_mail(database: Database) -> None:
    (ada,) = sign_up(database, an_event(), ADA)
    for number in range(5):
        deliver(database)
        email = f"victim{number}@example.no"
        change(database, mend_email, an_event(), ada, email)
    digests = [row["recipient"] for row in rows(database)]

    assert (len(digests), len(set(digests))) == (6, 6)


def test_the_owner_of_an_address_that_was_mistyped_and_mended_gets_a_mail(
    database: Database,
) -> None:
    (wrong,) = sign_up(database, an_event(), ADA)
    deliver(database)
    change(database, mend_email, an_event(), wrong, "bo@example.no")
    (ada,) = sign_up(database, an_event(), ADA)

    assert kinds(database) == ["confirmed"] * 3
    assert rows(database)[-1]["recipient"] == outbox.recipient_of(ada)


def mistyped_again_and_again(database: Database) -> int:
    """Let five write ada's address and mend it, and return how many mails it was sent."""
    for number in range(5):
        (wrong,) = sign_up(database, an_event(), ADA)
        deliver(database)
        change(database, mend_email, an_event(), wrong, f"bo{number}@example.no")
    to_ada = [row for row in rows(database) if row["recipient"] == outbox.recipient_of(wrong)]
    return [row["status"] for row in to_ada].count("sent")


def test_a04_mistyping_and_mending_again_and_again_makes_two_mails(database: Database) -> None:
    assert mistyped_again_and_again(database) == 2


def test_a04_control_without_the_most_of_a_kind_only_the_hour_stops_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_MOST_OF_A_KIND", 99)

    assert mistyped_again_and_again(database) == 3


@pytest.mark.parametrize("known", [(), ("bo@example.no", "cy@example.no")])
def test_a04_mending_to_and_fro_piles_up_nothing(
    database: Database, known: tuple[str, ...]
) -> None:
    sign_up(database, an_event(), *known)
    deliver(database)
    (ada,) = sign_up(database, an_event(), ADA)
    for email in ("bo@example.no", "cy@example.no") * 4:
        change(database, mend_email, an_event(), ada, email)

    waiting = [row["signup"] for row in rows(database) if row["status"] == "waiting"]
    assert waiting == [ada.id]


def test_a04_a_colleague_s_address_is_counted_as_anybody_s(database: Database) -> None:
    many_events(database, 3)
    with database.writing() as db:
        given, colleague = answers("bo"), answers("ada", email=ADA)
        done = register.add(
            db, an_event(), given, submit_id="abc", now=NOW, colleagues=(colleague,)
        )
        outbox.put(db, done.changes, NOW)

    bo, ada = rows(database)[3:]
    assert (bo["due"], ada["due"]) == (int(NOW.timestamp()), int((NOW + HOUR).timestamp()))


def test_a04_seats_that_are_freed_for_an_address_again_and_again_are_told_by_the_hour(
    database: Database,
) -> None:
    event = an_event(påmelding={"plasser": 1})
    (mine,) = sign_up(database, event, "bo0@example.no")
    for number in range(1, 6):
        (victim,) = sign_up(database, event, ADA)
        deliver(database)
        change(database, changes.cancel, event, mine)
        deliver(database)
        mine = change(database, mend_email, event, victim, f"bo{number}@example.no").signup

    to_ada = [row for row in rows(database) if row["recipient"] == outbox.recipient_of(victim)]
    assert [row["status"] for row in to_ada].count("sent") == 3
