"""Views: what several views share: finding an event, finding a sign-up by its link, one page."""

from typing import Any
from urllib.parse import parse_qsl

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests, UnsupportedMediaType

from formhandler.events.model import Attendance, Event
from formhandler.signups import seats
from formhandler.signups.model import Signup
from formhandler.signups.seats import SeatsLeft
from formhandler.templating import speak
from formhandler.web.errors import UnknownEventError, UnknownSignupError
from formhandler.web.services import services
from formhandler.web.tokens import BadTokenError, Purpose

_FORM_TYPE = "application/x-www-form-urlencoded"
_FIELDS = 200
_CHARSETS = ("utf-8", "utf8")


def find_event(slug: str) -> Event:
    """Return the event, and write in its language from now on; raises UnknownEventError."""
    event = services().site.manifest().find(slug)
    if event is None:
        raise UnknownEventError
    speak(event.language)
    return event


def event_of(signup: Signup) -> Event | None:
    """Return the event of a stored sign-up in the person's language, and write in that from now on.

    It is None where the event is no longer published.
    """
    event = services().site.manifest().find_version(signup.event, signup.language)
    if event is not None:
        speak(event.language)
    return event


def original_of(event: Event) -> Event:
    """Return the event that this one is a language version of, for what is stored of sign-ups."""
    return services().site.manifest().original(event)


def id_in(purpose: Purpose, token: str) -> str:
    """Return the id in a link; every failure is the same 404, and too many of them a 429."""
    try:
        return services().tokens.read_link(purpose, token)
    except BadTokenError:
        raise unknown_signup() from None


def unknown_signup() -> Exception:
    """Return the error for a link that leads nowhere, and count it against guessing."""
    guesses = services().guesses
    if guesses.are_too_many(request.remote_addr or "", services().clock()):
        return TooManyRequests()
    return UnknownSignupError()


def sent_fields() -> MultiDict[str, str]:
    """Return the fields of the form that was sent.

    Refuses what no form of ours sends: another media type or charset, or far more fields.
    Werkzeug's own parser writes bytes that are not UTF-8 as if a person had typed percent signs;
    here they become U+FFFD, which is refused where it stands.
    """
    kind = request.mimetype or (None if request.content_length else _FORM_TYPE)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if kind != _FORM_TYPE or charset not in _CHARSETS:
        raise UnsupportedMediaType
    body = request.get_data().decode("utf-8", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=_FIELDS)
    except ValueError as error:
        raise RequestEntityTooLarge from error
    return MultiDict(pairs)


def seats_left(event: Event) -> dict[Attendance, SeatsLeft]:
    """Return how it stands with the seats for a newcomer, by way to attend."""
    with services().database.reading() as db:
        return {way: seats.left(db, event, way) for way in event.attendances}


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page of the theme."""
    return Response(render_template(template, **values), status)
