"""The way to the meeting: when it opens and for whom, and that its link stands nowhere else."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from formhandler.events.model import Attendance
from formhandler.publishing.build import Build
from formhandler.signups import meeting_link
from formhandler.signups.database import Database
from formhandler.web.services import Services
from tests.conftest import SetClock
from tests.support.builds import published
from tests.support.events import NOW, an_event, write_event
from tests.support.forms import (
    Page,
    Person,
    a_client,
    a_person,
    answers,
    everything,
    page,
    show,
    store,
)

URL = "https://teams.example.no/l/meetup-join/19%3ameeting_Abc?x=1&y=~2#!/a"
KEYS: dict[str, Any] = {"digitalt": {"plattform": "Teams"}}
EVENT = an_event(**KEYS)
OPENS = EVENT.starts - timedelta(hours=1)
NOT_YET = "Møtet har ikke åpnet ennå"


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a site with one hybrid event."""
    show(build.site, EVENT)
    return a_client(services)


@pytest.fixture
def online(client: FlaskClient) -> Person:
    """Give a person who attends on the net."""
    return a_person(client, attendance="online")


def set_link(database: Database, url: str = URL) -> None:
    with database.writing() as db:
        meeting_link.set_link(db, EVENT.slug, url)


def told(who: Person) -> tuple[str, str]:
    """Return heading and text of the page at the door."""
    seen = at_the_door(who)
    return seen.heading, seen.texts(".//section[@aria-labelledby='videre']/p")[0]


def at_the_door(who: Person) -> Page:
    answer = who.client.get(who.attend)
    assert answer.status_code == 200, answer.headers
    return page(answer)


def test_who_comes_early_is_told_when_it_opens_but_not_the_link_to_change_it(
    online: Person, database: Database
) -> None:
    set_link(database)

    assert told(online) == (
        NOT_YET,
        "Lenken til møtet åpner tirsdag 4. juni 2030 kl. 07.30. Kom tilbake hit da, "
        "så kommer du rett inn i møtet.",
    )
    assert online.own not in at_the_door(online).links


def test_one_second_before_the_hour_it_is_closed_and_then_it_leads_there(
    online: Person, database: Database, clock: SetClock
) -> None:
    set_link(database)
    clock.now = OPENS - timedelta(seconds=1)
    assert told(online)[0] == NOT_YET
    clock.now = OPENS
    answer = online.client.get(online.attend)

    assert (answer.status_code, answer.headers["Location"], answer.data) == (303, URL, b"")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_link_that_is_not_set_is_told_when_it_is_time(online: Person, clock: SetClock) -> None:
    clock.now = OPENS

    assert told(online) == (
        NOT_YET,
        "Arrangementet begynner tirsdag 4. juni 2030 kl. 08.30. Arrangøren har ikke lagt inn "
        "lenken ennå. Last siden på nytt om litt. Hjelper det ikke, så ta kontakt.",
    )


def test_a_link_that_is_set_anew_is_the_one_that_leads(
    online: Person, database: Database, clock: SetClock
) -> None:
    set_link(database, "https://old.example.no/")
    set_link(database)
    clock.now = EVENT.ends - timedelta(seconds=1)

    assert online.client.get(online.attend).headers["Location"] == URL


def test_when_it_is_over_there_is_nothing_to_come_to(
    online: Person, database: Database, clock: SetClock
) -> None:
    set_link(database)
    clock.now = EVENT.ends

    assert told(online) == ("Du var påmeldt", "Det er ikke noe møte å gå til.")


@pytest.mark.parametrize(
    ("status", "heading"),
    [("avlyst", "Arrangementet er avlyst"), ("utsatt", "Du er påmeldt")],
)
def test_an_event_that_is_off_has_no_meeting(
    online: Person, build: Build, database: Database, clock: SetClock, status: str, heading: str
) -> None:
    set_link(database)
    clock.now = OPENS
    show(build.site, an_event(**KEYS, status=status))

    assert told(online) == (heading, "Det er ikke noe møte å gå til.")


def test_who_comes_in_person_is_not_let_in(
    client: FlaskClient, database: Database, clock: SetClock
) -> None:
    set_link(database)
    who, clock.now = a_person(client, attendance="in_person"), OPENS

    assert told(who) == (
        "Du er påmeldt",
        "Du er påmeldt med oppmøte. Vil du delta på nett i stedet, så bytt først.",
    )


def test_who_waits_is_not_let_in(
    client: FlaskClient, build: Build, database: Database, clock: SetClock
) -> None:
    event = an_event(**KEYS, påmelding={"plasser_digitalt": 1})
    show(build.site, event)
    store(database, event, answers("Ada", attendance=Attendance.ONLINE))
    set_link(database)
    who, clock.now = a_person(client, attendance="online"), OPENS

    assert told(who) == (
        "Du står på venteliste (nr. 1)",
        "Denne lenken virker når du har plass på nett.",
    )


def test_who_has_cancelled_is_not_let_in(
    online: Person, database: Database, clock: SetClock
) -> None:
    set_link(database)
    online.do("meld-av")
    clock.now = OPENS

    assert told(online)[0] == "Du er meldt av"


def test_an_event_that_is_no_longer_published_lets_nobody_in(
    online: Person, build: Build, database: Database, clock: SetClock
) -> None:
    set_link(database)
    show(build.site)
    clock.now = OPENS

    assert at_the_door(online).heading == "Arrangementet er ikke lenger på nettsiden"


def test_a08_asking_for_the_head_leads_there_too_and_changes_nothing(
    online: Person, database: Database, clock: SetClock
) -> None:
    set_link(database)
    before, clock.now = everything(database), OPENS
    answer = online.client.head(online.attend)

    assert (answer.status_code, answer.headers["Location"]) == (303, URL)
    assert everything(database) == before


def test_a16_nothing_in_the_address_chooses_where_it_leads(
    online: Person, database: Database, clock: SetClock
) -> None:
    set_link(database)
    clock.now = OPENS
    query = {"url": "https://evil.example", "next": "//evil.example"}

    assert online.client.get(online.attend, query_string=query).headers["Location"] == URL


WRONG = [
    "http://teams.example.no/",
    "javascript:alert(1)",
    "//teams.example.no/",
    "https://",
    "https://user:secret@teams.example.no/",
    "https://teams.example.no/\r\nSet-Cookie: x",
    "https://teams.example.no/a b",
    "https://[::1",
    "https://bodø.example.no/møte",
    "",
    "teams.example.no",
]


def test_what_is_no_https_link_is_not_stored(database: Database) -> None:
    before = everything(database)
    for url in WRONG:
        with pytest.raises(meeting_link.LinkError):
            set_link(database, url)

    assert everything(database) == before


def test_the_link_stands_in_nothing_that_is_published_or_shown(
    build: Build, services: Services, database: Database, clock: SetClock
) -> None:
    write_event(build.content, **KEYS)
    set_link(database)
    published(build)
    client = a_client(services)
    who = a_person(client, attendance="online")
    shown = [who.own, who.receipt, f"{who.own}kalender.ics", f"{who.receipt}kalender.ics"]
    found = [client.get(link).data for link in (*shown, "/pamelding/frokostmote/")]
    found += [path.read_bytes() for path in build.site.rglob("*") if path.is_file()]

    assert clock.now == NOW
    assert len(found) > 10
    assert [each for each in found if b"teams.example.no" in each] == []
