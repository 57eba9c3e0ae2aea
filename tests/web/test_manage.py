"""«Min påmelding»: whoever has the link in the mail sees, changes, cancels and deletes it all."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from werkzeug.test import TestResponse

from formhandler.events.model import Attendance, Event
from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.signups.models import Signup
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import an_event
from tests.support.forms import (
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
    words_of,
)
from tests.support.letters import statuses

TEA: dict[str, Any] = {
    "nøkkel": "drikke",
    "spørsmål": "Hva vil du drikke?",
    "formål": "Vi bestiller",
}
HYBRID = an_event(
    digitalt={"plattform": "Teams"}, påmelding={"plasser_digitalt": 1, "spørsmål": [TEA]}
)
EVENT = an_event(påmelding={"spørsmål": [TEA]})
ONE_SEAT = an_event(påmelding={"plasser": 1})
NO_LIST = an_event(påmelding={"plasser": 1, "venteliste": "nei"})
TO_KARI = "kari@example.no"
SAVED = ["Endringen er lagret", "Du får også en e-post om det."]
TOO_LATE = [
    "Dette kan ikke endres nå",
    "Ingenting er endret. Ta kontakt med arrangøren hvis noe er feil.",
]
FULL_NOW = ["Det ble fullt i mellomtiden", "Ingenting er endret. Slik er påmeldingen nå."]


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event."""
    show(build.site, EVENT)
    return a_client(services)


@pytest.fixture
def kari(client: FlaskClient) -> Person:
    """Give a person who has signed up."""
    return a_person(client, message="Har dere te?", q_drikke="Te")


@pytest.fixture
def hybrid(client: FlaskClient, build: Build) -> Person:
    """Give a person who has signed up to an event with one seat on the net, to come there."""
    show(build.site, HYBRID)
    return a_person(client, attendance="in_person")


def mends(who: Person, **changed: str) -> TestResponse:
    """Fill in the form with the answers anew, and send it."""
    return who.do("endre", **page(who.ask("endre/")).fields | changed)


def one(database: Database) -> Signup:
    (signup,) = stored(database)
    return signup


def sequence(who: Person) -> int:
    return int(an_entry(who.ask("kalender.ics").data)["SEQUENCE"])


def an_entry(file: bytes | str) -> Any:
    (entry,) = Calendar.from_ical(file).walk("VEVENT")
    return entry


def test_all_that_is_stored_is_shown(kari: Person) -> None:
    seen = kari.see()

    assert seen.heading == "Du er påmeldt"
    assert seen.title == "Du er påmeldt – Frokostmøte"
    assert seen.pairs("svar") == {
        "Navn": "Kari Nordmann",
        "E-post": TO_KARI,
        "Virksomhet": "Hamar kommune",
        "Hva vil du drikke?": "Te",
        "Melding til arrangøren": "Har dere te?",
        "Påmeldt": "torsdag 2. mai 2030 kl. 12.00",
        "Blir slettet": "torsdag 4. juli 2030",
    }


def sent_to(who: Person) -> list[str]:
    """Return the mails that the page says were sent."""
    return who.see().texts(
        ".//section[@aria-labelledby='svar']//div[dt='E-poster vi har sendt']/dd"
    )


def test_the_mails_that_were_sent_are_listed_with_when(
    kari: Person, services: Services, clock: SetClock
) -> None:
    assert sent_to(kari) == []
    deliver(services)
    clock.now += timedelta(hours=1)
    kari.do("meld-av")
    deliver(services)

    assert sent_to(kari) == [
        "Bekreftelse, torsdag 2. mai 2030 kl. 12.00",
        "Avmelding, torsdag 2. mai 2030 kl. 13.00",
    ]


def test_a_mail_about_another_form_with_the_address_is_listed_and_nobody_else_s(
    kari: Person, services: Services
) -> None:
    for email in (TO_KARI, "ola@example.no"):
        a_person(kari.client, email=email)
    deliver(services)

    assert [each.partition(",")[0] for each in sent_to(kari)] == [
        "Bekreftelse",
        "Meldt på en gang til",
    ]


