"""History: which mails somebody has been sent about a sign-up, in words."""

from datetime import datetime

from formhandler.core.i18n import translate as _
from formhandler.mail import outbox
from formhandler.mail.kinds import Kind, Occasion
from formhandler.signups.database import Connection
from formhandler.signups.models import Outcome, Signup


def sent(db: Connection, signup: Signup) -> list[tuple[str, datetime]]:
    """Return the name of each mail, and when it was written, oldest first."""
    return [(_words(kind), created) for kind, created in outbox.history(db, signup)]


def _words(kind: Kind) -> str:
    return {
        Outcome.CONFIRMED: _("Bekreftelse"),
        Outcome.WAITING: _("Venteliste"),
        Outcome.REPEAT: _("Meldt på en gang til"),
        Outcome.PROMOTED: _("Plass fra ventelisten"),
        Outcome.CHANGED: _("Endring av påmeldingen"),
        Outcome.CANCELLED: _("Avmelding"),
        Outcome.EVENT_CHANGED: _("Arrangementet er endret"),
        Outcome.EVENT_CANCELLED: _("Arrangementet er avlyst"),
        Occasion.REMINDER: _("Påminnelse"),
        Occasion.MESSAGE: _("Beskjed fra arrangøren"),
        Occasion.UNDELIVERABLE: _("E-post kom ikke fram"),
    }[kind]
