"""Retention: deleted on the day that was promised, not before, and from every byte of the files."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from formhandler.core.background import Background
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event
from formhandler.mail.periodic_tasks import do_chores
from formhandler.signups import meeting_link, retention
from formhandler.signups.database import Database
from formhandler.signups.retention import delete_due, deleting
from tests.conftest import SetClock
from tests.support.events import OSLO, a_manifest, an_event
from tests.support.forms import answers, store, stored
from tests.support.letters import statuses
from tests.web.test_error_pages import held_by_another_program

ADDRESS = b"unusual.address@example.no"
PROMISED = date(2030, 7, 4)


@pytest.fixture
def signed_up(database: Database) -> Database:
    """Give a database with one sign-up, to be deleted on 4 July 2030."""
    signup = store(database, an_event(), answers("Kari", email=ADDRESS.decode()))
    assert signup.delete_on == PROMISED
    return database


def left(database: Database, at: datetime, *published: Event) -> int:
    """Delete what is due at this moment, and return how many sign-ups are left."""
    deleted = delete_due(database, a_manifest(*published), SetClock(at))
    assert deleted in (0, 1)
    return 1 - deleted


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=OSLO)


SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def test_a_sign_up_is_deleted_when_the_promised_day_begins(signed_up: Database) -> None:
    assert left(signed_up, midnight(PROMISED) - SECOND, an_event()) == 1
    assert left(signed_up, midnight(PROMISED), an_event()) == 0
    assert stored(signed_up) == []


def test_a_sign_up_that_is_overdue_is_deleted(signed_up: Database) -> None:
    assert left(signed_up, midnight(PROMISED) + 500 * DAY, an_event()) == 0


def test_the_day_is_one_of_the_site_s_own_zone(signed_up: Database) -> None:
    utc = datetime.fromisoformat("2030-07-03T22:00:00+00:00")

    assert left(signed_up, utc - SECOND, an_event()) == 1
    assert left(signed_up, utc, an_event()) == 0


def test_an_event_moved_on_keeps_its_sign_ups_as_long_after_it(signed_up: Database) -> None:
    moved = an_event(start="2030-06-11 08.30", slutt="2030-06-11 10.00")

    assert left(signed_up, midnight(PROMISED), moved) == 1
    assert left(signed_up, midnight(PROMISED) + 7 * DAY - SECOND, moved) == 1
    assert left(signed_up, midnight(PROMISED) + 7 * DAY, moved) == 0


def test_an_event_moved_forward_deletes_nothing_before_the_promised_day(
    signed_up: Database,
) -> None:
    moved = an_event(start="2030-05-04 08.30", slutt="2030-05-04 10.00")

    assert left(signed_up, midnight(PROMISED) - SECOND, moved) == 1
    assert left(signed_up, midnight(PROMISED), moved) == 0


def test_a_longer_time_given_afterwards_breaks_no_promise(signed_up: Database) -> None:
    longer = an_event(påmelding={"slettes_etter": "300 dager"})

    assert left(signed_up, midnight(PROMISED), longer) == 0


def test_an_event_that_waits_for_a_new_date_keeps_its_sign_ups(signed_up: Database) -> None:
    assert left(signed_up, midnight(PROMISED), an_event(status="utsatt")) == 1


def test_a_cancelled_event_is_deleted_as_promised(signed_up: Database) -> None:
    assert left(signed_up, midnight(PROMISED), an_event(status="avlyst")) == 0


def test_an_event_that_has_vanished_is_deleted_as_promised(signed_up: Database) -> None:
    assert left(signed_up, midnight(PROMISED) - SECOND) == 1
    assert left(signed_up, midnight(PROMISED)) == 0


def test_only_what_is_due_is_deleted(signed_up: Database) -> None:
    later = an_event("senere", start="2030-08-01 10.00", slutt="2030-08-01 11.00")
    kept = store(signed_up, later)

    assert left(signed_up, midnight(PROMISED), an_event(), later) == 0
    assert stored(signed_up, "senere") == [kept]


def bytes_of(database: Database) -> bytes:
    """Return all bytes of the database and the files beside it."""
    return b"".join(path.read_bytes() for path in sorted(database.path.parent.glob("pameldt*")))


def test_f37_no_byte_of_an_erased_address_is_left(signed_up: Database) -> None:
    assert ADDRESS in bytes_of(signed_up)
    left(signed_up, midnight(PROMISED), an_event())

    assert ADDRESS not in bytes_of(signed_up)


def test_f37_not_in_the_log_either_though_others_have_the_database_open(
    signed_up: Database,
) -> None:
    with signed_up.reading() as db:
        db.execute("select count(*) from signups").fetchone()
        store(signed_up, an_event(), answers("Kari", email=f"2.{ADDRESS.decode()}"))
        assert ADDRESS in (signed_up.path.parent / "pameldt.sqlite3-wal").read_bytes()
        delete_due(signed_up, a_manifest(an_event()), SetClock(midnight(PROMISED)))

        assert ADDRESS not in bytes_of(signed_up)


def test_f37_control_without_emptying_the_log_the_address_is_left(
    signed_up: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "forget", lambda _database: None)
    with signed_up.reading() as db:
        db.execute("select count(*) from signups").fetchone()
        store(signed_up, an_event(), answers("Kari", email=f"2.{ADDRESS.decode()}"))
        delete_due(signed_up, a_manifest(an_event()), SetClock(midnight(PROMISED)))

        assert ADDRESS in bytes_of(signed_up)


def test_f37_the_mails_of_those_who_are_deleted_go_too(signed_up: Database) -> None:
    assert statuses(signed_up) == [("confirmed", "waiting")]
    left(signed_up, midnight(PROMISED), an_event())

    assert statuses(signed_up) == []


def test_f37_the_chores_empty_the_log_that_somebody_was_reading(signed_up: Database) -> None:
    with signed_up.reading() as open_all_along:
        open_all_along.execute("select count(*) from signups").fetchone()
        with signed_up.reading() as reader:
            reader.execute("begin")
            reader.execute("select count(*) from signups").fetchone()
            store(signed_up, an_event(), answers("Kari", email=f"2.{ADDRESS.decode()}"))
            delete_due(signed_up, a_manifest(an_event()), SetClock(midnight(PROMISED)))
            assert ADDRESS in bytes_of(signed_up)
        do_chores(signed_up, lambda: a_manifest(an_event()), midnight(PROMISED))

        assert ADDRESS not in bytes_of(signed_up)


def test_a_preview_s_clock_deletes_no_link_to_a_meeting(signed_up: Database) -> None:
    event, long_after = an_event(digitalt="Teams"), midnight(PROMISED)
    with signed_up.writing() as db:
        meeting_link.set_link(db, event.register, "https://meet.example.no/x")
    kept = []
    for is_preview in (True, False):
        do_chores(signed_up, lambda: a_manifest(event), long_after, is_preview=is_preview)
        with signed_up.reading() as db:
            kept.append(meeting_link.link(db, event.register))

    assert kept == ["https://meet.example.no/x", None]


def is_empty_within(database: Database, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while stored(database):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_the_server_deletes_by_itself_and_goes_on_though_the_site_is_gone_for_a_while(
    signed_up: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_SECONDS_BETWEEN", 0.02)
    published = iter([None, None, a_manifest(an_event())])
    clock = SetClock(midnight(PROMISED))
    deletion = deleting(signed_up, lambda: next(published), clock)
    thread = deletion.start()

    assert is_empty_within(signed_up, seconds=5)
    deletion.stop()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_the_server_deletes_when_the_lock_is_free_again(
    signed_up: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_SECONDS_BETWEEN", 0.02)
    with held_by_another_program(signed_up.path):
        clock = SetClock(midnight(PROMISED))
        deletion = deleting(signed_up, lambda: a_manifest(an_event()), clock)
        deletion.start()
        assert not is_empty_within(signed_up, seconds=0.2)

    assert is_empty_within(signed_up, seconds=5)
    deletion.stop()


def fails_once() -> Callable[[], Manifest]:
    """Return what gives a manifest, but the first time raises what nobody has listed."""
    answers = iter([a_manifest(an_event())] * 1000)

    def give() -> Manifest:
        if not failed:
            failed.append(True)
            raise RecursionError(ADDRESS.decode())
        return next(answers)

    failed: list[bool] = []
    return give


def test_f44_the_deletion_outlives_what_nobody_has_listed(
    signed_up: Database, caplog: pytest.LogCaptureFixture
) -> None:
    deletion = deleting(signed_up, fails_once(), SetClock(midnight(PROMISED)))
    deletion.start()

    assert is_empty_within(signed_up, seconds=5)
    deletion.stop()
    assert caplog.messages == ["retention failed with RecursionError"]
    assert ADDRESS.decode() not in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_f44_control_without_the_guard_the_deletion_ends(
    signed_up: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Background, "_take_turn", lambda loop: loop.turn())
    thread = deleting(signed_up, fails_once(), SetClock(midnight(PROMISED))).start()
    thread.join(timeout=5)

    assert (thread.is_alive(), len(stored(signed_up))) == (False, 1)


LINK = "https://teams.example.no/l/meetup-join/private"


def link_left(database: Database, at: datetime, *published: Event) -> bool:
    """Delete what is due at this moment, and tell whether a byte of the meeting's link is left."""
    delete_due(database, a_manifest(*published), SetClock(at))
    return LINK.encode() in bytes_of(database)


