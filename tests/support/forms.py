"""What a browser does for a person: fetch the form, fill it in, send it, read the answer."""

import http.client
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask.testing import FlaskClient
from lxml.html import HTMLParser, document_fromstring
from werkzeug.test import TestResponse

from formhandler.cli.serve import make_worker
from formhandler.core.settings import Settings
from formhandler.events.manifest import MANIFEST
from formhandler.events.model import Attendance, Event
from formhandler.mail import outbox
from formhandler.publishing.theme import own_theme
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Done, Signup
from formhandler.web.security import Links
from formhandler.web.services import EXTENSION, Services
from tests.conftest import Client
from tests.support.apps import an_app
from tests.support.events import NOW, a_manifest

FORM_TYPE = "application/x-www-form-urlencoded"
ANSWERS = {
    "name": "Kari Nordmann",
    "email": "kari@example.no",
    "organisation": "Hamar kommune",
    "message": "",
}


class Page:
    """An HTML page, as a browser reads it; white space of any kind is one space."""

    def __init__(self, html: str) -> None:
        """Parse the page."""
        self.html = html
        self.root: Any = document_fromstring(html, parser=HTMLParser(remove_comments=True))

    def texts(self, path: str) -> list[str]:
        """Return the text of each element at `path` (ElementTree's XPath)."""
        return [" ".join("".join(each.itertext()).split()) for each in self.root.findall(path)]

    @property
    def title(self) -> str:
        """Return what the browser's tab says."""
        return self.texts("head/title")[0]

    @property
    def heading(self) -> str:
        """Return the only first heading."""
        (heading,) = self.texts(".//h1")
        return heading

    @property
    def text(self) -> str:
        """Return all that can be read on the page."""
        return self.texts("body")[0]

    @property
    def ids(self) -> list[str]:
        """Return all ids, in order."""
        return [each.get("id") for each in self.root.iter() if each.get("id")]

    @property
    def problems(self) -> list[str]:
        """Return the messages in the error summary."""
        return self.texts(".//section[@aria-labelledby='feil']//li")

    @property
    def fields(self) -> dict[str, str]:
        """Return what the browser would send if the form were sent as it stands."""
        inputs = self.root.findall(".//form//input")
        sent = [each for each in inputs if _is_sent(each)]
        fields = {each.get("name"): each.get("value", "") for each in sent}
        # The first line feed in a textarea is not part of its text (HTML §4.10.11).
        areas = self.root.findall(".//textarea")
        texts = {each.get("name"): (each.text or "").removeprefix("\n") for each in areas}
        return fields | texts

    @property
    def links(self) -> list[str]:
        """Return where each link and each form of the page leads."""
        elements = [each for each in self.root.iter() if each.tag in ("a", "form")]
        return [each.get("href") or each.get("action") for each in elements]

    @property
    def notice(self) -> list[str]:
        """Return what the page tells above all else."""
        return self.texts(".//section[@aria-labelledby='beskjed']/*")

    def pairs(self, section: str) -> dict[str, str]:
        """Return the labels and values in a section, by the id of its heading."""
        path = f".//section[@aria-labelledby='{section}']//"
        return dict(zip(self.texts(f"{path}dt"), self.texts(f"{path}dd"), strict=True))


def _is_sent(element: Any) -> bool:
    """Tell whether a browser sends this input."""
    return element.get("type") not in ("radio", "checkbox") or "checked" in element.attrib


def page(answer: TestResponse) -> Page:
    """Return the page in an answer of the test client."""
    return Page(answer.get_data(as_text=True))


def show(site: Path, *events: Event) -> None:
    """Let the built site have these events, and no others; pages are left as they are."""
    site.mkdir(exist_ok=True)
    (site / MANIFEST).write_text(a_manifest(*events).to_json(), "utf-8")


def a_client(services: Services) -> FlaskClient:
    """Return a client of an app whose site may lack all pages; fast, where only forms matter."""
    app = an_app(services)
    app.test_client_class = Client
    return app.test_client()


def filled_in(form: Page, **answers: str | None) -> dict[str, str]:
    """Return what the form sends with these answers; None leaves a field out."""
    wanted = form.fields | ANSWERS | answers
    return {name: value for name, value in wanted.items() if value is not None}


def get_form(client: FlaskClient, slug: str = "frokostmote") -> Page:
    """Fetch the form."""
    return page(client.get(f"/pamelding/{slug}/"))


def post(client: FlaskClient, fields: dict[str, str], slug: str = "frokostmote") -> TestResponse:
    """Send the form with just these fields."""
    return client.post(f"/pamelding/{slug}/", data=fields)


def send(client: FlaskClient, *, slug: str = "frokostmote", **answers: str | None) -> TestResponse:
    """Fetch the form, fill it in with right answers but for these, and send it."""
    return post(client, filled_in(get_form(client, slug), **answers), slug)


