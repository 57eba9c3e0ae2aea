"""Own questions: shown with their purpose, checked, kept, and told wherever one looks."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formhandler.mail.eml_files import sweep
from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.signups.retention import delete_due
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import OSLO, a_manifest, an_event
from tests.support.forms import (
    Page,
    a_client,
    a_person,
    deliver,
    everything,
    filled_in,
    get_form,
    page,
    person,
    show,
    sign_up,
    stored,
    words_of,
)

FORM = "/pamelding/frokostmote/"
WHY = "Vi planlegger"


def question(key: str, kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"nøkkel": key, "spørsmål": text, "type": kind, "formål": WHY, **more}


QUESTIONS = [
    question("rolle", "tekst", "Hva er rollen din?", må_besvares="ja"),
    question("tema", "lang tekst", "Hva vil du høre om?"),
    question("lunsj", "ett valg", "Spiser du lunsj?", valg=["Ja", "Nei"], må_besvares="ja"),
    question("dager", "flere valg", "Hvilke dager?", valg=["Mandag", "Tirsdag", "Onsdag"]),
    question("antall", "tall", "Hvor mange er dere?"),
    question("bilder", "samtykke", "Dere kan ta bilde av meg"),
    question("mat", "tekst", "Er det mat du ikke tåler?", helse="ja"),
]
RIGHT: dict[str, str | list[str]] = {
    "q_rolle": "Innkjøper",
    "q_tema": "Krav\nog kontrakt",
    "q_lunsj": "Ja",
    "q_dager": ["Mandag", "Onsdag"],
    "q_antall": "2",
    "q_bilder": "ja",
    "q_mat": "Nøtter",
}
TOLD = {
    "Hva er rollen din?": "Innkjøper",
    "Hva vil du høre om?": "Krav og kontrakt",
    "Spiser du lunsj?": "Ja",
    "Hvilke dager?": "Mandag og Onsdag",
    "Hvor mange er dere?": "2",
    "Dere kan ta bilde av meg": "Ja",
    "Er det mat du ikke tåler?": "Nøtter",
}
HEALTH = f"{WHY}. Svaret kan si noe om helsen din. Vi sletter svaret 7 dager etter arrangementet."
EVENT = an_event(påmelding={"spørsmål": QUESTIONS})


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event that asks one question of each kind."""
    show(build.site, EVENT)
    return a_client(services)


def answer(client: FlaskClient, **own: str | list[str]) -> TestResponse:
    """Send the form with right answers but for these."""
    return client.post(FORM, data={**filled_in(get_form(client)), **RIGHT, **own})


def hint(form: Page, key: str) -> list[str]:
    return form.texts(f".//p[@id='q_{key}-hjelp']")


def test_each_question_is_asked_in_the_editor_s_order(client: FlaskClient) -> None:
    form = get_form(client)
    asked = [each for each in form.ids if each.startswith("q_") and each.endswith("-hjelp")]

    assert asked == [f"q_{each['nøkkel']}-hjelp" for each in QUESTIONS]


def test_each_question_says_what_the_answer_is_for(client: FlaskClient) -> None:
    form = get_form(client)
    hints = {each["nøkkel"]: hint(form, each["nøkkel"]) for each in QUESTIONS}

    assert hints.pop("mat") == [HEALTH]
    assert set(map(tuple, hints.values())) == {(WHY,)}


def test_the_days_that_an_answer_about_health_is_kept_are_the_editor_s(
    client: FlaskClient, build: Build
) -> None:
    own = question("mat", "tekst", "Allergi?", helse="ja", slettes_etter="2 dager")
    show(build.site, an_event(påmelding={"spørsmål": [own]}))

    assert hint(get_form(client), "mat") == [HEALTH.replace("7 dager", "2 dager")]


def test_any_answer_that_is_deleted_early_says_when(client: FlaskClient, build: Build) -> None:
    own = question("buss", "tekst", "Buss?", slettes_etter="3 dager")
    as_long = question("rolle", "tekst", "Rolle?", slettes_etter="90 dager")
    show(build.site, an_event(påmelding={"spørsmål": [own, as_long]}))
    form = get_form(client)

    assert hint(form, "buss") == [f"{WHY}. Vi sletter svaret 3 dager etter arrangementet."]
    assert hint(form, "rolle") == [WHY]


def test_each_question_says_whether_it_must_be_answered(client: FlaskClient) -> None:
    form = get_form(client)
    asked = form.texts(".//label") + form.texts(".//legend")
    wanted = {
        f"{each['spørsmål']} {'Må fylles ut' if 'må_besvares' in each else 'Valgfritt'}"
        for each in QUESTIONS
    }

    assert wanted <= set(asked)


