"""Manage: «Min påmelding», where people see, change, cancel and delete their sign-up.

GET changes nothing, because mail scanners open links; a button does.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, request
from wtforms import Form, StringField

from formhandler.core.i18n import speak
from formhandler.events.model import Attendance, Event
from formhandler.mail import outbox
from formhandler.signups import changes, register, seats
from formhandler.signups.database import Connection
from formhandler.signups.models import Answers, Done, Signup
from formhandler.web.error_pages import redirect
from formhandler.web.forms.own_questions import (
    field_name,
    filled_in,
    own_answers,
    own_fields,
    problems_at,
    with_fields,
)
from formhandler.web.forms.validators import (
    TellsErrors,
    check_message,
    check_name,
    check_organisation,
    normal,
)
from formhandler.web.loading import Shown, UnpublishedError, event_of, from_mail, id_in
from formhandler.web.request import (
    original_of,
    page,
    paths,
    sent_fields,
    services,
    site_language,
)
from formhandler.web.security import Purpose
from formhandler.web.views.receipt import calendar_answer, gone
from formhandler.wording.answers import labels, way_label
from formhandler.wording.notices import (
    Notice,
    erased_colleague,
    full_now,
    saved,
    too_late_to_change,
)

blueprint = Blueprint("manage", __name__, url_prefix="/min-pamelding/<token>")

_ERASED = "/slettet/"

Operation = Callable[[Connection, Event, Signup], Done]


class MendForm(TellsErrors, Form):
    """What can be changed: everything but the address and the way to attend."""

    name = StringField(filters=[normal], validators=[check_name])
    organisation = StringField(filters=[normal], validators=[check_organisation])
    message = StringField(filters=[normal], validators=[check_message])


def _mend_form(event: Event, answers: Answers, sent: Any = None) -> Form:
    """Return the form with the stored answers, or with those that were sent."""
    stored: dict[str, Any] = {
        "name": answers.name,
        "organisation": answers.organisation,
        "message": answers.message,
    }
    # Unticked boxes are not sent; combined with stored data they would still count as ticked.
    data = stored | filled_in(event, answers.own) if sent is None else None
    return with_fields(MendForm, own_fields(event))(sent, data=data)


@blueprint.get("/")
def see(token: str) -> Response:
    """Show everything that is stored, and what can be done with it."""
    shown = from_mail(token)
    speak(shown.event.language)
    notice = saved() if "lagret" in request.args else None
    return _page(shown, notice=erased_colleague() if "slettet" in request.args else notice)


@blueprint.get("/kalender.ics")
def calendar(token: str) -> Response:
    """Send the person's own calendar file."""
    shown = from_mail(token)
    speak(shown.event.language)
    return calendar_answer(shown)


@blueprint.get("/endre/")
def mend(token: str) -> Response:
    """Show the answers in a form."""
    shown = from_mail(token)
    speak(shown.event.language)
    if not shown.can_change:
        return _page(shown, 409, too_late_to_change())
    return _mend_page(shown, _mend_form(shown.event, shown.signup.answers))


@blueprint.post("/endre/")
def store(token: str) -> Response:
    """Store other answers."""
    shown, fields = from_mail(token), sent_fields()
    speak(shown.event.language)
    form = _mend_form(shown.event, shown.signup.answers, fields)
    if not form.validate():
        return _mend_page(shown, form, 422)
    old = shown.signup.answers
    answers = Answers(
        name=str(form["name"].data),
        email=old.email,
        organisation=str(form["organisation"].data),
        attendance=old.attendance,
        message=str(form["message"].data),
        own=own_answers(shown.event, form),
    )
    return _do(token, lambda db, event, who: changes.mend(db, event, who, answers, shown.now))


@blueprint.post("/deltakelse/")
def attend(token: str) -> Response:
    """Switch to another way to attend, in one click."""
    chosen, now = sent_fields().get("attendance"), services().clock()
    ways = [way for way in Attendance if way.value == chosen]

    def switch(db: Connection, event: Event, signup: Signup) -> Done:
        return changes.attend(db, event, signup, ways[0], now) if ways else Done(signup)

    return _do(token, switch)


