"""Letters: what each mail says first, whom it speaks of, and which links it has."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest

from formhandler.events.model import Attendance, Event
from formhandler.mail import outbox
from formhandler.publishing.build import Build
from formhandler.signups import changes, event_news, register
from formhandler.signups.database import Database
from formhandler.signups.models import Answers
from formhandler.web.services import Services
from tests.support.events import NOW, an_event
from tests.support.forms import answers, change, deliver, show, store, stored, words_of
from tests.support.letters import statuses

OFF, LATER = an_event(status="avlyst"), an_event(status="utsatt")
MOVED = an_event(start="2030-06-11 08.30", slutt="2030-06-11 10.00")
ONE = an_event(påmelding={"plasser": 1})
HYBRID = an_event(digitalt="Teams")
STANDS = (
    "Påmeldingen gjelder fortsatt.\n\nPasser det ikke lenger, så meld deg av med lenken under.\n"
)


Send = Callable[[Event], EmailMessage]


@pytest.fixture
def send(build: Build, services: Services) -> Send:
    """Give what publishes an event, delivers what waits, and returns the last mail."""

    def sent(event: Event) -> EmailMessage:
        show(build.site, event)
        return deliver(services)[-1]

    return sent


def notify(database: Database, event: Event) -> None:
    """Tell all who do not know how the event is now."""
    with database.writing() as db:
        outbox.put(db, event_news.mark_told(db, event), NOW)


@pytest.mark.parametrize(
    ("before", "after", "subject", "heading"),
    [
        (OFF, an_event(), "Holdes likevel", "Arrangementet holdes likevel"),
        (OFF, MOVED, "Holdes likevel", "Arrangementet holdes likevel"),
        (LATER, MOVED, "Ny dato", "Ny dato er klar"),
        (LATER, an_event(), "Ny dato", "Ny dato er klar"),
        (an_event(), MOVED, "Endret", "Arrangementet er endret"),
    ],
)
def test_news_say_what_is_other_than_what_was_told(
    database: Database, send: Send, before: Event, after: Event, subject: str, heading: str
) -> None:
    store(database, an_event())
    for event in (before, after):
        notify(database, event)
        mail = send(event)

    assert mail["Subject"].startswith(f"{subject}: Frokostmøte, tirsdag ")
    assert words_of(mail).startswith(heading)
    assert STANDS in words_of(mail)


def test_news_that_were_called_off_before_they_were_sent_are_not_told(
    database: Database, send: Send
) -> None:
    store(database, an_event())
    confirmed = send(an_event())
    notify(database, OFF)
    notify(database, MOVED)

    told = send(MOVED)
    assert told["Message-ID"] != confirmed["Message-ID"]
    assert "Før: tirsdag 4. juni 2030 kl. 08.30–10.00" in words_of(told)
    assert told["Subject"] == "Endret: Frokostmøte, tirsdag 11. juni"


@pytest.mark.parametrize("between", [OFF, LATER, MOVED])
def test_news_that_were_taken_back_before_they_were_sent_are_no_news(
    database: Database, send: Send, between: Event
) -> None:
    store(database, an_event())
    confirmed = send(an_event())
    for event in (between, an_event()):
        notify(database, event)

    assert send(an_event())["Message-ID"] == confirmed["Message-ID"]
    assert statuses(database)[-1] == ("event_changed", "dropped")


def test_who_attends_another_way_meanwhile_is_not_told_that_the_place_is_new(
    database: Database, send: Send
) -> None:
    moved = an_event(digitalt="Teams", start="2030-06-11 08.30", slutt="2030-06-11 10.00")
    ada = store(database, HYBRID)
    send(HYBRID)
    notify(database, moved)
    change(database, changes.attend, moved, ada, Attendance.ONLINE)
    mail = words_of(send(moved))

    assert "Ny tid: tirsdag 11. juni 2030 kl. 08.30–10.00" in mail
    assert ("Nytt sted" in mail, "Slik deltar du: På nett, med Teams" in mail) == (False, True)


def test_who_waits_is_told_that_they_still_do(database: Database, send: Send) -> None:
    for name in ("Ada", "Bo"):
        store(database, ONE, answers(name))
    send(ONE)
    moved = an_event(start="2030-06-11 08.30", slutt="2030-06-11 10.00", påmelding={"plasser": 1})
    notify(database, moved)

    assert "Du står fortsatt på venteliste." in words_of(send(moved))


def test_who_waits_is_told_how_a_seat_is_given(database: Database, send: Send) -> None:
    for name in ("Ada", "Bo"):
        store(database, ONE, answers(name))
    mail = words_of(send(ONE))

    assert "Det er fullt akkurat nå. Blir en plass ledig, går den til den som står først." in mail
    assert "Får du den, sender vi deg e-post med en gang." in mail
    assert "På nett er det plass" not in mail


def test_who_undoes_a_cancellation_is_told_of_a_change(database: Database, send: Send) -> None:
    ada = store(database, an_event())
    for operation in (changes.cancel, changes.restore):
        change(database, operation, an_event(), ada)
        mail = send(an_event())

    assert mail["Subject"] == "Du er påmeldt (endret): Frokostmøte, tirsdag 4. juni"
    assert "Endringen er lagret. Slik er påmeldingen nå." in words_of(mail)


AGAIN = "Denne adressen er meldt på en gang til. Det er den første påmeldingen som gjelder."


def sign_up(database: Database, event: Event, sender: Answers, *colleagues: Answers) -> None:
    """Sign up several with one form, with the mail to the sender."""
    with database.writing() as db:
        done = register.add(db, event, sender, submit_id="abc", now=NOW, colleagues=colleagues)
        outbox.put(db, done.changes[:1], NOW)


def test_a_repeat_is_told_that_nothing_is_changed(database: Database, send: Send) -> None:
    store(database, an_event())
    sign_up(database, an_event(), answers())
    mail = words_of(send(an_event()))

    assert AGAIN in mail
    assert "Ingenting er endret. Vil du endre noe, så bruk lenken under." in mail


def test_a_repeat_that_brought_colleagues_is_told_that_they_are_signed_up(
    database: Database, send: Send
) -> None:
    store(database, an_event())
    sign_up(database, an_event(), answers(), sharing("Bo"))
    mail = words_of(send(an_event()))

    assert AGAIN in mail
    assert "Kollegene som ble meldt på nå, står under, sammen med dem fra før." in mail
    assert "Ingenting er endret" not in mail
    assert "- Bo: påmeldt" in mail


def sharing(name: str, attendance: Attendance = Attendance.IN_PERSON) -> Answers:
    """Return the answers of a colleague who has Kari's address."""
    given = answers(name, email="kari@example.no", attendance=attendance)
    return replace(given, shares_email=True)


