"""A mistyped address, mended on the receipt for half an hour: the mail goes to the right one."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.signups.models import Signup
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import NOW, an_event
from tests.support.forms import (
    Page,
    Person,
    a_client,
    a_person,
    answers,
    deliver,
    everything,
    page,
    person,
    show,
    store,
    stored,
)

EVENT = an_event(påmelding={"flere": 3})
WRONG, RIGHT = "kari@example.com", "kari@example.no"
LATE = [
    "Adressen kan ikke rettes her lenger",
    "Ingenting er endret. Ta kontakt med arrangøren, og oppgi referansen.",
]
FORM = ".//section[@aria-labelledby='epost']//form"


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event."""
    show(build.site, EVENT)
    return a_client(services)


@pytest.fixture
def kari(client: FlaskClient) -> Person:
    """Give a person who has mistyped the address."""
    return a_person(client, email=WRONG)


def receipt(who: Person) -> Page:
    return page(who.client.get(who.receipt))


def mend(who: Person, email: str = RIGHT) -> TestResponse:
    return who.client.post(f"{who.receipt}e-post/", data={"email": email})


def addresses(database: Database) -> list[str]:
    return [each.answers.email for each in stored(database)]


def test_the_receipt_offers_to_mend_the_address_and_says_until_when(kari: Person) -> None:
    seen = receipt(kari)

    assert seen.root.find(FORM).get("action") == f"{kari.receipt}e-post/"
    assert seen.fields == {"email": WRONG}
    assert seen.texts(f"{FORM}//p") == ["Du kan rette adressen her fram til kl. 12.30"]


def test_the_right_address_is_stored_and_shown(kari: Person, database: Database) -> None:
    answer = mend(kari)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{kari.receipt}?rettet")
    assert addresses(database) == [RIGHT]
    assert receipt(kari).pairs("svar")["E-post"] == RIGHT


def test_the_address_can_be_mended_for_half_an_hour(
    kari: Person, database: Database, clock: SetClock
) -> None:
    clock.now = NOW + timedelta(minutes=29, seconds=59)

    assert mend(kari).status_code == 303
    assert addresses(database) == [RIGHT]


def test_after_half_an_hour_it_cannot(kari: Person, database: Database, clock: SetClock) -> None:
    before, clock.now = everything(database), NOW + timedelta(minutes=30)
    answer = mend(kari)

    assert (answer.status_code, page(answer).notice) == (409, LATE)
    assert receipt(kari).root.find(FORM) is None
    assert everything(database) == before


def test_f24_a_clock_that_is_set_back_gives_nobody_more_time(kari: Person, clock: SetClock) -> None:
    clock.now = NOW - timedelta(seconds=1)

    assert mend(kari).status_code == 409


def test_when_the_event_has_begun_it_cannot(
    client: FlaskClient, build: Build, database: Database, clock: SetClock
) -> None:
    event = an_event(start="2030-05-02 12.10", slutt="2030-05-02 13.00")
    show(build.site, event)
    kari = a_person(client, email=WRONG)
    clock.now = event.starts

    assert (mend(kari).status_code, addresses(database)) == (409, [WRONG])


def test_who_has_cancelled_has_no_address_to_mend(kari: Person, database: Database) -> None:
    kari.do("meld-av")
    before = everything(database)

    assert receipt(kari).root.find(FORM) is None
    assert mend(kari).status_code == 409
    assert everything(database) == before


MISTAKES = [
    ("", "Skriv inn e-postadressen din"),
    ("kari", "E-postadressen må ha en krøllalfa (@)"),
    ("kari@", "Skriv e-postadressen slik: navn@eksempel.no"),
    ("kari@example.no,x@example.no", "Skriv e-postadressen slik: navn@eksempel.no"),
    ("kari@example.no\r\nBcc: x@example.no", "Skriv e-postadressen slik: navn@eksempel.no"),
    ("ka\u202eri@example.no", "Skriv e-postadressen slik: navn@eksempel.no"),
]