@pytest.fixture
def linked(database: Database) -> Database:
    """Give a database with a link to a meeting, for which nobody has signed up yet."""
    with database.writing() as db:
        meeting_link.set_link(db, an_event().register, LINK)
    return database


@pytest.mark.parametrize("status", ["planlagt", "utsatt", "avlyst"])
def test_a_link_that_was_set_before_anybody_signed_up_is_kept(
    linked: Database, status: str
) -> None:
    assert link_left(linked, midnight(PROMISED) - DAY, an_event(status=status))


def test_a_link_goes_when_the_deletion_day_of_a_cancelled_event_has_come(
    linked: Database,
) -> None:
    cancelled = an_event(status="avlyst")

    assert link_left(linked, midnight(PROMISED) - SECOND, cancelled)
    assert not link_left(linked, midnight(PROMISED), cancelled)


def test_a_link_goes_with_the_last_sign_up_of_a_cancelled_event(linked: Database) -> None:
    store(linked, an_event())
    cancelled = an_event(status="avlyst")

    assert link_left(linked, midnight(PROMISED) - SECOND, cancelled)
    assert not link_left(linked, midnight(PROMISED), cancelled)
    assert stored(linked) == []


def test_a_link_goes_with_the_last_sign_up_of_an_event_that_was_taken_off_the_site(
    linked: Database,
) -> None:
    store(linked, an_event())

    assert link_left(linked, midnight(PROMISED) - SECOND)
    assert not link_left(linked, midnight(PROMISED))


def test_a_link_that_nobody_signed_up_for_goes_when_the_event_is_taken_off_the_site(
    linked: Database,
) -> None:
    assert not link_left(linked, midnight(PROMISED) - 60 * DAY)


def test_a_link_of_an_event_that_waits_for_a_new_date_is_kept(linked: Database) -> None:
    assert link_left(linked, midnight(PROMISED) + 500 * DAY, an_event(status="utsatt"))


def test_control_without_the_rule_a_link_is_kept_for_ever(
    linked: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting_link, "delete_unneeded", lambda *_: None)

    assert link_left(linked, midnight(PROMISED) + 500 * DAY)
