"""Guessing and tampering with links: one and the same answer, and a pause for who goes on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler.publishing.build import Build
from formhandler.web.security import MOST, Guesses, Purpose, Tokens
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import NOW, an_event
from tests.support.forms import Person, a_client, a_person, page, show

ROOMS = {
    "kvittering": Purpose.RECEIPT,
    "min-pamelding": Purpose.MANAGE,
    "delta": Purpose.ATTEND,
}
UNKNOWN = "/min-pamelding/AAAAAAAAAAAAAAAAAAAAAA.x/"


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event."""
    show(build.site, an_event())
    return a_client(services)


@pytest.fixture
def kari(client: FlaskClient) -> Person:
    """Give a person who has signed up."""
    return a_person(client)


def link_in(who: Person, room: str) -> str:
    return {"kvittering": who.receipt, "min-pamelding": who.own, "delta": who.attend}[room]


def token_of(who: Person, room: str) -> str:
    return link_in(who, room).split("/")[2]


def wrong_tokens(who: Person, room: str) -> Iterator[str]:
    """Yield tokens that are near to a right one, and far from it."""
    right = token_of(who, room)
    id_, _, signature = right.rpartition(".")
    other = next(token_of(who, each) for each in ROOMS if each != room)
    yield from (right[:-1], right[1:], right[:-4], id_, f"{id_}.", f".{signature}", signature)
    yield from (f"{right}A", f"A{right}", right.swapcase(), f"{id_[::-1]}.{signature}")
    yield from (other, f"{id_}.{other.rpartition('.')[2]}", "x", ".", "%00", "æ", "a" * 4000)
    # Base64 has several spellings of the last letter: 43 letters hold 258 bits, a digest has 256.
    yield right[:-1] + chr(ord(right[-1]) + 1)
    yield Tokens("another secret").link(ROOMS[room], id_)
    yield Tokens("a secret for tests, and for nothing else").link(ROOMS[room], "A" * 22)


def looks(answer: TestResponse) -> tuple[str, str, bytes]:
    return answer.status, str(answer.headers), answer.data


@pytest.mark.parametrize("room", ROOMS)
def test_a06_every_link_that_leads_nowhere_is_answered_alike(kari: Person, room: str) -> None:
    tokens = list(wrong_tokens(kari, room))
    answers = {looks(kari.client.get(f"/{room}/{token}/")) for token in tokens}

    assert len(tokens) < MOST
    ((status, _, body),) = answers
    assert status == "404 NOT FOUND"
    assert "Vi finner ikke påmeldingen" in body.decode()


@pytest.mark.parametrize("room", ROOMS)
def test_a06_control_the_right_link_leads_there(kari: Person, room: str) -> None:
    assert kari.client.get(f"/{room}/{token_of(kari, room)}/").status_code == 200


@pytest.mark.parametrize("room", ROOMS)
def test_a06_a_link_of_who_was_deleted_is_answered_as_one_that_never_was(
    kari: Person, room: str
) -> None:
    never = looks(kari.client.get(f"/{room}/x/"))
    kari.do("slett")

    assert looks(kari.client.get(link_in(kari, room))) == never


SUB_PAGES = ["", "endre/", "meld-av/", "slett/", "kalender.ics"]


def test_a06_every_page_under_a_wrong_link_is_answered_alike(kari: Person) -> None:
    wrong = kari.own[:-2] + "/"
    answers = {looks(kari.client.get(wrong + what)) for what in SUB_PAGES}
    receipt = kari.receipt[:-2] + "/"
    answers |= {looks(kari.client.get(receipt + what)) for what in ("", "kalender.ics")}

    assert len(answers) == 1


def test_a06_every_button_under_a_wrong_link_is_answered_alike(kari: Person) -> None:
    wrong = kari.own[:-2] + "/"
    buttons = ("endre/", "deltakelse/", "meld-av/", "angre/", "slett/")
    data = {"attendance": "online", "email": "x@example.no"}
    answers = {looks(kari.client.post(wrong + what, data=data)) for what in buttons}
    answers |= {looks(kari.client.post(f"{kari.receipt[:-2]}/e-post/", data=data))}

    assert len(answers) == 1
    assert next(iter(answers))[0] == "404 NOT FOUND"


def guess(client: FlaskClient, times: int) -> list[int]:
    """Try so many links that lead nowhere, each another one, and return the statuses."""
    paths = [f"/{room}/guess-{number}.x/" for number in range(times) for room in ROOMS]
    return [client.get(path).status_code for path in paths[:times]]


def test_a07_the_thirty_first_try_within_ten_minutes_is_told_to_wait(client: FlaskClient) -> None:
    assert guess(client, MOST) == [404] * 30
    answer = client.get(UNKNOWN)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert page(answer).heading == "Det er prøvd for mange lenker herfra"
    assert "Vent ti minutter" in page(answer).text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a07_good_links_work_meanwhile(kari: Person) -> None:
    guess(kari.client, 100)

    links = [kari.own, kari.receipt, kari.attend, f"{kari.own}endre/"]
    assert [kari.client.get(link).status_code for link in links] == [200] * 4
    assert a_person(kari.client, email="bo@example.no").see().heading == "Du er påmeldt"


def test_a07_ten_minutes_later_it_is_as_before(client: FlaskClient, clock: SetClock) -> None:
    guess(client, 31)
    assert client.get(UNKNOWN).status_code == 429
    clock.now = NOW + timedelta(minutes=10)

    assert client.get(UNKNOWN).status_code == 404


def test_a07_tries_that_are_spread_over_time_are_never_too_many(
    client: FlaskClient, clock: SetClock
) -> None:
    statuses = []
    for minute in range(60):
        clock.now = NOW + timedelta(minutes=minute)
        statuses += guess(client, 2)

    assert set(statuses) == {404}


def test_a07_right_links_are_no_guesses(kari: Person) -> None:
    for _ in range(40):
        kari.client.get(kari.own)

    assert kari.client.get(UNKNOWN).status_code == 404


def test_a07_pages_that_are_not_there_are_no_guesses(client: FlaskClient) -> None:
    for number in range(40):
        client.get(f"/finnes-ikke-{number}")
        client.get(f"/pamelding/annet-{number}/")

    assert client.get(UNKNOWN).status_code == 404


def test_a07_one_who_guesses_stops_nobody_else(client: FlaskClient) -> None:
    guess(client, 40)
    other = {"REMOTE_ADDR": "192.0.2.7"}

    assert client.get(UNKNOWN).status_code == 429
    assert client.get(UNKNOWN, environ_overrides=other).status_code == 404


@dataclass
class NoGuesses(Guesses):
    """A counter that does not count."""

    def are_too_many(self, who: str, now: datetime) -> bool:
        """Let everything pass."""
        del who, now
        return False


def test_a07_control_without_the_counter_one_may_guess_for_ever(
    build: Build, services: Services
) -> None:
    show(build.site, an_event())
    client = a_client(replace(services, guesses=NoGuesses()))

    assert set(guess(client, 100)) == {404}