@pytest.mark.parametrize(("email", "message"), MISTAKES)
def test_a_mistake_is_told_at_the_field_and_what_was_typed_is_kept(
    kari: Person, database: Database, email: str, message: str
) -> None:
    before = everything(database)
    answer = mend(kari, email)
    told = page(answer)

    assert (answer.status_code, told.title) == (422, "Feil: Du er påmeldt – Frokostmøte")
    assert told.texts(".//p[@id='email-feil']") == [f"Feil: {message}"]
    field = told.root.find(f"{FORM}//input")
    assert field.get("aria-describedby") == "email-hjelp email-feil"
    assert everything(database) == before


def test_a_likely_slip_is_kept_in_the_field(kari: Person) -> None:
    assert page(mend(kari, "kari@example")).fields == {"email": "kari@example"}


@pytest.mark.parametrize("same", [WRONG, f" {WRONG} ", "Kari@Example.com"])
def test_the_same_address_once_more_changes_nothing(
    kari: Person, database: Database, same: str
) -> None:
    before = everything(database)

    assert mend(kari, same).status_code == 303
    assert everything(database) == before


def test_f22_a_double_click_is_one_change(kari: Person, database: Database) -> None:
    mend(kari)
    once = everything(database)
    mend(kari)

    assert everything(database) == once


def test_before_any_mail_has_gone_only_the_right_address_gets_one(
    kari: Person, services: Services
) -> None:
    mend(kari)

    assert [(each["To"], each["Subject"]) for each in deliver(services)] == [
        (RIGHT, "Du er påmeldt: Frokostmøte, tirsdag 4. juni")
    ]


