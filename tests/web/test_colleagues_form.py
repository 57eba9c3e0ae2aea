"""Colleagues: several people with one form, each with a seat, a place in line or a mistake."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler.events.model import Attendance
from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.services import Services
from tests.support.events import an_event
from tests.support.forms import (
    Page,
    a_client,
    deliver,
    everything,
    filled_in,
    get_form,
    page,
    person,
    post,
    show,
    stored,
    words_of,
)

PARTY = an_event(påmelding={"flere": 4})
HYBRID = an_event("hybrid", digitalt="Teams", påmelding={"flere": 4})
ALONE = an_event("alene")
FIRST_ADD = "Legg til en kollega"
TOO_MANY = "Du kan melde på høyst 3 kolleger. Ta bort de andre"
NO_SEAT_FOR_ALL = "Det er ikke plass til alle"
USED = "Du har brukt adressen til en annen. La feltet stå tomt, så får du e-postene til kollegaen"


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with events for one, and for four at a time."""
    show(build.site, PARTY, HYBRID, ALONE)
    return a_client(services)


def colleague(number: int, name: str, email: str = "", attendance: str = "") -> dict[str, str]:
    """Return the fields of one colleague."""
    start = f"colleague-{number}"
    fields = {f"{start}-name": name, f"{start}-email": email}
    return fields | ({f"{start}-attendance": attendance} if attendance else {})


BO, CY, DI = (colleague(number, name) for number, name in ((1, "Bo"), (2, "Cy"), (3, "Di")))


def filled(
    client: FlaskClient, *colleagues: dict[str, str], slug: str = "frokostmote"
) -> dict[str, str]:
    fields = filled_in(get_form(client, slug))
    for each in colleagues:
        fields |= each
    return fields


def sent(client: FlaskClient, *colleagues: dict[str, str], **changed: str) -> TestResponse:
    """Send the form with these colleagues."""
    return post(client, filled(client, *colleagues) | changed)


def shown(form: Page) -> list[str]:
    """Return the names in the blocks of colleagues."""
    return [text for name, text in form.fields.items() if name.endswith("-name")]


def people(database: Database) -> list[tuple[str, str]]:
    return [(each.answers.name, each.status.value) for each in stored(database)]


def test_a_colleague_can_be_added(client: FlaskClient, database: Database) -> None:
    fields = filled(client)
    form = page(post(client, fields | {"add_colleague": "ja"}))

    assert form.texts(".//legend") == ["Kollega 1"]
    assert form.fields == fields | BO | {"token": form.fields["token"], "colleague-1-name": ""}
    assert form.problems == []
    assert stored(database) == []


def test_the_new_block_takes_focus(client: FlaskClient) -> None:
    form = page(post(client, filled(client, BO) | {"add_colleague": "ja"}))
    focused = [each.get("id") for each in form.root.iter() if "autofocus" in each.attrib]

    assert focused == ["colleague-2-name"]


def test_an_event_for_one_at_a_time_offers_nothing(client: FlaskClient, database: Database) -> None:
    form = get_form(client, "alene")
    assert FIRST_ADD not in form.text
    answer = post(client, filled(client, BO, slug="alene"), "alene")

    told = ["Her kan du bare melde på deg selv. Ta bort kollegaen"]
    assert (answer.status_code, page(answer).problems) == (422, told)
    assert stored(database, "alene") == []


def test_there_are_at_most_so_many(client: FlaskClient) -> None:
    form = page(post(client, filled(client, BO, CY) | {"add_colleague": "ja"}))
    assert form.texts(".//button[@name='add_colleague']") == []
    again = page(post(client, form.fields | {"add_colleague": "ja"}))
    assert len(shown(again)) == 3


