"""Tokens: signed texts in links and forms, each good for one purpose only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, BadSignature, Signer, URLSafeSerializer

FORM_LASTS = timedelta(hours=12)


class Purpose(StrEnum):
    """What a link is good for; a token for one purpose is none for another."""

    RECEIPT = "receipt"
    MANAGE = "manage"
    ATTEND = "attend"


class BadTokenError(Exception):
    """The token was not made here, or not for this."""


@dataclass(frozen=True)
class FormToken:
    """What a form carries: the event, when it was handed out, and the sign-up it will become."""

    event: str
    issued: datetime
    submit_id: str

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the form was handed out lately; a clock set back counts as long ago."""
        return abs(now - self.issued) < FORM_LASTS


class Tokens:
    """Makes and reads tokens with one secret; each purpose has a salt of its own."""

    def __init__(self, secret: str) -> None:
        """Take the secret."""
        self._signers = {
            purpose: Signer(secret, salt=purpose.value, digest_method=hashlib.sha256)
            for purpose in Purpose
        }
        self._forms = URLSafeSerializer(
            secret, salt="form", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def link(self, purpose: Purpose, id_: str) -> str:
        """Return the token in a link."""
        return self._signers[purpose].sign(id_).decode()

    def read_link(self, purpose: Purpose, token: str) -> str:
        """Return the id in the token of a link for this purpose; raises BadTokenError."""
        try:
            id_ = self._signers[purpose].unsign(token).decode("ascii")
        except (BadSignature, UnicodeError) as error:
            raise BadTokenError from error
        if self.link(purpose, id_) != token:
            raise BadTokenError  # Base64 has several spellings of the last letter.
        return id_

    def form(self, token: FormToken) -> str:
        """Return the text that stands in the form."""
        return str(self._forms.dumps([token.event, int(token.issued.timestamp()), token.submit_id]))

    def read_form(self, text: str) -> FormToken:
        """Return what the form's text says; raises BadTokenError."""
        try:
            event, issued, submit_id = self._forms.loads(text)
        except BadData as error:
            raise BadTokenError from error
        return FormToken(event, datetime.fromtimestamp(issued, UTC), submit_id)


def new_form_token(event: str, now: datetime) -> FormToken:
    """Return the token for a form that nobody has filled in yet."""
    return FormToken(event, now, secrets.token_urlsafe(12))
