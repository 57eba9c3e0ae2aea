"""Signing up: what is stored, what each state of the event answers, and the same form again."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.signups.models import Signup
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import NOW, URL, an_event
from tests.support.forms import (
    ANSWERS,
    FORM_TYPE,
    Page,
    a_client,
    answers,
    filled_in,
    get_form,
    page,
    post,
    send,
    show,
    sign_up,
    store,
    stored,
)

FORM = "/pamelding/frokostmote/"
TYPED = {
    "Navn": ANSWERS["name"],
    "E-post": ANSWERS["email"],
    "Virksomhet": ANSWERS["organisation"],
    "Melding til arrangøren": "Har dere te?",
}
ASK = "Lurer du på noe? Ta kontakt med Ola Nordmann, ola@example.no."
ALL = "Se kommende arrangementer"
READ = "Les om arrangementet"
BUTTONS = ".//button[@class='ds-button primary']"


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event."""
    show(build.site, an_event())
    return a_client(services)


def written(page: Page) -> dict[str, str]:
    """Return what a page shows under «Dette skrev du» or «Svarene dine»."""
    path = ".//section[@aria-labelledby='svar']//"
    return dict(zip(page.texts(f"{path}dt"), page.texts(f"{path}dd"), strict=True))


def advice(page: Page) -> list[str]:
    """Return what a page says that one can do now."""
    return page.texts(".//section[@aria-labelledby='videre']/p")


def test_a_sign_up_leads_to_its_receipt_and_nowhere_else(
    client: FlaskClient, database: Database
) -> None:
    answer = send(client)

    (signup,) = stored(database)
    assert (answer.status_code, answer.data) == (303, b"")
    assert answer.headers["Location"].startswith(f"/kvittering/{signup.public_id}.")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_what_was_written_is_what_is_stored(client: FlaskClient, database: Database) -> None:
    sign_up(client, message="Har dere te?")

    (signup,) = stored(database)
    assert signup.answers == answers(message="Har dere te?")
    assert signup.created_at == NOW


# What the editor wrote, the heading, the reason, and what one can do.
STATES: dict[str, tuple[dict[str, Any], str, str, list[str]]] = {
    "not yet open": (
        {"påmelding": {"åpner": "2030-05-03 09.00"}},
        "Påmeldingen har ikke åpnet ennå",
        "Du kan melde deg på fra fredag 3. mai 2030 kl. 09.00.",
        ["Legg arrangementet i kalenderen så lenge.", ASK, "Legg i kalenderen", READ],
    ),
    "closed": (
        {"påmelding": {"frist": "2030-05-01"}},
        "Påmeldingen er stengt",
        "Fristen var onsdag 1. mai 2030 kl. 23.59.",
        ["Spør om det fortsatt er mulig å bli med.", ASK, ALL, READ],
    ),
    "past": (
        {"start": "2030-04-02 08.30", "slutt": "2030-04-02 10.00"},
        "Arrangementet er holdt",
        "Det går ikke lenger an å melde seg på.",
        [ASK, ALL, READ],
    ),
    "cancelled": (
        {"status": "avlyst"},
        "Arrangementet er avlyst",
        "Det blir ikke holdt.",
        [ASK, ALL, READ],
    ),
    "postponed": (
        {"status": "utsatt"},
        "Arrangementet er utsatt",
        "Ny dato er ikke bestemt.",
        ["Kom tilbake til siden når den nye datoen er klar.", ASK, ALL, READ],
    ),
}


def reason(page: Page) -> str:
    """Return why one cannot sign up."""
    (told,) = page.texts(".//p[@class='status-reason']")
    return told


@pytest.mark.parametrize("state", STATES)
def test_the_form_of_an_event_that_is_not_open_says_why_and_what_to_do(
    client: FlaskClient, build: Build, state: str
) -> None:
    keys, *expected = STATES[state]
    show(build.site, an_event(**keys))
    answer = client.get(FORM)
    told = page(answer)

    assert answer.status_code == 200
    assert [told.heading, reason(told), advice(told)] == expected
    assert told.title == f"{told.heading} – Frokostmøte"
    assert told.root.find(".//form") is None


