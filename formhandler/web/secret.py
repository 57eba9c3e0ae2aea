"""Secret: the key that signs links and forms, made once for each installation."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from formhandler.expected import ExpectedError

_BYTES = 32


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
    if len(secret) < _BYTES or not secret.isascii():
        raise SecretError(f"{path} er skadet. Hent den inn fra en sikkerhetskopi.")
    return secret


def _make(path: Path) -> None:
    """Write the secret beside its place and link it there whole, so that first starts agree."""
    descriptor, new = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
    finally:
        os.unlink(new)
