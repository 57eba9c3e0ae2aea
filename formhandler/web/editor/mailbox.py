"""Mailbox: the mails that a preview has written instead of sending, for an editor to see."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from formhandler.web.request import page, services

blueprint = Blueprint("post", __name__, url_prefix="/_post")

_SHOWN_HEADERS = ("Subject", "From", "To", "Reply-To", "Date")
# A mail contains its own style, as mail programs expect; nothing in it may be active.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class Post:
    """A stored mail, as its reader would see it."""

    name: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject."""
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        """The recipient's address."""
        return str(self.message["To"])

    @property
    def sent(self) -> datetime:
        """The time of writing."""
        return cast(datetime, self.message["Date"].datetime)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Name and value of all headers, those that readers see first."""
        shown = [(name, str(self.message[name])) for name in _SHOWN_HEADERS if self.message[name]]
        rest = [(name, str(value)) for name, value in self.message.items()]
        return shown + [pair for pair in rest if pair[0] not in _SHOWN_HEADERS]

    @property
    def text(self) -> str:
        """The text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    @property
    def attachments(self) -> list[tuple[str, str]]:
        """Name and content of each attachment; all are text."""
        return [
            (part.get_filename() or "", str(part.get_content()))
            for part in self.message.iter_attachments()
            if isinstance(part, EmailMessage)
        ]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


@blueprint.get("/")
def every() -> Response:
    """List the mails, newest first."""
    return page("post-list.html", posts=sorted(_posts(), key=lambda each: each.name, reverse=True))


@blueprint.get("/<name>/")
def one(name: str) -> Response:
    """Show one mail: headers, text and attachments."""
    return page("post.html", post=_find(name))


@blueprint.get("/<name>/html/")
def html(name: str) -> Response:
    """Show the HTML part as it is."""
    headers = {"Content-Security-Policy": _MAIL_POLICY}
    return Response(_find(name).html, mimetype="text/html", headers=headers)


@blueprint.get("/<name>/<int:number>/")
def attachment(name: str, number: int) -> Response:
    """Send an attachment, for a calendar program."""
    found = _find(name).attachments
    if number >= len(found):
        raise NotFound
    filename, content = found[number]
    disposition = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(content, mimetype="text/calendar", headers=disposition)


def _find(name: str) -> Post:
    for post in _posts():
        if post.name == name:
            return post
    raise NotFound


def _posts() -> Iterator[Post]:
    folder = services().mail or Path()
    for file in folder.glob("*.eml"):
        # Skip what has been deleted meanwhile.
        with contextlib.suppress(FileNotFoundError):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            yield Post(file.stem, message)