def sign_up(client: FlaskClient, *, slug: str = "frokostmote", **answers: str | None) -> Page:
    """Sign up, and return the receipt."""
    answer = send(client, slug=slug, **answers)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return page(client.get(answer.headers["Location"]))


def answers(
    name: str = "Kari Nordmann",
    *,
    email: str | None = None,
    attendance: Attendance = Attendance.IN_PERSON,
    message: str = "",
) -> Answers:
    """Return checked answers; without an `email` each name has an address of its own."""
    address = email or f"{name.split()[0].lower()}@example.no"
    return Answers(name, address, "Hamar kommune", attendance, message)


def store(
    database: Database,
    event: Event,
    given: Answers | None = None,
    *,
    submit_id: str | None = None,
    now: datetime = NOW,
) -> Signup:
    """Store a sign-up; without a `submit_id` it comes from a form of its own."""
    submit_id = submit_id or secrets.token_hex()
    with database.writing() as db:
        done = register.add(db, event, given or answers(), submit_id=submit_id, now=now)
        outbox.put(db, done.changes, now)
        return done.signup


def change(
    database: Database,
    operation: Callable[..., Done],
    event: Event,
    signup: Signup,
    *given: object,
    now: datetime = NOW,
) -> Done:
    """Change a sign-up as it is by now, and put into the outbox what follows, as the views do."""
    with database.writing() as db:
        found = register.find(db, signup.public_id)
        assert found is not None
        done = operation(db, event, found, *given, now)
        outbox.put(db, done.changes, now)
        return done


def as_it_is(database: Database, signup: Signup) -> Signup:
    """Return a sign-up as it is by now."""
    with database.reading() as db:
        found = register.find(db, signup.public_id)
    assert found is not None
    return found


_LETTERS = {"confirmed": "c", "waiting": "w", "cancelled": "x", "repeat": "r"}


def seating(database: Database, slug: str = "frokostmote") -> str:
    """Return a letter for each sign-up's status, oldest first; «x» has cancelled."""
    return "".join(_LETTERS[each.status] for each in stored(database, slug))


def stored(database: Database, slug: str = "frokostmote") -> list[Signup]:
    """Return all sign-ups to the event, oldest first."""
    with database.reading() as db:
        return register.participants(db, slug)


@dataclass(frozen=True)
class Person:
    """Somebody with the links of a sign-up, and what they do at «Min påmelding»."""

    client: FlaskClient
    own: str
    receipt: str
    attend: str

    def see(self) -> Page:
        """Open «Min påmelding»."""
        answer = self.client.get(self.own)
        assert answer.status_code == 200, answer.status
        return page(answer)

    def ask(self, what: str) -> TestResponse:
        """Open a page under «Min påmelding»."""
        return self.client.get(f"{self.own}{what}")

    def do(self, what: str, **fields: str | list[str]) -> TestResponse:
        """Press a button there, with what is filled in."""
        return self.client.post(f"{self.own}{what}/", data=fields)


def person(client: FlaskClient, signup: Signup) -> Person:
    """Return who has this sign-up's links."""
    services: Services = client.application.extensions[EXTENSION]
    paths = Links(services.tokens)
    return Person(client, paths.manage(signup), paths.receipt(signup), paths.attend(signup))


def a_person(client: FlaskClient, *, slug: str = "frokostmote", **answers: str | None) -> Person:
    """Sign up, and return who did."""
    sign_up(client, slug=slug, **answers)
    services: Services = client.application.extensions[EXTENSION]
    return person(client, stored(services.database, slug)[-1])


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    with database.reading() as db:
        return {name: db.execute(f"select * from {name}").fetchall() for name in db.table_names()}


def deliver(services: Services) -> list[EmailMessage]:
    """Let a worker write all mail that is due into `services.mail`; return what is there."""
    assert services.mail is not None
    settings = Settings(services.mail.parent, services.site.folder, services.port)
    worker = make_worker(
        settings,
        services.database,
        services.tokens,
        services.site,
        services.clock,
        services.url,
        own_theme(),
    )
    worker.deliver_due()
    files = sorted(services.mail.glob("*.eml"))
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]


def words_of(mail: EmailMessage) -> str:
    """Return the text part of a mail that was read from a file, with plain spaces and line ends."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ")


@dataclass(frozen=True)
class Answer:
    """What a server sent back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return a header's value, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def page(self) -> Page:
        """Return the body as a page."""
        return Page(self.body.decode())


def ask(
    url: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> Answer:
    """Ask a real server; `Content_Type=…` is the header Content-Type."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def post_to(url: str, fields: dict[str, str], slug: str = "frokostmote") -> Answer:
    """Send the form to a real server."""
    body = urlencode(fields).encode()
    return ask(url, f"/pamelding/{slug}/", "POST", body, Content_Type=FORM_TYPE)


def talk(url: str, sent: bytes) -> bytes:
    """Send these bytes to a real server, and return all that it answers until it closes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received
