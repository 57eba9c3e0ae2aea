"""App: the Flask application, made from the services it is given."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException
from werkzeug.routing import RequestRedirect

from formhandler.core.i18n import SOURCE_LANGUAGE, speak
from formhandler.core.jinja import jinja_filters, jinja_globals, jinja_options
from formhandler.events.model import Attendance
from formhandler.web import error_pages
from formhandler.web.editor import live, mailbox, states
from formhandler.web.headers import add_missing_headers
from formhandler.web.request import manifest, site_language
from formhandler.web.request import services as current
from formhandler.web.services import EXTENSION, Services, no_problems
from formhandler.web.views import attend, manage, receipt, search, signup, site_files

LARGEST_BODY = 64 * 1024
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_OWN_FETCHES = ("same-origin", "none")


class App(Flask):
    """Flask without its own texts, and without URLs in its log, where personal links would leak."""

    def handle_http_exception(self, error: HTTPException) -> Any:
        """Answer the router's redirects within our site and without Werkzeug's text."""
        if isinstance(error, RequestRedirect):
            within = urlsplit(error.new_url)._replace(scheme="", netloc="")
            return error_pages.redirect(within.geturl(), 308)
        return super().handle_http_exception(error)

    def log_exception(self, exc_info: Any) -> None:
        """Log an unexpected error with the name of its view."""
        self.logger.error("unexpected error in %s", request.endpoint, exc_info=exc_info)


def create_app(services: Services) -> Flask:
    """Create the application that answers with these services."""
    app = App("formhandler", template_folder=services.theme / "templates", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        TEMPLATES_AUTO_RELOAD=services.problems is not no_problems,
    )
    app.extensions[EXTENSION] = services
    app.jinja_options = jinja_options()
    app.jinja_env.globals.update(jinja_globals() | {"Attendance": Attendance})
    app.jinja_env.filters.update(jinja_filters())
    app.context_processor(_every_page)
    app.before_request(_refuse_strangers)
    app.teardown_request(lambda _: speak(SOURCE_LANGUAGE))
    app.after_request(_complete)
    for room in (signup, receipt, manage, attend, search, site_files):
        app.register_blueprint(room.blueprint)
    if services.shows_mail:
        app.register_blueprint(mailbox.blueprint)
    if services.editing:
        for room in (live, states):
            app.register_blueprint(room.blueprint)
    # After a preview has noted which build it shows: this reads the manifest for the whole request.
    app.before_request(lambda: speak(site_language()))
    error_pages.register(app)
    return app


def _every_page() -> dict[str, Any]:
    return {
        "site": manifest().site,
        "preview": current().preview,
        "problems": current().problems(),
        "post": current().shows_mail,
    }


def _refuse_strangers() -> None:
    """Refuse a foreign Host header, and forms sent from another site."""
    if request.environ.get("HTTP_HOST") not in current().hosts:
        raise BadRequest
    if request.method not in _SAFE_METHODS and not _is_own():
        raise Forbidden


def _is_own() -> bool:
    """Tell whether the form was sent from our own page, according to the browser."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from in _OWN_FETCHES
    origin = request.headers.get("Origin")
    return origin is None or origin in current().origins


def _complete(response: Response) -> Response:
    add_missing_headers(response.headers, is_https=current().is_https)
    return response