@pytest.mark.parametrize("state", STATES)
def test_f26_a_form_sent_when_the_event_is_not_open_shows_what_was_written(
    client: FlaskClient, build: Build, database: Database, state: str
) -> None:
    keys, *expected = STATES[state]
    fields = filled_in(get_form(client), message="Har dere te?")
    show(build.site, an_event(**keys))
    answer = post(client, fields)

    told = page(answer)
    assert answer.status_code == 409
    assert [told.heading, reason(told), advice(told)] == expected
    assert written(told) == TYPED
    assert "Det er ikke lagret. Du kan kopiere det herfra." in told.text
    assert stored(database) == []


def test_f26_the_deadline_passes_while_the_form_is_filled_in(
    client: FlaskClient, build: Build, database: Database, clock: SetClock
) -> None:
    show(build.site, an_event(påmelding={"frist": "2030-05-02 13.00"}))
    fields = filled_in(get_form(client))
    clock.now = NOW + timedelta(hours=1)
    answer = post(client, fields)

    assert (answer.status_code, page(answer).heading) == (409, "Påmeldingen er stengt")
    assert stored(database) == []


def test_f26_one_second_before_the_deadline_is_in_time(
    client: FlaskClient, build: Build, clock: SetClock
) -> None:
    show(build.site, an_event(påmelding={"frist": "2030-05-02 13.00"}))
    clock.now = NOW + timedelta(minutes=59, seconds=59)

    assert sign_up(client).heading == "Du er påmeldt"


def test_f26_a_mistake_after_the_deadline_is_told_as_too_late(
    client: FlaskClient, build: Build
) -> None:
    fields = filled_in(get_form(client), email="kari")
    show(build.site, an_event(påmelding={"frist": "2030-05-01"}))
    answer = post(client, fields)

    assert (answer.status_code, page(answer).heading) == (409, "Påmeldingen er stengt")
    assert written(page(answer))["E-post"] == "kari"


def test_a_form_that_opens_is_there_at_that_second(
    client: FlaskClient, build: Build, clock: SetClock
) -> None:
    show(build.site, an_event(påmelding={"åpner": "2030-05-02 13.00"}))
    clock.now = NOW + timedelta(hours=1)

    assert get_form(client).heading == "Meld deg på"


FULL = {"plasser": 1, "venteliste": "nei"}


def test_a_full_event_says_so_before_anything_is_written(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, event := an_event(påmelding=FULL))
    store(database, event, answers("ada"))
    told = get_form(client)

    assert told.heading == "Arrangementet er fullt"
    assert reason(told) == "Alle plassene er tatt, og det er ingen venteliste."
    assert advice(told) == ["Spør om noen har meldt avbud.", ASK, ALL, READ]


def test_the_last_seat_goes_while_the_form_is_filled_in(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, event := an_event(påmelding=FULL))
    fields = filled_in(get_form(client), message="Har dere te?")
    store(database, event, answers("ada"))
    answer = post(client, fields)

    assert (answer.status_code, page(answer).heading) == (409, "Arrangementet er fullt")
    assert written(page(answer)) == TYPED
    assert len(stored(database)) == 1


def test_a_full_event_offers_its_waiting_list_before_anything_is_written(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, event := an_event(påmelding={"plasser": 1}))
    store(database, event, answers("ada"))
    form = get_form(client)

    assert form.texts(".//section[@aria-labelledby='beskjed']/*") == [
        "Det er fullt",
        "Du kan sette deg på ventelisten. Blir en plass ledig, går den til den som står først. "
        "Da sender vi e-post.",
    ]
    assert form.texts(BUTTONS) == ["Sett meg på ventelisten"]


