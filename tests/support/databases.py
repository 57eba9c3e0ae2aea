"""Databases for tests: new and empty, each a copy of one that was migrated."""

import shutil
from pathlib import Path

from formhandler.signups.database import Database
from tests.support.shared import made_once


def new_database(path: Path) -> Database:
    """Give a new, empty database at a path where there is none."""
    assert not path.exists()
    shutil.copy(made_once("pameldt.sqlite3", _migrated), path)
    return Database(path)


def _migrated(path: Path) -> None:
    Database(path).migrate(may_create=True)
    # With nobody at it any more, all that was written is in the one file.
    assert [each.name for each in path.parent.iterdir()] == [path.name]