def test_no_answer_is_chosen_beforehand(client: FlaskClient) -> None:
    fields = get_form(client).fields

    assert [name for name in ("q_lunsj", "q_dager", "q_bilder") if name in fields] == []


def test_choices_are_what_the_editor_wrote(client: FlaskClient) -> None:
    inputs = get_form(client).root.findall(".//fieldset//input")
    found = [(each.get("type"), each.get("name"), each.get("value")) for each in inputs]

    assert found == [
        *(("radio", "q_lunsj", each) for each in ("Ja", "Nei")),
        *(("checkbox", "q_dager", each) for each in ("Mandag", "Tirsdag", "Onsdag")),
    ]


def test_all_answers_are_stored(client: FlaskClient, database: Database) -> None:
    assert answer(client).status_code == 303

    (signup,) = stored(database)
    assert signup.answers.own == {
        "rolle": ("Innkjøper",),
        "tema": ("Krav\nog kontrakt",),
        "lunsj": ("Ja",),
        "dager": ("Mandag", "Onsdag"),
        "antall": ("2",),
        "bilder": ("ja",),
        "mat": ("Nøtter",),
    }


def test_what_need_not_be_answered_need_not(client: FlaskClient, database: Database) -> None:
    empty = dict.fromkeys(("q_tema", "q_antall", "q_mat"), "")
    fields = filled_in(get_form(client)) | {"q_rolle": "Sjef", "q_lunsj": "Nei"} | empty

    assert client.post(FORM, data=fields).status_code == 303
    assert stored(database)[0].answers.own == {"rolle": ("Sjef",), "lunsj": ("Nei",)}


LONG = "Bruk høyst 200 tegn, og bare tegn som vises"
ON_LIST = "Velg blant svarene som står her"
NUMBER = "Skriv et tall, for eksempel 2"
MISTAKES: list[tuple[str, str | list[str], str]] = [
    ("rolle", "", "Svar på «Hva er rollen din?»"),
    ("rolle", "   ", "Svar på «Hva er rollen din?»"),
    ("rolle", "a" * 201, LONG),
    ("rolle", "Sjef\u202e", LONG),
    ("rolle", "a\r\nb", LONG),
    ("tema", "a" * 2001, "Teksten er for lang. Bruk høyst 2000 tegn"),
    ("tema", "a\x00b", "Teksten har tegn som ikke vises. Skriv den på nytt"),
    ("lunsj", "", "Velg et svar på «Spiser du lunsj?»"),
    ("lunsj", "Kanskje", ON_LIST),
    ("lunsj", "ja", ON_LIST),
    ("dager", "Søndag", ON_LIST),
    ("dager", ["Mandag", "Søndag"], ON_LIST),
    ("dager", ["Mandag", "Mandag"], "Velg hvert svar bare én gang"),
    ("antall", "to", NUMBER),
    ("antall", "2 000", NUMBER),
    ("antall", "=1+1", NUMBER),
    ("antall", "٣", NUMBER),
    ("antall", "1e9", NUMBER),
    ("antall", "9" * 13, NUMBER),
    ("bilder", "nei", "Kryss av, eller la det stå tomt"),
    ("mat", "a\x07", LONG),
]


def test_each_mistake_is_told_in_the_summary_and_at_its_field(
    client: FlaskClient, database: Database
) -> None:
    for key, given, message in MISTAKES:
        answered = answer(client, **{f"q_{key}": given})
        told = page(answered)
        (link,) = told.root.findall(".//section[@aria-labelledby='feil']//a")

        assert (answered.status_code, told.problems) == (422, [message]), given
        assert told.texts(f".//p[@id='q_{key}-feil']") == [f"Feil: {message}"]
        assert link.get("href").removeprefix("#") in told.ids
    assert stored(database) == []


@pytest.mark.parametrize("number", ["0", "-3", "2,5", "2.5", "100"])
def test_a_number_may_be_written_as_people_do(
    client: FlaskClient, database: Database, number: str
) -> None:
    answer(client, q_antall=number)

    assert stored(database)[0].answers.own["antall"] == (number,)


def test_a_choice_that_must_be_made_is_asked_for(client: FlaskClient, build: Build) -> None:
    asked = [
        question("dager", "flere valg", "Hvilke dager?", valg=["Man", "Tir"], må_besvares="ja"),
        question("bilder", "samtykke", "Bilder er greit", må_besvares="ja"),
    ]
    show(build.site, an_event(påmelding={"spørsmål": asked}))
    told = page(client.post(FORM, data=filled_in(get_form(client))))

    assert told.problems == [
        "Velg minst ett svar på «Hvilke dager?»",
        "Kryss av for «Bilder er greit»",
    ]