def test_more_than_are_allowed_are_refused_and_nothing_is_lost(
    client: FlaskClient, database: Database
) -> None:
    five = (BO, CY, DI, colleague(4, "Eli"), colleague(5, "Fie", "fie@example.no"))
    answer = sent(client, *five, message="Hei")
    told = page(answer)

    assert (answer.status_code, told.problems) == (422, [TOO_MANY])
    assert told.texts(".//section[@aria-labelledby='feil']//a[@href='#colleague-5-name']") != []
    assert shown(told) == ["Bo", "Cy", "Di", "Eli", "Fie"]
    assert (told.fields["colleague-5-email"], told.fields["message"]) == ("fie@example.no", "Hei")
    assert stored(database) == []


def test_an_event_for_two_takes_one_colleague(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, an_event(påmelding={"flere": 2}))
    told = page(sent(client, BO, CY))

    assert told.problems == ["Du kan melde på høyst én kollega. Ta bort de andre"]
    assert stored(database) == []
    assert sent(client, BO).status_code == 303


def test_who_takes_out_those_who_are_too_many_is_signed_up(
    client: FlaskClient, database: Database
) -> None:
    told = page(sent(client, BO, CY, DI, colleague(4, "Eli")))
    fewer = page(post(client, told.fields | {"remove_colleague": "2"}))

    assert post(client, fewer.fields).status_code == 303
    assert [name for name, _ in people(database)] == ["Kari Nordmann", "Bo", "Di", "Eli"]


def test_one_in_the_middle_is_taken_out_and_the_others_keep_their_words(
    client: FlaskClient, database: Database
) -> None:
    cy, di = colleague(2, "Cy", "cy@example.no"), colleague(3, "Di", "di@")
    fields = filled(client, BO, cy, di) | {"remove_colleague": "2", "message": "Hei"}
    form = page(post(client, fields))

    assert shown(form) == ["Bo", "Di"]
    assert form.fields["colleague-2-email"] == "di@"
    assert (form.fields["message"], form.problems) == ("Hei", [])
    assert stored(database) == []


def test_how_a_colleague_attends_is_kept_when_another_is_taken_out(client: FlaskClient) -> None:
    two = (colleague(1, "Bo", attendance="in_person"), colleague(2, "Cy", attendance="online"))
    fields = filled(client, *two, slug="hybrid") | {"remove_colleague": "1"}
    form = page(post(client, fields, "hybrid"))

    assert form.fields["colleague-1-name"] == "Cy"
    assert form.fields["colleague-1-attendance"] == "online"


def test_a_number_that_is_not_there_takes_nobody_out(client: FlaskClient) -> None:
    for number in ("0", "9", "x", "", "-1"):
        form = page(post(client, filled(client, BO) | {"remove_colleague": number}))

        assert shown(form) == ["Bo"]


def test_a_gap_in_the_numbers_loses_nobody(client: FlaskClient, database: Database) -> None:
    sent(client, colleague(3, "Di"))

    assert [name for name, _ in people(database)] == ["Kari Nordmann", "Di"]


def test_enter_presses_the_button_that_signs_up(client: FlaskClient) -> None:
    form = page(post(client, filled(client, BO) | {"add_colleague": "ja"}))
    first, *others = form.root.findall(".//form//button")

    assert (first.get("type"), first.get("name")) == ("submit", None)
    assert [each.get("name") for each in others] == [
        *("remove_colleague", "remove_colleague", "add_colleague", None)
    ]


def test_adding_keeps_the_form_the_same_form(client: FlaskClient, database: Database) -> None:
    form = page(post(client, filled(client) | {"add_colleague": "ja"}))
    first = post(client, form.fields | BO)
    second = post(client, form.fields | BO)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored(database)) == 2


def test_adding_never_shows_mistakes_too_early(client: FlaskClient) -> None:
    form = page(post(client, filled(client) | {"name": "", "add_colleague": "ja"}))

    assert form.problems == []


