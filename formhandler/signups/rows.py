"""Rows: reads and writes the tables `signups` and `answers`; no other module does.

Every function takes an open connection; the caller owns the transaction.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database as Connection

from formhandler.events.email_address import address_key
from formhandler.events.model import Attendance, Event
from formhandler.signups.models import Answers, Own, Signup, SignupStatus, Told, told_of

# Without 0 O 1 I, which are confused when read aloud.
_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_REFERENCE_LENGTH = 6

_INSERT = """
insert into signups (public_id, link_id, submit_id, event, reference, name, email, email_key,
    organisation, attendance, message, status, answered, line, told, signed_up_by, created_at,
    delete_on, days_kept, language)
values (:public_id, :link_id, :submit_id, :event, :reference, :name, :email, :email_key,
    :organisation, :attendance, :message, :status, :answered, :line, :told, :signed_up_by,
    :created_at, :delete_on, :days_kept, :language)
returning *
"""
_UPDATE = """
update signups set link_id = :link_id, name = :name, email = :email, email_key = :email_key,
    organisation = :organisation, attendance = :attendance, message = :message, status = :status,
    answered = :answered, line = :line, told = :told, managed = :managed,
    version = version + 1
where id = :id
returning *
"""
_LINE = "select line from signups where id = :id"
_LAST_IN_LINE = "select coalesce(max(line), 0) as line from signups"
_HAS_REFERENCE = "select 1 from signups where event = :event and reference = :reference"
_OWN = "select question, answer from answers where signup = :signup order by id"
_INSERT_OWN = """
insert into answers (signup, question, answer, delete_on, days_kept)
values (:signup, :question, :answer, :delete_on, :days_kept)
"""
_DELETE_OWN = "delete from answers where signup = :signup and question = :question"


def new_id() -> str:
    """Return a random id for a link that nobody can guess."""
    return secrets.token_urlsafe(16)


def insert(
    db: Connection,
    event: Event,
    answers: Answers,
    status: SignupStatus,
    answered: SignupStatus,
    *,
    submit_id: str,
    signed_up_by: int | None,
    language: str,
    now: datetime,
) -> Signup:
    """Store a new sign-up, and return it."""
    fixed = {
        "public_id": new_id(),
        "submit_id": submit_id,
        "event": event.register,
        "reference": free_reference(db, event.register, _new_reference()),
        "created_at": now.isoformat(),
        "delete_on": event.deleted_on.isoformat(),
        "days_kept": event.signup.days_kept,
        "language": language,
    }
    fixed |= {"told": told_of(event, answers.attendance).to_json(), "link_id": new_id()}
    values = _values(db, answers, status, answered, line=None) | {"signed_up_by": signed_up_by}
    row = next(iter(db.query(_INSERT, fixed | values)))
    _insert_own(db, event, row["id"], answers.own)
    return signup(db, row)


def update(
    db: Connection,
    event: Event,
    old: Signup,
    *,
    answers: Answers | None = None,
    status: SignupStatus,
    answered: SignupStatus,
    link_id: str | None = None,
    is_managed: bool = False,
    is_told: bool = False,
) -> Signup:
    """Store a sign-up's new state, and return it with a higher version.

    `is_managed` means that the mailed link was used, `is_told` that the person is told about the
    event again; otherwise they are still owed what has changed since they were last told.
    """
    given = answers or old.answers
    line = next(iter(db.query(_LINE, {"id": old.id})))["line"]
    told = told_of(event, given.attendance)
    if old.told is not None and not is_told:
        is_other_way = given.attendance is not old.answers.attendance
        where = replace(old.told, where=told.where, attendance=told.attendance)
        told = where if is_other_way else old.told
    changed = {
        "id": old.id,
        "link_id": link_id or old.link_id,
        "managed": int(old.managed or is_managed),
        "told": told.to_json(),
    }
    row = next(iter(db.query(_UPDATE, _values(db, given, status, answered, line=line) | changed)))
    if given.own != old.answers.own:
        for question in event.signup.questions:
            db.execute(_DELETE_OWN, {"signup": old.id, "question": question.key})
        _insert_own(db, event, old.id, given.own)
    return signup(db, row)


def _values(
    db: Connection,
    answers: Answers,
    status: SignupStatus,
    answered: SignupStatus,
    *,
    line: int | None,
) -> dict[str, str | int | None]:
    """Return the columns that can change. Whoever is newly told to wait goes last in line."""
    if answered is SignupStatus.WAITING and status is not SignupStatus.CANCELLED:
        line = line or next(iter(db.query(_LAST_IN_LINE)))["line"] + 1
    else:
        line = None
    return {
        "name": answers.name,
        "email": answers.email,
        "email_key": "" if answers.shares_email else address_key(answers.email),
        "organisation": answers.organisation,
        "attendance": answers.attendance.value,
        "message": answers.message,
        "status": status.value,
        "answered": answered.value,
        "line": line,
    }


def free_reference(db: Connection, event: str, reference: str) -> str:
    """Return this reference, or a new one if another sign-up to the event has it."""
    while db.execute(_HAS_REFERENCE, {"event": event, "reference": reference}).fetchone():
        reference = _new_reference()
    return reference


def _new_reference() -> str:
    return "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(_REFERENCE_LENGTH))


def _insert_own(db: Connection, event: Event, signup_id: int, own: Own) -> None:
    """Store the answers to the event's own questions, with the day of those due earlier."""
    for question in event.signup.questions:
        days = event.signup.days_kept_for(question)
        is_earlier = days < event.signup.days_kept
        day = event.ends.date() + timedelta(days=days)
        values = {
            "signup": signup_id,
            "question": question.key,
            "delete_on": day.isoformat() if is_earlier else None,
            "days_kept": days if is_earlier else None,
        }
        for answer in own.get(question.key, ()):
            db.execute(_INSERT_OWN, values | {"answer": answer})


def first(db: Connection, sql: str, **values: str | int) -> Signup | None:
    """Return the first sign-up found by a query, or None."""
    row = next(iter(db.query(sql, values)), None)
    return signup(db, row) if row else None


def every(db: Connection, sql: str, **values: str | int) -> list[Signup]:
    """Return all sign-ups found by a query."""
    return [signup(db, row) for row in list(db.query(sql, values))]


def signup(db: Connection, row: Mapping[str, Any]) -> Signup:
    """Return a row of the table `signups` as a sign-up, with its answers."""
    return Signup(
        id=row["id"],
        public_id=row["public_id"],
        link_id=row["link_id"],
        submit_id=row["submit_id"],
        event=row["event"],
        reference=row["reference"],
        answers=_answers(db, row),
        status=SignupStatus(row["status"]),
        answered=SignupStatus(row["answered"]),
        version=row["version"],
        managed=bool(row["managed"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        delete_on=date.fromisoformat(row["delete_on"]),
        days_kept=row["days_kept"],
        signed_up_by=row["signed_up_by"],
        language=row["language"],
        # Not recorded for the first sign-ups.
        told=Told.from_json(row["told"]) if row["told"] else None,
    )


def _answers(db: Connection, row: Mapping[str, Any]) -> Answers:
    own: dict[str, tuple[str, ...]] = {}
    for each in db.query(_OWN, {"signup": row["id"]}):
        own[each["question"]] = (*own.get(each["question"], ()), each["answer"])
    return Answers(
        name=row["name"],
        email=row["email"],
        organisation=row["organisation"],
        attendance=Attendance(row["attendance"]),
        message=row["message"],
        own=own,
        shares_email=row["email_key"] == "",
    )
