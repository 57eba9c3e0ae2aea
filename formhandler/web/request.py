"""Request: what a view asks for: services, manifest, the event in its address, form fields."""

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
    """Return the services of the app that answers this request."""
    return cast(Services, current_app.extensions[EXTENSION])


def editing() -> Editing:
    """Return what shows an editor the site; call it only where the app has that."""
    return cast(Editing, services().editing)


def paths() -> Links:
    """Return what makes the paths that are a person's own."""
    return Links(services().tokens)


def manifest() -> Manifest:
    """Return the manifest, the same throughout the request; raises NotPublishedError.

    So an answer never mixes two builds, though the site may be built anew meanwhile.
    """
    if "manifest" not in g:
        g.manifest = services().site.manifest()
    return cast(Manifest, g.manifest)


def site_language() -> str:
    """Return the site's language, or the source of all texts if no site can be read."""
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
    """Return the event that this one is a language version of, for what is stored of sign-ups."""
    return manifest().original(event)


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


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page of the theme."""
    return Response(render_template(template, **values), status)
