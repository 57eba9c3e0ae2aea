"""Sign-up: the form, what becomes of it, and the receipt."""

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
from formhandler.web import answers
from formhandler.web.errors import RETRY_AFTER_SECONDS, UnknownEventError, redirect
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
        return _unavailable(event, answers.FULL, 200)
    return _form_page(SignUpForm(event, services().tokens, now), full=full)


@blueprint.post("/pamelding/<slug>/")
def send(slug: str) -> Response:
    """Store the sign-up and lead to its receipt, or show the form as it was filled in."""
    fields = _sent_fields()
    event, now = _event(slug), services().clock()
    sent = SignUpForm(event, services().tokens, now, fields)
    try:
        return _answer(sent) if sent.validate() else _refused(sent)
    except DatabaseBusyError:
        response = _form_page(sent, 503, answers.NOT_STORED, full=set())
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response


def _answer(sent: SignUpForm) -> Response:
    """Store what was sent, and lead to the receipt; or tell why it cannot be."""
    event = sent.event
    try:
        with services().database.writing() as db:
            signup = register.add(db, event, sent.answers(), submit_id=sent.submit_id, now=sent.now)
    except NotOpenError as error:
        return _unavailable(event, error.state, 409, sent)
    except FullError:
        return _unavailable(event, answers.FULL, 409, sent)
    except AlreadySentError as error:
        sent.start_over()
        return _form_page(sent, 409, answers.sent_before(_receipt_path(error.signup)))
    return redirect(_receipt_path(signup))


@blueprint.get("/kvittering/<token>/")
def receipt(token: str) -> Response:
    """Show what the sign-up is: the clear answer."""
    signup, place = _signup(token)
    event = services().site.manifest().find(signup.event)
    if event is None:
        return _page("gone.html", signup=signup)
    answer = answers.receipt(event, signup, place, services().clock())
    return _page(
        "receipt.html",
        event=event,
        signup=signup,
        written=answers.written(event, signup.answers),
        calendar_path=f"{request.path}kalender.ics",
        **vars(answer),
    )


@blueprint.get("/kvittering/<token>/kalender.ics")
def calendar(token: str) -> Response:
    """Answer with the event as this person attends it."""
    signup, _ = _signup(token)
    event = services().site.manifest().find(signup.event)
    if event is None:
        raise NotFound
    text = calendar_file(
        event,
        services().site.manifest().site,
        stamp=services().clock(),
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
        raise NotFound from error
    with services().database.reading() as db:
        signup = register.find(db, public_id)
        if signup is None:
            raise NotFound
        is_waiting = signup.answered is SignupStatus.WAITING
        return signup, register.place_in_line(db, signup) if is_waiting else 0


def _receipt_path(signup: Signup) -> str:
    return f"/kvittering/{services().tokens.receipt(signup.public_id)}/"


def _full(event: Event) -> set[Attendance]:
    with services().database.reading() as db:
        return {way for way in event.attendances if register.is_full(db, event, way)}


def _refused(sent: SignUpForm) -> Response:
    """Show what to mend; where that would be in vain, tell so and keep what was written."""
    state = sent.event.state(sent.now)
    if state is not EventState.OPEN:
        return _unavailable(sent.event, state, 409, sent)
    return _form_page(sent, 422)


def _form_page(
    form: SignUpForm,
    status: int = 200,
    notice: answers.Notice | None = None,
    full: set[Attendance] | None = None,
) -> Response:
    event = form.event
    full = _full(event) if full is None else full
    all_full = len(full) == len(event.attendances)
    return _page(
        "form.html",
        status,
        form=form,
        event=event,
        attendances=answers.attendances(event, full),
        all_full=all_full,
        notice=notice or (answers.WAITING_LIST if all_full and not form.problems else None),
    )


def _unavailable(
    event: Event, reason: EventState | str, status: int, form: SignUpForm | None = None
) -> Response:
    answer = answers.unavailable(event, reason)
    written = form.written() if form else []
    return _page("unavailable.html", status, event=event, written=written, **vars(answer))


def _page(template: str, status: int = 200, **values: Any) -> Response:
    return Response(render_template(template, **values), status)
