"""Migrations: what people signed up to in an older version is whole in this one."""

import contextlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database as Connection
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from formhandler.events.model import Attendance
from formhandler.signups import changes, event_news, migrations, register, seats
from formhandler.signups.database import Database, DatabaseUnusableError
from formhandler.signups.models import SignupStatus, Told
from tests.support.events import a_manifest, an_event
from tests.support.forms import answers, as_it_is, change, seating, store, stored

COLUMNS = {
    "event": "frokostmote",
    "organisation": "Hamar kommune",
    "attendance": "in_person",
    "message": "",
    "created_at": "2030-05-01T12:00:00+02:00",
    "delete_on": "2030-07-04",
    "days_kept": 30,
}
# Who, status, and what the person was told.
PEOPLE = [
    ("ada", "confirmed", "confirmed"),
    ("bo", "cancelled", "confirmed"),
    ("cy", "waiting", "waiting"),
    ("ada", "repeat", "waiting"),
    ("di", "cancelled", "waiting"),
    ("eli", "waiting", "waiting"),
]
EVENT = an_event(påmelding={"plasser": 1})


def old_row(id_: int, name: str, status: str, answered: str) -> dict[str, Any]:
    """Return a row as the first version stored it."""
    own = {
        "id": id_,
        "public_id": f"public-{id_}",
        "submit_id": f"form-{id_}",
        "reference": f"REF{id_}",
        "name": name,
        "email": f"{name}@example.no",
        "email_key": f"{name}@example.no",
        "status": status,
        "answered": answered,
    }
    return COLUMNS | own


OLD_ROWS = [old_row(number, *each) for number, each in enumerate(PEOPLE, 1)]


@pytest.fixture
def old(tmp_path: Path) -> Database:
    """Give a database that the first version has made, with a row of every status."""
    path = tmp_path / "pameldt.sqlite3"
    with contextlib.closing(Connection(sqlite3.connect(path))) as db:
        db.execute("pragma journal_mode = wal")
        migrations.migrations.apply(db, stop_before="m0002_mail")
        db.table("signups").insert_all(OLD_ROWS)
    return Database(path)


def upgraded(database: Database) -> Database:
    assert database.migrate(may_create=False) == ["m0002_mail", "m0003_language"]
    return database


def query(database: Database, sql: str) -> list[dict[str, Any]]:
    with database.reading() as db:
        return list(db.query(sql))


def test_the_old_database_is_of_the_first_version(old: Database) -> None:
    assert query(old, "select * from signups order by id") == OLD_ROWS
    with pytest.raises(DatabaseUnusableError):
        old.check()


def test_every_column_of_every_row_is_as_before(old: Database) -> None:
    columns = ", ".join(OLD_ROWS[0])
    found = query(upgraded(old), f"select {columns} from signups order by id")

    assert found == OLD_ROWS
    old.check()


def test_what_is_new_says_that_nothing_has_happened_yet(old: Database) -> None:
    found = stored(upgraded(old))

    for each in found:
        assert (each.version, each.signed_up_by, each.told, each.language) == (0, None, None, None)
        assert each.answers == answers(each.answers.name)


def test_everybody_has_a_link_of_their_own_that_cannot_be_guessed(old: Database) -> None:
    links = [each.link_id for each in stored(upgraded(old))]

    assert [re.fullmatch("[0-9a-f]{32}", each) is not None for each in links] == [True] * 6
    assert len(set(links)) == 6
    with old.reading() as db:
        found = register.find_by_link(db, links[2])
    assert found == stored(old)[2]


def test_those_who_were_told_to_wait_stand_in_line_as_before(old: Database) -> None:
    found = query(upgraded(old), "select line from signups order by id")

    assert [each["line"] for each in found] == [None, None, 3, 4, None, 6]
    with old.reading() as db:
        places = [seats.place_in_line(db, each) for each in stored(old) if each.id in (3, 4, 6)]
    assert places == [1, 2, 3]


def test_the_line_goes_on_from_there(old: Database) -> None:
    ada, _, _, _, di, _ = stored(upgraded(old))
    fay = store(old, EVENT, answers("fay"))
    change(old, changes.restore, EVENT, di)
    change(old, changes.cancel, EVENT, ada)

    assert seating(old) == "xxcrwww"
    with old.reading() as db:
        places = [seats.place_in_line(db, as_it_is(old, each)) for each in (fay, di)]
    assert places[0] + 1 == places[1]


