"""Security: the secret, the tokens that it signs in links and forms, and a limit on guessing."""

import contextlib
import hashlib
import os
import secrets
import tempfile
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from itsdangerous import BadData, BadSignature, Signer, URLSafeSerializer

from formhandler.core.errors import ExpectedError
from formhandler.signups.models import Signup

FORM_LASTS = timedelta(hours=12)
# So many failed tries within so long are too many.
MOST = 30
WITHIN = timedelta(minutes=10)
_REMEMBERED = 10_000
_SECRET_BYTES = 32


class SecretError(ExpectedError):
    """The secret is unusable; the text says why and what to do."""


def ensure_secret(path: Path) -> str:
    """Return the secret in the file at `path`, created if there is none.

    Raises SecretError as `read_secret` does.
    """
    if not path.exists():
        _make(path)
    return read_secret(path)


def read_secret(path: Path) -> str:
    """Return the secret in the file at `path`.

    Raises SecretError if it is missing, damaged, or readable by others than its owner.
    """
    if not path.exists():
        raise SecretError(
            f"Finner ikke {path}, som signerer lenkene i kvitteringene. Hent den inn fra en "
            "sikkerhetskopi."
        )
    if path.stat().st_mode & 0o077:
        raise SecretError(f"Andre kan lese {path}. Kjør «chmod 600 {path}».")
    secret = path.read_text("ascii", "replace").strip()
    if len(secret) < _SECRET_BYTES or not secret.isascii():
        raise SecretError(f"{path} er skadet. Hent den inn fra en sikkerhetskopi.")
    return secret


class Purpose(StrEnum):
    """What a link is for; a token for one purpose is invalid for another."""

    RECEIPT = "receipt"
    MANAGE = "manage"
    ATTEND = "attend"


class BadTokenError(Exception):
    """The token was not made here, or not for this purpose."""


@dataclass(frozen=True)
class FormToken:
    """What a form carries: the event, its time of issue, and the id of its future sign-up."""

    event: str
    issued: datetime
    submit_id: str

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the form was issued recently; a time in the future counts as long ago."""
        return abs(now - self.issued) < FORM_LASTS


class Tokens:
    """Makes and reads tokens with one secret; each purpose has its own salt."""

    def __init__(self, secret: str) -> None:
        """Derive the signers from the secret."""
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
        """Return the id in a link's token for this purpose; raises BadTokenError."""
        try:
            id_ = self._signers[purpose].unsign(token).decode("ascii")
        except (BadSignature, UnicodeError) as error:
            raise BadTokenError from error
        if self.link(purpose, id_) != token:
            raise BadTokenError  # Base64 has several spellings of the last character.
        return id_

    def form(self, token: FormToken) -> str:
        """Return the token as the form's hidden text."""
        return str(self._forms.dumps([token.event, int(token.issued.timestamp()), token.submit_id]))

    def read_form(self, text: str) -> FormToken:
        """Return the token in a form's hidden text; raises BadTokenError."""
        try:
            event, issued, submit_id = self._forms.loads(text)
        except BadData as error:
            raise BadTokenError from error
        return FormToken(event, datetime.fromtimestamp(issued, UTC), submit_id)


def new_form_token(event: str, now: datetime) -> FormToken:
    """Return the token for a new form."""
    return FormToken(event, now, secrets.token_urlsafe(12))


@dataclass(frozen=True)
class Links:
    """Makes personal links, signed with the site's secret; `url` precedes each path."""

    tokens: Tokens
    url: str = ""

    def receipt(self, signup: Signup) -> str:
        """Return the receipt's address: for the person who filled in the form."""
        return f"{self.url}/kvittering/{self.tokens.link(Purpose.RECEIPT, signup.public_id)}/"

    def manage(self, signup: Signup) -> str:
        """Return the address of «Min påmelding»: for the person who gets the mail."""
        return f"{self.url}/min-pamelding/{self.tokens.link(Purpose.MANAGE, signup.link_id)}/"

    def attend(self, signup: Signup) -> str:
        """Return the address that leads to the online meeting once it opens."""
        return f"{self.url}/delta/{self.tokens.link(Purpose.ATTEND, signup.link_id)}/"


class Guesses:
    """Counts failed attempts by client address. A right link always works, whoever guesses."""

    def __init__(self) -> None:
        """Start with no attempts."""
        self._turn = threading.Lock()
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, who: str, now: datetime) -> bool:
        """Record a failed attempt, and tell whether that makes more than 30 in ten minutes."""
        with self._turn:
            tries = self._tries.setdefault(who, deque(maxlen=MOST + 1))
            self._tries.move_to_end(who)
            tries.append(now)
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)
            return len(tries) > MOST and now - tries[0] < WITHIN


def _make(path: Path) -> None:
    """Write the secret under another name and link it into place, so concurrent starts agree."""
    descriptor, new = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
    finally:
        os.unlink(new)