def test_a_mail_to_a_mistyped_address_is_not_among_those_to_the_right_one(
    kari: Person, services: Services, database: Database
) -> None:
    deliver(services)
    kari.client.post(f"{kari.receipt}e-post/", data={"email": "right@example.no"})

    assert sent_to(person(kari.client, one(database))) == []


def test_what_other_forms_said_of_the_address_is_shown(kari: Person) -> None:
    a_person(kari.client, name="Kari N", message="Meg igjen", q_drikke="Kaffe")
    a_person(kari.client, name="Ola", email="ola@example.no", message="Ikke Kari")
    seen = kari.see()

    assert seen.texts(".//section[@aria-labelledby='svar']/h3") == [
        "Et annet skjema med adressen din"
    ]
    others = seen.texts(".//section[@aria-labelledby='svar']/dl")[2]
    assert [word in others for word in ("Kari N", "Meg igjen", "Kaffe")] == [True] * 3
    assert "Ikke Kari" not in seen.text


def test_where_one_cannot_change_much_there_is_little_to_press(kari: Person) -> None:
    seen = kari.see()

    assert seen.texts(".//section[@aria-labelledby='endre']//a") == ["Endre svarene", "Meld meg av"]
    assert seen.texts(".//button") == []
    assert f"{kari.own}slett/" in seen.links


def test_who_comes_can_attend_on_the_net_instead(hybrid: Person) -> None:
    assert hybrid.see().texts(".//button") == ["Delta på nett i stedet"]


def test_a_token_without_its_last_slash_is_found(kari: Person) -> None:
    answer = kari.client.get(kari.own.rstrip("/"))

    assert (answer.status_code, answer.headers["Location"]) == (308, kari.own)


def test_the_calendar_file_is_the_person_s_own(kari: Person, database: Database) -> None:
    entry = an_entry(kari.ask("kalender.ics").data)

    assert str(entry["UID"]) == f"frokostmote-{one(database).reference}@127.0.0.1"


def test_one_click_changes_how_one_attends_and_another_changes_it_back(
    hybrid: Person, database: Database
) -> None:
    first = hybrid.do("deltakelse", attendance="online")
    assert (first.status_code, first.headers["Location"]) == (303, f"{hybrid.own}?lagret")
    assert one(database).answers.attendance is Attendance.ONLINE

    hybrid.do("deltakelse", attendance="in_person")
    assert one(database).answers.attendance is Attendance.IN_PERSON


def test_a_change_that_is_stored_is_told(hybrid: Person) -> None:
    answer = hybrid.do("deltakelse", attendance="online")
    seen = page(hybrid.client.get(answer.headers["Location"]))

    assert seen.notice == SAVED
    assert seen.pairs("svar")["Hvordan deltar du?"] == "Jeg deltar på nett"
    assert seen.texts(".//button") == ["Møt opp i stedet"]


def test_a_way_that_is_full_is_not_offered(hybrid: Person, database: Database) -> None:
    store(database, HYBRID, answers("Ada", attendance=Attendance.ONLINE))
    seen = hybrid.see()

    assert seen.texts(".//button") == []
    assert "Du kan ikke bytte akkurat nå, for det er fullt." in seen.text


def test_the_last_seat_goes_before_one_has_pressed(hybrid: Person, database: Database) -> None:
    store(database, HYBRID, answers("Ada", attendance=Attendance.ONLINE))
    before = everything(database)
    answer = hybrid.do("deltakelse", attendance="online")

    assert (answer.status_code, page(answer).notice) == (409, FULL_NOW)
    assert page(answer).heading == "Du er påmeldt"
    assert everything(database) == before


@pytest.mark.parametrize("chosen", ["by_post", "", "IN_PERSON"])
def test_i11_a_way_that_is_not_on_the_list_changes_nothing(
    hybrid: Person, database: Database, chosen: str
) -> None:
    before = everything(database)
    answer = hybrid.do("deltakelse", attendance=chosen)

    assert (answer.status_code, answer.headers["Location"]) == (303, hybrid.own)
    assert everything(database) == before


def test_a_way_that_the_event_does_not_have_changes_nothing(
    kari: Person, database: Database
) -> None:
    before = everything(database)

    assert kari.do("deltakelse", attendance="online").status_code == 409
    assert everything(database) == before


