"""Announcements: an organiser's own messages to participants, each stored once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from formhandler.mail import outbox
from formhandler.mail.kinds import Occasion
from formhandler.signups.database import Connection
from formhandler.signups.models import Signup

_BREAK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*•]|\d{1,2}\.)[ \t])")
_INSERT = """
insert into messages (event, subject, text, created) values (:event, :subject, :text, :created)
returning id
"""
_BY_ID = "select subject, text from messages where id = :id"
_COUNT = "select count(*) as number from outbox where message = :message and status = :status"
_DELETE_UNUSED = """
delete from messages where id not in (select message from outbox where message is not null)
"""


@dataclass(frozen=True)
class Note:
    """A message from an organiser to participants."""

    subject: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs: a blank line or a list marker begins a new one."""
        parts = _BREAK.split(self.text.replace("\r\n", "\n"))
        return tuple(" ".join(part.split()) for part in parts if part.strip())


def put(db: Connection, event: str, note: Note, to: Iterable[Signup], now: datetime) -> int:
    """Put a message to each of these people into the outbox, and return its id."""
    values = {"event": event, "subject": note.subject, "text": note.text}
    row = next(iter(db.query(_INSERT, values | {"created": int(now.timestamp())})))
    for signup in to:
        outbox.insert(db, signup, Occasion.MESSAGE, now, message=row["id"])
    return int(row["id"])


def find(db: Connection, id_: int) -> Note:
    """Return the message with this id."""
    row = next(iter(db.query(_BY_ID, {"id": id_})))
    return Note(row["subject"], row["text"])


def count(db: Connection, id_: int, status: str) -> int:
    """Return how many mails with this message are `waiting`, `sent` or `undeliverable`."""
    row = next(iter(db.query(_COUNT, {"message": id_, "status": status})))
    return int(row["number"])


def delete_unused(db: Connection) -> None:
    """Delete the messages whose recipients have all been deleted."""
    db.execute(_DELETE_UNUSED)
