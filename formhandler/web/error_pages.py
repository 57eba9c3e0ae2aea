"""Error pages: the pages for everything that goes wrong, with what to do."""

import logging
from collections.abc import Callable

from flask import Flask, Response, render_template, request
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException

from formhandler.core.i18n import language, speak
from formhandler.core.i18n import translate as _
from formhandler.signups.database import DatabaseBusyError
from formhandler.web.loading import UnknownSignupError
from formhandler.web.published_site import NotPublishedError
from formhandler.web.request import UnknownEventError, manifest, services, site_language
from formhandler.wording.failures import Failure, failure, not_built, unknown_event, unknown_signup

_LOG = logging.getLogger(__name__)

_BARE_PAGE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{heading}</title>
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{text}</p>
{items}<p><a href="/">{events}</a></p>
</main>
</body>
</html>
""")

RETRY_AFTER_SECONDS = "60"
_UNKNOWN: dict[type, Callable[[], Failure]] = {
    UnknownEventError: unknown_event,
    UnknownSignupError: unknown_signup,
}


def register(app: Flask) -> None:
    """Answer every error of the app with our own page."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DatabaseBusyError, _busy)
    app.register_error_handler(NotPublishedError, _not_published)


def _page(status: int, told: Callable[[], Failure] | None = None) -> Response:
    speak(_language())
    failed = told() if told else failure(status)
    try:
        words = {"heading": failed.heading, "lines": [failed.text]}
        return Response(render_template("message.html", **words), status)
    except NotPublishedError as error:
        return _not_published(error)


def _language() -> str:
    """Return the language of the requested event, else the site's."""
    slug = (request.view_args or {}).get("slug", "")
    try:
        event = manifest().find(slug)
    except NotPublishedError:
        event = None
    return event.language if event else site_language()


def _http_error(error: HTTPException) -> Response:
    if error.code == 500 and services().problems():
        # What is wrong may be in the theme, which the other pages are made with.
        return _bare(500)
    response = _page(error.code or 500, _UNKNOWN.get(type(error)))
    if error.code == 429:
        response.headers["Retry-After"] = "600"
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _busy(error: DatabaseBusyError) -> Response:
    _LOG.error("database busy: %s", error)
    response = _page(503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _not_published(_error: NotPublishedError) -> Response:
    """Answer without the theme, which needs a built site for the site's name."""
    return _bare(503)


def _bare(status: int) -> Response:
    problems = tuple(str(problem) for problem in services().problems())
    return Response(bare_page(status, problems), status, mimetype="text/html")


def redirect(path: str, status: int = 303) -> Response:
    """Return a redirect to a path of this site, without a body."""
    return Response(status=status, headers={"Location": "/" + path.lstrip("/")})


def _breakable(text: str) -> Markup:
    """Allow a long path to break at its slashes, because there is no stylesheet."""
    return escape(text).replace("/", Markup("/<wbr>"))


def bare_page(status: int, problems: tuple[str, ...] = ()) -> str:
    """Return a self-contained page, for when the theme is unavailable.

    In a preview whose first build has failed, it lists the editor's `problems`.
    """
    failed = not_built() if problems else failure(status)
    items = Markup("").join(
        Markup("<li>{}</li>\n").format(_breakable(problem)) for problem in problems
    )
    return _BARE_PAGE.format(
        language=language(),
        heading=failed.heading,
        text=failed.text,
        items=Markup("<ul>\n{}</ul>\n").format(items) if items else "",
        events=_("Se alle arrangementer"),
    )