def test_who_waits_gets_a_seat_on_the_net_at_once(
    client: FlaskClient, build: Build, database: Database
) -> None:
    event = an_event(digitalt="Teams", påmelding={"plasser": 1, "plasser_digitalt": 5})
    show(build.site, event)
    store(database, event, answers("Ada"))
    bo = a_person(client, email="bo@example.no", attendance="in_person")
    assert bo.see().heading == "Du står på venteliste (nr. 1)"
    assert "På nett er det plass nå." in bo.see().text
    bo.do("deltakelse", attendance="online")

    assert bo.see().heading == "Du er påmeldt"


def test_f20_who_attends_on_the_net_instead_gives_the_seat_to_the_first_in_line(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, an_event(digitalt="Teams", påmelding={"plasser": 1, "plasser_digitalt": 5}))
    ada, bo = (
        a_person(client, email=f"{name}@example.no", attendance="in_person") for name in "ab"
    )
    ada.do("deltakelse", attendance="online")

    assert bo.see().heading == "Du er påmeldt"
    assert statuses(database)[-1] == ("promoted", "waiting")


def test_the_form_has_what_is_stored(kari: Person) -> None:
    assert page(kari.ask("endre/")).fields == {
        "name": "Kari Nordmann",
        "organisation": "Hamar kommune",
        "message": "Har dere te?",
        "q_drikke": "Te",
    }


def test_all_answers_can_be_mended(kari: Person, database: Database) -> None:
    mends(kari, name="Kari Å", organisation="NAV", message="Nei", q_drikke="Kaffe")

    given = one(database).answers
    assert (given.name, given.organisation, given.message) == ("Kari Å", "NAV", "Nei")
    assert given.own == {"drikke": ("Kaffe",)}
    assert (given.email, given.attendance) == (TO_KARI, Attendance.IN_PERSON)


def test_an_answer_can_be_taken_back(kari: Person, database: Database) -> None:
    mends(kari, message="", q_drikke="")

    assert (one(database).answers.message, one(database).answers.own) == ("", {})


def test_a_mistake_is_told_at_its_field_and_nothing_is_stored(
    kari: Person, database: Database
) -> None:
    before = everything(database)
    answer = mends(kari, name="", message="Nytt", q_drikke="a" * 201)
    told = page(answer)

    assert (answer.status_code, told.title) == (422, "Feil: Endre svarene – Frokostmøte")
    assert told.texts(".//*[@id='feil']") == ["For å lagre må du rette opp dette"]
    assert told.problems == [
        "Skriv inn navnet ditt",
        "Bruk høyst 200 tegn, og bare tegn som vises",
    ]
    assert told.texts(".//p[@id='name-feil']") == ["Feil: Skriv inn navnet ditt"]
    assert (told.fields["message"], told.fields["q_drikke"]) == ("Nytt", "a" * 201)
    assert everything(database) == before


def test_address_and_attendance_are_not_mended_there(kari: Person, database: Database) -> None:
    mends(kari, email="evil@example.no", attendance="online", status="cancelled")

    assert one(database).answers.email == TO_KARI
    assert one(database).answers.attendance is Attendance.IN_PERSON


def test_answers_that_are_sent_as_they_were_change_nothing(
    kari: Person, database: Database
) -> None:
    before = everything(database)
    answer = mends(kari)

    assert (answer.status_code, answer.headers["Location"]) == (303, kari.own)
    assert everything(database) == before


def test_cancelling_asks_first(kari: Person, database: Database) -> None:
    before = everything(database)
    asked = page(kari.ask("meld-av/"))

    assert asked.heading == "Vil du melde deg av?"
    assert asked.texts(".//button") == ["Ja, meld av"]
    assert asked.root.find(".//form").get("action") == f"{kari.own}meld-av/"
    assert kari.own in asked.links
    assert everything(database) == before


def test_who_cancels_is_told_so_and_can_undo_it(kari: Person) -> None:
    answer = kari.do("meld-av")
    seen = page(kari.client.get(answer.headers["Location"]))

    assert (answer.status_code, seen.heading) == (303, "Du er meldt av")
    assert seen.texts(".//section[@aria-labelledby='angre']/*")[0] == "Angrer du?"
    assert seen.texts(".//button") == ["Angre avmeldingen"]


