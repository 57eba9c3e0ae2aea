"""Sign-up: the form, what becomes of it, and the receipt."""

from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, UnsupportedMediaType

from formhandler.events.calendar import calendar_file
from formhandler.events.model import Attendance, Event, EventState
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError
from formhandler.signups.model import Signup, SignupStatus
from formhandler.signups.register import AlreadySentError, FullError, NotOpenError
from formhandler.web import wording
from formhandler.web.errors import (
    RETRY_AFTER_SECONDS,
    UnknownEventError,
    UnknownSignupError,
    redirect,
)
from formhandler.web.form import SignUpForm
from formhandler.web.services import services
from formhandler.web.tokens import BadTokenError

blueprint = Blueprint("signup", __name__)

_FORM_TYPE = "application/x-www-form-urlencoded"
_FIELDS = 100
_CHARSETS = ("utf-8", "utf8")


@blueprint.get("/pamelding/<slug>/")
def form(slug: str) -> Response:
    """Show the form, or why one cannot sign up."""
    event, now = _event(slug), services().clock()
    if (state := event.state(now)) is not EventState.OPEN:
        return _unavailable(event, state, 200)
    full = _full(event)
    if len(full) == len(event.attendances) and not event.signup.waiting_list:
        return _unavailable(event, wording.FULL, 200)
    return _form_page(SignUpForm(event, services().tokens, now), full=full)


@blueprint.post("/pamelding/<slug>/")
def send(slug: str) -> Response:
    """Store the sign-up and lead to its receipt, or show the form as it was filled in."""
    fields = _sent_fields()
    event, now = _event(slug), services().clock()
    sent = SignUpForm(event, services().tokens, now, fields)
    if not sent.validate():
        return _refused(sent)
    try:
        return _store(sent)
    except DatabaseBusyError:
        response = _form_page(sent, 503, wording.NOT_STORED)
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response


def _store(sent: SignUpForm) -> Response:
    """Store what was sent, and lead to the receipt; or tell why it cannot be."""
    event, answers = sent.event, sent.answers()
    try:
        with services().database.writing() as db:
            signup = register.add(db, event, answers, submit_id=sent.submit_id, now=sent.now)
    except NotOpenError as error:
        return _unavailable(event, error.state, 409, sent)
    except FullError:
        return _full_page(sent, answers.attendance)
    except AlreadySentError as error:
        sent.start_over()
        return _form_page(sent, 409, wording.sent_before(_receipt_path(error.signup)))
    return redirect(_receipt_path(signup))


def _full_page(sent: SignUpForm, attendance: Attendance) -> Response:
    """Tell that it is full; where one can still attend another way, with the form filled in."""
    event = sent.event
    if _full(event) >= set(event.attendances):
        return _unavailable(event, wording.FULL, 409, sent)
    return _form_page(sent, 409, wording.full_this_way(event, attendance))


@blueprint.get("/kvittering/<token>/")
def receipt(token: str) -> Response:
    """Show what the sign-up is: the clear answer."""
    signup, place = _signup(token)
    event = services().site.manifest().find(signup.event)
    if event is None:
        return _page("gone.html", signup=signup)
    answer = wording.receipt(event, signup, place, services().clock())
    return _page(
        "receipt.html",
        event=event,
        signup=signup,
        written=wording.written(event, asdict(signup.answers)),
        calendar_path=f"{request.path}kalender.ics",
        **vars(answer),
    )


@blueprint.get("/kvittering/<token>/kalender.ics")
def calendar(token: str) -> Response:
    """Answer with the event as this person attends it."""
    signup, place = _signup(token)
    event, now = services().site.manifest().find(signup.event), services().clock()
    if event is None or not wording.receipt(event, signup, place, now).offers_calendar:
        raise NotFound
    text = calendar_file(
        event,
        services().site.manifest().site,
        stamp=now,
        attendance=signup.answers.attendance,
        reference=signup.reference,
    )
    name = f'attachment; filename="{event.slug}.ics"'
    return Response(text, mimetype="text/calendar", headers={"Content-Disposition": name})


def _sent_fields() -> MultiDict[str, str]:
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


def _event(slug: str) -> Event:
    event = services().site.manifest().find(slug)
    if event is None:
        raise UnknownEventError
    return event


def _signup(token: str) -> tuple[Signup, int]:
    """Return the sign-up behind a link, and its place in line; any failure is the same 404."""
    try:
        public_id = services().tokens.read_receipt(token)
    except BadTokenError as error:
        raise UnknownSignupError from error
    with services().database.reading() as db:
        signup = register.find(db, public_id)
        if signup is None:
            raise UnknownSignupError
        is_waiting = signup.answered is SignupStatus.WAITING
        return signup, register.place_in_line(db, signup) if is_waiting else 0


def _receipt_path(signup: Signup) -> str:
    return f"/kvittering/{services().tokens.receipt(signup.public_id)}/"


def _full(event: Event) -> set[Attendance]:
    with services().database.reading() as db:
        return {way for way in event.attendances if register.is_full(db, event, way)}


def _full_if_known(event: Event) -> set[Attendance]:
    """Return the ways that are full; none where the database is away, so that no words are lost."""
    try:
        return _full(event)
    except DatabaseBusyError:
        return set()


def _refused(sent: SignUpForm) -> Response:
    """Show what to mend; where that would be in vain, tell so and keep what was written."""
    state = sent.event.state(sent.now)
    if state is not EventState.OPEN:
        return _unavailable(sent.event, state, 409, sent)
    return _form_page(sent, 422)


def _form_page(
    form: SignUpForm,
    status: int = 200,
    notice: wording.Notice | None = None,
    full: set[Attendance] | None = None,
) -> Response:
    event = form.event
    full = _full_if_known(event) if full is None else full
    all_full = len(full) == len(event.attendances)
    return _page(
        "form.html",
        status,
        form=form,
        event=event,
        attendances=wording.attendances(event, full),
        all_full=all_full,
        labels=wording.LABELS,
        notice=notice or (wording.WAITING_LIST if all_full and not form.problems else None),
    )


def _unavailable(
    event: Event, reason: EventState | str, status: int, form: SignUpForm | None = None
) -> Response:
    answer = wording.unavailable(event, reason)
    written = wording.written(event, form.written()) if form else []
    return _page("unavailable.html", status, event=event, written=written, **vars(answer))


def _page(template: str, status: int = 200, **values: Any) -> Response:
    return Response(render_template(template, **values), status)