def test_the_same_address_still_stands_once(old: Database) -> None:
    repeat = store(upgraded(old), EVENT, answers("cy"))

    assert repeat.status is SignupStatus.REPEAT
    with pytest.raises(sqlite3.IntegrityError), old.writing() as db:
        db.execute("update signups set status = 'confirmed' where id = :id", {"id": repeat.id})


def test_colleagues_without_an_address_of_their_own_stand_beside_each_other(old: Database) -> None:
    with upgraded(old).writing() as db:
        db.execute("update signups set email_key = '', status = 'confirmed'")

    assert seating(old) == "cccccc"


def test_an_old_database_is_as_a_new_one(old: Database, tmp_path: Path) -> None:
    new = Database(tmp_path / "new.sqlite3")
    new.migrate(may_create=True)
    sql = "select type, name, tbl_name, sql from sqlite_master order by type, name"

    assert query(upgraded(old), sql) == query(new, sql)


def test_what_is_looked_for_often_has_an_index(old: Database) -> None:
    plans = {
        "select * from signups where link_id = ''": "signups_link",
        "select * from signups where signed_up_by = 1": "signups_signed_up_by",
        "select * from outbox where status = 'waiting' and due <= 9": "outbox_due",
        "select * from outbox where signup = 1 and kind = 'message'": "outbox_signup",
        "select * from outbox where recipient = ''": "outbox_recipient",
    }
    upgraded(old)

    for sql, index in plans.items():
        (plan,) = query(old, f"explain query plan {sql}")
        assert f"USING INDEX {index} " in plan["detail"]


MOVED = an_event(start="2030-06-11 08.30", slutt="2030-06-11 10.00", påmelding={"plasser": 1})


def test_those_of_whom_it_was_not_kept_are_told_of_changes_from_now_on(old: Database) -> None:
    with upgraded(old).writing() as db:
        assert event_news.mark_told(db, EVENT) == ()
        event_news.assume_told(db, EVENT)
        assert event_news.mark_told(db, EVENT) == ()
        told = event_news.mark_told(db, MOVED)

    assert [each.signup.answers.name for each in told] == ["ada", "cy", "eli"]
    assert [each.version for each in stored(old)] == [1, 0, 1, 1, 0, 1]


def test_who_is_changed_in_the_new_version_is_told_all(old: Database) -> None:
    ada = stored(upgraded(old))[0]
    change(old, changes.mend, EVENT, ada, answers("ada", message="Hei"))

    told = as_it_is(old, ada).told
    assert told is not None
    assert told.where == EVENT.where(Attendance.IN_PERSON)


# What the second version kept of what people were told, and what this one makes of it.
TOLD_BEFORE = {
    "in_person": ("Kulturhuset, Storgata 1, Hamar", "Kulturhuset, Storgata 1, Hamar"),
    "in_person, of that name": ("På nett, Storgata 1, Hamar", "På nett, Storgata 1, Hamar"),
    "online": ("På nett, med Teams", "Teams"),
    "online, of no name": ("På nett", ""),
}


def told_json(way: str, where: str) -> str:
    times = {"starts": "2030-06-04T08:30:00+02:00", "ends": "2030-06-04T10:00:00+02:00"}
    attendance = {"where": where, "attendance": way.partition(",")[0], "plan": "scheduled"}
    return json.dumps(times | attendance, ensure_ascii=False)


@pytest.fixture
def of_mail(tmp_path: Path) -> Database:
    """Give a database that the second version has made, with sign-ups and mails that wait."""
    path = tmp_path / "pameldt.sqlite3"
    with contextlib.closing(Connection(sqlite3.connect(path))) as db:
        db.execute("pragma journal_mode = wal")
        migrations.migrations.apply(db, stop_before="m0003_language")
        for id_, (way, (where, _)) in enumerate(TOLD_BEFORE.items(), 1):
            row = old_row(id_, f"person-{id_}", "confirmed", "confirmed")
            told = told_json(way, where)
            link = {"link_id": f"link-{id_}", "attendance": way.partition(",")[0], "told": told}
            db.table("signups").insert(row | link)
            mail = {"signup": id_, "recipient": "", "created": 0, "due": 0}
            for kind, about in (
                ("event_changed", told),
                ("reminder", "2030-06-04"),
                ("message", ""),
            ):
                message = {"kind": kind, "about": about, "message_id": f"{kind}-{id_}"}
                db.table("outbox").insert(mail | message)
    return Database(path)


