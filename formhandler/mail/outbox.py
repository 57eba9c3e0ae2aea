"""Outbox: waiting mails, in the same database and transaction as the sign-ups they are about.

A mail's text is not stored: it is composed when it is sent, from the sign-up as it is then. Every
function takes an open connection; the caller owns the transaction.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from formhandler.events.email_address import address_key
from formhandler.mail.kinds import FROM_THE_FORM, NEWS, TELL_ALL, Kind, is_true_of, kind_named
from formhandler.mail.limits import due_for
from formhandler.signups.database import Connection
from formhandler.signups.models import Change, Outcome, Signup

LEASE = timedelta(minutes=5)

_INSERT = """
insert into outbox (signup, kind, about, message, recipient, message_id, created, due)
values (:signup, :kind, :about, :message, :recipient, :message_id, :created, :due)
"""
_WAITING = """
select * from outbox where signup = :signup and status = 'waiting' and leased_until <= :now
"""
_DROP = "update outbox set status = 'dropped' where id = :id"
_TAKE = """
update outbox set leased_until = :until, attempts = attempts + 1
where id = (
    select id from outbox
    where status = 'waiting' and due <= :now and leased_until <= :now
    order by attempts, due, id limit 1
)
returning *
"""
_IS_DUE = """
select 1 from outbox where status = 'waiting' and due <= :now and leased_until <= :now limit 1
"""
_SENT = "update outbox set status = 'sent', leased_until = 0, reply = '' where id = :id"
_GIVEN_UP = """
update outbox set status = 'undeliverable', leased_until = 0, reply = :reply where id = :id
"""
_AGAIN = """
update outbox set due = :due, leased_until = 0, reply = :reply where id = :id
"""
_UNCOUNTED = (
    "update outbox set due = :due, leased_until = 0, attempts = attempts - 1 where id = :id"
)
_OLDEST = "select min(created) as created from outbox where status = 'waiting'"
_LAST = """
select status from outbox
where signup = :signup and recipient = :recipient and kind <> 'undeliverable'
    and status in ('sent', 'forgotten', 'undeliverable')
order by id desc limit 1
"""
_HISTORY = """
select kind, outbox.created from outbox join signups on signups.id = outbox.signup
where (signups.id = :signup or signups.event = :event and signups.email_key = :key)
    and recipient = :recipient and kind <> 'undeliverable'
    and outbox.status in ('sent', 'forgotten')
