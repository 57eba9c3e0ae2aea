"""The database: the same guarantees everywhere, and never a new one in an old one's place."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database as Connection
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from formhandler.signups.database import Database, DatabaseBusyError, DatabaseUnusableError
from tests.support.events import an_event
from tests.support.forms import store, stored

GUARANTEES = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 5000,
}


def pragmas(db: Connection) -> dict[str, object]:
    return {name: db.execute(f"pragma {name}").fetchone()[0] for name in GUARANTEES}


def of(connected: Callable[[], AbstractContextManager[Connection]]) -> dict[str, object]:
    with connected() as db:
        return pragmas(db)


def test_f05_every_connection_gives_the_same_guarantees(database: Database) -> None:
    with ThreadPoolExecutor(2) as threads:
        elsewhere = [
            threads.submit(of, connected).result()
            for connected in (database.reading, database.writing)
        ]

    assert elsewhere == [GUARANTEES, GUARANTEES]
    assert of(database.reading) == of(database.writing) == GUARANTEES


def test_f05_control_a_connection_opened_elsewhere_gives_fewer(database: Database) -> None:
    plain = Connection(sqlite3.connect(database.path))
    given = pragmas(plain)
    plain.close()

    assert given != GUARANTEES


def test_sqlite_is_newer_than_its_bugs_with_the_log() -> None:
    assert sqlite3.sqlite_version_info >= (3, 50)


def test_a_new_database_is_for_its_owner_alone(database: Database) -> None:
    assert stat.S_IMODE(database.path.stat().st_mode) == 0o600


def test_a_new_database_is_up_to_date_and_alone_in_its_folder(database: Database) -> None:
    database.check()

    assert [path.name for path in database.path.parent.iterdir()] == ["pameldt.sqlite3"]
    assert database.migrate(may_create=False) == []


def test_a_database_is_made_once(database: Database) -> None:
    signup = store(database, an_event())

    assert database.migrate(may_create=True) == []
    assert stored(database) == [signup]


def test_many_first_starts_at_once_make_one_database(tmp_path: Path) -> None:
    database = Database(tmp_path / "new.sqlite3")
    with ThreadPoolExecutor(16) as threads:
        starts = [threads.submit(database.migrate, may_create=True) for _ in range(16)]
        [start.result() for start in starts]

    database.check()
    assert [path.name for path in tmp_path.iterdir()] == ["new.sqlite3"]


@pytest.fixture
def missing(tmp_path: Path) -> Path:
    return tmp_path / "pameldt.sqlite3"


VANISHED = (
    "Databasen {0} er borte, men resten av mappen er her. Hent inn en sikkerhetskopi. "
    "Vil du begynne helt på nytt, så slett {0.parent}/."
)
MISSING = (
    "Finner ikke databasen {}. Er den flyttet, eller skal en sikkerhetskopi hentes inn? "
    "Er dette en ny maskin, så kjør «pameldt migrate»."
)


def refused(path: Path) -> Iterator[str]:
    """Yield what checking and upgrading say."""
    for refusing in (Database(path).check, lambda: Database(path).migrate(may_create=False)):
        with pytest.raises(DatabaseUnusableError) as raised:
            refusing()
        yield str(raised.value)


def test_f11_a_missing_database_is_refused_and_not_made(missing: Path) -> None:
    assert list(refused(missing)) == [MISSING.format(missing), VANISHED.format(missing)]
    assert list(missing.parent.iterdir()) == []


def test_f11_nobody_writes_into_a_missing_database(missing: Path) -> None:
    for connected in (Database(missing).reading, Database(missing).writing):
        with pytest.raises(DatabaseBusyError), connected():
            pass
    assert list(missing.parent.iterdir()) == []


def test_f11_an_empty_database_is_refused_and_left_empty(missing: Path) -> None:
    missing.touch()

    assert set(refused(missing)) == {f"Databasen {missing} er tom. Hent inn en sikkerhetskopi."}
    assert missing.stat().st_size == 0


def test_f11_a_folder_in_its_place_is_refused(missing: Path) -> None:
    missing.mkdir()

    assert set(refused(missing)) == {MISSING.format(missing)}


@pytest.mark.parametrize("garbage", [b"not a database" * 1000, os.urandom(8192)])
def test_f11_garbage_is_refused_and_left_as_it_is(missing: Path, garbage: bytes) -> None:
    missing.write_bytes(garbage)

    assert set(refused(missing)) == {
        f"Databasen {missing} kan ikke leses (file is not a database). Hent inn en sikkerhetskopi."
    }
    assert missing.read_bytes() == garbage


@pytest.mark.parametrize("rest", [b"x", b"SQLite format 3\0"])
def test_f11_a_few_bytes_left_of_a_database_are_refused_and_left(
    missing: Path, rest: bytes
) -> None:
    missing.write_bytes(rest)

    assert all(f"Databasen {missing} " in message for message in refused(missing))
    assert missing.read_bytes() == rest


ALL = ["m0001_signups", "m0002_mail", "m0003_language"]


def behind(path: Path) -> Database:
    """Return a database as it was before the first migration."""
    database = Database(path)
    database.migrate(may_create=True)
    with database.writing() as db:
        for table in ("outbox", "messages", "meeting_links", "answers", "signups"):
            db.execute(f"drop table {table}")
        db.execute("delete from _sqlite_migrations")
    return database


def test_f15_a_database_that_is_behind_is_refused_until_it_is_upgraded(missing: Path) -> None:
    database = behind(missing)

    with pytest.raises(DatabaseUnusableError) as raised:
        database.check()
    assert str(raised.value) == (
        f"Databasen {missing} er fra en eldre versjon. Kjør «pameldt migrate»."
    )
    assert database.migrate(may_create=False) == ALL
    database.check()


_UPGRADE_AND_DIE = """
import os, sys
from pathlib import Path
from formhandler.signups import migrations
from formhandler.signups.database import Database
from sqlite_utils import Database as Connection
execute = Connection.execute
def dying(self, sql, *rest):
    if "signups_seats" in sql:
        os.kill(os.getpid(), 9)
    return execute(self, sql, *rest)