def test_all_are_signed_up_at_once(client: FlaskClient, database: Database) -> None:
    answer = sent(client, BO, colleague(2, "Cy", "cy@example.no"))

    assert answer.status_code == 303
    assert people(database) == [
        *(("Kari Nordmann", "confirmed"), ("Bo", "confirmed"), ("Cy", "confirmed"))
    ]
    assert [each.answers.email for each in stored(database)] == [
        *("kari@example.no", "kari@example.no", "cy@example.no")
    ]
    assert {each.answers.organisation for each in stored(database)} == {"Hamar kommune"}


def test_blocks_of_which_nothing_is_written_do_not_count(
    client: FlaskClient, database: Database
) -> None:
    sent(client, colleague(1, "  "), CY, colleague(3, ""))

    assert [name for name, _ in people(database)] == ["Kari Nordmann", "Cy"]


def test_each_attends_in_a_way_of_their_own(client: FlaskClient, database: Database) -> None:
    two = (colleague(1, "Bo", attendance="online"), colleague(2, "Cy", attendance="in_person"))
    fields = filled(client, *two, slug="hybrid") | {"attendance": "in_person"}
    post(client, fields, "hybrid")

    ways = [each.answers.attendance for each in stored(database, "hybrid")]
    assert ways == [Attendance.IN_PERSON, Attendance.ONLINE, Attendance.IN_PERSON]


def test_the_receipt_names_them(client: FlaskClient) -> None:
    answer = sent(client, BO, colleague(2, "Cy", "cy@example.no"))
    receipt = page(client.get(answer.headers["Location"]))

    assert receipt.texts(".//section[@aria-labelledby='kolleger']//li") == [
        "Bo: påmeldt",
        "Cy: påmeldt (får egen e-post)",
    ]


MISTAKES = [
    (colleague(1, "", "bo@example.no"), "colleague-1-name", "Skriv inn navnet til kollegaen"),
    (colleague(1, "-"), "colleague-1-name", "Skriv inn navnet til kollegaen"),
    (
        colleague(1, "Bo\u202e"),
        "colleague-1-name",
        "Navnet har tegn som ikke vises. Slett alt i feltet og skriv på nytt",
    ),
    (
        colleague(1, "å" * 201),
        "colleague-1-name",
        "Teksten er for lang. Bruk høyst 200 tegn",
    ),
    (
        colleague(1, "Bo", "bo"),
        "colleague-1-email",
        "E-postadressen må ha en krøllalfa (@)",
    ),
    (colleague(1, "Bo", "kari@example.no"), "colleague-1-email", USED),
    (colleague(1, "Bo", " KARI@example.no"), "colleague-1-email", USED),
    (
        colleague(1, "Bo", attendance="online"),
        "colleague-1-attendance",
        "Velg hvordan kollegaen deltar",
    ),
]


def test_each_mistake_is_told_in_the_summary_and_at_its_field(
    client: FlaskClient, database: Database
) -> None:
    for given, field, message in MISTAKES:
        answer = sent(client, given)
        told = page(answer)
        (link,) = told.root.findall(".//section[@aria-labelledby='feil']//a")

        assert (answer.status_code, told.problems) == (422, [message])
        assert told.texts(f".//p[@id='{field}-feil']") == [f"Feil: {message}"]
        assert link.get("href") in (f"#{field}", f"#{field}-0")
        assert link.get("href").removeprefix("#") in told.ids
    assert stored(database) == []


def test_two_colleagues_cannot_have_one_address(client: FlaskClient, database: Database) -> None:
    two = (colleague(1, "Bo", "x@example.no"), colleague(2, "Cy", "x@example.no"))
    told = page(sent(client, *two))

    assert told.problems == [USED]
    assert told.texts(".//p[@id='colleague-2-email-feil']") == [f"Feil: {USED}"]
    assert stored(database) == []


def test_a_likely_typo_in_a_colleague_s_address_is_asked_about_once(
    client: FlaskClient, database: Database
) -> None:
    two = (colleague(1, "Bo"), colleague(2, "Cy", "cy@gmial.com"))
    told = page(sent(client, *two))
    assert told.problems == [
        "Mente du cy@gmail.com? Rett adressen, eller send skjemaet en gang til hvis den stemmer"
    ]
    assert told.fields["colleague-2-email_seen"] == "cy@gmial.com"
    assert stored(database) == []

    assert post(client, told.fields).status_code == 303
    assert stored(database)[2].answers.email == "cy@gmial.com"