def test_a_question_with_marks_in_it_is_told_as_it_is_written(
    client: FlaskClient, build: Build
) -> None:
    asked = [question("te", "tekst", "Te & <kaffe>?", må_besvares="ja")]
    show(build.site, an_event(påmelding={"spørsmål": asked}))
    told = page(client.post(FORM, data=filled_in(get_form(client))))

    assert told.problems == ["Svar på «Te & <kaffe>?»"]


def checked(form: Page) -> list[str]:
    inputs = form.root.findall(".//form//input")
    return [each.get("id") for each in inputs if "checked" in each.attrib]


def test_all_answers_are_kept_when_something_else_is_wrong(client: FlaskClient) -> None:
    told = page(answer(client, name=""))

    texts = {name: told.fields[name] for name in ("q_rolle", "q_tema", "q_antall", "q_mat")}
    assert texts == {name: RIGHT[name] for name in texts}
    assert checked(told) == ["q_lunsj-0", "q_dager-0", "q_dager-2", "q_bilder"]


def test_i07_two_answers_to_one_question_are_refused(
    client: FlaskClient, database: Database
) -> None:
    assert answer(client, q_rolle=["Sjef", "Innkjøper"]).status_code == 422
    assert stored(database) == []


def test_i11_a_question_that_is_not_asked_is_not_stored(
    client: FlaskClient, database: Database
) -> None:
    answer(client, q_lonn="1000000", q_="x", rolle="x")

    assert "lonn" not in stored(database)[0].answers.own
    assert stored(database)[0].answers.own["rolle"] == ("Innkjøper",)


def test_the_answers_are_on_the_receipt_and_on_the_own_page(
    client: FlaskClient, database: Database
) -> None:
    receipt = page(client.get(answer(client).headers["Location"]))
    own = person(client, stored(database)[0]).see()

    for shown in (receipt.pairs("svar"), own.pairs("svar")):
        assert {label: shown[label] for label in TOLD} == TOLD


def test_the_answers_are_in_the_mail(client: FlaskClient, services: Services) -> None:
    answer(client)
    (mail,) = deliver(services)
    lines = words_of(mail).splitlines()

    short = {label: text for label, text in TOLD.items() if label != "Hva vil du høre om?"}
    for label, text in short.items():
        assert f"{label if label.endswith('?') else f'{label}:'} {text}" in lines
    assert lines[lines.index("Hva vil du høre om?") + 1 :][:2] == ["  | Krav", "  | og kontrakt"]


def test_answers_that_a_mending_brings_are_checked_too(
    client: FlaskClient, database: Database
) -> None:
    answer(client)
    who, before = person(client, stored(database)[0]), everything(database)
    fields = page(who.ask("endre/")).fields | {"q_lunsj": "Kanskje"}
    answered = who.do("endre", **fields)

    assert (answered.status_code, page(answered).problems) == (422, [ON_LIST])
    assert everything(database) == before


def test_a_mending_form_has_what_was_chosen(client: FlaskClient, database: Database) -> None:
    answer(client)
    who = person(client, stored(database)[0])

    assert checked(page(who.ask("endre/"))) == [
        *("q_lunsj-0", "q_dager-0", "q_dager-2", "q_bilder")
    ]


def test_a_consent_can_be_withdrawn(client: FlaskClient, database: Database) -> None:
    answer(client)
    who = person(client, stored(database)[0])
    own = {name: RIGHT[name] for name in RIGHT if name != "q_bilder"}
    answered = who.do("endre", **page(who.ask("endre/")).fields | own | {"q_bilder": []})

    assert answered.status_code == 303
    assert "bilder" not in stored(database)[0].answers.own
    assert "Dere kan ta bilde av meg" not in who.see().pairs("svar")


def test_all_choices_can_be_taken_back(client: FlaskClient, database: Database) -> None:
    answer(client)
    who = person(client, stored(database)[0])
    who.do("endre", **page(who.ask("endre/")).fields | RIGHT | {"q_dager": []})

    assert "dager" not in stored(database)[0].answers.own


def test_a_choice_is_the_same_however_its_letters_are_written(
    client: FlaskClient, build: Build, database: Database
) -> None:
    composed, decomposed = "P\u00e5 b\u00e5ten", "Pa\u030a ba\u030aten"
    own = question("vei", "ett valg", "Hvordan?", valg=[decomposed, "Buss"])
    show(build.site, an_event(påmelding={"spørsmål": [own]}))
    sign_up(client, q_vei=composed)
    sign_up(client, q_vei=decomposed, email="ola@example.no")

    assert [each.answers.own for each in stored(database)] == [{"vei": (composed,)}] * 2


def test_a_choice_that_the_editor_has_taken_away_is_shown_still(
    client: FlaskClient, build: Build, database: Database
) -> None:
    answer(client)
    show(build.site, an_event())
    own = person(client, stored(database)[0])

    assert own.see().pairs("svar")["rolle"] == "Innkjøper"
    assert own.see().pairs("svar")["dager"] == "Mandag, Onsdag"


