"""Form page: where one signs up: the form, or why one cannot and what to do instead."""

from collections.abc import Callable
from datetime import datetime

from flask import Response

from formhandler.events.model import Event, EventState
from formhandler.signups.database import DatabaseBusyError
from formhandler.signups.seats import SeatsLeft
from formhandler.web.form import SignUpForm, sign_up_form
from formhandler.web.services import services
from formhandler.web.views import page, seats_left
from formhandler.wording import notices
from formhandler.wording.answers import (
    Left,
    attendances,
    colleague_ways,
    few_left,
    labels,
    written,
)
from formhandler.wording.unavailable import FULL, unavailable


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
