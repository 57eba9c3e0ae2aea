"""Past: which mails somebody has been sent about a sign-up, in words."""

from datetime import datetime

from formhandler.core.i18n import translate as _
from formhandler.mail import outbox
from formhandler.mail.kinds import Kind
from formhandler.signups.database import Connection
from formhandler.signups.models import Signup


def sent(db: Connection, signup: Signup) -> list[tuple[str, datetime]]:
    """Return what each mail told, and when it was written, oldest first."""
    return [(_words(kind), created) for kind, created in outbox.history(db, signup)]


def _words(kind: Kind) -> str:
    return {
        Kind.CONFIRMED: _("Bekreftelse"),
        Kind.WAITING: _("Venteliste"),
        Kind.REPEAT: _("Meldt på en gang til"),
        Kind.PROMOTED: _("Plass fra ventelisten"),
        Kind.CHANGED: _("Endring av påmeldingen"),
        Kind.CANCELLED: _("Avmelding"),
        Kind.EVENT_CHANGED: _("Arrangementet er endret"),
        Kind.EVENT_CANCELLED: _("Arrangementet er avlyst"),
        Kind.REMINDER: _("Påminnelse"),
        Kind.MESSAGE: _("Beskjed fra arrangøren"),
        Kind.UNDELIVERABLE: _("E-post kom ikke fram"),
    }[kind]
