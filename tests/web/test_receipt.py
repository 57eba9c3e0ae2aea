"""The receipt: one clear answer at an address that stays, whatever becomes of the event."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from formhandler.publishing.build import Build
from formhandler.signups.database import Database
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.events import an_event
from tests.support.forms import Page, a_client, a_person, page, send, show, sign_up, stored

HYBRID: dict[str, Any] = {"digitalt": {"plattform": "Teams"}}
DELETED = ("torsdag 4. juli 2030", "Vi sletter opplysningene dine.")
BEGINS = "tirsdag 4. juni 2030 kl. 08.30"
REMINDED = ("mandag 3. juni 2030 kl. 09.00", "Vi sender deg en påminnelse på e-post.")


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one event."""
    show(build.site, an_event())
    return a_client(services)


def facts(receipt: Page) -> dict[str, str]:
    terms, values = receipt.texts(".//header/dl//dt"), receipt.texts(".//header/dl//dd")
    return dict(zip(terms, values, strict=True))


def steps(receipt: Page) -> list[tuple[str, ...]]:
    items = receipt.root.findall(".//ol/li")
    return [tuple(" ".join("".join(p.itertext()).split()) for p in item) for item in items]


def calendar_links(receipt: Page) -> list[str]:
    links = [each.get("href") for each in receipt.root.findall(".//main//a")]
    return [each for each in links if each.endswith("/kalender.ics")]


def an_entry(client: FlaskClient, receipt: Page) -> Any:
    (link,) = calendar_links(receipt)
    (entry,) = Calendar.from_ical(client.get(link).data).walk("VEVENT")
    return entry


def test_the_heading_and_the_title_are_the_status(client: FlaskClient) -> None:
    receipt = sign_up(client)

    assert receipt.heading == "Du er påmeldt"
    assert receipt.title == "Du er påmeldt – Frokostmøte"


def test_the_facts_say_when_and_how_one_attends(client: FlaskClient, database: Database) -> None:
    receipt = sign_up(client)

    assert facts(receipt) == {
        "Når": "tirsdag 4. juni 2030 kl. 08.30–10.00",
        "Slik deltar du": "Oppmøte på Kulturhuset, Storgata 1, Hamar",
        "Referanse": stored(database)[0].reference,
    }


def test_who_attends_online_is_told_so(client: FlaskClient, build: Build) -> None:
    show(build.site, an_event(**HYBRID))
    receipt = sign_up(client, attendance="online")

    assert facts(receipt)["Slik deltar du"] == "På nett, med Teams"


def test_the_sections_stand_in_the_order_in_which_one_asks(client: FlaskClient) -> None:
    assert sign_up(client).texts(".//main//h2") == [
        "E-posten til deg",
        "Hva skjer nå",
        "Svarene dine",
        "Kontakt",
    ]


def test_only_what_the_program_really_does_is_promised(client: FlaskClient) -> None:
    receipt = sign_up(client)

    assert steps(receipt) == [REMINDED, (BEGINS, "Arrangementet begynner."), DELETED]


def test_who_attends_online_is_told_when_the_meeting_opens(
    client: FlaskClient, build: Build
) -> None:
    show(build.site, an_event(**HYBRID))
    opens = "Lenken til møtet åpner. Du finner den i e-posten fra oss."

    assert steps(sign_up(client, attendance="online"))[1] == (
        "tirsdag 4. juni 2030 kl. 07.30",
        opens,
    )


def test_who_signs_up_after_the_reminders_is_promised_none(
    client: FlaskClient, clock: SetClock
) -> None:
    clock.now = an_event().reminded_at

    assert steps(sign_up(client)) == [(BEGINS, "Arrangementet begynner."), DELETED]


def test_the_deletion_follows_the_days_that_the_editor_gave(
    client: FlaskClient, build: Build
) -> None:
    show(build.site, an_event(påmelding={"slettes_etter": "7 dager"}))

    assert steps(sign_up(client))[-1] == ("tirsdag 11. juni 2030", DELETED[1])


def test_the_answers_are_all_shown(client: FlaskClient, build: Build) -> None:
    show(build.site, an_event(**HYBRID))
    receipt = sign_up(client, attendance="in_person", message="Har dere te?")

    path = ".//section[@aria-labelledby='svar']//"
    assert dict(zip(receipt.texts(f"{path}dt"), receipt.texts(f"{path}dd"), strict=True)) == {
        "Navn": "Kari Nordmann",
        "E-post": "kari@example.no",
        "Virksomhet": "Hamar kommune",
        "Hvordan deltar du?": "Jeg kommer til Hamar",
        "Melding til arrangøren": "Har dere te?",
    }


def test_where_the_mail_goes_and_an_earlier_sign_up_are_spoken_of(client: FlaskClient) -> None:
    lines = sign_up(client).texts(".//section[@aria-labelledby='epost']/p")

    assert lines == [
        "Vi sender en bekreftelse til kari@example.no. Med lenken i e-posten kan du endre "
        "påmeldingen eller melde deg av.",
        "Har e-posten ikke kommet etter ti minutter? Se i søppelposten. "
        "Er adressen feil, så rett den her.",
        "Var adressen påmeldt fra før, gjelder den første påmeldingen til du endrer den med lenken "
        "i e-posten.",
    ]


