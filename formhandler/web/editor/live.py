"""Live: a preview's pages reload in the editor's browser when the site is rebuilt."""

from pathlib import Path

from flask import Blueprint, Response, current_app, g, request, send_file
from markupsafe import escape

from formhandler.core.i18n import speaking
from formhandler.web.headers import POLICY, RENEWING, policy_of
from formhandler.web.published_site import NotPublishedError
from formhandler.web.request import editing, manifest
from formhandler.web.views.site_files import HEADER_BEGINS

blueprint = Blueprint("live", __name__)

# Pages without typed input that a reload could lose.
RENEWED = frozenset({"site_files.file", "states.overview"})
_SCRIPT = Path(__file__).with_name("live.js")
_TAG = '<script src="/_live.js" data-version="{}" defer></script>\n'
_HEAD_ENDS = "</head>"
# Conditional requests are about the file, but the page that is sent differs from it.
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@blueprint.get("/_live/")
def version() -> Response:
    """Return which build is shown now."""
    return Response(editing().version(), mimetype="text/plain")


@blueprint.get("/_live.js")
def script() -> Response:
    """Send the script that polls for a new build and reloads the page."""
    return send_file(_SCRIPT, mimetype="text/javascript", etag=False)


@blueprint.before_app_request
def note_version() -> None:
    """Record the version before the page is read, so that a build meanwhile is not missed."""
    if _is_opened():
        g.version = editing().version()
        for condition in _CONDITIONS:
            request.environ.pop(condition, None)


@blueprint.after_app_request
def renew(response: Response) -> Response:
    """Add the script to a page of the site that a browser opens, and to nothing else."""
    if "version" in g and response.mimetype == "text/html":
        response.direct_passthrough = False
        html = response.get_data(as_text=True)
        html = html.replace(_HEAD_ENDS, _TAG.format(escape(g.version)) + _HEAD_ENDS, 1)
        # A bare page has no header, and may stand in for a theme that cannot be used.
        if HEADER_BEGINS in html:
            html = html.replace(HEADER_BEGINS, _way() + HEADER_BEGINS, 1)
        response.set_data(html)
        for name in ("ETag", "Last-Modified", "Cache-Control"):
            response.headers.pop(name, None)
        response.headers[POLICY] = policy_of(response.headers, RENEWING)
    return response


def _is_opened() -> bool:
    """Tell whether a browser opens a page of the site (Fetch Metadata, §2.1)."""
    is_document = request.headers.get("Sec-Fetch-Dest") == "document"
    return is_document and request.method == "GET" and request.endpoint in RENEWED


def _way() -> str:
    """Return the link to all states of the shown event; nothing on other pages."""
    try:
        events = manifest().events
    except NotPublishedError:
        return ""
    event = next((each for each in events if each.path == request.path), None)
    if event is None:
        return ""
    parts = current_app.jinja_env.get_template("parts.html").make_module()
    with speaking(event.language):
        return str(parts.way_to_states(event))  # type: ignore[attr-defined]
