"""Sign-up: the form, and what becomes of it when it is sent."""

from flask import Blueprint, Response
from werkzeug.datastructures import MultiDict

from formhandler.events.model import EventState
from formhandler.mail import outbox
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError
from formhandler.signups.model import Answers
from formhandler.signups.register import AlreadySentError, NotOpenError, SomeMustWaitError
from formhandler.signups.seats import FullError
from formhandler.web.colleagues import ADD, REMOVE
from formhandler.web.errors import RETRY_AFTER_SECONDS, redirect
from formhandler.web.form import SignUpForm, sign_up_form
from formhandler.web.formpage import are_gone, first_page, form_page, unavailable_page
from formhandler.web.services import services
from formhandler.web.views import find_event, original_of, seats_left, sent_fields
from formhandler.wording import notices
from formhandler.wording.unavailable import FULL, OUTSIDE

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