def test_who_waits_is_told_the_number_and_what_comes(client: FlaskClient, build: Build) -> None:
    show(build.site, an_event(påmelding={"plasser": 1}))
    sign_up(client, email="ada@example.no")
    sign_up(client, email="bo@example.no")
    receipt = sign_up(client)

    assert receipt.heading == "Du står på venteliste (nr. 2)"
    assert receipt.title == "Du står på venteliste (nr. 2) – Frokostmøte"
    assert steps(receipt) == [
        (
            "Hvis en plass blir ledig",
            "Den som står først, får plassen og e-post med en gang.",
        ),
        (BEGINS, "Arrangementet begynner. Har du ikke hørt fra oss, har du ikke fått plass."),
        DELETED,
    ]
    assert calendar_links(receipt) == []


def test_the_receipt_is_the_same_whenever_it_is_opened(client: FlaskClient) -> None:
    link = send(client).headers["Location"]
    first, second = client.get(link), client.get(link)

    assert (first.status_code, first.data) == (200, second.data)
    assert first.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in first.text


def test_a_receipt_without_its_last_slash_is_found(client: FlaskClient) -> None:
    link = send(client).headers["Location"]
    answer = client.get(link.rstrip("/"))

    assert (answer.status_code, answer.headers["Location"], answer.data) == (308, link, b"")


def later(client: FlaskClient, build: Build, **keys: Any) -> Page:
    """Sign up, let the event be changed, and open the receipt again."""
    link = send(client).headers["Location"]
    show(build.site, an_event(**keys))
    return page(client.get(link))


def test_an_event_that_is_cancelled_is_told_on_the_receipt(
    client: FlaskClient, build: Build
) -> None:
    receipt = later(client, build, status="avlyst")

    assert receipt.heading == "Arrangementet er avlyst"
    assert (steps(receipt), calendar_links(receipt)) == ([DELETED], [])


def test_an_event_that_is_postponed_is_told_on_the_receipt(
    client: FlaskClient, build: Build
) -> None:
    receipt = later(client, build, status="utsatt")

    assert receipt.heading == "Du er påmeldt"
    assert steps(receipt) == [
        ("Når ny dato er klar", "Arrangøren gir deg beskjed. Påmeldingen gjelder."),
        ("30 dager etter den nye datoen", DELETED[1]),
    ]
    assert calendar_links(receipt) == []


def test_an_event_that_is_moved_has_its_new_times_on_the_receipt(
    client: FlaskClient, build: Build
) -> None:
    receipt = later(client, build, start="2030-06-11 09.00", slutt="2030-06-11 10.00")

    assert facts(receipt)["Når"] == "tirsdag 11. juni 2030 kl. 09.00–10.00"
    assert steps(receipt)[-1] == ("torsdag 11. juli 2030", DELETED[1])


@pytest.mark.parametrize(
    ("attendance", "keys"),
    [("online", {}), ("in_person", {"sted": None, "digitalt": "Teams"})],
)
def test_a_receipt_is_there_though_the_event_can_no_longer_be_attended_so(
    client: FlaskClient, build: Build, attendance: str, keys: dict[str, Any]
) -> None:
    show(build.site, an_event(**HYBRID))
    link = send(client, attendance=attendance).headers["Location"]
    show(build.site, an_event(**keys))
    answer = client.get(link)

    assert (answer.status_code, page(answer).heading) == (200, "Du er påmeldt")
    assert client.get(f"{link}kalender.ics").status_code == 200


def test_after_the_event_one_was_signed_up(client: FlaskClient, clock: SetClock) -> None:
    link = send(client).headers["Location"]
    clock.now = an_event().ends
    receipt = page(client.get(link))

    assert receipt.heading == "Du var påmeldt"
    assert steps(receipt) == [DELETED]


def test_after_the_deadline_the_receipt_is_as_it_was(client: FlaskClient, build: Build) -> None:
    receipt = later(client, build, påmelding={"frist": "2030-05-01"})

    assert receipt.heading == "Du er påmeldt"


def test_who_has_cancelled_is_told_so(client: FlaskClient, database: Database) -> None:
    link = send(client).headers["Location"]
    with database.writing() as db:
        db.execute("update signups set status = 'cancelled'")
    receipt = page(client.get(link))

    assert receipt.heading == "Du er meldt av"
    assert (steps(receipt), calendar_links(receipt)) == ([DELETED], [])


NOT_HERE = "Påmeldingen er endret med lenken i e-posten. Svarene ser du der."


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("endre", {"name": "En annen", "organisation": "Hemmelig", "message": "Bare mitt"}),
        ("deltakelse", {"attendance": "online"}),
    ],
)
def test_what_is_changed_with_the_link_in_the_mail_is_not_on_the_receipt(
    client: FlaskClient, build: Build, what: str, given: dict[str, str]
) -> None:
    show(build.site, an_event(**HYBRID))
    who = a_person(client, attendance="in_person", message="Hei")
    assert page(client.get(who.receipt)).pairs("svar")["Melding til arrangøren"] == "Hei"
    who.do(what, **given)
    receipt = page(client.get(who.receipt))

    assert receipt.texts(".//section[@aria-labelledby='svar']/*") == ["Svarene dine", NOT_HERE]
    assert [word for word in given.values() if word in receipt.text] == []
    assert receipt.root.find(".//input[@name='email']") is None