def test_undoing_gives_the_seat_back_while_there_is_one(kari: Person) -> None:
    kari.do("meld-av")
    kari.do("angre")

    assert kari.see().heading == "Du er påmeldt"


def cancelled_and_taken(client: FlaskClient, build: Build, event: Event) -> Person:
    """Let one cancel and another take the only seat; return the first."""
    show(build.site, event)
    kari = a_person(client)
    kari.do("meld-av")
    a_person(client, email="ola@example.no")
    return kari


def test_undoing_leads_to_the_waiting_list_where_it_is_full(
    client: FlaskClient, build: Build
) -> None:
    kari = cancelled_and_taken(client, build, ONE_SEAT)
    seen = kari.see()
    assert "Nå er det fullt, men du kan stå på venteliste." in seen.text
    assert seen.texts(".//button") == ["Sett meg på ventelisten"]
    kari.do("angre")

    assert kari.see().heading == "Du står på venteliste (nr. 1)"


def test_undoing_is_not_offered_where_there_is_no_waiting_list(
    client: FlaskClient, build: Build, database: Database
) -> None:
    kari = cancelled_and_taken(client, build, NO_LIST)
    seen, before = kari.see(), everything(database)
    answer = kari.do("angre")

    assert "Nå er det fullt, og det er ingen venteliste." in seen.text
    assert seen.texts(".//button") == []
    assert (answer.status_code, page(answer).notice) == (409, FULL_NOW)
    assert everything(database) == before


def test_f20_the_first_in_line_gets_the_seat_and_a_mail(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, ONE_SEAT)
    ada, bo, cy = (a_person(client, email=f"{name}@example.no") for name in ("ada", "bo", "cy"))
    ada.do("meld-av")

    headings = [each.see().heading for each in (ada, bo, cy)]
    assert headings == ["Du er meldt av", "Du er påmeldt", "Du står på venteliste (nr. 1)"]
    assert [kind for kind, status in statuses(database) if status == "waiting"] == [
        *("waiting", "cancelled", "promoted")
    ]


def test_who_waits_leaves_the_line(client: FlaskClient, build: Build, database: Database) -> None:
    show(build.site, ONE_SEAT)
    store(database, ONE_SEAT, answers("Ada"))
    bo = a_person(client, email="bo@example.no")
    asked = page(bo.ask("meld-av/"))
    bo.do("meld-av")

    assert asked.heading == "Vil du gå ut av ventelisten?"
    assert "Stiller du deg i køen igjen siden, kommer du bakerst." in asked.text
    assert bo.see().heading == "Du er meldt av"


def test_deleting_asks_first(kari: Person, database: Database) -> None:
    before = everything(database)
    asked = page(kari.ask("slett/"))

    assert asked.heading == "Vil du slette alt?"
    assert "Vi sletter alt vi har lagret om deg for dette arrangementet" in asked.text
    assert asked.texts(".//button") == ["Ja, slett alt"]
    assert everything(database) == before


def test_f37_deleting_leaves_nothing(kari: Person, database: Database) -> None:
    answer = kari.do("slett")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/slettet/")
    assert page(kari.client.get("/slettet/")).heading == "Alt er slettet"
    left = everything(database)
    assert [left[name] for name in ("signups", "answers", "outbox")] == [[], [], []]


def test_f37_the_links_of_who_is_deleted_lead_nowhere(kari: Person) -> None:
    kari.do("slett")
    links = [kari.own, kari.receipt, kari.attend, f"{kari.own}slett/", f"{kari.own}endre/"]

    assert {kari.client.get(link).status_code for link in links} == {404}
    assert {kari.do(what).status_code for what in ("endre", "meld-av", "angre")} == {404}


def test_f22_a_double_click_on_deletion_leads_to_the_same_page(kari: Person) -> None:
    answers = [kari.do("slett") for _ in range(2)]

    assert [(each.status_code, each.headers["Location"]) for each in answers] == [
        (303, "/slettet/")
    ] * 2


def test_who_deletes_in_nynorsk_is_answered_in_it(client: FlaskClient, build: Build) -> None:
    show(build.site, an_event(språk="nn"))
    answer = a_person(client).do("slett")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/slettet/nn/")
    assert page(client.get("/slettet/nn/")).root.get("lang") == "nn"


