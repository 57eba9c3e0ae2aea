"""Imagined states: the event is in the state that it is shown in, whatever it is today."""

from typing import Any

from formhandler.events.model import EventState
from formhandler.events.terms import is_before
from formhandler.signups.models import SignupStatus
from formhandler.signups.seats import SeatsLeft
from formhandler.web.editor.samples import Imagined, scene
from tests.support.cast import EVERYTHING, PURPOSE, QUESTIONS, TEAM
from tests.support.events import NOW, an_event
from tests.support.tables import each_case

EVENTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "everything": EVERYTHING,
    "opens": {"påmelding": {"åpner": "2030-06-03 09.00", "frist": "2030-06-03 12.00"}},
    "not open yet": {"påmelding": {"åpner": "2030-05-20"}},
    "closed": {"påmelding": {"frist": "2030-05-02 11.00"}},
    "held": {"start": "2030-05-01 18.00", "slutt": "2030-05-01 19.00"},
    "cancelled": {"status": "avlyst"},
    "postponed": {"status": "utsatt", "sted": None, "digitalt": "Teams"},
    "winter begins": {"start": "2030-10-27 02.30 vintertid", "slutt": "2030-10-27 04.00"},
}
STATES = {
    Imagined.NOT_YET_OPEN: EventState.NOT_YET_OPEN,
    Imagined.OPEN: EventState.OPEN,
    Imagined.FEW_LEFT: EventState.OPEN,
    Imagined.FULL: EventState.OPEN,
    Imagined.CLOSED: EventState.CLOSED,
    Imagined.PAST: EventState.PAST,
    Imagined.CANCELLED: EventState.CANCELLED,
    Imagined.POSTPONED: EventState.POSTPONED,
}


@each_case("keys", EVENTS.values(), ids=EVENTS.keys())
@each_case("state", Imagined)
def test_the_event_is_in_the_state_that_it_is_shown_in(
    state: Imagined, keys: dict[str, Any]
) -> None:
    shown = scene(state, an_event(**keys), NOW)

    assert shown.event.state(shown.now) is STATES[state]
    assert not is_before(shown.event.ends, shown.signup.created_at)


TODAY = {
    Imagined.OPEN: {},
    Imagined.NOT_YET_OPEN: EVENTS["not open yet"],
    Imagined.CLOSED: EVENTS["closed"],
    Imagined.PAST: EVENTS["held"],
}


@each_case("state", TODAY)
def test_what_an_event_is_today_is_shown_as_it_is(state: Imagined) -> None:
    event = an_event(**TODAY[state])
    shown = scene(state, event, NOW)

    assert (shown.event, shown.now) == (event, NOW)


@each_case(
    ("state", "waiting_list", "status", "left"),
    [
        (Imagined.OPEN, "ja", SignupStatus.CONFIRMED, SeatsLeft.MANY),
        (Imagined.FEW_LEFT, "ja", SignupStatus.CONFIRMED, SeatsLeft.FEW),
        (Imagined.FULL, "ja", SignupStatus.WAITING, SeatsLeft.NONE),
        (Imagined.FULL, "nei", SignupStatus.CONFIRMED, SeatsLeft.NONE),
    ],
)
def test_who_is_signed_up_waits_where_it_is_full_and_there_is_a_list(
    state: Imagined, waiting_list: str, status: SignupStatus, left: SeatsLeft
) -> None:
    event = an_event(digitalt="Teams", påmelding={"plasser": 9, "venteliste": waiting_list})
    shown = scene(state, event, NOW)

    assert shown.signup.status is shown.signup.answered is status
    assert set(shown.left.values()) == {left}


def test_all_that_the_event_asks_is_answered() -> None:
    own = {"spørsmål": [each | PURPOSE for each in QUESTIONS]}
    shown = scene(Imagined.OPEN, an_event(påmelding=TEAM | own), NOW)

    assert dict(shown.signup.answers.own) == {
        "rolle": ("Et svar, som eksempel",),
        "erfaring": ("Et svar, som eksempel",),
        "lunsj": ("Ja",),
        "mat": ("Nøtter",),
        "innkjop": ("3",),
        "bilde": ("ja",),
    }
    assert [each.answers.name for each in shown.colleagues] == ["Ola Nordmann"]