def test_who_undoes_a_cancellation_has_a_receipt_without_the_answers(client: FlaskClient) -> None:
    who = a_person(client)
    who.do("meld-av")
    who.do("angre")
    receipt = page(client.get(who.receipt))

    assert (receipt.heading, NOT_HERE in receipt.text) == ("Du er påmeldt", True)


def test_a_repeat_s_receipt_follows_the_sign_up_that_counts(
    client: FlaskClient, database: Database
) -> None:
    first = a_person(client)
    again = a_person(client)
    headings = [page(client.get(again.receipt)).heading]
    for what in ("meld-av", "angre"):
        first.do(what)
        headings.append(page(client.get(again.receipt)).heading)

    assert headings == ["Du er påmeldt", "Du er meldt av", "Du er påmeldt"]
    assert [each.status for each in stored(database)] == ["confirmed", "repeat"]


def test_a_repeat_that_waited_is_shown_a_seat_when_one_is_free_for_its_place(
    client: FlaskClient, build: Build
) -> None:
    show(build.site, an_event(påmelding={"plasser": 1}))
    first = a_person(client)
    again = a_person(client)
    first.do("meld-av")
    first.do("angre")

    assert page(client.get(again.receipt)).heading == "Du er påmeldt"


def test_a_sign_up_outlives_the_page_of_its_event(
    client: FlaskClient, build: Build, database: Database
) -> None:
    link = send(client).headers["Location"]
    show(build.site)
    answer = client.get(link)

    assert (answer.status_code, page(answer).heading) == (
        200,
        "Arrangementet er ikke lenger på nettsiden",
    )
    reference = stored(database)[0].reference
    assert page(answer).texts(".//dl[@class='status-facts']//dd") == ["påmeldt", reference]
    assert "Vi sletter opplysningene dine torsdag 4. juli 2030." in page(answer).text
    assert client.get(f"{link}kalender.ics").status_code == 404


def test_a_receipt_is_gone_when_the_sign_up_is_deleted(
    client: FlaskClient, database: Database
) -> None:
    link = send(client).headers["Location"]
    with database.writing() as db:
        db.execute("delete from signups")

    assert client.get(link).status_code == client.get(f"{link}kalender.ics").status_code == 404


def test_who_waited_is_told_so_after_the_event(
    client: FlaskClient, build: Build, clock: SetClock
) -> None:
    show(build.site, event := an_event(påmelding={"plasser": 1}))
    sign_up(client, email="ada@example.no")
    link = send(client).headers["Location"]
    clock.now = event.ends

    assert page(client.get(link)).heading == "Du sto på venteliste"


def test_a_calendar_file_is_only_for_who_has_something_to_attend(
    client: FlaskClient, build: Build
) -> None:
    link = send(client).headers["Location"]
    assert client.get(f"{link}kalender.ics").status_code == 200
    show(build.site, an_event(status="avlyst"))

    assert client.get(f"{link}kalender.ics").status_code == 404


def test_the_calendar_file_is_this_person_s_own(client: FlaskClient, database: Database) -> None:
    receipt = sign_up(client)
    reference = stored(database)[0].reference
    entry = an_entry(client, receipt)

    assert str(entry["UID"]) == f"frokostmote-{reference}@127.0.0.1"
    assert str(entry["LOCATION"]) == "Kulturhuset, Storgata 1, Hamar"
    assert entry["DTSTART"].dt == an_event().starts
    assert "ATTENDEE" not in entry


def test_the_calendar_file_says_where_one_attends(client: FlaskClient, build: Build) -> None:
    show(build.site, an_event(**HYBRID))

    entry = an_entry(client, sign_up(client, attendance="online"))
    assert str(entry["LOCATION"]) == "På nett, med Teams"


def test_the_calendar_file_is_one_that_calendars_open(client: FlaskClient) -> None:
    (link,) = calendar_links(sign_up(client))
    headers = client.get(link).headers

    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="frokostmote.ics"'
    assert headers["Cache-Control"] == "no-store"


def test_f24_a_clock_that_is_set_back_changes_no_place_in_line(
    client: FlaskClient, build: Build, clock: SetClock
) -> None:
    show(build.site, an_event(påmelding={"plasser": 1}))
    sign_up(client, email="ada@example.no")
    first = send(client, email="bo@example.no").headers["Location"]
    clock.now = clock.now.replace(hour=9)
    second = send(client, email="cy@example.no").headers["Location"]

    headings = [page(client.get(link)).heading for link in (first, second)]
    assert headings == ["Du står på venteliste (nr. 1)", "Du står på venteliste (nr. 2)"]
