"""Tokens: a link or a form that we did not make is worth nothing, and an old one loses no words."""

from datetime import timedelta
from itertools import permutations

import pytest
from flask.testing import FlaskClient

from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.security import BadTokenError, FormToken, Purpose, Tokens
from formhandler.web.services import Services
from tests.conftest import SECRET, SetClock
from tests.support.events import NOW, an_event
from tests.support.forms import (
    a_client,
    filled_in,
    get_form,
    page,
    post,
    send,
    show,
    sign_up,
    stored,
)
from tests.support.tables import each_case

TOKENS = Tokens(SECRET)
OTHERS = Tokens("another secret, as long as ours is")
TICKET = FormToken("frokostmote", NOW, "abc")
STALE = "Skjemaet var åpent for lenge. Se over svarene og send dem på nytt"
HOURS = timedelta(hours=1)
RECEIPT = Purpose.RECEIPT


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with two events."""
    show(build.site, an_event(), an_event("annet"))
    return a_client(services)


@each_case("purpose", Purpose)
def test_a_link_s_token_leads_back_to_the_sign_up(purpose: Purpose) -> None:
    assert TOKENS.read_link(purpose, TOKENS.link(purpose, "public-id_0")) == "public-id_0"


def test_a_form_s_token_says_what_it_was_made_for() -> None:
    assert TOKENS.read_form(TOKENS.form(TICKET)) == TICKET


@each_case(
    ("age", "is_fresh"),
    [(0 * HOURS, True), (12 * HOURS, False), (13 * HOURS, False), (-13 * HOURS, False)],
)
def test_a_form_is_fresh_for_twelve_hours(age: timedelta, is_fresh: bool) -> None:
    assert TICKET.is_fresh(NOW + age) is is_fresh
    assert TICKET.is_fresh(NOW + 12 * HOURS - timedelta(seconds=1))


FORGED = [
    "",
    ".",
    "abc",
    "abc.",
    ".abc",
    "abc.def",
    "å",
    "\0",
    "%00",
    "a" * 10_000,
    *(OTHERS.link(purpose, "public-id") for purpose in Purpose),
    OTHERS.form(TICKET),
]


@each_case("token", FORGED)
def test_a07_a_token_of_another_make_is_refused(token: str) -> None:
    for purpose in Purpose:
        with pytest.raises(BadTokenError):
            TOKENS.read_link(purpose, token)
    with pytest.raises(BadTokenError):
        TOKENS.read_form(token)


@each_case(("made_for", "used_for"), list(permutations(Purpose, 2)))
def test_a07_a_link_is_good_for_one_purpose_only(made_for: Purpose, used_for: Purpose) -> None:
    token = TOKENS.link(made_for, "public-id")

    with pytest.raises(BadTokenError):
        TOKENS.read_link(used_for, token)


@each_case("purpose", Purpose)
def test_a07_a_form_is_no_link_and_a_link_no_form(purpose: Purpose) -> None:
    with pytest.raises(BadTokenError):
        TOKENS.read_link(purpose, TOKENS.form(TICKET))
    with pytest.raises(BadTokenError):
        TOKENS.read_form(TOKENS.link(purpose, "public-id"))


@each_case("purpose", Purpose)
def test_a07_a_token_with_one_letter_changed_is_refused(purpose: Purpose) -> None:
    token = TOKENS.link(purpose, "public-id")
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(BadTokenError):
            TOKENS.read_link(purpose, token[:place] + other + token[place + 1 :])


def test_a06_every_wrong_link_gets_the_same_answer(client: FlaskClient) -> None:
    link = send(client).headers["Location"]
    token = link.split("/")[2]
    public_id, signature = token.split(".")
    other = "B" if token.startswith("A") else "A"
    never_stored = TOKENS.link(RECEIPT, "A" * len(public_id))
    wrong = ["x", public_id, f"{public_id}.{signature[:-2]}", f".{signature}", never_stored]
    wrong += [token.swapcase(), f"{token}%00", f"{token}.", other + token[1:], TOKENS.form(TICKET)]
    answers = [client.get(f"/kvittering/{each}/") for each in wrong]

    assert {each.status_code for each in answers} == {404}
    assert len({each.data for each in answers}) == 1
    assert len({str(each.headers) for each in answers}) == 1


def test_a06_a_reference_opens_nothing(client: FlaskClient, database: Database) -> None:
    sign_up(client)
    reference = stored(database)[0].reference

    assert client.get(f"/kvittering/{reference}/").status_code == 404


BAD_TOKENS = {
    "missing": None,
    "empty": "",
    "forged": "x.y",
    "another event's": TOKENS.form(FormToken("annet", NOW, "abc")),
    "a receipt's": TOKENS.link(RECEIPT, "abc"),
    "old": TOKENS.form(FormToken("frokostmote", NOW - 12 * HOURS, "abc")),
    "of tomorrow": TOKENS.form(FormToken("frokostmote", NOW + 24 * HOURS, "abc")),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a11_a_form_with_a_bad_token_comes_back_filled_in(
    client: FlaskClient, database: Database, kind: str
) -> None:
    answer = send(client, token=BAD_TOKENS[kind], message="Hei")

    came_back = page(answer)
    assert (answer.status_code, came_back.problems) == (422, [STALE])
    assert came_back.fields == filled_in(came_back, message="Hei")
    assert stored(database) == []


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a11_a_form_with_a_bad_token_is_taken_when_it_is_sent_again(
    client: FlaskClient, database: Database, kind: str
) -> None:
    came_back = page(send(client, token=BAD_TOKENS[kind]))

    assert post(client, came_back.fields).status_code == 303
    assert len(stored(database)) == 1


def test_a11_a_form_left_open_overnight_is_asked_for_again(
    client: FlaskClient, clock: SetClock
) -> None:
    fields = filled_in(get_form(client))
    clock.now += 13 * HOURS

    assert page(post(client, fields)).problems == [STALE]


def test_f22_a_form_that_grew_old_is_still_the_same_form(
    client: FlaskClient, database: Database, clock: SetClock
) -> None:
    fields = filled_in(get_form(client))
    first = post(client, fields)
    clock.now += 13 * HOURS
    again = post(client, page(post(client, fields)).fields)

    assert again.headers["Location"] == first.headers["Location"]
    assert len(stored(database)) == 1


def test_a11_no_token_can_be_used_for_another_event(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client, "annet"))

    assert post(client, fields, "frokostmote").status_code == 422
    assert stored(database) == []


def test_each_form_has_a_submit_id_of_its_own(client: FlaskClient) -> None:
    tokens = [get_form(client).fields["token"] for _ in range(3)]
    ids = {TOKENS.read_form(token).submit_id for token in tokens}

    assert len(ids) == 3
    assert all(len(each) == 16 for each in ids)


def test_a_form_made_before_a_change_of_secret_comes_back_filled_in(
    build: Build, services: Services, client: FlaskClient
) -> None:
    old = OTHERS.form(TICKET)

    assert page(send(client, token=old)).problems == [STALE]
