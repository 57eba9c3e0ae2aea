"""Request: what a view needs from its request: services, manifest, event, form fields."""

from typing import Any, cast
from urllib.parse import parse_qsl

from flask import Response, current_app, g, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, UnsupportedMediaType

from formhandler.core.i18n import SOURCE_LANGUAGE
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event
from formhandler.web.published_site import NotPublishedError
from formhandler.web.security import Links
from formhandler.web.services import EXTENSION, Editing, Services

_FORM_TYPE = "application/x-www-form-urlencoded"
_FIELDS = 200
_CHARSETS = ("utf-8", "utf8")


class UnknownEventError(NotFound):
    """There is no published event at this address."""


def services() -> Services:
    """Return the current app's services."""
    return cast(Services, current_app.extensions[EXTENSION])


def editing() -> Editing:
    """Return the editor's services; call it only if the app has them."""
    return cast(Editing, services().editing)


def paths() -> Links:
    """Return the maker of personal paths."""
    return Links(services().tokens)


def manifest() -> Manifest:
    """Return the manifest, the same throughout the request; raises NotPublishedError.

    So an answer never mixes two builds, even if the site is rebuilt meanwhile.
    """
    if "manifest" not in g:
        g.manifest = services().site.manifest()
    return cast(Manifest, g.manifest)


def site_language() -> str:
    """Return the site's language, or the source language if no site can be read."""
    try:
        return manifest().site.language
    except NotPublishedError:
        return SOURCE_LANGUAGE


def find_event(slug: str) -> Event:
    """Return the published event with this slug; raises UnknownEventError."""
    event = manifest().find(slug)
    if event is None:
        raise UnknownEventError
    return event


def original_of(event: Event) -> Event:
    """Return the event that this one is a translation of, under which sign-ups are stored."""
    return manifest().original(event)


def sent_fields() -> MultiDict[str, str]:
    """Return the fields of the form that was sent.

    Refuses what no form of ours sends: another media type or charset, or far more fields.
    Werkzeug's own parser turns bytes that are not UTF-8 into percent signs, as if they had been
    typed; here they become U+FFFD, which the field refuses.
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


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Render a page of the theme."""
    return Response(render_template(template, **values), status)
