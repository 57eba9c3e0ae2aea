"""Sign-up: the form, and what becomes of it when it is sent."""

from flask import Blueprint, Response
from werkzeug.datastructures import MultiDict

from formhandler.events.model import Attendance, Event, EventState
from formhandler.mail import outbox
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError
from formhandler.signups.model import Answers
from formhandler.signups.register import AlreadySentError, NotOpenError, SomeMustWaitError
from formhandler.signups.seats import FullError
from formhandler.web.colleagues import ADD, REMOVE
from formhandler.web.errors import RETRY_AFTER_SECONDS, redirect
from formhandler.web.form import SignUpForm, sign_up_form
from formhandler.web.services import services
from formhandler.web.views import find_event, full_ways, original_of, page, sent_fields
from formhandler.wording import notices
from formhandler.wording.answers import attendances, colleague_ways, labels, written
from formhandler.wording.unavailable import FULL, OUTSIDE, unavailable

blueprint = Blueprint("signup", __name__)


@blueprint.get("/pamelding/<slug>/")
def form(slug: str) -> Response:
    """Show the form, or why one cannot sign up."""
    event, now = find_event(slug), services().clock()
    if (state := event.state(now)) is not EventState.OPEN:
        return _unavailable(event, state, 200)
    full = full_ways(event)
    if len(full) == len(event.attendances) and not event.signup.waiting_list:
        return _unavailable(event, FULL, 200)
    return _form_page(sign_up_form(event, services().tokens, now), full=full)


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
        return _unavailable(event, OUTSIDE, 200, sent)
    if not is_valid:
        return _refused(sent)
    try:
        return _store(sent)
    except DatabaseBusyError:
        response = _form_page(sent, 503, notices.not_stored())
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
        return _unavailable(sent.event, error.state, 409, sent)
    except FullError as error:
        return _full_page(sent, people, error)
    except SomeMustWaitError as error:
        sent.accept(error.outcomes)
        notice = notices.some_must_wait(people, error.outcomes, has_list=True)
        return _form_page(sent, 409, notice)
    except AlreadySentError as error:
        sent.start_over()
        return _form_page(sent, 409, notices.sent_before(services().paths.receipt(error.signup)))
    return redirect(services().paths.receipt(done.signup))


def _full_page(sent: SignUpForm, people: tuple[Answers, ...], error: FullError) -> Response:
    """Tell that it is full; where somebody can still attend, with the form filled in."""
    event = sent.event
    if full_ways(event) >= set(event.attendances):
        return _unavailable(event, FULL, 409, sent)
    if len(people) > 1:
        notice = notices.some_must_wait(people, error.outcomes, has_list=False)
    else:
        notice = notices.full_this_way(event, people[0].attendance)
    return _form_page(sent, 409, notice)


def _other_colleagues(sent: SignUpForm, fields: MultiDict[str, str]) -> Response:
    """Show the form with one colleague more or less; nothing is stored, nothing is lost."""
    if ADD in fields:
        sent.colleagues.add()
    else:
        sent.colleagues.remove(fields[REMOVE])
    return _form_page(sent, is_adding=ADD in fields)


def _full_if_known(event: Event) -> set[Attendance]:
    """Return the ways that are full; none where the database is away, so that no words are lost."""
    try:
        return full_ways(event)
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
    notice: notices.Notice | None = None,
    *,
    full: set[Attendance] | None = None,
    is_adding: bool = False,
) -> Response:
    event = form.event
    full = _full_if_known(event) if full is None else full
    all_full = len(full) == len(event.attendances)
    tells_of_list = all_full and not form.problems and not is_adding
    return page(
        "form.html",
        status,
        form=form,
        event=event,
        attendances=attendances(event, full),
        colleague_ways=colleague_ways(event, full),
        all_full=all_full,
        labels=labels(),
        is_adding=is_adding,
        notice=notice or (notices.waiting_list() if tells_of_list else None),
    )


def _unavailable(
    event: Event, reason: EventState | str, status: int, form: SignUpForm | None = None
) -> Response:
    answer = unavailable(event, reason)
    pairs = written(event, form.written(), form.own()) if form else []
    pairs += form.colleagues.written() if form else []
    return page("unavailable.html", status, event=event, written=pairs, **vars(answer))