@pytest.mark.parametrize("what", [*("", "endre/", "deltakelse/", "meld-av/", "angre/", "slett/")])
@pytest.mark.parametrize("token", ["a%0d%0ab", "a%00b", "%ff", "a.b", "å"])
def test_a07_no_token_breaks_a_page(client: FlaskClient, token: str, what: str) -> None:
    path = f"/min-pamelding/{token}/{what}"
    found = {client.get(path).status_code, client.post(path).status_code}

    assert found <= {404, 405}


def test_f37_no_byte_of_who_is_deleted_is_left_in_any_file(
    kari: Person, services: Services, tmp_path: Path
) -> None:
    deliver(services)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(TO_KARI.encode() in path.read_bytes() for path in kept)
    kari.do("slett")

    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in left if TO_KARI.encode() in path.read_bytes()] == []
    assert list((tmp_path / "state" / "mail").iterdir()) == []


def test_f37_deleting_takes_repeats_under_the_same_address_too(
    kari: Person, database: Database
) -> None:
    a_person(kari.client, name="Kari igjen")
    kari.do("slett")

    assert stored(database) == []


def test_deleting_gives_the_seat_to_the_first_in_line(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, ONE_SEAT)
    ada, bo = (a_person(client, email=f"{name}@example.no") for name in ("ada", "bo"))
    ada.do("slett")

    assert bo.see().heading == "Du er påmeldt"
    assert statuses(database) == [("waiting", "dropped"), ("promoted", "waiting")]


PARTY = an_event(påmelding={"flere": 3, "plasser": 10})


@pytest.fixture
def party(client: FlaskClient, build: Build) -> Person:
    """Give a person who has signed up Bo, without an address, and Cy, with one."""
    show(build.site, PARTY)
    two = {"colleague-1-name": "Bo", "colleague-1-email": "", "colleague-2-name": "Cy"}
    sign = {"colleague-2-email": "cy@example.no"} | two
    a_person(client, **sign)
    services: Services = client.application.extensions["pameldt"]
    return person(client, stored(services.database)[0])


def test_colleagues_are_listed_with_how_it_stands(party: Person) -> None:
    assert party.see().texts(".//section[@aria-labelledby='kolleger']//li") == [
        "Bo: påmeldtSe, endre eller meld av Bo",
        "Cy: påmeldtHar fått en egen lenke på e-post.",
    ]


def bo_of(party: Person, database: Database) -> Person:
    """Return Bo, whose page the sender's page leads to."""
    (link,) = party.see().root.findall(".//section[@aria-labelledby='kolleger']//a")
    bo = person(party.client, stored(database)[1])
    assert link.get("href") == bo.own
    return bo


def test_a_colleague_without_an_address_is_managed_by_the_sender(
    party: Person, database: Database
) -> None:
    bo = bo_of(party, database)
    assert bo.see().heading == "Bo er påmeldt"
    assert page(bo.ask("meld-av/")).heading == "Vil du melde av Bo?"
    bo.do("meld-av")

    assert [each.status for each in stored(database)] == ["confirmed", "cancelled", "confirmed"]
    assert bo.see().heading == "Bo er meldt av"


def test_what_a_colleague_with_an_address_writes_is_not_for_the_sender(
    party: Person, database: Database, services: Services
) -> None:
    mends(person(party.client, stored(database)[2]), name="Cy Hemmelig")
    mends(party, message="Hei")
    section = ".//section[@aria-labelledby='kolleger']//li"

    assert party.see().texts(section)[1] == ("En kollega: påmeldtHar fått en egen lenke på e-post.")
    told = words_of(next(each for each in deliver(services) if each["To"] == TO_KARI))
    seen = [party.see().text, page(party.client.get(party.receipt)).text, told]
    assert [text for text in seen if "Hemmelig" in text] == []


def test_a_receipt_has_no_colleagues_when_one_was_changed_with_the_link_in_the_mail(
    party: Person, database: Database
) -> None:
    mends(bo_of(party, database), name="Bo Hemmelig")
    receipt = page(party.client.get(party.receipt))

    assert "Hemmelig" not in receipt.text
    assert receipt.texts(".//section[@aria-labelledby='kolleger']") == []
    assert receipt.root.find(".//input[@name='email']") is None