@pytest.mark.parametrize(
    ("waiting", "hint"), [("ja", "Fullt. Du kan stå på venteliste."), ("nei", "Fullt.")]
)
def test_a_way_to_attend_that_is_full_says_so_where_one_chooses(
    client: FlaskClient, build: Build, database: Database, waiting: str, hint: str
) -> None:
    event = an_event(digitalt="Teams", påmelding={"plasser": 1, "venteliste": waiting})
    show(build.site, event)
    store(database, event, answers("ada"))
    form = get_form(client)

    hints = [f"Kulturhuset, Storgata 1, Hamar. {hint}", "Med Teams"]
    assert form.texts(".//fieldset//div/p") == hints
    assert form.texts(BUTTONS) == ["Meld deg på"]


@pytest.mark.parametrize(
    ("keys", "where", "told"),
    [
        ({}, ".//header//span", "Få plasser igjen."),
        ({"språk": "nn"}, ".//header//span", "Få plassar igjen."),
        (
            {"digitalt": "Teams"},
            ".//fieldset//div[1]/p",
            "Kulturhuset, Storgata 1, Hamar. Få plasser igjen.",
        ),
    ],
)
def test_a_form_says_that_few_seats_are_left_and_no_number(
    client: FlaskClient,
    build: Build,
    database: Database,
    keys: dict[str, str],
    where: str,
    told: str,
) -> None:
    show(build.site, event := an_event(påmelding={"plasser": 3}, **keys))
    before = get_form(client).texts(where)
    for name in ("ada", "bo"):
        store(database, event, answers(name))

    assert (told in before, told in get_form(client).texts(where)) == (False, True)


def test_who_chose_a_way_that_is_full_can_choose_the_other(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, event := an_event(digitalt="Teams", påmelding=FULL))
    fields = filled_in(get_form(client), attendance="in_person")
    store(database, event, answers("ada"))
    answer = post(client, fields)
    told = page(answer)

    assert answer.status_code == 409
    assert told.texts(".//section[@aria-labelledby='beskjed']/*") == [
        "Det er fullt for det du valgte",
        "Du kan fortsatt velge «Jeg deltar på nett».",
    ]
    assert post(client, told.fields | {"attendance": "online"}).status_code == 303


def test_what_was_chosen_is_shown_too_where_one_cannot_sign_up(
    client: FlaskClient, build: Build
) -> None:
    show(build.site, an_event(digitalt="Teams"))
    fields = filled_in(get_form(client), attendance="online")
    show(build.site, an_event(digitalt="Teams", status="avlyst"))

    assert written(page(post(client, fields)))["Hvordan deltar du?"] == "Jeg deltar på nett"


def test_f22_back_and_send_again_gives_the_same_receipt(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client))
    first, second = post(client, fields), post(client, fields)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored(database)) == 1


def test_f22_a_form_that_came_back_with_mistakes_is_still_the_same_form(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client))
    mended = page(post(client, fields | {"name": ""})).fields | {"name": fields["name"]}
    first, second = post(client, mended), post(client, fields)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(stored(database)) == 1


def test_f22_a_retry_after_the_deadline_still_has_its_receipt(
    client: FlaskClient, build: Build
) -> None:
    fields = filled_in(get_form(client))
    first = post(client, fields)
    show(build.site, an_event(påmelding={"frist": "2030-05-01"}))

    assert post(client, fields).headers["Location"] == first.headers["Location"]


def test_f23_the_same_form_for_somebody_else_says_that_nothing_is_changed(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client))
    receipt = post(client, fields).headers["Location"]
    answer = post(client, fields | {"name": "Ola", "email": "ola@example.no"})

    told = page(answer)
    assert answer.status_code == 409
    assert told.texts(".//section[@aria-labelledby='beskjed']/*") == [
        "Dette skjemaet er allerede sendt",
        "Ingenting er endret. Vil du melde på en person til, så send skjemaet en gang til.",
        "Se påmeldingen som gjelder",
    ]
    assert told.root.find(".//section//a").get("href") == receipt
    assert [each.answers.name for each in stored(database)] == ["Kari Nordmann"]


def test_f23_the_form_comes_back_filled_in_and_is_a_new_one(
    client: FlaskClient, database: Database
) -> None:
    fields = filled_in(get_form(client))
    post(client, fields)
    other = fields | {"name": "Ola", "email": "ola@example.no", "message": "Hei"}
    came_back = page(post(client, other)).fields

    assert came_back == other | {"token": came_back["token"]}
    assert post(client, came_back).status_code == 303
    assert [each.answers.name for each in stored(database)] == ["Kari Nordmann", "Ola"]


