"""Limits: how many mails anybody can cause to an address by entering it in a form."""

from datetime import UTC, datetime, timedelta

from formhandler.events.email_address import address_key
from formhandler.mail.kinds import FROM_THE_FORM, Kind
from formhandler.signups.database import Connection
from formhandler.signups.models import Signup

# At most this many in this time. The rest wait; nothing is lost.
_WINDOWS = ((3, timedelta(hours=1)), (10, timedelta(days=1)))

# Somebody who has cancelled had the link from one of our mails, and so may be mailed again. A mail
# about a sign-up that has since got another address has a dead link, so one more may be sent.
_TOLD = """
select signups.email_key = :key and signups.id <> :signup as stands
from outbox join signups on signups.id = outbox.signup
where signups.event = :event and outbox.recipient = :recipient and outbox.kind = :kind
    and outbox.status <> 'dropped'
    and outbox.id > coalesce((
        select max(later.id) from outbox as later join signups on signups.id = later.signup
        where signups.event = :event and later.recipient = :recipient
            and later.kind = 'cancelled'
    ), 0)
"""
_MOST_OF_A_KIND = 2
_DUE = """
select due from outbox
where recipient = :recipient and kind in ('confirmed', 'waiting', 'repeat', 'promoted')
    and status <> 'dropped' and due > :since
order by due
"""


def due_for(
    db: Connection, signup: Signup, kind: Kind, recipient: str, now: datetime
) -> datetime | None:
    """Return when a mail caused by a form may be sent, or None if it was sent before."""
    if kind in FROM_THE_FORM and _is_told(db, signup, kind, recipient):
        return None
    since = int((now - timedelta(days=1)).timestamp())
    found = db.query(_DUE, {"recipient": recipient, "since": since})
    earlier = [datetime.fromtimestamp(row["due"], UTC) for row in found]
    free = [earlier[-most] + within for most, within in _WINDOWS if len(earlier) >= most]
    return max([now, *free])


def _is_told(db: Connection, signup: Signup, kind: Kind, recipient: str) -> bool:
    values = {"event": signup.event, "signup": signup.id, "recipient": recipient}
    values |= {"kind": kind.value, "key": address_key(signup.answers.email)}
    told = [bool(row["stands"]) for row in db.query(_TOLD, values)]
    return any(told) or len(told) >= _MOST_OF_A_KIND