order by outbox.id
"""
_NOTICES = """
select count(*) as number from outbox join signups on signups.id = outbox.signup
where signups.event = :event and kind = 'undeliverable' and created > :since
"""
_KEPT = "select id from outbox where status <> 'forgotten'"


@dataclass(frozen=True)
class Mail:
    """A mail in the outbox. `about` is JSON with what the sign-up does not contain (`letters`)."""

    id: int
    signup: int
    kind: Kind
    about: str
    message: int | None
    message_id: str
    recipient: str
    attempts: int
    created: datetime


def put(db: Connection, changes: Iterable[Change], now: datetime) -> None:
    """Add a mail for each change; it replaces an older one that is still waiting."""
    for change in changes:
        about = change.before.to_json() if change.before else ""
        _put_change(db, change.signup, change.outcome, about, now)


def _put_change(db: Connection, signup: Signup, kind: Kind, about: str, now: datetime) -> None:
    if kind in TELL_ALL:
        waiting = [_mail(row) for row in db.query(_WAITING, _at(now) | {"signup": signup.id})]
        older = [each for each in waiting if each.kind in TELL_ALL]
        if kind is Outcome.CHANGED and any(is_true_of(each.kind, signup) for each in older):
            # The waiting one will describe the sign-up as it is when it is sent.
            return
        for each in (each for each in older if _gives_way(each.kind, kind)):
            db.execute(_DROP, {"id": each.id})
            # News that has not been sent yet starts from what the person was last told.
            about = each.about if kind in NEWS and each.kind in NEWS else about
    # A freed seat could be news to a stranger, as long as nobody has used the link.
    is_counted = kind in FROM_THE_FORM or (kind is Outcome.PROMOTED and not signup.managed)
    due = due_for(db, signup, kind, recipient_of(signup), now) if is_counted else now
    if due is not None:
        insert(db, signup, kind, now, due=due, about=about)


def _gives_way(older: Kind, newer: Kind) -> bool:
    """Tell whether a newer mail says everything that an older one would have said."""
    return older not in NEWS or newer in (*NEWS, Outcome.CANCELLED)


def insert(
    db: Connection,
    signup: Signup,
    kind: Kind,
    now: datetime,
    *,
    due: datetime | None = None,
    about: str = "",
    message: int | None = None,
) -> None:
    """Add one mail about a sign-up, to be sent when it is `due`."""
    values = {
        "signup": signup.id,
        "kind": kind.value,
        "about": about,
        "message": message,
        "recipient": recipient_of(signup),
        "message_id": secrets.token_urlsafe(18),
        "created": _seconds(now),
        "due": _seconds(due or now),
    }
    db.execute(_INSERT, values)


def recipient_of(signup: Signup) -> str:
    """Return a digest of the address, by which mails are counted."""
    return hashlib.sha256(address_key(signup.answers.email).encode()).hexdigest()


def is_due(db: Connection, now: datetime) -> bool:
    """Tell whether a mail is due."""
    return db.execute(_IS_DUE, _at(now)).fetchone() is not None


def take(db: Connection, now: datetime) -> Mail | None:
    """Lease and return the mail that has been due longest, or None; the caller sends it.

    The lease expires by itself if the sender dies.
    """
    leased = _at(now) | {"until": _seconds(now + LEASE)}
    row = next(iter(db.query(_TAKE, leased)), None)
    return _mail(row) if row else None


def sent(db: Connection, mail: Mail) -> None:
    """Record that the relay has accepted the mail."""
    db.execute(_SENT, {"id": mail.id})


def drop(db: Connection, mail: Mail) -> None:
    """Record that the mail is no longer needed."""
    db.execute(_DROP, {"id": mail.id})


def send_again(db: Connection, mail: Mail, due: datetime, reply: str) -> None:
    """Let the mail wait until `due`, because the relay could not accept it now."""
    db.execute(_AGAIN, {"id": mail.id, "due": _seconds(due), "reply": reply})


def put_back(db: Connection, mail: Mail, due: datetime) -> None:
    """Let the mail wait until `due` without counting an attempt: the relay was unavailable."""
    db.execute(_UNCOUNTED, {"id": mail.id, "due": _seconds(due)})


def give_up(db: Connection, mail: Mail, reply: str) -> None:
    """Mark the mail as undeliverable; `reply` is the relay's status."""
    db.execute(_GIVEN_UP, {"id": mail.id, "reply": reply})


def is_unreached(db: Connection, signup: Signup) -> bool:
    """Tell whether the relay has refused the last mail to this address."""
    values = {"signup": signup.id, "recipient": recipient_of(signup)}
    last = db.execute(_LAST, values).fetchone()
    return last is not None and last[0] == "undeliverable"


def history(db: Connection, signup: Signup) -> list[tuple[Kind, datetime]]:
    """Return the mails sent to a person about an event, with the time of each, oldest first."""
    # A colleague without an address has no key, so the sender's mails are not counted as theirs.
    key = None if signup.answers.shares_email else address_key(signup.answers.email)
    values = {"signup": signup.id, "event": signup.event, "key": key}
    found = db.query(_HISTORY, values | {"recipient": recipient_of(signup)})
    return [(kind_named(row["kind"]), datetime.fromtimestamp(row["created"], UTC)) for row in found]


def count_notices(db: Connection, event: str, now: datetime) -> int:
    """Return how many undeliverable notices the event's contact was sent in the last day."""
    values = {"event": event, "since": _seconds(now - timedelta(days=1))}
    return int(next(iter(db.query(_NOTICES, values)))["number"])


def oldest_waiting(db: Connection, now: datetime) -> timedelta | None:
    """Return how long the oldest mail has been waiting, or None if none is."""
    created = next(iter(db.query(_OLDEST)))["created"]
    return None if created is None else now - datetime.fromtimestamp(created, UTC)


def kept(db: Connection) -> set[int]:
    """Return the ids of all mails that mention no deleted data."""
    return {int(row["id"]) for row in db.query(_KEPT)}


def _at(now: datetime) -> dict[str, int | str]:
    return {"now": _seconds(now)}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _mail(row: Mapping[str, Any]) -> Mail:
    return Mail(
        id=row["id"],
        signup=row["signup"],
        kind=kind_named(row["kind"]),
        about=row["about"],
        message=row["message"],
        message_id=row["message_id"],
        recipient=row["recipient"],
        attempts=row["attempts"],
        created=datetime.fromtimestamp(row["created"], UTC),
    )