def receipts(client: FlaskClient, database: Database, *addresses: str) -> list[Page]:
    """Sign these addresses up, and return receipts without what is each sign-up's own."""
    pages = [sign_up(client, email=address, name="Kari") for address in addresses]
    signups = stored(database)[-len(addresses) :]
    return [masked(each, signup) for each, signup in zip(pages, signups, strict=True)]


def masked(receipt: Page, signup: Signup) -> Page:
    """Return the receipt without its link, its address and its reference."""
    html = re.sub(r"/kvittering/[^/]+/", "/kvittering/…/", receipt.html)
    return Page(html.replace(signup.answers.email, "…").replace(signup.reference, "…"))


def test_a05_a_full_event_tells_known_and_unknown_the_same(
    client: FlaskClient, build: Build, database: Database
) -> None:
    show(build.site, an_event(påmelding={"plasser": 1}))
    sign_up(client, email="ada@example.no")
    known, unknown = receipts(client, database, "ada@example.no", "new@example.no")

    assert known.heading == "Du står på venteliste (nr. 1)"
    assert unknown.heading == "Du står på venteliste (nr. 2)"
    assert known.html.replace("nr. 1", "nr. 2") == unknown.html


def test_a05_an_open_event_tells_known_and_unknown_the_same(
    client: FlaskClient, database: Database
) -> None:
    sign_up(client, email="ada@example.no")
    known, unknown = receipts(client, database, "ada@example.no", "new@example.no")

    assert [each.status for each in stored(database)] == ["confirmed", "repeat", "confirmed"]
    assert known.html == unknown.html


def test_a05_the_redirects_of_known_and_unknown_are_of_one_length(client: FlaskClient) -> None:
    sign_up(client, email="ada@example.no")
    known, unknown = (send(client, email=address) for address in ("ada@example.no", "b@example.no"))

    assert known.status == unknown.status
    assert len(str(known.headers)) == len(str(unknown.headers))


def test_a08_looking_changes_nothing(client: FlaskClient, database: Database) -> None:
    receipt = send(client).headers["Location"]
    before = stored(database)
    for path in (FORM, receipt, f"{receipt}kalender.ics", "/", "/healthz"):
        for method in ("GET", "HEAD", "OPTIONS"):
            client.open(path, method=method)

    assert stored(database) == before


WRONG_TYPES = [
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/xml",
    f"{FORM_TYPE}; charset=iso-8859-1",
    f"{FORM_TYPE}; charset=utf-16",
    f"{FORM_TYPE}; charset=utf-7",
    "",
]


@pytest.mark.parametrize("kind", WRONG_TYPES)
def test_i06_what_no_form_of_ours_sends_is_refused(
    client: FlaskClient, database: Database, kind: str
) -> None:
    body = urlencode(filled_in(get_form(client)))
    answer = client.post(FORM, data=body, headers={"Content-Type": kind})

    assert answer.status_code == 415
    assert page(answer).heading == "Skjemaet kom i feil format"
    assert stored(database) == []


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_i06_a_form_may_say_that_it_is_utf_8(client: FlaskClient, charset: str) -> None:
    body = urlencode(filled_in(get_form(client), name="Åse"))
    kind = f"{FORM_TYPE}; charset={charset}"

    assert client.post(FORM, data=body, headers={"Content-Type": kind}).status_code == 303


def test_i06_a_form_over_64_kib_is_refused(client: FlaskClient, database: Database) -> None:
    body = urlencode(filled_in(get_form(client), message=None)) + "&message="
    body += "a" * (64 * 1024 - len(body))
    at_the_limit = client.post(FORM, data=body, content_type=FORM_TYPE)
    over_it = client.post(FORM, data=body + "a", content_type=FORM_TYPE)

    assert (at_the_limit.status_code, over_it.status_code) == (422, 413)
    assert page(at_the_limit).problems == ["Teksten er for lang. Bruk høyst 2000 tegn"]
    assert page(over_it).heading == "Det er for mye tekst"
    assert stored(database) == []