def test_what_the_wrong_address_got_is_sent_to_the_right_one_with_a_new_link(
    kari: Person, services: Services, database: Database
) -> None:
    deliver(services)
    mend(kari)
    first, second = deliver(services)

    assert [first["To"], second["To"]] == [WRONG, RIGHT]
    assert kari.own in str(first.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert kari.own not in second.as_string()
    assert kari.client.get(kari.own).status_code == 404
    assert person(kari.client, stored(database)[0]).see().heading == "Du er påmeldt"


def masked(seen: Page, signup: Signup) -> str:
    """Return the receipt without its own link, address and reference."""
    html = re.sub(r"/kvittering/[^/]+/", "/kvittering/…/", seen.html)
    return html.replace(signup.answers.email, "…").replace(signup.reference, "…")


def test_a05_mending_to_a_known_address_looks_as_mending_to_an_unknown_one(
    client: FlaskClient, database: Database
) -> None:
    store(database, EVENT, answers("Ada", email="known@example.no"))
    looks = []
    for wrong, right in (("x@example.no", "known@example.no"), ("y@example.no", "new@example.no")):
        who = a_person(client, email=wrong)
        answer = mend(who, right)
        looks.append((answer.status, masked(receipt(who), stored(database)[-1])))

    assert looks[0] == looks[1]
    assert [each.status for each in stored(database)] == ["confirmed", "repeat", "confirmed"]


def test_a05_a_known_and_an_unknown_address_get_one_mail_each(
    client: FlaskClient, database: Database, services: Services
) -> None:
    store(database, EVENT, answers("Ada", email="known@example.no"))
    for wrong, right in (("x@example.no", "known@example.no"), ("y@example.no", "new@example.no")):
        mend(a_person(client, email=wrong), right)

    assert [each["To"] for each in deliver(services)][1:] == ["known@example.no", "new@example.no"]


def test_who_holds_the_known_address_keeps_the_sign_up(
    kari: Person, database: Database, services: Services
) -> None:
    ada = store(database, EVENT, answers("Ada", email=RIGHT))
    mend(kari)
    told = deliver(services)[-1]

    assert stored(database)[1].answers == ada.answers
    assert (told["To"], told["Subject"]) == (
        RIGHT,
        "Du er allerede påmeldt: Frokostmøte, tirsdag 4. juni",
    )


def test_colleagues_without_an_address_get_the_right_one(
    client: FlaskClient, database: Database
) -> None:
    two = {"colleague-1-name": "Bo", "colleague-2-name": "Cy"}
    own = {"colleague-1-email": "", "colleague-2-email": "cy@example.no"}
    a_person(client, email=WRONG, **two, **own)
    mend(person(client, stored(database)[0]))

    assert addresses(database) == [RIGHT, RIGHT, "cy@example.no"]


def test_the_address_of_a_colleague_in_the_same_form_is_refused_at_the_field(
    client: FlaskClient, database: Database
) -> None:
    cy = {"colleague-1-name": "Cy", "colleague-1-email": "cy@example.no"}
    a_person(client, email=WRONG, **cy)
    before = everything(database)
    answer = mend(person(client, stored(database)[0]), "CY@example.no")
    told = page(answer)

    taken = "Feil: Adressen er brukt til en kollega. Skriv din egen"
    assert (answer.status_code, told.texts(".//p[@id='email-feil']")) == (422, [taken])
    assert told.title == "Feil: Du er påmeldt – Frokostmøte"
    assert everything(database) == before


def test_a_likely_typo_in_the_right_address_is_asked_about_once(
    kari: Person, database: Database
) -> None:
    asked = page(mend(kari, "kari@gmial.com"))
    assert asked.texts(".//p[@id='email-feil']") == [
        "Feil: Mente du kari@gmail.com? Rett adressen, eller send skjemaet en gang til hvis den "
        "stemmer"
    ]
    assert asked.fields == {"email_seen": "kari@gmial.com", "email": "kari@gmial.com"}
    assert addresses(database) == [WRONG]
    answer = kari.client.post(f"{kari.receipt}e-post/", data=asked.fields)

    assert (answer.status_code, addresses(database)) == (303, ["kari@gmial.com"])


def test_another_likely_typo_is_asked_about_too(kari: Person, database: Database) -> None:
    asked = page(mend(kari, "kari@gmial.com")).fields | {"email": "kari@hotmial.com"}
    answer = kari.client.post(f"{kari.receipt}e-post/", data=asked)

    assert (answer.status_code, addresses(database)) == (422, [WRONG])


def test_who_gets_the_mail_answers_for_the_sign_up_from_then_on(
    kari: Person, database: Database
) -> None:
    kari.do("endre", name="En annen", organisation="Annet sted", message="Bare mitt")
    before = everything(database)

    assert receipt(kari).root.find(FORM) is None
    assert (mend(kari).status_code, everything(database)) == (409, before)


def test_a10_what_another_site_sends_is_refused(kari: Person, database: Database) -> None:
    before = everything(database)
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"email": RIGHT}
    answer = kari.client.post(f"{kari.receipt}e-post/", data=data, headers=headers)

    assert answer.status_code == 403
    assert everything(database) == before


def test_a_link_of_another_kind_mends_nothing(kari: Person, database: Database) -> None:
    before = everything(database)
    path = kari.own.replace("min-pamelding", "kvittering")

    assert kari.client.post(f"{path}e-post/", data={"email": RIGHT}).status_code == 404
    assert everything(database) == before


def test_an_event_that_is_no_longer_published_changes_nothing(
    kari: Person, build: Build, database: Database
) -> None:
    show(build.site)
    before = everything(database)

    assert page(mend(kari)).heading == "Arrangementet er ikke lenger på nettsiden"
    assert everything(database) == before


def test_who_could_not_get_a_seat_with_that_address_gets_none_by_mending(
    client: FlaskClient, build: Build, database: Database
) -> None:
    event = an_event(påmelding={"plasser": 2, "venteliste": "nei"})
    show(build.site, event)
    store(database, event, answers("Ada"))
    repeat = a_person(client, email="ada@example.no")
    store(database, event, answers("Bo"))
    answer = mend(repeat, "new@example.no")

    assert (answer.status_code, page(answer).notice[0]) == (409, "Det ble fullt i mellomtiden")
    assert [each.status for each in stored(database)] == ["confirmed", "repeat", "confirmed"]
