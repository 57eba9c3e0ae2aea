"""Search finds an event by any of its words, however they are typed, and answers without script."""

import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from formhandler.events.search_index import Index
from formhandler.web.services import Services
from tests.support.events import an_event
from tests.support.forms import Page, a_client, page, show
from tests.support.tables import each_case

EVERYTHING: dict[str, Any] = {
    "tittel": "Bærekraft i Ålesund – «krav» som virker",
    "ingress": "Kom på frokost, og spør.",
    "start": "2030-06-04 08.30",
    "slutt": "2030-07-01 10.00",
    "sted": {"navn": "Kulturhuset", "adresse": "Storgata 1", "poststed": "Tromsø"},
    "digitalt": "Teams",
    "målgruppe": "Innkjøpere",
    "arrangører": ["Øystre Slidre kommune"],
    "personer": [{"navn": "José Ødegård", "rolle": "Møteleder"}],
    "program": [{"kl": "09.00", "tittel": "Kontraktsoppfølging", "hvem": "Zoë Aas"}],
}


def finds(query: str, **keys: Any) -> bool:
    return Index([an_event(**(EVERYTHING | keys))]).find(query) != []


@each_case(
    "query",
    [
        *("virker", "frokost", "kulturhuset", "storgata", "tromsø", "teams", "innkjøpere"),
        *("øystre", "møteleder", "kontraktsoppfølging", "zoë", "2030", "juni 2030", "4. juni"),
        *("1. juli", "virk", "k", "KRAV", "virker bærekraft", "«krav»", "krav,virker", "  krav  "),
        *("alesund", "aalesund", "Ålesund", "baerekraft", "barekraft", "tromso", "tromsoe"),
        *("jose", "odegard", "oedegaard", "ødegard", "ås", "zoe", "krav krav"),
        *("A\u030alesund", "\uff4b\uff52\uff41\uff56"),
    ],
)
def test_an_event_is_found_by_its_words_their_beginnings_and_other_spellings(query: str) -> None:
    assert finds(query)


@each_case(
    "query",
    [
        "",
        "   ",
        "–",
        "«»",
        "raft",
        "virker ikke",
        "juni 2031",
        "mai",
        "ola",
        "storgata2",
        "_",
        "\0",
    ],
)
def test_it_is_not_found_by_others(query: str) -> None:
    assert not finds(query)


def test_an_event_in_english_is_found_by_the_english_month() -> None:
    assert (finds("june", språk="en"), finds("june", språk="nn")) == (True, False)


def test_a_long_query_in_a_thousand_events_takes_no_time() -> None:
    index = Index([an_event(**EVERYTHING)] * 1000)
    started = time.perf_counter()
    found = [len(index.find(query)) for query in ("a " * 100, "krav virker", "aaaa" * 50)]

    assert found == [1000, 1000, 0]
    assert time.perf_counter() - started < 1


@pytest.fixture
def client(services: Services, build: Any) -> FlaskClient:
    """Give a client of a site with one event to come, one past, and sixty more of another kind."""
    past = {"start": "2029-03-04 08.30", "slutt": "2029-03-04 10.00"}
    older = {"start": "2029-01-04 08.30", "slutt": "2029-01-04 10.00"}
    show(
        build.site,
        an_event("kommer", tittel="Frokostmøte i juni"),
        an_event("var", tittel="Frokostmøte i mars", **past),
        an_event("eldst", tittel="Frokostmøte i fjor", **older),
        *(an_event(f"kurs-{number}", tittel=f"Kurs {number}") for number in range(60)),
    )
    return a_client(services)


def searched(client: FlaskClient, query: str) -> Page:
    return page(client.get("/sok/", query_string={"q": query}))


def test_what_comes_is_listed_before_what_was_and_counted(client: FlaskClient) -> None:
    found = searched(client, "frokost")

    assert found.texts(".//h2") == ["Kommende", "Tidligere"]
    assert [each.strip() for each in found.texts(".//h3")] == [
        "Frokostmøte i juni",
        "Frokostmøte i mars",
        "Frokostmøte i fjor",
    ]
    assert "3 arrangementer passer til «frokost»." in found.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("mars", "Ett arrangement passer til «mars»."),
        (" MARS\t\n", "Ett arrangement passer til «MARS»."),
        ("zzz", "Ingen arrangementer passer til «zzz». Prøv færre eller kortere ord"),
        ("", "Skriv ett eller flere ord, for eksempel et sted, et navn eller en måned."),
        ("\0\x1b\u202e", "Skriv ett eller flere ord"),
        ("«–»", "Ingen arrangementer passer til ««–»»."),
        (
            "kurs",
            "60 arrangementer passer til «kurs». Her er de 50 første. Skriv flere ord for å finne "
            "færre.",
        ),
    ],
)
def test_it_says_how_many_were_found_or_what_to_do(
    client: FlaskClient, query: str, told: str
) -> None:
    assert told in searched(client, query).text


def test_no_more_than_fifty_are_shown(client: FlaskClient) -> None:
    assert len(searched(client, "kurs").texts(".//h3")) == 50


def test_what_was_typed_stands_in_the_field_and_is_only_text(client: FlaskClient) -> None:
    query = "<script>alert('1')</script> \"&"
    answer = client.get("/sok/", query_string={"q": query})
    [field] = page(answer).root.findall(".//input")

    assert (field.get("value"), field.get("name"), field.get("placeholder")) == (query, "q", None)
    assert "<script" not in answer.text


def test_a_query_is_cut_where_the_field_ends(client: FlaskClient) -> None:
    answer = searched(client, "b" * 1000)

    assert answer.title == f"Søk: {'b' * 200} – Eksempelforeningen"


@pytest.mark.parametrize("query", ["?q=%FF%FE", "?q=a&q=b", "?p=1", "?q=%00", "?q[]=1", ""])
def test_a_query_of_any_form_is_answered(client: FlaskClient, query: str) -> None:
    assert client.get(f"/sok/{query}").status_code == 200


def test_the_form_is_a_search_that_is_sent_by_get(client: FlaskClient) -> None:
    [form] = searched(client, "").root.findall(".//form")
    [label] = form.findall(".//label")

    assert (form.get("role"), form.get("action"), form.get("method")) == ("search", "/sok/", "get")
    assert (label.get("for"), form.find(".//input").get("id")) == ("q", "q")


def test_a_query_at_an_address_without_its_slash_is_not_lost(client: FlaskClient) -> None:
    answer = client.get("/sok?q=blåbær+nå")

    assert answer.status_code == 308
    assert client.get(answer.headers["Location"]).request.args.to_dict() == {"q": "blåbær nå"}


def test_a_search_is_kept_nowhere_and_by_no_search_engine(client: FlaskClient) -> None:
    answer = client.get("/sok/?q=mars")

    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_search_can_be_asked_for_without_its_body_and_not_be_posted(client: FlaskClient) -> None:
    head, post = client.head("/sok/?q=mars"), client.post("/sok/", data={"q": "mars"})

    assert (head.status_code, head.data, post.status_code) == (200, b"", 405)


def test_an_event_that_is_published_meanwhile_is_found(client: FlaskClient, build: Any) -> None:
    before = searched(client, "nytt").text
    show(Path(build.site), an_event("nytt", tittel="Nytt"))

    assert "Ingen arrangementer passer" in before
    assert "Ett arrangement passer til «nytt»." in searched(client, "nytt").text
