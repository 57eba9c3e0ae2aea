"""State preview: an event's page, form and receipt in every state, side by side, for its editor.

Everything but the event is invented, nothing is stored, and nothing can be sent from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from formhandler.core.i18n import SOURCE_LANGUAGE, speak
from formhandler.events.model import Event
from formhandler.signups.seats import SeatsLeft
from formhandler.web.editor.samples import Imagined, Scene, scene
from formhandler.web.headers import FRAME_OPTIONS, POLICY, policy_of
from formhandler.web.loading import Shown
from formhandler.web.request import editing, find_event, page, services
from formhandler.web.views.receipt import receipt_page
from formhandler.web.views.signup import first_page
from formhandler.wording.receipt_text import receipt

blueprint = Blueprint("states", __name__, url_prefix="/_tilstander")

_FRAMES = {"frame-src": "'self'"}
# Our own page may frame it; its forms lead nowhere.
_FRAMED = {"frame-ancestors": "'self'", "form-action": "'none'"}
_HEAD = '<meta charset="utf-8">\n'
# Links open outside the frame, which the frame does not allow.
_TARGET = '<base target="_blank">\n'
# With many pages side by side, none may take the focus.
_FOCUS = " autofocus"

_LABELS = {
    Imagined.NOT_YET_OPEN: "Ikke åpnet",
    Imagined.OPEN: "Åpen",
    Imagined.FEW_LEFT: "Få plasser igjen",
    Imagined.FULL: "Full",
    Imagined.CLOSED: "Stengt",
    Imagined.PAST: "Holdt",
    Imagined.CANCELLED: "Avlyst",
    Imagined.POSTPONED: "Utsatt",
}
_ROWS = {
    "side": "Arrangementssiden",
    "skjema": "Skjemaet",
    "kvittering": "Kvitteringen",
}


@dataclass(frozen=True)
class Cell:
    """One page in one state: its address, its label, and a note."""

    path: str
    label: str
    note: str


@blueprint.get("/<slug>/")
def overview(slug: str) -> Response:
    """Show all pages in all states."""
    event = find_event(slug)
    # The labels are for the editor, in the source language.
    speak(SOURCE_LANGUAGE)
    rows = [
        (label, [_cell(event, state, kind) for state in Imagined]) for kind, label in _ROWS.items()
    ]
    response = page("states.html", event=event, rows=rows)
    response.headers[POLICY] = policy_of(response.headers, _FRAMES)
    return response


@blueprint.get("/<slug>/<state>/<kind>/")
def cell(slug: str, state: str, kind: str) -> Response:
    """Show one page in one state."""
    event = find_event(slug)
    if state not in set(Imagined) or kind not in _PAGES:
        raise NotFound
    speak(event.language)
    return _PAGES[kind](scene(Imagined(state), event, services().clock()))


@blueprint.after_request
def let_be_framed(response: Response) -> Response:
    """Allow our own page to frame a cell, even an error."""
    if request.endpoint == "states.cell":
        response.headers[POLICY] = policy_of(response.headers, _FRAMED)
        response.headers[FRAME_OPTIONS] = "SAMEORIGIN"
        html = response.get_data(as_text=True)
        response.set_data(html.replace(_HEAD, _HEAD + _TARGET, 1).replace(_FOCUS, ""))
    return response


@blueprint.context_processor
def without_notices() -> dict[str, Any]:
    """Remove the preview's notices from each page; once is enough."""
    if request.endpoint == "states.cell":
        return {"preview": None, "problems": ()}
    return {}


def _event_page(shown: Scene) -> Response:
    html = editing().event_page(shown.event, shown.now)
    if html is None:
        raise NotFound
    return Response(html, mimetype="text/html")


def _form(shown: Scene) -> Response:
    return first_page(shown.event, shown.now, lambda _: shown.left)


def _receipt(shown: Scene) -> Response:
    free = [way for way, left in shown.left.items() if left is not SeatsLeft.NONE]
    return receipt_page(
        Shown(
            signup=shown.signup,
            event=shown.event,
            answer=receipt(shown.event, shown.signup, shown.place_in_line, shown.now, free),
            colleagues=shown.colleagues,
            is_unreached=False,
            is_full=not free,
            stored=None,
            now=shown.now,
        )
    )


_PAGES: dict[str, Callable[[Scene], Response]] = {
    "side": _event_page,
    "skjema": _form,
    "kvittering": _receipt,
}


def _cell(event: Event, state: Imagined, kind: str) -> Cell:
    path = f"/_tilstander/{event.slug}/{state}/{kind}/"
    return Cell(path, _LABELS[state], _note(event, state, kind))


def _note(event: Event, state: Imagined, kind: str) -> str:
    """Return an explanation of what might puzzle an editor."""
    counts_seats = state in (Imagined.FEW_LEFT, Imagined.FULL)
    if counts_seats and kind == "side":
        return "Siden er som før: bare skjemaet vet hvor mange som er påmeldt."
    if counts_seats and all(event.seats(way) is None for way in event.attendances):
        return "Tenkt: arrangementet har ingen «plasser»."
    if state is Imagined.NOT_YET_OPEN and event.signup.opens is None:
        return "Tenkt: arrangementet har ingen «åpner»."
    if state is Imagined.NOT_YET_OPEN and kind == "kvittering":
        return "Bare for den som meldte seg på før «åpner» ble flyttet."
    return ""
