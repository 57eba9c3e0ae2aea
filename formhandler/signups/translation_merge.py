"""Translation merge: moves sign-ups of a page that became a translation to the event's register.

Every function takes an open connection in a write transaction.
"""

from sqlite_utils import Database as Connection

from formhandler.events.model import Event
from formhandler.signups import register, rows
from formhandler.signups.models import SignupStatus

_ALL = "select * from signups where event = :slug order by id"
_MOVE = """
update signups set event = :register, reference = :reference, status = :status,
    language = coalesce(language, :language)
where id = :id
"""
_MOVE_MESSAGES = "update messages set event = :register where event = :slug"
_MOVE_LINK = "update or ignore meeting_links set event = :register where event = :slug"
_DELETE_LINK = "delete from meeting_links where event = :slug"


def gather(db: Connection, translation: Event) -> None:
    """Move what is stored under a translation's own slug to the shared register.

    Of two sign-ups with one address, the one already there stands. Everybody keeps the seat they
    were told about, even if there are now more people than seats.
    """
    moved = {"slug": translation.slug, "register": translation.register}
    for signup in rows.every(db, _ALL, slug=translation.slug):
        email = signup.answers.email
        is_known = register.standing(db, translation.register, email) is not None
        is_repeat = is_known and signup.stands and not signup.answers.shares_email
        values = {
            "id": signup.id,
            "register": translation.register,
            "reference": rows.free_reference(db, translation.register, signup.reference),
            "status": (SignupStatus.REPEAT if is_repeat else signup.status).value,
            "language": translation.language,
        }
        db.execute(_MOVE, values)
    for statement in (_MOVE_MESSAGES, _MOVE_LINK):
        db.execute(statement, moved)
    db.execute(_DELETE_LINK, {"slug": translation.slug})