def test_what_was_asked_about_a_colleague_s_address_follows_the_colleague(
    client: FlaskClient,
) -> None:
    two = (colleague(1, "Bo"), colleague(2, "Cy", "cy@gmial.com"))
    told = page(sent(client, *two)).fields
    fewer = page(post(client, told | {"remove_colleague": "1"})).fields

    assert fewer["colleague-1-email_seen"] == "cy@gmial.com"
    assert post(client, fewer).status_code == 303


def test_mistakes_stand_in_the_form_s_order(client: FlaskClient) -> None:
    told = page(sent(client, colleague(1, "Bo", "bo"), name="", message="a" * 2001))

    assert told.problems == [
        "Skriv inn navnet ditt",
        "E-postadressen må ha en krøllalfa (@)",
        "Teksten er for lang. Bruk høyst 2000 tegn",
    ]


def test_a_mistake_after_a_blank_block_leads_to_its_own_field(client: FlaskClient) -> None:
    told = page(sent(client, colleague(1, ""), colleague(2, "Cy", "cy")))
    (link,) = told.root.findall(".//section[@aria-labelledby='feil']//a")

    assert link.get("href") == "#colleague-2-email"


def test_every_id_is_there_once(client: FlaskClient) -> None:
    two = (colleague(1, "Bo", "bo"), colleague(2, "", "cy"))
    form = page(post(client, filled(client, *two, slug="hybrid"), "hybrid"))
    named = {
        name
        for each in form.root.iter()
        for attribute in ("aria-describedby", "for")
        for name in each.get(attribute, "").split()
    }

    assert len(form.ids) == len(set(form.ids))
    assert named <= set(form.ids)


def test_who_has_an_address_gets_a_mail_and_a_link_of_their_own(
    client: FlaskClient, database: Database, services: Services
) -> None:
    sent(client, BO, colleague(2, "Cy", "cy@example.no"))
    mails = {mail["To"]: words_of(mail) for mail in deliver(services)}
    kari, bo, cy = (person(client, each).own for each in stored(database))

    assert list(mails) == ["kari@example.no", "cy@example.no"]
    assert kari in mails["kari@example.no"]
    assert cy not in mails["kari@example.no"]
    assert cy in mails["cy@example.no"]
    assert kari not in mails["cy@example.no"]
    assert "\nKari Nordmann har meldt deg på.\n" in mails["cy@example.no"]
    assert bo not in mails["cy@example.no"]


def test_the_sender_s_mail_names_the_colleagues(client: FlaskClient, services: Services) -> None:
    sent(client, BO, colleague(2, "Cy", "cy@example.no"))
    mail = words_of(deliver(services)[0])

    assert "- Bo: påmeldt" in mail
    assert "- Cy: påmeldt" in mail


THREE_AND_TWO_SEATS = {"flere": 4, "plasser": 2}


@pytest.fixture
def short(client: FlaskClient, build: Build) -> FlaskClient:
    """Give a client of a site whose event has two seats."""
    show(build.site, an_event(påmelding=THREE_AND_TWO_SEATS))
    return client


def test_seats_for_some_only_is_told_before_anything_is_stored(
    short: FlaskClient, database: Database
) -> None:
    answer = sent(short, BO, colleague(2, "O'Brien & co"))

    assert answer.status_code == 409
    assert page(answer).notice == [
        NO_SEAT_FOR_ALL,
        "Det er plass til Kari Nordmann og Bo, men ikke til O'Brien & co. Send skjemaet en gang "
        "til, så får Kari Nordmann og Bo plass, og O'Brien & co står på venteliste. "
        "Du kan også endre hvem som er med, eller hvordan de deltar.",
    ]
    assert everything(database)["signups"] == everything(database)["outbox"] == []