def test_a_colleague_s_name_can_be_mended(party: Person, database: Database) -> None:
    mends(bo_of(party, database), name="Bo Å")

    given = stored(database)[1].answers
    assert (given.name, given.email, given.shares_email) == ("Bo Å", TO_KARI, True)


def test_a_colleague_with_an_address_is_not_managed_by_the_sender(
    party: Person, database: Database
) -> None:
    cy = person(party.client, stored(database)[2])

    assert cy.own not in party.see().links
    assert cy.see().heading == "Du er påmeldt"
    assert party.own not in cy.see().html


def test_who_deletes_is_told_which_colleagues_go_too(party: Person, database: Database) -> None:
    asked = page(party.ask("slett/"))
    party.do("slett")

    shared = "Disse har ingen egen adresse hos oss, og slettes sammen med deg: Bo."
    assert shared in asked.text
    assert [each.answers.name for each in stored(database)] == ["Cy"]


def test_a_colleague_is_deleted_alone_and_the_sender_is_led_back(
    party: Person, database: Database
) -> None:
    answer = bo_of(party, database).do("slett")
    seen = page(party.client.get(answer.headers["Location"]))

    assert [each.answers.name for each in stored(database)] == ["Kari Nordmann", "Cy"]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{party.own}?slettet")
    assert seen.notice == [
        "Kollegaen er slettet",
        "Vi har ikke lenger lagret noe om kollegaen.",
    ]
    assert "Bo" not in seen.text.split()


def test_a_colleague_with_an_address_who_deletes_is_not_led_to_the_sender(
    party: Person, database: Database
) -> None:
    answer = person(party.client, stored(database)[2]).do("slett")

    assert answer.headers["Location"] == "/slettet/"


def test_who_was_signed_up_by_another_sees_by_whom(party: Person, database: Database) -> None:
    bo, cy = (person(party.client, each).see() for each in stored(database)[1:])

    assert [each.pairs("svar")["Meldt på av"] for each in (bo, cy)] == ["Kari Nordmann"] * 2
    assert "Meldt på av" not in party.see().pairs("svar")


CHANGES: dict[str, dict[str, str | list[str]]] = {
    "endre": {"name": "Kari", "organisation": "NAV", "message": ""},
    "deltakelse": {"attendance": "online"},
    "meld-av": {},
    "angre": {},
}


@pytest.mark.parametrize("what", ["endre", "deltakelse", "meld-av"])
def test_when_the_event_has_begun_nothing_can_be_changed(
    hybrid: Person, database: Database, clock: SetClock, what: str
) -> None:
    before, clock.now = everything(database), HYBRID.starts
    answer = hybrid.do(what, **CHANGES[what])

    assert (answer.status_code, page(answer).notice) == (409, TOO_LATE)
    assert hybrid.see().texts(".//button") == []
    assert everything(database) == before


def test_one_second_before_it_begins_is_in_time(kari: Person, clock: SetClock) -> None:
    clock.now = EVENT.starts - timedelta(seconds=1)
    kari.do("meld-av")

    assert kari.see().heading == "Du er meldt av"


def test_when_the_event_has_begun_a_cancellation_stands(
    kari: Person, database: Database, clock: SetClock
) -> None:
    kari.do("meld-av")
    before, clock.now = everything(database), EVENT.starts

    assert kari.see().texts(".//button") == []
    assert kari.do("angre").status_code == 409
    assert everything(database) == before


def test_when_the_event_has_begun_the_form_says_that_it_is_too_late(
    kari: Person, clock: SetClock
) -> None:
    clock.now = EVENT.starts
    answer = kari.ask("endre/")

    assert (answer.status_code, page(answer).notice) == (409, TOO_LATE)


def test_after_the_event_all_can_still_be_deleted(
    kari: Person, database: Database, clock: SetClock
) -> None:
    clock.now = EVENT.ends + timedelta(days=2)
    assert kari.see().heading == "Du var påmeldt"
    kari.do("slett")

    assert stored(database) == []