def attend_links(mail: EmailMessage) -> list[str]:
    """Return the words before each link to the meeting."""
    lines = words_of(mail).split("\n")
    return [lines[number - 1] for number, line in enumerate(lines) if "/delta/" in line]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (Attendance.IN_PERSON, ["Bli med på nett: Ola:"]),
        (Attendance.ONLINE, ["Bli med på nett:", "Bli med på nett: Ola:"]),
    ],
)
def test_colleagues_online_without_an_address_have_their_link_in_the_sender_s_mail(
    database: Database, send: Send, way: Attendance, expected: list[str]
) -> None:
    ola, bo = sharing("Ola", Attendance.ONLINE), sharing("Bo")
    cy = answers("Cy", attendance=Attendance.ONLINE)
    sign_up(database, HYBRID, answers(attendance=way), ola, bo, cy)

    assert attend_links(send(HYBRID)) == expected


def test_a_colleague_who_is_cancelled_has_no_link_to_the_meeting(
    database: Database, send: Send
) -> None:
    sign_up(database, HYBRID, answers(), sharing("Ola", Attendance.ONLINE))
    kari, ola = stored(database)
    change(database, changes.cancel, HYBRID, ola)
    change(database, changes.mend, HYBRID, kari, answers("Kari Å"))

    assert attend_links(send(HYBRID)) == []