Connection.execute = dying
Database(Path(sys.argv[1])).migrate(may_create=False)
"""


@pytest.mark.process
def test_f15_an_upgrade_that_is_killed_midway_leaves_the_old_one(missing: Path) -> None:
    behind(missing)
    killed = subprocess.run([sys.executable, "-c", _UPGRADE_AND_DIE, missing], check=False)

    assert killed.returncode == -9
    with Database(missing).reading() as db:
        assert "signups" not in db.table_names()
    assert Database(missing).migrate(may_create=False) == ALL


@pytest.mark.process
def test_what_is_written_is_there_after_the_process_is_killed(database: Database) -> None:
    write_and_die = (
        "import os, sys; from pathlib import Path; from tests.support.forms import store;"
        "from tests.support.events import an_event;"
        "from formhandler.signups.database import Database;"
        "store(Database(Path(sys.argv[1])), an_event()); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", write_and_die, database.path], check=False)

    assert killed.returncode == -9
    assert len(stored(database)) == 1


def test_writers_leave_no_lock_behind_when_they_fail(database: Database) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), database.writing():
            _ = 1 / 0

    assert store(database, an_event()).event == "frokostmote"


def test_a_mistake_in_a_statement_of_ours_is_not_called_busy(database: Database) -> None:
    store(database, an_event())

    with pytest.raises(sqlite3.IntegrityError), database.writing() as db:
        db.execute("update signups set name = null")


@contextmanager
def read_by_somebody(database: Database) -> Iterator[None]:
    """Let somebody read the database as it is now until the end of the block."""
    with database.reading() as db:
        db.execute("begin")
        db.execute("select count(*) from signups").fetchone()
        yield


def log_of(database: Database) -> int:
    """Return how long the write-ahead log is."""
    return database.path.with_name(f"{database.path.name}-wal").stat().st_size


def test_f37_emptying_the_log_waits_for_nobody_who_reads(database: Database) -> None:
    with read_by_somebody(database):
        store(database, an_event())
        begun = time.monotonic()
        database.forget()

        assert time.monotonic() - begun < 1
        assert log_of(database) > 0


def test_f37_what_a_reader_kept_in_the_log_is_emptied_when_it_is_tried_again(
    database: Database,
) -> None:
    with database.reading() as open_all_along:
        open_all_along.execute("select count(*) from signups").fetchone()
        with read_by_somebody(database):
            store(database, an_event())
            database.forget()
            database.forget_rest()
            assert log_of(database) > 0
        database.forget_rest()

        assert log_of(database) == 0


def test_the_log_is_left_alone_where_all_is_forgotten(database: Database) -> None:
    with database.reading() as open_all_along:
        open_all_along.execute("select count(*) from signups").fetchone()
        database.forget()
        store(database, an_event())
        database.forget_rest()

        assert log_of(database) > 0
