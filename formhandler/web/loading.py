"""Loading: a sign-up found by the link that leads to it, and everything that its pages show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.exceptions import NotFound, TooManyRequests

from formhandler.core.i18n import speaking
from formhandler.events.model import Event
from formhandler.mail import history, outbox
from formhandler.signups import correct_email, register, seats
from formhandler.signups.correct_email import is_managed
from formhandler.signups.database import Connection
from formhandler.signups.models import Signup
from formhandler.web.request import manifest, original_of, services
from formhandler.web.security import BadTokenError, Purpose
from formhandler.wording.answers import written_answers
from formhandler.wording.receipt_text import (
    Receipt,
    colleague_name,
    colleague_status,
    facts,
    receipt,
)

_MOST_SHOWN = 20


class UnknownSignupError(NotFound):
    """The link leads to no sign-up: mistyped, tampered with, or deleted; nobody is told which."""


class UnpublishedError(Exception):
    """The event of a stored sign-up is no longer on the site; only `signup` is known."""

    def __init__(self, signup: Signup) -> None:
        """Keep the sign-up."""
        self.signup = signup
        super().__init__(signup.event)


@dataclass(frozen=True)
class Stored:
    """What is stored about a person besides the sign-up itself.

    `others` are the answers in other forms with the same address, `mails` the mails sent and when,
    and `signed_up_by` the name of the colleague who filled in the form.
    """

    others: tuple[list[tuple[str, str]], ...]
    mails: list[tuple[str, datetime]]
    signed_up_by: str | None


@dataclass(frozen=True)
class Shown:
    """A sign-up, its event, and what the person is told about both now."""

    signup: Signup
    event: Event
    answer: Receipt
    colleagues: tuple[Signup, ...]
    is_unreached: bool
    is_full: bool
    stored: Stored | None
    now: datetime

    def values(self) -> dict[str, Any]:
        """Return the values for the templates."""
        return {
            "event": self.event,
            "signup": self.signup,
            "answer": self.answer,
            "facts": facts(self.event, self.signup, self.answer),
            "written": written_answers(self.event, self.signup.answers),
            "colleagues": [
                (each, colleague_name(each), colleague_status(self.event, each))
                for each in self.colleagues
            ],
            "is_managed": is_managed(self.signup, self.colleagues),
            "is_unreached": self.is_unreached,
            "is_full": self.is_full,
            "stored": self.stored,
            "takes_changes": self.event.takes_changes(self.now),
            "can_change": self.can_change,
            "can_mend_email": self._can_mend_email,
            "mend_until": self.signup.created_at.astimezone(self.event.starts.tzinfo)
            + correct_email.EMAIL_MENDED_WITHIN,
        }

    @property
    def original(self) -> Event:
        """The original of the event, under which sign-ups are stored."""
        return original_of(self.event)

    @property
    def can_change(self) -> bool:
        """Whether anything can still be changed."""
        return self.signup.stands and self.event.takes_changes(self.now)

    @property
    def _can_mend_email(self) -> bool:
        is_open = self.event.takes_changes(self.now)
        return is_open and correct_email.can_mend_email(self.signup, self.colleagues, self.now)


def from_receipt(token: str) -> Shown:
    """Load what a receipt's link leads to; raises UnpublishedError."""
    id_ = id_in(Purpose.RECEIPT, token)
    return _read(lambda db: register.find(db, id_), register.with_same_form, is_own=False)


def from_mail(token: str, purpose: Purpose = Purpose.MANAGE) -> Shown:
    """Load what a mailed link leads to; raises UnpublishedError."""
    id_ = id_in(purpose, token)
    return _read(lambda db: register.find_by_link(db, id_), register.signed_up_by, is_own=True)


def id_in(purpose: Purpose, token: str) -> str:
    """Return the id in a link; every failure is the same 404, too many of them a 429."""
    try:
        return services().tokens.read_link(purpose, token)
    except BadTokenError:
        raise unknown_signup() from None


def unknown_signup() -> Exception:
    """Return the error for a link that leads nowhere, and count it as a guess."""
    guesses = services().guesses
    if guesses.are_too_many(request.remote_addr or "", services().clock()):
        return TooManyRequests()
    return UnknownSignupError()


def event_of(signup: Signup) -> Event | None:
    """Return the event of a stored sign-up in the person's language, or None if unpublished."""
    return manifest().find_version(signup.event, signup.language)


def _read(
    find: Callable[[Connection], Signup | None],
    find_colleagues: Callable[[Connection, Signup], list[Signup]],
    *,
    is_own: bool,
) -> Shown:
    with services().database.reading() as db:
        db.execute("begin")
        signup = find(db)
        if signup is None:
            raise unknown_signup()
        signup = register.as_it_stands(db, signup)
        event = event_of(signup)
        if event is None:
            raise UnpublishedError(signup)
        with speaking(event.language):
            return _shown(db, signup, event, find_colleagues, is_own=is_own)


def _shown(
    db: Connection,
    signup: Signup,
    event: Event,
    find_colleagues: Callable[[Connection, Signup], list[Signup]],
    *,
    is_own: bool,
) -> Shown:
    now = services().clock()
    free = [way for way in event.attendances if not seats.is_full(db, event, way)]
    place = seats.place_in_line(db, signup) if signup.waits else 0
    return Shown(
        signup=signup,
        event=event,
        answer=receipt(event, signup, place, now, free),
        colleagues=tuple(find_colleagues(db, signup)),
        is_unreached=outbox.is_unreached(db, signup),
        is_full=signup.answers.attendance not in free,
        stored=_stored(db, signup, event) if is_own else None,
        now=now,
    )


def _stored(db: Connection, signup: Signup, event: Event) -> Stored:
    others = register.others_with_address(db, signup)[:_MOST_SHOWN]
    sender = register.find_by_id(db, signup.signed_up_by) if signup.signed_up_by else None
    zone = event.starts.tzinfo
    return Stored(
        others=tuple(written_answers(event, each.answers) for each in others),
        mails=[(words, at.astimezone(zone)) for words, at in history.sent(db, signup)],
        signed_up_by=sender.answers.name if sender else None,
    )
