"""Samples: an event as it would be in each state, with an invented participant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from formhandler.events.model import Attendance, Event, EventState, Plan
from formhandler.events.questions import Kind, Question
from formhandler.events.terms import is_before
from formhandler.signups.models import Answers, Own, Signup, SignupStatus
from formhandler.signups.seats import SeatsLeft
from formhandler.web.forms.validators import YES

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MORNING = time(9)
_NOBODY = "tilstander"
_PLACE_IN_LINE = 3


class Imagined(StrEnum):
    """The states in which an event's pages are shown, as named in their addresses."""

    NOT_YET_OPEN = "ikke-apnet"
    OPEN = "apen"
    FEW_LEFT = "fa-plasser"
    FULL = "fullt"
    CLOSED = "stengt"
    PAST = "holdt"
    CANCELLED = "avlyst"
    POSTPONED = "utsatt"


_PLANS = {Imagined.CANCELLED: Plan.CANCELLED, Imagined.POSTPONED: Plan.POSTPONED}
_LEFT = {Imagined.FEW_LEFT: SeatsLeft.FEW, Imagined.FULL: SeatsLeft.NONE}


@dataclass(frozen=True)
class Scene:
    """An event in a state, at a moment, and Kari Nordmann, who is signed up or waiting."""

    event: Event
    now: datetime
    left: Mapping[Attendance, SeatsLeft]
    signup: Signup
    colleagues: tuple[Signup, ...]
    place_in_line: int


def scene(state: Imagined, real: Event, now: datetime) -> Scene:
    """Return the published event in a state: at `now` if it is in it now, else when it would be."""
    event = _event(state, real)
    waits = state is Imagined.FULL and event.signup.waiting_list
    signup = _signup(event, _while_open(event, now), waits=waits)
    return Scene(
        event,
        _moment(state, event, now),
        dict.fromkeys(event.attendances, _LEFT.get(state, SeatsLeft.MANY)),
        signup,
        _colleagues(event, signup),
        _PLACE_IN_LINE if waits else 0,
    )


def _event(state: Imagined, event: Event) -> Event:
    plan = _PLANS.get(state, Plan.SCHEDULED)
    planned = event.model_copy(update={"plan": plan, "draft": False})
    if state is not Imagined.NOT_YET_OPEN or event.signup.opens:
        return planned
    opens = datetime.combine(event.closes - _WEEK, _MORNING, event.closes.tzinfo)
    signup = event.signup.model_copy(update={"opens": opens})
    return planned.model_copy(update={"signup": signup})


def _moment(state: Imagined, event: Event, now: datetime) -> datetime:
    if state in (Imagined.NOT_YET_OPEN, Imagined.CLOSED, Imagined.PAST):
        moments = {
            EventState.NOT_YET_OPEN: (event.signup.opens or event.closes) - _DAY,
            EventState.CLOSED: event.closes,
            EventState.PAST: event.ends + _DAY,
        }
        wanted = EventState[state.name]
        return now if event.state(now) is wanted else moments[wanted]
    return _while_open(event, now)


def _while_open(event: Event, now: datetime) -> datetime:
    """Return a moment when sign-up is open."""
    planned = event.model_copy(update={"plan": Plan.SCHEDULED})
    if planned.state(now) is EventState.OPEN:
        return now
    opens, week_before = event.signup.opens, event.closes - _WEEK
    return opens if opens and is_before(week_before, opens) else week_before


def _signup(event: Event, now: datetime, *, waits: bool) -> Signup:
    status = SignupStatus.WAITING if waits else SignupStatus.CONFIRMED
    answers = Answers(
        name="Kari Nordmann",
        email="kari@example.no",
        organisation="Eksempelforeningen",
        attendance=event.attendances[0],
        own=_own(event),
    )
    return Signup(
        id=0,
        public_id=_NOBODY,
        link_id=_NOBODY,
        submit_id=_NOBODY,
        event=event.slug,
        reference="KR7N4M",
        answers=answers,
        status=status,
        answered=status,
        version=0,
        managed=False,
        created_at=now,
        delete_on=event.deleted_on,
        days_kept=event.signup.days_kept,
        signed_up_by=None,
        told=None,
    )


def _colleagues(event: Event, signup: Signup) -> tuple[Signup, ...]:
    if event.signup.party == 1:
        return ()
    answers = replace(signup.answers, name="Ola Nordmann", shares_email=True)
    return (replace(signup, answers=answers),)


def _own(event: Event) -> Own:
    return {question.key: _answer(question) for question in event.signup.questions}


def _answer(question: Question) -> tuple[str, ...]:
    if question.choices:
        return question.choices[:1]
    return ({Kind.NUMBER: "3", Kind.CONSENT: YES}.get(question.kind, "Et svar, som eksempel"),)
