"""Sign-up: the form page, and what happens when the form is sent."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response
from werkzeug.datastructures import MultiDict

from formhandler.events.model import Event, EventState
from formhandler.mail import outbox
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError
from formhandler.signups.models import Answers
from formhandler.signups.register import AlreadySentError, NotOpenError, SomeMustWaitError
from formhandler.signups.seats import FullError, SeatsLeft
from formhandler.web.error_pages import RETRY_AFTER_SECONDS, redirect
from formhandler.web.forms.colleagues import ADD, REMOVE
from formhandler.web.forms.signup_form import SignUpForm, sign_up_form
from formhandler.web.loading import find_event, original_of, page, seats_left, sent_fields
from formhandler.web.services import services
from formhandler.wording import notices
from formhandler.wording.answers import Left, attendances, colleague_ways, few_left, labels, written
from formhandler.wording.unavailable import FULL, OUTSIDE, unavailable


def first_page(event: Event, now: datetime, look: Callable[[Event], Left] = seats_left) -> Response:
    """Return what one meets who wants to sign up: an empty form, or why one cannot.

    `look` tells how it stands with the seats.
    """
    if (state := event.state(now)) is not EventState.OPEN:
        return unavailable_page(event, state, 200)
    left = look(event)
    if are_gone(event, left) and not event.signup.waiting_list:
        return unavailable_page(event, FULL, 200)
    return form_page(sign_up_form(event, services().tokens, now), left=left)


def are_gone(event: Event, left: Left) -> bool:
    """Tell whether there is no seat left, however one attends."""
    return all(left.get(way) is SeatsLeft.NONE for way in event.attendances)


def form_page(
    form: SignUpForm,
    status: int = 200,
    notice: notices.Notice | None = None,
    *,
    left: Left | None = None,
    is_adding: bool = False,
) -> Response:
    """Return the form as it is filled in; `left` is what is known of the seats, if it is."""
    event = form.event
    left = _left_if_known(event) if left is None else left
    all_full = are_gone(event, left)
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


def _left_if_known(event: Event) -> Left:
    """Return what is known of the seats; nothing where the database is away, so no word is lost."""
    try:
        return seats_left(event)
    except DatabaseBusyError:
        return {}


def unavailable_page(
    event: Event, reason: EventState | str, status: int, form: SignUpForm | None = None
) -> Response:
    """Return why one cannot sign up, with what was written in the form, which is not stored."""
    answer = unavailable(event, reason)
    pairs = written(event, form.written(), form.own()) if form else []
    pairs += form.colleagues.written() if form else []
    return page("unavailable.html", status, event=event, written=pairs, **vars(answer))


blueprint = Blueprint("signup", __name__)


@blueprint.get("/pamelding/<slug>/")
def form(slug: str) -> Response:
    """Show the form, or why one cannot sign up."""
    return first_page(find_event(slug), services().clock())


@blueprint.post("/pamelding/<slug>/")
def send(slug: str) -> Response:
    """Store the sign-up and lead to its receipt, or show the form as it was filled in."""
    fields = sent_fields()
    event, now = find_event(slug), services().clock()
    sent = sign_up_form(event, services().tokens, now, fields)
    if ADD in fields or REMOVE in fields:
        return _other_colleagues(sent, fields)
    is_valid = sent.validate()
    if sent.is_outside and event.state(now) is EventState.OPEN:
        return unavailable_page(event, OUTSIDE, 200, sent)
    if not is_valid:
        return _refused(sent)
    try:
        return _store(sent)
    except DatabaseBusyError:
        response = form_page(sent, 503, notices.not_stored())
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return response


def _store(sent: SignUpForm) -> Response:
    """Store what was sent, and lead to the receipt; or tell why it cannot be."""
    answers = sent.answers()
    people = (answers, *sent.colleagues.answers(answers))
    try:
        with services().database.writing() as db:
            done = register.add(
                db,
                original_of(sent.event),
                answers,
                language=sent.event.language,
                colleagues=people[1:],
                accepted=sent.accepted_outcomes(),
                submit_id=sent.submit_id,
                now=sent.now,
            )
            outbox.put(db, done.changes, sent.now)
    except NotOpenError as error:
        return unavailable_page(sent.event, error.state, 409, sent)
    except FullError as error:
        return _full_page(sent, people, error)
    except SomeMustWaitError as error:
        sent.accept(error.outcomes)
        notice = notices.some_must_wait(people, error.outcomes, has_list=True)
        return form_page(sent, 409, notice)
    except AlreadySentError as error:
        sent.start_over()
        return form_page(sent, 409, notices.sent_before(services().paths.receipt(error.signup)))
    return redirect(services().paths.receipt(done.signup))


def _full_page(sent: SignUpForm, people: tuple[Answers, ...], error: FullError) -> Response:
    """Tell that it is full; where somebody can still attend, with the form filled in."""
    event = sent.event
    if are_gone(event, seats_left(event)):
        return unavailable_page(event, FULL, 409, sent)
    if len(people) > 1:
        notice = notices.some_must_wait(people, error.outcomes, has_list=False)
    else:
        notice = notices.full_this_way(event, people[0].attendance)
    return form_page(sent, 409, notice)


def _other_colleagues(sent: SignUpForm, fields: MultiDict[str, str]) -> Response:
    """Show the form with one colleague more or less; nothing is stored, nothing is lost."""
    if ADD in fields:
        sent.colleagues.add()
    else:
        sent.colleagues.remove(fields[REMOVE])
    return form_page(sent, is_adding=ADD in fields)


def _refused(sent: SignUpForm) -> Response:
    """Show what to mend; where that would be in vain, tell so and keep what was written."""
    state = sent.event.state(sent.now)
    if state is not EventState.OPEN:
        return unavailable_page(sent.event, state, 409, sent)
    return form_page(sent, 422)
