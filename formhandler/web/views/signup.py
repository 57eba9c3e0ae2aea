"""Sign-up: the form page, and what happens when the form is sent."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response
from werkzeug.datastructures import MultiDict

from formhandler.core.i18n import speak
from formhandler.events.model import Event, EventState
from formhandler.mail import outbox
from formhandler.signups import register, seats
from formhandler.signups.database import DatabaseBusyError
from formhandler.signups.models import Signup
from formhandler.signups.register import AlreadySentError, NotOpenError, SomeMustWaitError
from formhandler.signups.seats import FullError, SeatsLeft
from formhandler.web.error_pages import RETRY_AFTER_SECONDS, redirect
from formhandler.web.forms.colleagues import ADD, REMOVE
from formhandler.web.forms.signup_form import SignUpForm, sign_up_form
from formhandler.web.request import find_event, original_of, page, paths, sent_fields, services
from formhandler.wording import notices
from formhandler.wording.answers import Left, attendances, colleague_ways, few_left, labels, written
from formhandler.wording.unavailable import FULL, OUTSIDE, unavailable

blueprint = Blueprint("signup", __name__)


@blueprint.get("/pamelding/<slug>/")
def form(slug: str) -> Response:
    """Show the form, or why sign-up is not possible."""
    event = find_event(slug)
    speak(event.language)
    return first_page(event, services().clock())


@blueprint.post("/pamelding/<slug>/")
def send(slug: str) -> Response:
    """Store the sign-up and redirect to its receipt, or show the form as filled in."""
    fields, event, now = sent_fields(), find_event(slug), services().clock()
    speak(event.language)
    sent = sign_up_form(event, services().tokens, now, fields)
    if ADD in fields or REMOVE in fields:
        return _other_colleagues(sent, fields)
    if not sent.validate() or sent.is_outside:
        return _refused(sent)
    try:
        return _stored(sent)
    except DatabaseBusyError:
        response = _form_page(sent, 503, notices.not_stored())
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response


def _stored(sent: SignUpForm) -> Response:
    """Store the sign-up and redirect to the receipt, or explain why it cannot be stored."""
    try:
        signup = _store(sent)
    except NotOpenError as error:
        return _unavailable_page(sent.event, error.state, 409, sent)
    except FullError as error:
        return _full_page(sent, error)
    except SomeMustWaitError as error:
        sent.accept(error.outcomes)
        notice = notices.some_must_wait(sent.people(), error.outcomes, has_list=True)
        return _form_page(sent, 409, notice)
    except AlreadySentError as error:
        sent.start_over()
        return _form_page(sent, 409, notices.sent_before(paths().receipt(error.signup)))
    return redirect(paths().receipt(signup))


def _store(sent: SignUpForm) -> Signup:
    """Store the sign-up, those of the colleagues and the mails to them, in one transaction."""
    answers, *colleagues = sent.people()
    with services().database.writing() as db:
        done = register.add(
            db,
            original_of(sent.event),
            answers,
            language=sent.event.language,
            colleagues=tuple(colleagues),
            accepted=sent.accepted_outcomes(),
            submit_id=sent.submit_id,
            now=sent.now,
        )
        outbox.put(db, done.changes, sent.now)
    return done.signup


def _refused(sent: SignUpForm) -> Response:
    """Show what to correct; if that would be in vain, say so and show the input."""
    state = sent.event.state(sent.now)
    if state is not EventState.OPEN:
        return _unavailable_page(sent.event, state, 409, sent)
    if sent.is_outside:
        return _unavailable_page(sent.event, OUTSIDE, 200, sent)
    return _form_page(sent, 422)


def _full_page(sent: SignUpForm, error: FullError) -> Response:
    """Say that the event is full; if somebody can still attend, with the form as filled in."""
    event, people = sent.event, sent.people()
    if _are_gone(event, _seats_left(event)):
        return _unavailable_page(event, FULL, 409, sent)
    if len(people) > 1:
        notice = notices.some_must_wait(people, error.outcomes, has_list=False)
    else:
        notice = notices.full_this_way(event, people[0].attendance)
    return _form_page(sent, 409, notice)


def _other_colleagues(sent: SignUpForm, fields: MultiDict[str, str]) -> Response:
    """Show the form with one colleague more or less; nothing is stored or lost."""
    if sent.colleagues and ADD in fields:
        sent.colleagues.add()
    elif sent.colleagues:
        sent.colleagues.remove(fields[REMOVE])
    return _form_page(sent, is_adding=ADD in fields)


def _seats_left(event: Event) -> Left:
    """Return how it stands with the seats for a newcomer, by way to attend."""
    with services().database.reading() as db:
        return {way: seats.left(db, event, way) for way in event.attendances}


def first_page(
    event: Event, now: datetime, look: Callable[[Event], Left] = _seats_left
) -> Response:
    """Return an empty form, or the reason why sign-up is not possible.

    `look` returns the seats left.
    """
    if (state := event.state(now)) is not EventState.OPEN:
        return _unavailable_page(event, state, 200)
    left = look(event)
    if _are_gone(event, left) and not event.signup.waiting_list:
        return _unavailable_page(event, FULL, 200)
    return _form_page(sign_up_form(event, services().tokens, now), left=left)


def _form_page(
    form: SignUpForm,
    status: int = 200,
    notice: notices.Notice | None = None,
    *,
    left: Left | None = None,
    is_adding: bool = False,
) -> Response:
    """Return the form as filled in; `left` are the seats left, if known."""
    event = form.event
    left = _left_if_known(event) if left is None else left
    all_full = _are_gone(event, left)
    tells_of_list = all_full and not form.problems and not is_adding
    tells_of_few = not event.is_hybrid and SeatsLeft.FEW in left.values()
    return page(
        "form.html",
        status,
        form=form,
        event=event,
        attendances=attendances(event, left),
        colleague_ways=colleague_ways(event, left),
        all_full=all_full,
        few_left=few_left() if tells_of_few else "",
        labels=labels(),
        is_adding=is_adding,
        notice=notice or (notices.waiting_list() if tells_of_list else None),
    )


def _unavailable_page(
    event: Event, reason: EventState | str, status: int, form: SignUpForm | None = None
) -> Response:
    """Return the reason why sign-up is not possible, with the input, which is not stored."""
    answer = unavailable(event, reason)
    pairs = written(event, form.written(), form.own()) if form else []
    pairs += form.colleagues.written() if form and form.colleagues else []
    return page("unavailable.html", status, event=event, written=pairs, **vars(answer))


def _left_if_known(event: Event) -> Left:
    """Return the seats left, or nothing if the database is unavailable: no input is lost."""
    try:
        return _seats_left(event)
    except DatabaseBusyError:
        return {}


def _are_gone(event: Event, left: Left) -> bool:
    """Tell whether no seat is left for any way to attend."""
    return all(left.get(way) is SeatsLeft.NONE for way in event.attendances)
