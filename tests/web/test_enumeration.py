"""Who is signed up? Known and unknown addresses get the same status, page, time and mail (A05)."""

import http.client
import re
import statistics
import time
from contextlib import closing
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

import pytest

from formhandler.events.model import Event
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.web.published_site import PublishedSite
from formhandler.web.security import Tokens, new_form_token
from formhandler.web.services import Services
from tests.conftest import PROJECT, SECRET, SetClock
from tests.support.databases import new_database
from tests.support.events import NOW, URL, an_event
from tests.support.forms import ANSWERS, FORM_TYPE, answers, show, stored
from tests.support.letters import rows
from tests.support.running import running

EACH = 250
LOOKED_AT = 20
OPEN = an_event()
OTHER = an_event("annet", tittel="Lunsjmøte")
_OWN = [
    (re.compile(r"/(kvittering)/[^/\s\"]+/"), r"/\1/…/"),
    (re.compile(r"(known|other)\d+@example\.no"), "…"),
    (re.compile(r'(reference">|referansen )[2-9A-Z]{6}'), r"\1…"),
]


@dataclass(frozen=True)
class Seen:
    """What a stranger who sends one address can see of the answer."""

    status: int
    headers: str
    page: str
    length: int
    seconds: float


class Stranger:
    """Somebody with a list of addresses and one connection."""

    def __init__(self, url: str, event: Event = OPEN) -> None:
        """Connect."""
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.event, self.tokens = event, Tokens(SECRET)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def tries(self, address: str, *, follows: bool) -> Seen:
        """Send the form with this address, and look at the receipt if it `follows`."""
        token = self.tokens.form(new_form_token(self.event.slug, NOW))
        body = urlencode(ANSWERS | {"email": address, "token": token})
        begun = time.perf_counter()
        status, headers, _ = self.ask("POST", self.event.signup_path, body)
        spent = time.perf_counter() - begun
        page = self.ask("GET", headers["Location"])[2] if follows else ""
        return Seen(status, masked(str(headers)), masked(page), len(page), spent)

    def ask(
        self, method: str, path: str, body: str | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        self.connection.request(method, path, body, {"Content-Type": FORM_TYPE})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def masked(text: str) -> str:
    """Return the text without what is each sign-up's own."""
    for pattern, instead in _OWN:
        text = pattern.sub(instead, text)
    return re.sub(r"Date: .*", "", text)


def differences(known: list[Seen], unknown: list[Seen]) -> list[str]:
    """Return all that tells the two lists from each other."""
    found = [
        name
        for name in ("status", "headers", "page", "length")
        if {getattr(each, name) for each in known} != {getattr(each, name) for each in unknown}
    ]
    first, second = (statistics.median(e.seconds for e in each) for each in (known, unknown))
    is_slower = abs(first - second) > max(0.005, 0.1 * max(first, second))
    return [*found, "time"] if is_slower else found


def addresses(word: str) -> list[str]:
    return [f"{word}{number:03}@example.no" for number in range(EACH)]


def sign_all_up(database: Database, event: Event, emails: list[str]) -> None:
    """Sign these addresses up in one transaction, long before."""
    with database.writing() as db:
        for email in emails:
            register.add(db, event, answers(email=email), submit_id=email, now=NOW)


@dataclass(frozen=True)
class Attack:
    """What was seen of known and of unknown addresses, and the database behind it."""

    known: list[Seen]
    unknown: list[Seen]
    database: Database


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    """Give the services of a site with one event, to which 250 addresses have signed up."""
    folder = tmp_path_factory.mktemp("enumeration")
    database = new_database(folder / "pameldt.sqlite3")
    show(folder / "site", OPEN, OTHER)
    sign_all_up(database, OPEN, addresses("known"))
    return Services(
        site=PublishedSite(folder / "site"),
        database=database,
        tokens=Tokens(SECRET),
        clock=SetClock(NOW),
        url=URL,
        port=8000,
        theme=PROJECT / "theme",
    )


@pytest.fixture(scope="module")
def attack(services: Services) -> Attack:
    """Give what a stranger sees who tries known and unknown addresses in turn."""
    found = Attack([], [], services.database)
    pairs = zip(addresses("known"), addresses("other"), strict=True)
    with running(services) as url, closing(Stranger(url)) as stranger:
        for number, (known, unknown) in enumerate(pairs):
            # Who goes first differs, so that neither always finds the server warm.
            order = [(found.known, known), (found.unknown, unknown)]
            for seen, address in order if number % 2 else order[::-1]:
                seen.append(stranger.tries(address, follows=number < LOOKED_AT))
    return found


def test_a05_known_and_unknown_addresses_are_answered_alike(attack: Attack) -> None:
    assert [len(attack.known), len(attack.unknown)] == [EACH, EACH]
    assert {each.status for each in attack.known} == {303}
    assert differences(attack.known, attack.unknown) == []


def test_a05_what_was_compared_were_known_and_unknown_addresses(attack: Attack) -> None:
    statuses = [each.status.value for each in stored(attack.database)[EACH:]]

    assert (statuses.count("repeat"), statuses.count("confirmed")) == (EACH, EACH)
    assert "Du er påmeldt" in attack.known[0].page


def test_a05_each_try_puts_one_mail_in_the_outbox(attack: Attack) -> None:
    mails = rows(attack.database)
    kinds = [mail["kind"] for mail in mails]

    assert len({mail["recipient"] for mail in mails}) == len(mails) == 2 * EACH
    assert (kinds.count("repeat"), kinds.count("confirmed")) == (EACH, EACH)
    assert {(mail["status"], mail["due"] - mail["created"]) for mail in mails} == {("waiting", 0)}


def test_a05_control_another_page_would_have_been_noticed(
    attack: Attack, services: Services
) -> None:
    with running(services) as url, closing(Stranger(url, OTHER)) as stranger:
        other = [stranger.tries(address, follows=True) for address in addresses("other")[:5]]

    assert {"page", "length"} <= set(differences(attack.known[:5], other))


def test_a05_control_a_slower_answer_would_have_been_noticed(attack: Attack) -> None:
    slower = [replace(each, seconds=each.seconds + 0.02) for each in attack.unknown]

    assert differences(attack.known, slower) == ["time"]
