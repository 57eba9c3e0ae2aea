"""Live: a preview's pages renew themselves in the editor's browser when the site is built anew."""

from pathlib import Path

from flask import Blueprint, Response, current_app, g, request, send_file
from markupsafe import escape

from formhandler.core.i18n import speaking
from formhandler.web.headers import POLICY, RENEWING, policy_of
from formhandler.web.published_site import NotPublishedError
from formhandler.web.request import editing, manifest
from formhandler.web.views.site_files import HEADER_BEGINS

blueprint = Blueprint("live", __name__)

# Pages on which nobody types what could be lost.
RENEWED = frozenset({"site_files.file", "states.overview"})
_SCRIPT = Path(__file__).with_name("live.js")
_TAG = '<script src="/_live.js" data-version="{}" defer></script>\n'
_HEAD_ENDS = "</head>"
# What asks whether a page is the same; the page that goes out is not the file that was asked about.
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@blueprint.get("/_live/")
def version() -> Response:
    """Tell which build is shown now."""
    return Response(editing().version(), mimetype="text/plain")


@blueprint.get("/_live.js")
def script() -> Response:
    """Answer with what the page asks this with, and loads itself anew."""
    return send_file(_SCRIPT, mimetype="text/javascript", etag=False)


@blueprint.before_app_request
def note_version() -> None:
    """Note the version before the page is read, so that a build meanwhile is not missed."""
    if _is_opened():
        g.version = editing().version()
        for condition in _CONDITIONS:
            request.environ.pop(condition, None)


@blueprint.after_app_request
def renew(response: Response) -> Response:
    """Put the script into a page of the site that a browser opens; nobody else is sent it."""
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
    """Tell whether a person's browser opens a page of the site (Fetch Metadata, §2.1)."""
    is_document = request.headers.get("Sec-Fetch-Dest") == "document"
    return is_document and request.method == "GET" and request.endpoint in RENEWED


def _way() -> str:
    """Return the way to all states of the event whose page is shown; nothing on other pages."""
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