def test_an_event_that_is_cancelled_is_told_and_takes_no_changes(
    hybrid: Person, build: Build, database: Database
) -> None:
    show(build.site, an_event(digitalt="Teams", status="avlyst"))
    before = everything(database)

    assert hybrid.see().heading == "Arrangementet er avlyst"
    assert hybrid.see().texts(".//button") == []
    assert [hybrid.do(what, **CHANGES[what]).status_code for what in CHANGES] == [
        *(409, 409, 409, 303)
    ]
    assert everything(database) == before


def test_an_event_that_is_postponed_can_be_cancelled(kari: Person, build: Build) -> None:
    show(build.site, an_event(status="utsatt"))
    kari.do("meld-av")

    assert kari.see().heading == "Du er meldt av"


def test_an_event_that_is_no_longer_published_leaves_the_way_to_deletion(
    kari: Person, build: Build, database: Database
) -> None:
    show(build.site)
    seen = kari.see()
    assert seen.heading == "Arrangementet er ikke lenger på nettsiden"
    assert f"{kari.own}slett/" in seen.links
    assert page(kari.ask("slett/")).heading == "Vil du slette alt?"
    kari.do("slett")

    assert stored(database) == []


def test_an_event_that_is_no_longer_published_takes_no_changes(
    kari: Person, build: Build, database: Database
) -> None:
    show(build.site)
    before = everything(database)
    told = {page(kari.do(what, **CHANGES[what])).heading for what in CHANGES}
    told |= {page(kari.ask(what)).heading for what in ("endre/", "meld-av/")}

    assert told == {"Arrangementet er ikke lenger på nettsiden"}
    assert everything(database) == before


@pytest.mark.parametrize("what", ["deltakelse", "meld-av", "endre"])
def test_f22_a_double_click_is_one_change(hybrid: Person, database: Database, what: str) -> None:
    hybrid.do(what, **CHANGES[what])
    once = everything(database)
    again = hybrid.do(what, **CHANGES[what])

    assert (again.status_code, again.headers["Location"]) == (303, hybrid.own)
    assert everything(database) == once


def test_f22_undoing_twice_is_undoing_once(kari: Person, database: Database) -> None:
    kari.do("meld-av")
    kari.do("angre")
    once = everything(database)
    kari.do("angre")

    assert everything(database) == once


@pytest.mark.parametrize("what", ["deltakelse", "endre"])
def test_a_change_is_one_mail_and_one_step_in_the_calendar(
    hybrid: Person, services: Services, database: Database, what: str
) -> None:
    deliver(services)
    assert sequence(hybrid) == 0
    hybrid.do(what, **CHANGES[what])

    assert sequence(hybrid) == 1
    assert statuses(database) == [("confirmed", "sent"), ("changed", "waiting")]


def test_cancelling_and_undoing_are_a_mail_and_a_step_each(
    kari: Person, services: Services, database: Database
) -> None:
    deliver(services)
    kari.do("meld-av")
    assert (statuses(database)[1:], one(database).version) == ([("cancelled", "waiting")], 1)
    deliver(services)
    kari.do("angre")

    assert (statuses(database)[2:], sequence(kari)) == ([("changed", "waiting")], 2)


def test_the_mail_about_a_cancellation_takes_the_entry_out_of_the_calendar(
    kari: Person, services: Services
) -> None:
    deliver(services)
    kari.do("meld-av")
    _, told = deliver(services)
    (file,) = told.iter_attachments()
    entry = an_entry(file.get_content())

    assert told["Subject"] == "Du er meldt av: Frokostmøte, tirsdag 4. juni"
    assert (str(entry["STATUS"]), int(entry["SEQUENCE"])) == ("CANCELLED", 1)


def test_f35_a_change_before_the_confirmation_has_gone_is_in_it(
    hybrid: Person, services: Services, database: Database
) -> None:
    hybrid.do("deltakelse", attendance="online")
    (told,) = deliver(services)

    assert statuses(database) == [("confirmed", "sent")]
    assert "På nett, med Teams" in words_of(told)


def links_of(who: Person, seen: list[str]) -> set[str]:
    inside = {link for each in seen for link in page(who.client.get(each)).links}
    return {link for link in inside if link.startswith("/")}


