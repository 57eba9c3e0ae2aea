"""EML files: mail stored in a folder if there is no relay, for as long as its sign-up is kept."""

import os
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from formhandler.mail import outbox
from formhandler.mail.smtp import QueueError
from formhandler.signups.database import Database

_MODE, _FOLDER_MODE = 0o600, 0o700


@dataclass(frozen=True)
class FileTransport:
    """Writes messages as `.eml` files into a folder that only its owner can read."""

    folder: Path

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        """Write the message to `<name>.eml`, replacing an earlier one; raises QueueError."""
        path = self.folder / f"{name}.eml"
        unfinished = path.with_suffix(".tmp")
        try:
            self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            with open(unfinished, "wb", opener=_open_private) as file:
                file.write(message.as_bytes())
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            raise QueueError(type(error).__name__) from error


def file_name(id_: int) -> str:
    """Return the name of a mail's file, without the suffix: «000042»."""
    return f"{id_:06}"


def sweep(folder: Path, database: Database) -> None:
    """Delete the files of mails that mention deleted data: nobody erased may remain in a file.

    The folder is listed first, because a mail is in the outbox before it is in a file. Raises
    DatabaseBusyError.
    """
    files = [path for path in folder.glob("*") if path.suffix in (".eml", ".tmp")]
    numbered = [path for path in files if path.stem.isdecimal()]
    if not numbered:
        return
    with database.reading() as db:
        kept = outbox.kept(db)
    for path in numbered:
        if int(path.stem) not in kept:
            path.unlink(missing_ok=True)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, _MODE)