def test_i08_an_unknown_event_is_not_found(client: FlaskClient, database: Database) -> None:
    for slug in ["annet", "frokostmote%00", "%2e%2e", "%C3%A6", "Frokostmote", "a" * 4000]:
        path = f"/pamelding/{slug}/"
        for answer in (client.get(path), client.post(path, data=ANSWERS)):
            told = page(answer)
            assert (answer.status_code, told.heading) == (404, "Vi finner ikke arrangementet")
    assert stored(database) == []


def test_i08_a_path_out_of_the_events_is_not_found(client: FlaskClient) -> None:
    for path in ("/pamelding/..%2f/", "/pamelding/../../etc/passwd", "/pamelding/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("cookie", ["session=x", "=;;==", "a" * 8000, 'x="\\', "session=å"])
def test_i10_cookies_are_not_read(client: FlaskClient, cookie: str) -> None:
    headers = {"Cookie": cookie}
    answer = client.post(FORM, data=filled_in(get_form(client)), headers=headers)

    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


HTML = "<img src=x onerror=alert(1)>\"'&amp;</title></textarea><script>alert(2)</script>"


def injected(client: FlaskClient) -> dict[str, str]:
    """Return a form with HTML wherever one can write."""
    fields = filled_in(get_form(client), name=HTML, organisation=HTML, message=HTML)
    return fields | {"email": "o'brien+<b>@example.no", "attendance": HTML, "email_seen": HTML}


def assert_only_text(told: Page) -> None:
    """Fail where the HTML that was written has become elements or handlers of the page."""
    assert told.root.findall(".//script") == []
    assert told.root.findall(".//img") == told.root.findall(".//b") == []
    assert [each for each in told.root.iter() if "onerror" in each.attrib] == []
    assert HTML in told.fields.values() or HTML in written(told).values()


def test_a17_html_is_text_in_a_form_that_comes_back(client: FlaskClient) -> None:
    answer = post(client, injected(client))

    assert answer.status_code == 422
    assert_only_text(page(answer))
    assert page(answer).fields["email"] == "o'brien+<b>@example.no"


def test_a17_html_is_text_on_the_page_of_an_event_that_is_closed(
    client: FlaskClient, build: Build
) -> None:
    fields = injected(client)
    show(build.site, an_event(påmelding={"frist": "2030-05-01"}))

    assert_only_text(page(post(client, fields)))


def test_a17_html_is_text_in_a_form_that_was_sent_before(client: FlaskClient) -> None:
    fields = filled_in(get_form(client))
    post(client, fields)
    answer = post(client, fields | {"name": HTML, "organisation": HTML, "message": HTML})

    assert answer.status_code == 409
    assert_only_text(page(answer))


def test_a17_html_is_text_on_the_receipt(client: FlaskClient) -> None:
    assert_only_text(sign_up(client, name=HTML, organisation=HTML, message=HTML))


OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": URL},
    {"Origin": "http://localhost:8000"},
]
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": URL},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": f"{URL}.evil.example"},
    {"Origin": "https://127.0.0.1:8000"},
    {"Origin": "http://127.0.0.1:8001"},
]


@pytest.mark.parametrize("headers", OWN)
def test_a10_a_form_sent_from_our_own_page_is_taken(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    fields = filled_in(get_form(client))

    assert client.post(FORM, data=fields, headers=headers).status_code == 303


@pytest.mark.parametrize("headers", FOREIGN)
def test_a10_a_form_sent_from_another_site_is_refused(
    client: FlaskClient, database: Database, headers: dict[str, str]
) -> None:
    answer = client.post(FORM, data=filled_in(get_form(client)), headers=headers)

    assert answer.status_code == 403
    assert page(answer).heading == "Skjemaet må sendes fra vår egen side"
    assert stored(database) == []


def test_a10_other_sites_may_lead_to_the_form(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://example.no"}

    assert client.get(FORM, headers=headers).status_code == 200
