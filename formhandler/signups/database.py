"""Database: the only place that opens connections, begins transactions and checks the schema."""

import contextlib
import math
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database as Connection
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is

from formhandler.core.errors import ExpectedError
from formhandler.signups.migrations import migrations

__all__ = [
    "Connection",
    "Database",
    "DatabaseBusyError",
    "DatabaseUnusableError",
]

BUSY_SECONDS = 5
_MAGIC = b"SQLite format 3\0"  # https://sqlite.org/fileformat.html §1.2

# FULL, because NORMAL loses acknowledged rows in a power cut. secure_delete, so erased is erased.
_PRAGMAS = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma secure_delete = on",
)


class DatabaseUnusableError(ExpectedError):
    """The database is missing, empty, damaged or outdated; the text says which, and what to do."""


class DatabaseBusyError(ExpectedError):
    """The database cannot be read or written right now: locked, disk full, read-only or damaged."""


class Database:
    """The database at a path, which must exist."""

    def __init__(self, path: Path) -> None:
        """Store the path; nothing is opened yet."""
        self.path = path
        self._turn = threading.Lock()
        self._has_rest = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection for reading; raises DatabaseBusyError."""
        with _busy_errors(), contextlib.closing(_open(self.path)) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a write transaction, committed at the end of the block.

        Raises DatabaseBusyError, with nothing written, if the database is not available within
        five seconds. This process's writers queue at a lock of their own: SQLite's busy handler
        sleeps and polls, and lets some of several writers starve.
        """
        begun = time.monotonic()
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise DatabaseBusyError("other writers did not finish in time")
        left = BUSY_SECONDS - (time.monotonic() - begun)
        try:
            with _busy_errors(), contextlib.closing(_open(self.path, left)) as connection:
                connection.execute("begin immediate")
                try:
                    yield connection
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
        finally:
            self._turn.release()

    def forget(self) -> None:
        """Empty the write-ahead log, so that deleted data is in no file.

        It cannot be emptied while somebody is reading; `forget_rest` tries again.
        """
        with _busy_errors(), contextlib.closing(_open(self.path, 0)) as connection:
            found = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
            self._has_rest = bool(found[0])

    def forget_rest(self) -> None:
        """Finish what `forget` could not do because somebody was reading."""
        if self._has_rest:
            self.forget()

    def check(self) -> None:
        """Raise DatabaseUnusableError unless the database exists, is intact and up to date."""
        _refuse_missing(self.path)
        if _pending(self.path):
            raise DatabaseUnusableError(
                f"Databasen {self.path} er fra en eldre versjon. Kjør «pameldt migrate»."
            )

    def check_writable(self) -> None:
        """Raise DatabaseUnusableError if nothing can be stored; a lock is temporary."""
        self.check()
        with contextlib.closing(_open(self.path, busy_seconds=0)) as connection:
            try:
                # On a read-only database «begin immediate» alone starts a read transaction.
                connection.execute("begin immediate")
                connection.execute("update signups set id = id where false")
                connection.rollback()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise DatabaseUnusableError(
                        f"Kan ikke skrive i {self.path}: {error}."
                    ) from error

    def migrate(self, *, may_create: bool) -> list[str]:
        """Migrate the database and return what was applied; create it if allowed.

        Raises DatabaseUnusableError if it is missing and must not be recreated.
        """
        if may_create and not self.path.exists():
            return self._create()
        if not self.path.exists():
            raise DatabaseUnusableError(
                f"Databasen {self.path} er borte, men resten av mappen er her. Hent inn en "
                f"sikkerhetskopi. Vil du begynne helt på nytt, så slett {self.path.parent}/."
            )
        _refuse_missing(self.path)
        pending = _pending(self.path)
        with contextlib.closing(_open(self.path)) as connection:
            migrations.apply(connection)
        return pending

    def _create(self) -> list[str]:
        """Create the database under another name and link it into place, never half made."""
        with tempfile.TemporaryDirectory(prefix="new.", dir=self.path.parent) as folder:
            new = Path(folder) / self.path.name
            new.touch(mode=0o600)
            applied = _pending(new)
            with contextlib.closing(_open(new)) as connection:
                migrations.apply(connection)
            with contextlib.suppress(FileExistsError):
                os.link(new, self.path)
        return applied


def _open(path: Path, busy_seconds: float = BUSY_SECONDS) -> Connection:
    """Open an existing database with the pragmas of every connection."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=busy_seconds, isolation_level=None
    )
    opened = Connection(connection, execute_plugins=False)
    try:
        for pragma in (*_PRAGMAS, f"pragma busy_timeout = {math.ceil(busy_seconds * 1000)}"):
            opened.execute(pragma).fetchall()
    except sqlite3.DatabaseError:
        opened.close()
        raise
    return opened


@contextlib.contextmanager
def _busy_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Locked, full or read-only is an OperationalError; damaged is a plain DatabaseError. The
        # other kinds are our own mistakes and must surface.
        if type(error) in (sqlite3.OperationalError, sqlite3.DatabaseError):
            raise DatabaseBusyError(str(error)) from error
        raise


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise DatabaseUnusableError(
            f"Finner ikke databasen {path}. Er den flyttet, eller skal en sikkerhetskopi hentes "
            "inn? Er dette en ny maskin, så kjør «pameldt migrate»."
        )
    if path.stat().st_size == 0:
        raise DatabaseUnusableError(f"Databasen {path} er tom. Hent inn en sikkerhetskopi.")
    # SQLite accepts a file of a few bytes as an empty database.
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _damaged(path, "file is not a database")


def _pending(path: Path) -> list[str]:
    try:
        with contextlib.closing(_open(path)) as connection:
            return [migration.name for migration in migrations.pending(connection)]
    except sqlite3.OperationalError as error:
        message = f"Får ikke åpnet databasen {path} ({error}). Se etter rettigheter og ledig plass."
        raise DatabaseUnusableError(message) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str) -> DatabaseUnusableError:
    message = f"Databasen {path} kan ikke leses ({why}). Hent inn en sikkerhetskopi."
    return DatabaseUnusableError(message)