def test_sending_it_again_stores_exactly_that(short: FlaskClient, database: Database) -> None:
    told = page(sent(short, BO, CY))
    assert post(short, told.fields).status_code == 303

    assert people(database) == [
        *(("Kari Nordmann", "confirmed"), ("Bo", "confirmed"), ("Cy", "waiting"))
    ]


def test_a_seat_that_goes_meanwhile_is_told_anew(short: FlaskClient, database: Database) -> None:
    told = page(sent(short, BO, CY))
    sent(short, name="Ada", email="ada@example.no")
    again = post(short, told.fields)

    assert again.status_code == 409
    assert page(again).notice[1].startswith("Det er plass til Kari Nordmann, men ikke til Bo og Cy")
    assert [name for name, _ in people(database)] == ["Ada"]
    assert post(short, page(again).fields).status_code == 303


JUNK = [
    "",
    "x",
    "confirmed",
    "confirmed confirmed confirmed",
    "waiting waiting waiting",
    "confirmed confirmed waiting waiting",
    "cancelled repeat <script>",
    "confirmed,confirmed,waiting",
]


def test_junk_where_the_acceptance_should_be_accepts_nothing(
    short: FlaskClient, database: Database
) -> None:
    for accepted in JUNK:
        answer = sent(short, BO, CY, accepted=accepted)

        assert (answer.status_code, page(answer).notice[0]) == (409, NO_SEAT_FOR_ALL), accepted
    assert stored(database) == []


def test_all_on_the_waiting_list_need_accept_nothing(
    short: FlaskClient, database: Database
) -> None:
    sent(short, BO)
    fields = filled(short, BO) | {"email": "eli@example.no", "name": "Eli"}

    assert post(short, fields).status_code == 303
    assert people(database)[2:] == [("Eli", "waiting"), ("Bo", "waiting")]


def test_without_a_waiting_list_nothing_is_stored_till_all_have_seats(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, an_event(påmelding=THREE_AND_TWO_SEATS | {"venteliste": "nei"}))
    told = sent(client, BO, CY)
    assert (told.status_code, page(told).notice[1]) == (
        409,
        "Det er plass til Kari Nordmann og Bo, men ikke til Cy. "
        "Endre hvem som er med, eller hvordan de deltar.",
    )
    assert post(client, page(told).fields).status_code == 409
    assert stored(database) == []
    assert sent(client, BO).status_code == 303


def test_f26_what_was_written_of_colleagues_is_shown_when_it_is_too_late(
    client: FlaskClient, build: Build
) -> None:
    fields = filled(client, BO, colleague(2, "Cy", "cy@example.no"))
    show(build.site, an_event(påmelding={"frist": "2030-05-01", "flere": 4}))
    told = page(post(client, fields)).pairs("svar")

    assert (told["Kollega 1"], told["Kollega 2"]) == ("Bo", "Cy, cy@example.no")


def test_f23_other_colleagues_in_the_same_form_are_other_answers(
    client: FlaskClient, database: Database
) -> None:
    fields = filled(client, BO)
    post(client, fields)
    answer = post(client, fields | CY)

    assert (answer.status_code, page(answer).notice[0]) == (409, "Dette skjemaet er allerede sendt")
    assert len(stored(database)) == 2


def test_a05_a_colleague_who_is_known_looks_as_one_who_is_not(
    client: FlaskClient, database: Database
) -> None:
    sent(client, name="Ada", email="ada@example.no")
    looks = []
    for address in ("ada@example.no", "new@example.no"):
        answer = sent(client, colleague(1, "Bo", address), email=f"k{address}")
        receipt = page(client.get(answer.headers["Location"]))
        looks.append(receipt.texts(".//section[@aria-labelledby='kolleger']//li"))

    assert looks[0] == looks[1] == ["Bo: påmeldt (får egen e-post)"]
    assert [each.status for each in stored(database)][2] == "repeat"
