"""Site files: serves the built site's files, and the health page."""

import json
from pathlib import Path

from flask import Blueprint, Response, current_app, request, send_file
from werkzeug.exceptions import NotFound

from formhandler.core.background import Background
from formhandler.core.errors import Problem
from formhandler.core.i18n import LANGUAGES, language, speak
from formhandler.mail import outbox
from formhandler.signups.database import DatabaseBusyError, DatabaseUnusableError
from formhandler.web.error_pages import redirect
from formhandler.web.published_site import NotPublishedError, caching, media_type
from formhandler.web.request import page, services

blueprint = Blueprint("site_files", __name__)

HEADER_BEGINS = '<header class="site-header">'


@blueprint.get("/healthz")
def health() -> Response:
    """Answer 200 where sign-ups can be taken and each background loop goes round, else 503."""
    try:
        services().site.manifest()
        services().database.check_writable()
        with services().database.reading() as db:
            waited = outbox.oldest_waiting(db, services().clock())
    except (DatabaseBusyError, DatabaseUnusableError, NotPublishedError):
        return Response('{"status": "error"}\n', 503, mimetype="application/json")
    seconds = None if waited is None else int(waited.total_seconds())
    threads = {each.name: _thread_status(each) for each in services().background}
    is_well = all(status == "ok" for status in threads.values())
    told = {
        "status": "ok" if is_well else "error",
        "oldest_waiting_mail_seconds": seconds,
        "threads": threads,
    }
    status = 200 if is_well else 503
    return Response(json.dumps(told) + "\n", status, mimetype="application/json")


def _thread_status(background: Background) -> str:
    return "stands still" if background.stands_still else "ok"


@blueprint.get("/slettet/")
@blueprint.get("/slettet/<code>/")
def erased(code: str | None = None) -> Response:
    """Confirm to somebody that everything about them is deleted, without personal data."""
    code = code or language()
    if code not in LANGUAGES:
        raise NotFound
    speak(code)
    return page("erased.html")


@blueprint.get("/")
@blueprint.get("/<path:path>")
def file(path: str = "") -> Response:
    """Send a file of the built site."""
    found = services().site.file(path)
    if found is None:
        if path and not path.endswith("/") and services().site.file(f"{path}/"):
            return redirect(f"{path}/", 308)
        raise NotFound
    if problems := services().problems():
        return _with_problems(found, problems)
    return _sent(found)


def _sent(path: Path) -> Response:
    response = send_file(path, mimetype=media_type(path), conditional=True, etag=True)
    response.headers["Cache-Control"] = caching(path)
    return response


def _with_problems(path: Path, problems: tuple[Problem, ...]) -> Response:
    """Send the page as last built, with the problems above it."""
    if path.suffix != ".html" or request.method != "GET":
        return _sent(path)
    parts = current_app.jinja_env.get_template("parts.html").make_module()
    notice = str(parts.problem_list(problems))  # type: ignore[attr-defined]
    html = path.read_text("utf-8").replace(HEADER_BEGINS, notice + HEADER_BEGINS, 1)
    return Response(html, mimetype="text/html")
