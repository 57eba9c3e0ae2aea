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
    """The secret cannot be used; the text says why and what to do."""


def ensure_secret(path: Path) -> str:
    """Return the secret in the file at `path`, made there first where there is none.

    Raises SecretError as `read_secret` does.
    """
    if not path.exists():
        _make(path)
    return read_secret(path)


def read_secret(path: Path) -> str:
    """Return the secret in the file at `path`.

    Raises SecretError where it is missing, damaged, or others than the owner can read it.
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


@dataclass(frozen=True)
class Links:
    """Makes links with the site's secret; `url` stands before each path."""

    tokens: Tokens
    url: str = ""

    def receipt(self, signup: Signup) -> str:
        """Return where the receipt is: for who has filled in the form."""
        return f"{self.url}/kvittering/{self.tokens.link(Purpose.RECEIPT, signup.public_id)}/"

    def manage(self, signup: Signup) -> str:
        """Return where the sign-up is seen, changed and cancelled: for who gets the mail."""
        return f"{self.url}/min-pamelding/{self.tokens.link(Purpose.MANAGE, signup.link_id)}/"

    def attend(self, signup: Signup) -> str:
        """Return what leads to the meeting, when it opens."""
        return f"{self.url}/delta/{self.tokens.link(Purpose.ATTEND, signup.link_id)}/"


class Guesses:
    """Counts failed tries by address. A link that is right always works, whoever guesses."""

    def __init__(self) -> None:
        """Begin with no tries."""
        self._turn = threading.Lock()
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, who: str, now: datetime) -> bool:
        """Note one more failed try, and tell whether that makes more than 30 in ten minutes."""
        with self._turn:
            tries = self._tries.setdefault(who, deque(maxlen=MOST + 1))
            self._tries.move_to_end(who)
            tries.append(now)
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)
            return len(tries) > MOST and now - tries[0] < WITHIN


def _make(path: Path) -> None:
    """Write the secret beside its place and link it there whole, so that first starts agree."""
    descriptor, new = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
    finally:
        os.unlink(new)
