"""Limits: how many mails anybody can make us send to an address by writing it into a form."""

from datetime import UTC, datetime, timedelta

from formhandler.events.email_address import address_key
from formhandler.mail.kinds import FROM_THE_FORM, Kind
from formhandler.signups.database import Connection
from formhandler.signups.models import Signup

# At most so many in so long. What is over waits; nothing is lost.
_WINDOWS = ((3, timedelta(hours=1)), (10, timedelta(days=1)))

# Who has cancelled has had the link from a mail of ours, and so may be told anew. A mail about a
# sign-up that has another address by now has a link that is no good, so one more may go.
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
    """Return when a mail that the form has caused may go, or None where it was sent before."""
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