def test_mending_keeps_answers_to_questions_that_were_taken_away(
    client: FlaskClient, build: Build, database: Database
) -> None:
    answer(client)
    show(build.site, an_event(påmelding={"spørsmål": QUESTIONS[:1]}))
    who = person(client, stored(database)[0])
    who.do("endre", **page(who.ask("endre/")).fields | {"name": "Kari Å"})

    assert stored(database)[0].answers.own["dager"] == ("Mandag", "Onsdag")


TARGET = {
    "målgruppe_spørsmål": {
        "spørsmål": "Arbeider du i det offentlige?",
        "ellers": "Se våre åpne kurs.",
    }
}
MUST_SAY = "Svar ja eller nei, så vi vet om arrangementet passer for deg"


@pytest.fixture
def asking(client: FlaskClient, build: Build) -> FlaskClient:
    """Give a client of a site whose event asks whether it is for this person."""
    show(build.site, an_event(påmelding=TARGET))
    return client


def target(client: FlaskClient, said: str | None, **answers: str) -> TestResponse:
    fields = filled_in(get_form(client), q_malgruppe=said, **answers)
    return client.post(FORM, data=fields)


def test_the_target_question_is_asked_first_with_who_it_is_for(asking: FlaskClient) -> None:
    form = get_form(asking)

    assert form.texts(".//legend") == ["Arbeider du i det offentlige? Må fylles ut"]
    assert hint(form, "malgruppe") == ["Alle som arbeider med innkjøp"]
    assert form.texts(".//fieldset//label") == ["Ja", "Nei"]
    assert form.html.index("q_malgruppe-0") < form.html.index('id="name"')


def test_who_says_yes_is_signed_up(asking: FlaskClient, database: Database) -> None:
    assert target(asking, "ja").status_code == 303
    assert stored(database)[0].answers.own == {}


@pytest.mark.parametrize("said", [None, "", "kanskje", "JA"])
def test_who_says_nothing_is_asked_to(
    asking: FlaskClient, database: Database, said: str | None
) -> None:
    answered = target(asking, said)

    assert (answered.status_code, page(answered).problems) == (422, [MUST_SAY])
    assert "q_malgruppe-0" in page(answered).ids
    assert stored(database) == []


def test_who_says_no_is_told_kindly_with_what_was_written(
    asking: FlaskClient, database: Database
) -> None:
    answered = target(asking, "nei", message="Hei")
    told = page(answered)

    assert (answered.status_code, told.heading) == (200, "Dette arrangementet er for andre")
    assert told.texts(".//p[@class='status-reason']") == [
        "Målgruppen er: Alle som arbeider med innkjøp."
    ]
    assert told.texts(".//section[@aria-labelledby='videre']/p")[0] == "Se våre åpne kurs."
    assert told.pairs("svar")["Melding til arrangøren"] == "Hei"
    assert everything(database)["signups"] == everything(database)["outbox"] == []


def test_who_says_no_is_told_so_whatever_else_is_wrong(asking: FlaskClient) -> None:
    assert target(asking, "nei", name="", email="x").status_code == 200


def test_who_says_no_to_an_event_that_is_closed_is_told_that_it_is(
    asking: FlaskClient, build: Build
) -> None:
    fields = filled_in(get_form(asking), q_malgruppe="nei")
    show(build.site, an_event(påmelding=TARGET | {"frist": "2030-05-01"}))
    answered = asking.post(FORM, data=fields)

    assert (answered.status_code, page(answered).heading) == (409, "Påmeldingen er stengt")


def test_html_of_an_editor_s_or_a_visitor_s_is_text(
    client: FlaskClient, build: Build, database: Database
) -> None:
    html = "<script>alert(1)</script>\"'&amp;"
    show(build.site, an_event(påmelding={"spørsmål": [question("a", "tekst", html)]}))
    form, receipt = get_form(client), sign_up(client, q_a=html)

    assert receipt.pairs("svar")[html] == html
    for shown in (form, receipt, a_person(client, q_a=html, email="b@example.no").see()):
        assert shown.root.findall(".//script") == []


def test_f37_a_deleted_answer_is_in_no_mail_about_a_repeat(
    client: FlaskClient, services: Services, database: Database
) -> None:
    answer(client)
    answer(client, q_mat="")
    deliver(services)
    delete_due(database, a_manifest(EVENT), SetClock(datetime(2030, 6, 11, tzinfo=OSLO)))
    sweep(services.mail or Path(), database)

    assert [mail for mail in deliver(services) if "Nøtter" in words_of(mail)] == []
