"""The form: what it asks, what it tells of each mistake, and that nothing typed is lost."""

import re
import unicodedata
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from formhandler.events.model import Attendance
from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.services import Services
from tests.support.events import an_event
from tests.support.forms import (
    ANSWERS,
    FORM_TYPE,
    Page,
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

HYBRID = an_event("hybrid", digitalt="Teams")
ONLINE = an_event("online", sted=None, digitalt="Teams")
EVENT = an_event()
NOTHING = {"name": "", "email": "", "organisation": ""}
UNSEEN = "Navnet har tegn som ikke vises. Slett alt i feltet og skriv på nytt"
CHOOSE = "Velg hvordan du deltar"


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with an event in a room, one online, and one that is both."""
    show(build.site, EVENT, HYBRID, ONLINE)
    return a_client(services)


@pytest.fixture
def mistaken(client: FlaskClient) -> Page:
    """Give the form of the hybrid event as it comes back when nothing was filled in."""
    return page(send(client, slug="hybrid", **NOTHING))


def test_each_field_left_empty_is_named_in_the_form_s_order(client: FlaskClient) -> None:
    answer = send(client, slug="hybrid", **NOTHING)

    assert answer.status_code == 422
    assert page(answer).problems == [
        "Skriv inn navnet ditt",
        "Skriv inn e-postadressen din",
        "Skriv inn hvilken virksomhet du kommer fra",
        "Velg hvordan du deltar",
    ]


MISTAKES = [
    ("name", "   ", "Skriv inn navnet ditt"),
    ("name", "-", "Skriv inn navnet ditt"),
    ("name", "👍", "Skriv inn navnet ditt"),
    ("name", "å" * 201, "Teksten er for lang. Bruk høyst 200 tegn"),
    ("organisation", "?", "Skriv inn hvilken virksomhet du kommer fra"),
    ("organisation", "å" * 201, "Teksten er for lang. Bruk høyst 200 tegn"),
    ("message", "å" * 2001, "Teksten er for lang. Bruk høyst 2000 tegn"),
    ("email", "kari", "E-postadressen må ha en krøllalfa (@)"),
    ("email", "kari@", "Skriv e-postadressen slik: navn@eksempel.no"),
    ("email", "Kari <kari@example.no>", "Skriv e-postadressen slik: navn@eksempel.no"),
    ("email", "kari@example.no\nBcc: x@y.no", "Skriv e-postadressen slik: navn@eksempel.no"),
    ("email", "kari@example.no,ola@example.no", "Skriv e-postadressen slik: navn@eksempel.no"),
    (
        "email",
        f"{'a' * 250}@example.no",
        "E-postadressen er for lang. Den kan ha høyst 254 tegn",
    ),
]


def test_each_mistake_is_told_in_the_summary_and_at_its_field(client: FlaskClient) -> None:
    for field, value, message in MISTAKES:
        answer = send(client, **{field: value})
        told = page(answer)

        assert (answer.status_code, told.problems) == (422, [message]), value
        assert told.texts(f".//p[@id='{field}-feil']") == [f"Feil: {message}"]


def test_a_missing_field_is_told_as_an_empty_one(client: FlaskClient) -> None:
    told = page(send(client, name=None, email=None, organisation=None, message=None))

    assert len(told.problems) == 3


def test_all_mistakes_are_told_at_once(client: FlaskClient) -> None:
    told = page(send(client, name="-", email="kari"))

    assert told.problems == ["Skriv inn navnet ditt", "E-postadressen må ha en krøllalfa (@)"]


def test_a_form_with_mistakes_stores_nothing(client: FlaskClient, database: Database) -> None:
    send(client, name="")

    assert stored(database) == []


def test_all_that_was_typed_is_kept(client: FlaskClient) -> None:
    typed = {
        "name": 'Kari "Æ" <b>O\'Brien</b> &amp; &lt;',
        "email": "kari",
        "organisation": "</textarea><script>",
        "message": 'Linje 1\nLinje 2\n\n</textarea>«tre» & "fire"',
        "attendance": "online",
    }
    fields = page(send(client, slug="hybrid", **typed)).fields

    assert {name: fields[name] for name in typed} == typed


def test_mending_the_mistake_is_all_that_is_left_to_do(client: FlaskClient) -> None:
    came_back = page(send(client, slug="hybrid", email="kari", attendance="online"))
    answer = post(client, came_back.fields | {"email": "kari@example.no"}, "hybrid")

    assert answer.status_code == 303


def test_the_title_says_first_that_there_is_a_mistake(client: FlaskClient, mistaken: Page) -> None:
    title = "Meld deg på: Frokostmøte – Eksempelforeningen"

    assert get_form(client, "hybrid").title == title
    assert mistaken.title == f"Feil: {title}"


def test_the_summary_stands_above_the_heading_and_takes_focus(mistaken: Page) -> None:
    section = mistaken.root.find(".//section[@aria-labelledby='feil']")

    assert (section.get("tabindex"), section.get("autofocus")) == ("-1", "")
    assert mistaken.texts(".//*[@id='feil']") == ["For å melde deg på må du rette opp dette"]
    assert mistaken.html.index("ds-error-summary") < mistaken.html.index("<h1")


def test_each_item_in_the_summary_leads_to_its_field(mistaken: Page) -> None:
    links = mistaken.root.findall(".//section[@aria-labelledby='feil']//a")
    targets = [each.get("href").removeprefix("#") for each in links]

    assert targets == ["name", "email", "organisation", "attendance-0"]
    assert set(targets) <= set(mistaken.ids)


def test_each_mistaken_field_is_marked_and_described_by_its_message(mistaken: Page) -> None:
    marked = mistaken.root.findall(".//*[@aria-invalid='true']")
    described = {each.get("id"): each.get("aria-describedby") for each in marked}

    assert described["name"] == "name-feil"
    assert described["email"] == "email-hjelp email-feil"
    assert described["organisation"] == "organisation-hjelp organisation-feil"
    assert set(described) >= {"attendance-0", "attendance-1"}
    fieldset = mistaken.root.find(".//fieldset")
    assert fieldset.get("aria-describedby") == "attendance-feil"


def test_a_field_without_mistakes_is_not_marked(client: FlaskClient) -> None:
    told = page(send(client, name=""))
    marked = [each.get("id") for each in told.root.findall(".//*[@aria-invalid]")]

    assert marked == ["name"]


@pytest.mark.parametrize("slug", ["frokostmote", "hybrid", "online"])
def test_every_id_is_there_once_and_every_reference_leads_to_one(
    client: FlaskClient, slug: str
) -> None:
    for form in (get_form(client, slug), page(send(client, slug=slug, **NOTHING))):
        attributes = ("aria-describedby", "aria-labelledby", "for")
        named = {
            name
            for each in form.root.iter()
            for attribute in attributes
            for name in each.get(attribute, "").split()
        }

        assert len(form.ids) == len(set(form.ids))
        assert named <= set(form.ids)


def test_every_field_has_a_label_and_says_whether_it_must_be_filled_in(mistaken: Page) -> None:
    labels = mistaken.texts(".//label") + mistaken.texts(".//legend")

    assert [each for each in labels if each.endswith(("Må fylles ut", "Valgfritt"))] == [
        "Navn Må fylles ut",
        "E-post Må fylles ut",
        "Virksomhet Må fylles ut",
        "Melding til arrangøren Valgfritt",
        "Hvordan deltar du? Må fylles ut",
    ]


@pytest.mark.parametrize(
    "word", ["påkrevd", "obligatorisk", "vennligst", "*", "placeholder", "disabled", "required"]
)
def test_the_form_never_says(client: FlaskClient, mistaken: Page, word: str) -> None:
    assert word not in get_form(client, "hybrid").html.lower()
    assert word not in mistaken.html.lower()


def test_the_browser_is_told_what_each_field_is_for(client: FlaskClient) -> None:
    form = get_form(client)
    names = ("type", "autocomplete", "spellcheck")
    fields = {each.get("id"): each.attrib for each in form.root.findall(".//form//input")}

    assert [fields["name"].get(name) for name in names] == ["text", "name", "false"]
    assert [fields["email"].get(name) for name in names] == ["email", "email", "false"]
    assert [fields["organisation"].get(name) for name in names] == ["text", "organization", "false"]


def test_the_server_decides_and_not_the_browser(client: FlaskClient) -> None:
    form = get_form(client).root.find(".//form")

    assert "novalidate" in form.attrib
    assert (form.get("method"), form.get("action")) == ("post", "/pamelding/frokostmote/")


def test_the_ways_to_attend_are_shown_and_none_is_chosen(client: FlaskClient) -> None:
    form = get_form(client, "hybrid")

    assert "attendance" not in form.fields
    labels = form.texts(".//fieldset//div/label")
    assert labels == ["Jeg kommer til Hamar", "Jeg deltar på nett"]
    assert form.texts(".//fieldset//div/p") == [
        "Kulturhuset, Storgata 1, Hamar",
        "Med Teams",
    ]


@pytest.mark.parametrize("slug", ["frokostmote", "online"])
def test_an_event_with_one_way_to_attend_does_not_ask(client: FlaskClient, slug: str) -> None:
    assert get_form(client, slug).root.find(".//fieldset") is None


@pytest.mark.parametrize(
    ("slug", "way"), [("frokostmote", Attendance.IN_PERSON), ("online", Attendance.ONLINE)]
)
def test_an_event_with_one_way_to_attend_has_everybody_attend_so(
    client: FlaskClient, database: Database, slug: str, way: Attendance
) -> None:
    sign_up(client, slug=slug)

    assert [each.answers.attendance for each in stored(database, slug)] == [way]


@pytest.mark.parametrize("way", list(Attendance))
def test_the_way_that_was_chosen_is_stored(
    client: FlaskClient, database: Database, way: Attendance
) -> None:
    sign_up(client, slug="hybrid", attendance=way.value)

    assert [each.answers.attendance for each in stored(database, "hybrid")] == [way]


@pytest.mark.parametrize(
    ("slug", "way"),
    [
        ("hybrid", "by_post"),
        ("hybrid", "IN_PERSON"),
        ("frokostmote", "online"),
        ("online", "in_person"),
    ],
)
def test_i11_a_way_to_attend_that_is_not_on_the_list_is_refused(
    client: FlaskClient, database: Database, slug: str, way: str
) -> None:
    answer = send(client, slug=slug, attendance=way)

    assert (answer.status_code, page(answer).problems) == (422, [CHOOSE])
    assert "attendance-0" in page(answer).ids
    assert stored(database, slug) == []


TYPO = "Mente du kari@gmail.com? Rett adressen, eller send skjemaet en gang til hvis den stemmer"


def test_a_likely_slip_in_the_address_is_asked_about_once(
    client: FlaskClient, database: Database
) -> None:
    asked = send(client, email="kari@gmial.com")
    assert (asked.status_code, page(asked).problems) == (422, [TYPO])
    assert page(asked).fields["email"] == "kari@gmial.com"

    assert post(client, page(asked).fields).status_code == 303
    assert stored(database)[0].answers.email == "kari@gmial.com"


def test_a_slip_that_is_mended_is_not_asked_about(client: FlaskClient, database: Database) -> None:
    asked = page(send(client, email="kari@gmial.com"))

    assert post(client, asked.fields | {"email": "kari@gmail.com"}).status_code == 303
    assert stored(database)[0].answers.email == "kari@gmail.com"


def test_a_slip_is_asked_about_once_though_something_else_is_wrong_too(
    client: FlaskClient,
) -> None:
    asked = page(send(client, email="kari@gmial.com", name=""))
    again = page(post(client, asked.fields))

    assert asked.problems == ["Skriv inn navnet ditt", TYPO]
    assert again.problems == ["Skriv inn navnet ditt"]
    assert post(client, again.fields | {"name": "Kari"}).status_code == 303


def test_another_slip_is_asked_about_anew(client: FlaskClient) -> None:
    asked = page(send(client, email="kari@gmial.com"))
    again = post(client, asked.fields | {"email": "kari@hotmial.com"})

    assert again.status_code == 422
    assert page(again).problems[0].startswith("Mente du kari@hotmail.com?")


def test_how_the_answers_are_used_is_told_before_the_button(client: FlaskClient) -> None:
    form = get_form(client)

    assert form.texts(".//section[@aria-labelledby='personvern']//li") == [
        "Eksempelforeningen er ansvarlig for opplysningene og bruker dem bare til å gjennomføre "
        "arrangementet.",
        "Ingen andre får se opplysningene.",
        "Alt slettes torsdag 4. juli 2030.",
        "Du kan når som helst se, endre eller slette dem selv, med lenken vi sender deg.",
    ]
    assert form.html.index('id="personvern"') < form.html.index('class="ds-button primary"')


def test_those_who_also_see_the_answers_are_named(client: FlaskClient, build: Build) -> None:
    show(build.site, an_event(påmelding={"deles_med": ["Hamar kommune", "NAV"]}))

    assert "Hamar kommune og NAV får også se opplysningene." in get_form(client).text


NAMES = [
    "Ø",
    "0",
    "O'Brien",
    "Null",
    "undefined",
    "None",
    "kari MCDONALD",
    "Robert'); drop table signups;--",
    '<b>Kari</b> & "Ola"',
    "=1+1",
    "Renée Françoise d'Été-Müller 3.",
    "محمد علي",
    "王小明",
    "क्षितिज",
    "ক্\u200cষ",
    "👩\u200d💻 Kari",
    "e" * 200,
    "😀" * 199 + "e",
]


def test_i03_every_human_name_is_stored_as_it_is_written(
    client: FlaskClient, database: Database
) -> None:
    for number, name in enumerate(NAMES):
        sign_up(client, name=name, organisation=name, email=f"p{number}@example.no")

    assert [each.answers.name for each in stored(database)] == NAMES
    assert [each.answers.organisation for each in stored(database)] == NAMES


def test_i03_letters_in_two_parts_are_stored_as_one(
    client: FlaskClient, database: Database
) -> None:
    parted = unicodedata.normalize("NFD", "Åse Ødegård Müller")
    assert parted != "Åse Ødegård Müller"
    sign_up(client, name=parted)

    assert stored(database)[0].answers.name == "Åse Ødegård Müller"


def test_white_space_around_an_answer_is_taken_away(
    client: FlaskClient, database: Database
) -> None:
    sign_up(client, name="  Kari  Nordmann\t", email=" kari@example.no ", message="\n Hei \n")

    given = stored(database)[0].answers
    assert (given.name, given.email, given.message) == (
        "Kari  Nordmann",
        "kari@example.no",
        "Hei",
    )


def test_a_message_of_several_lines_keeps_them(client: FlaskClient, database: Database) -> None:
    sign_up(client, message="Linje 1\r\nLinje 2\r\n\r\n\tLinje 4")

    assert stored(database)[0].answers.message == "Linje 1\nLinje 2\n\n\tLinje 4"


UNSEEN_LETTERS = [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x85",
    "\u00ad",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffe",
    "\ufffd",
    "\ue000",
    "\U000e0041",
    "\U0010ffff",
]
UNSEEN_BYTES = [b"%ED%A0%80", b"%FF", b"%C0%AF", b"%F8%88%80%80%80", b"%C3", b"\xff\xfe"]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("name", UNSEEN),
        ("organisation", UNSEEN.replace("Navnet", "Virksomheten")),
        ("message", "Teksten har tegn som ikke vises. Skriv den på nytt"),
    ],
)
def test_i02_letters_that_do_not_show_are_refused_at_the_field(
    client: FlaskClient, database: Database, field: str, message: str
) -> None:
    fields = filled_in(get_form(client))
    for letter in UNSEEN_LETTERS:
        answer = post(client, fields | {field: f"Kari{letter}Nordmann"})

        assert (answer.status_code, page(answer).problems) == (422, [message])
    assert stored(database) == []


def test_i02_bytes_that_are_no_text_are_refused_at_the_field(
    client: FlaskClient, database: Database
) -> None:
    fields = urlencode(filled_in(get_form(client), name=None)).encode()
    for raw in UNSEEN_BYTES:
        body = fields + b"&name=Kari" + raw + b"Nordmann"
        answer = client.post("/pamelding/frokostmote/", data=body, content_type=FORM_TYPE)

        assert (answer.status_code, page(answer).problems) == (422, [UNSEEN]), raw
    assert stored(database) == []


def test_i02_a_line_break_in_a_name_is_refused(client: FlaskClient) -> None:
    told = page(send(client, name="Kari\r\nBcc: x@example.no"))

    assert told.problems == [UNSEEN]


def test_i02_letters_that_do_not_show_are_refused_in_an_address(client: FlaskClient) -> None:
    for letter in UNSEEN_LETTERS:
        answer = send(client, email=f"ka{letter}ri@example.no")

        assert answer.status_code == 422, repr(letter)


TWICE = "Skjemaet kom fram med to svar på samme spørsmål. Se over svarene og send dem på nytt"


@pytest.mark.parametrize("field", [*ANSWERS, "token", "attendance"])
def test_i07_two_answers_to_one_question_are_refused(
    client: FlaskClient, database: Database, field: str
) -> None:
    fields = {"attendance": "in_person"} | filled_in(get_form(client))
    pairs = [*fields.items(), (field, fields[field])]
    answer = client.post("/pamelding/frokostmote/", data=urlencode(pairs), content_type=FORM_TYPE)

    assert (answer.status_code, page(answer).problems) == (422, [TWICE])
    assert stored(database) == []


def test_i07_four_thousand_fields_are_no_sign_up(client: FlaskClient, database: Database) -> None:
    pairs = urlencode([(f"f{number}", "x") for number in range(4000)])
    answer = client.post("/pamelding/frokostmote/", data=pairs, content_type=FORM_TYPE)

    assert (answer.status_code, page(answer).heading) == (413, "Det er for mye tekst")
    assert stored(database) == []


def test_a_field_that_nobody_asked_for_is_left_out(client: FlaskClient, database: Database) -> None:
    receipt = sign_up(client, status="confirmed", id="77", event="annet", extra="<b>")

    assert receipt.heading == "Du er påmeldt"
    assert (stored(database)[0].id, stored(database)[0].event) == (1, "frokostmote")


def test_the_form_shows_no_sign_of_what_others_have_written(client: FlaskClient) -> None:
    sign_up(client, name="Per Hemmelig", email="per@example.no")

    assert not re.search("Hemmelig|per@", get_form(client).html)