@blueprint.get("/meld-av/")
def ask_to_cancel(token: str) -> Response:
    """Ask whether the person really wants to cancel."""
    shown = from_mail(token)
    speak(shown.event.language)
    if not shown.can_change:
        return _page(shown)
    return page("cancel.html", path=paths().manage(shown.signup), **shown.values())


@blueprint.post("/meld-av/")
def cancel(token: str) -> Response:
    """Cancel the sign-up."""
    now = services().clock()
    return _do(token, lambda db, event, who: changes.cancel(db, event, who, now))


@blueprint.post("/angre/")
def restore(token: str) -> Response:
    """Undo the cancellation."""
    now = services().clock()
    return _do(token, lambda db, event, who: changes.restore(db, event, who, now))


@blueprint.get("/slett/")
def ask_to_erase(token: str) -> Response:
    """Ask whether the person really wants everything deleted."""
    try:
        shown = from_mail(token)
    except UnpublishedError as error:
        return _erase_page(error.signup, None, ())
    speak(shown.event.language)
    return _erase_page(shown.signup, shown.event, shown.colleagues)


@blueprint.post("/slett/")
def erase(token: str) -> Response:
    """Delete everything stored about the person at this event, for good."""
    link_id, now = id_in(Purpose.MANAGE, token), services().clock()
    with services().database.writing() as db:
        signup = register.find_by_link(db, link_id)
        if signup is None:
            # A double click: already done.
            return redirect(_ERASED)
        sender = register.find_by_id(db, signup.signed_up_by or 0)
        event = event_of(signup)
        original = original_of(event) if event else None
        outbox.put(db, changes.erase(db, original, signup, now), now)
    services().forget()
    if signup.answers.shares_email and sender:
        return redirect(f"{paths().manage(sender)}?slettet")
    theirs = event.language if event else site_language()
    return redirect(_ERASED if theirs == site_language() else f"{_ERASED}{theirs}/")


def _do(token: str, operation: Operation) -> Response:
    """Make a change and queue its mails in one transaction, and show the result."""
    shown = from_mail(token)
    speak(shown.event.language)
    path = paths().manage(shown.signup)
    try:
        with services().database.writing() as db:
            # Read again inside the transaction: somebody else may have been first.
            signup = register.find_by_link(db, shown.signup.link_id)
            if signup is None:
                return redirect(path)
            done = operation(db, shown.original, signup)
            outbox.put(db, done.changes, shown.now)
    except seats.FullError:
        return _page(shown, 409, full_now())
    except (register.NotOpenError, changes.NotStandingError):
        return _page(shown, 409, too_late_to_change())
    return redirect(f"{paths().manage(done.signup)}{'?lagret' if done.changes else ''}")


@blueprint.errorhandler(UnpublishedError)
def _gone(error: UnpublishedError) -> Response:
    return gone(error, paths().manage(error.signup))


def _erase_page(signup: Signup, event: Event | None, colleagues: Iterable[Signup]) -> Response:
    sharing = [each for each in colleagues if each.answers.shares_email]
    path = paths().manage(signup)
    return page("erase.html", path=path, signup=signup, event=event, sharing=sharing)


def _page(shown: Shown, status: int = 200, notice: Notice | None = None) -> Response:
    path = paths().manage(shown.signup)
    return page(
        "manage.html",
        status,
        path=path,
        calendar_path=f"{path}kalender.ics",
        attend_path=paths().attend(shown.signup),
        notice=notice,
        switches=[(way, way_label(shown.event, way)) for way in shown.answer.switches],
        colleague_paths={each.id: paths().manage(each) for each in shown.colleagues},
        **shown.values(),
    )


def _mend_page(shown: Shown, form: Form, status: int = 200) -> Response:
    path = paths().manage(shown.signup)
    names = ["name", "organisation", *map(field_name, shown.event.signup.questions), "message"]
    mistakes = [each for name in names for each in problems_at(shown.event, form, name)]
    values = {"form": form, "mistakes": mistakes, "labels": labels()}
    return page("mend.html", status, path=path, event=shown.event, signup=shown.signup, **values)