def test_a08_opening_every_address_and_every_link_changes_no_byte(
    party: Person, database: Database
) -> None:
    parts = ["endre/", "deltakelse/", "meld-av/", "angre/", "slett/", "kalender.ics", "?lagret"]
    own = [party.own, *(party.own + part for part in parts)]
    addresses = {*own, party.receipt, party.attend, f"{party.receipt}e-post/"}
    addresses |= links_of(party, [party.own, party.receipt, party.attend, f"{party.own}meld-av/"])
    before = everything(database)
    opened = {
        party.client.open(address, method=method).status_code
        for address in addresses
        for method in ("GET", "HEAD", "OPTIONS")
    }

    assert len(addresses) > 15
    assert opened <= {200, 308, 404, 405}
    assert everything(database) == before


def test_a08_opening_every_address_of_who_has_cancelled_changes_no_byte(
    kari: Person, database: Database
) -> None:
    kari.do("meld-av")
    before = everything(database)
    for what in ("", "endre/", "meld-av/", "angre/", "slett/", "kalender.ics"):
        for method in ("GET", "HEAD"):
            kari.client.open(kari.own + what, method=method)

    assert everything(database) == before


def test_a08_control_pressing_a_button_is_seen(kari: Person, database: Database) -> None:
    before = everything(database)
    kari.do("meld-av")

    assert everything(database) != before


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a10_what_another_site_sends_is_refused(
    hybrid: Person, database: Database, headers: dict[str, str]
) -> None:
    before = everything(database)
    for what, data in {**CHANGES, "slett": {}}.items():
        answer = hybrid.client.post(f"{hybrid.own}{what}/", data=data, headers=headers)

        assert answer.status_code == 403, what
    assert everything(database) == before


@pytest.mark.parametrize("what", ["endre", "deltakelse"])
def test_i06_what_no_form_of_ours_sends_is_refused(
    kari: Person, database: Database, what: str
) -> None:
    before = everything(database)

    assert kari.client.post(f"{kari.own}{what}/", json={"name": "x"}).status_code == 415
    assert everything(database) == before


def token(path: str) -> str:
    return path.split("/")[2]


@pytest.mark.parametrize("room", ["kvittering", "min-pamelding", "delta"])
def test_a06_a_link_for_one_purpose_is_none_for_another(kari: Person, room: str) -> None:
    links = {
        "kvittering": kari.receipt,
        "min-pamelding": kari.own,
        "delta": kari.attend,
    }
    right = kari.client.get(f"/{room}/{token(links.pop(room))}/").status_code
    wrong = {kari.client.get(f"/{room}/{token(each)}/").status_code for each in links.values()}

    assert (right, wrong) == (200, {404})


def test_the_link_in_a_mail_to_a_wrong_address_is_dead_when_it_is_mended(
    kari: Person, database: Database
) -> None:
    kari.client.post(f"{kari.receipt}e-post/", data={"email": "kari@example.com"})

    assert {kari.client.get(link).status_code for link in (kari.own, kari.attend)} == {404}
    assert person(kari.client, one(database)).see().heading == "Du er påmeldt"


def test_a09_the_page_is_kept_nowhere_and_not_in_searches(kari: Person) -> None:
    answer = kari.client.get(kari.own)

    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text


HTML = "<img src=x onerror=alert(1)>\"'&amp;<script>alert(2)</script>"


def test_a17_html_is_text_wherever_it_is_shown(client: FlaskClient, database: Database) -> None:
    who = a_person(client, name=HTML, organisation=HTML, message=HTML, q_drikke=HTML)
    shown = [who.see(), *(page(who.ask(what)) for what in ("endre/", "meld-av/", "slett/"))]

    for each in shown:
        assert [tag for tag in ("script", "img") if each.root.find(f".//{tag}") is not None] == []
    assert shown[0].pairs("svar")["Hva vil du drikke?"] == HTML
    assert shown[1].fields["message"] == HTML


def test_f37_a_colleague_whom_a_repeat_brought_is_deleted_from_every_mail(
    client: FlaskClient, build: Build, services: Services, database: Database
) -> None:
    show(build.site, PARTY)
    a_person(client)
    a_person(client, **{"colleague-1-name": "Bo Berg", "colleague-1-email": ""})
    deliver(services)
    person(client, stored(database)[-1]).do("slett")

    assert [mail for mail in deliver(services) if "Bo Berg" in words_of(mail)] == []
