"""Crashes: a process that is killed in a flood of sign-ups loses none that it has acknowledged."""

import subprocess
import sys

import pytest

from formhandler.signups.database import Database
from tests.support.forms import stored

FLOOD = """
import sys, time
from pathlib import Path
from formhandler.mail import outbox
from formhandler.signups import register
from formhandler.signups.database import Database
from tests.support.events import NOW, an_event
from tests.support.forms import answers

database, event, way = Database(Path(sys.argv[1])), an_event(), sys.argv[2]
for number in range(100_000):
    name = f"p{number}"
    if way == "early":
        print(name, flush=True)
        time.sleep(0.05)
    with database.writing() as db:
        done = register.add(db, event, answers(name), submit_id=name, now=NOW)
        if way != "apart":
            outbox.put(db, done.changes, NOW)
    if way != "early":
        print(name, flush=True)
    if way == "apart":
        time.sleep(0.05)
        with database.writing() as db:
            outbox.put(db, done.changes, NOW)
"""
_WITHOUT_MAIL = "select 1 from signups where id not in (select signup from outbox)"


def acknowledged(database: Database, way: str, number: int) -> set[str]:
    """Let a process sign people up, kill it after so many, and give whom it acknowledged."""
    command = [sys.executable, "-c", FLOOD, str(database.path), way]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        names = {process.stdout.readline().strip() for _ in range(number)}
        process.kill()
        return names | set(process.stdout.read().split())


def without_mail(database: Database) -> int:
    with database.reading() as db:
        return len(db.execute(_WITHOUT_MAIL).fetchall())


def names(database: Database) -> set[str]:
    return {each.answers.name for each in stored(database)}


@pytest.mark.parametrize("number", [1, 20, 60])
def test_f01_no_acknowledged_sign_up_is_lost_nor_without_its_mail(
    database: Database, number: int
) -> None:
    told = acknowledged(database, "together", number)

    with database.reading() as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert (told - names(database), without_mail(database)) == (set(), 0)


def test_f01_control_an_answer_before_the_commit_loses_somebody(database: Database) -> None:
    assert len(acknowledged(database, "early", 5) - names(database)) == 1


def test_f01_control_a_mail_in_a_transaction_of_its_own_is_lost(database: Database) -> None:
    acknowledged(database, "apart", 5)

    assert without_mail(database) == 1


def test_f02_who_sends_again_after_a_crash_is_signed_up_once(database: Database) -> None:
    for _ in range(2):
        acknowledged(database, "together", 20)

    listed = [each.answers.name for each in stored(database)]
    assert len(listed) == len(set(listed)) >= 20