def test_what_people_were_told_of_where_to_be_is_kept_without_words(of_mail: Database) -> None:
    expected = [where for _, where in TOLD_BEFORE.values()]
    assert of_mail.migrate(may_create=False) == ["m0003_language"]
    told = [each.told.where for each in stored(of_mail) if each.told]
    mails = query(of_mail, "select kind, about from outbox order by id")
    about = [each["about"] for each in mails if each["kind"] == "event_changed"]

    assert told == expected
    assert [Told.from_json(each).where for each in about] == expected
    assert {each["about"] for each in mails if each["kind"] == "reminder"} == {"2030-06-04"}


def test_who_was_told_before_the_upgrade_is_not_told_anew(of_mail: Database) -> None:
    of_mail.migrate(may_create=False)
    event = an_event(digitalt="Teams")
    with of_mail.writing() as db:
        aware = {each.id for each in stored(of_mail)} - {
            each.id for each in event_news.unaware(db, event)
        }

    assert aware == {1, 3}


def test_a_sign_up_from_before_is_in_the_language_of_its_event(of_mail: Database) -> None:
    of_mail.migrate(may_create=False)
    manifest = a_manifest(an_event(språk="nn"))

    [language] = {each.language for each in stored(of_mail)}
    found = manifest.find_version("frokostmote", language)
    assert (language, found and found.language) == (None, "nn")


@pytest.mark.parametrize("statement", ["column language", "update outbox set about"])
def test_f15_this_upgrade_too_leaves_the_old_one_whole_when_it_fails_midway(
    of_mail: Database, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    before = (schema(of_mail), query(of_mail, "select * from signups"))
    monkeypatch.setattr(Connection, "execute", failing_at(statement))
    with pytest.raises(ZeroDivisionError):
        of_mail.migrate(may_create=False)
    monkeypatch.undo()

    assert (schema(of_mail), query(of_mail, "select * from signups")) == before


# Interrupted.


def schema(database: Database) -> list[dict[str, Any]]:
    return query(database, "select name, sql from sqlite_master order by name")


def statements() -> list[str]:
    """Return a word of the first, a middle and the last statement of the upgrade."""
    return ["column link_id", "randomblob", "create table outbox", "outbox_recipient"]


@pytest.mark.parametrize("statement", statements())
def test_f15_an_upgrade_that_fails_midway_leaves_the_old_one_whole(
    old: Database, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    before = schema(old)
    monkeypatch.setattr(Connection, "execute", failing_at(statement))
    with pytest.raises(ZeroDivisionError):
        old.migrate(may_create=False)
    monkeypatch.undo()

    assert (schema(old), query(old, "select * from signups order by id")) == (before, OLD_ROWS)
    assert seating(upgraded(old)) == "cxwrxw"


def failing_at(statement: str) -> Any:
    """Return an `execute` that does all before this statement."""
    execute = Connection.execute

    def failing(self: Connection, sql: str, *rest: Any) -> Any:
        if statement in sql:
            raise ZeroDivisionError
        return execute(self, sql, *rest)

    return failing


def test_f15_control_outside_a_transaction_it_is_left_between(
    old: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = schema(old)
    monkeypatch.setattr(Connection, "atomic", lambda _self: contextlib.nullcontext())
    monkeypatch.setattr(Connection, "execute", failing_at("create table outbox"))
    with pytest.raises(ZeroDivisionError):
        old.migrate(may_create=False)
    monkeypatch.undo()

    assert schema(old) != before


_UPGRADE_AND_DIE = """
import os, sys
from pathlib import Path
from formhandler.signups.database import Database
from sqlite_utils import Database as Connection
execute = Connection.execute
def dying(self, sql, *rest):
    if "create table outbox" in sql:
        os.kill(os.getpid(), 9)
    return execute(self, sql, *rest)
Connection.execute = dying
Database(Path(sys.argv[1])).migrate(may_create=False)
"""


@pytest.mark.process
def test_f15_an_upgrade_that_is_killed_midway_leaves_the_old_one_whole(old: Database) -> None:
    before = schema(old)
    killed = subprocess.run([sys.executable, "-c", _UPGRADE_AND_DIE, old.path], check=False)

    assert killed.returncode == -9
    assert (schema(old), query(old, "select * from signups order by id")) == (before, OLD_ROWS)
    assert seating(upgraded(old)) == "cxwrxw"
