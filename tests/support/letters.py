"""Letters and mails for tests of what is sent; only what a test names differs."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlite_utils import Database as Connection

from formhandler.core.jinja import environment
from formhandler.events.manifest import Manifest, Site
from formhandler.mail import outbox
from formhandler.mail.kinds import Occasion
from formhandler.mail.letters import Letter
from formhandler.mail.mime import message
from formhandler.mail.outbox import Mail
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.signups.models import Outcome, Signup
from tests.conftest import PROJECT
from tests.support.events import NOW, SITE, an_event
from tests.support.forms import answers

TEMPLATES = environment(PROJECT / "theme" / "templates")


def a_letter(**changed: Any) -> Letter:
    """Return a letter with these values changed."""
    letter = Letter(
        to="kari@example.no",
        language="nb",
        subject="Du er påmeldt: Frokostmøte, tirsdag 4. juni",
        heading="Du er påmeldt",
        lead=("Plassen er din.",),
        contact=an_event().contact,
        expires=NOW + timedelta(hours=48),
        title="Frokostmøte",
    )
    return replace(letter, **changed)


def a_mail(id_: int = 42) -> Mail:
    """Return a mail of the outbox."""
    return Mail(id_, 1, Outcome.CONFIRMED, "", None, "aB-9_", "digest", 1, NOW)


def a_message(site: Site = SITE, /, **changed: Any) -> EmailMessage:
    """Return the message of a letter with these values changed."""
    return message(a_letter(**changed), site, a_mail(), TEMPLATES)


def text_of(made: EmailMessage) -> str:
    """Return the text part."""
    body = made.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(made: EmailMessage) -> str:
    """Return the HTML part."""
    body = made.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def put_mail(database: Database, *names: str, now: datetime = NOW) -> list[Signup]:
    """Sign up these people, each with a confirmation in the outbox."""
    return [_put_one(database, name, now) for name in names or ("Kari Nordmann",)]


def _put_one(database: Database, name: str, now: datetime) -> Signup:
    with database.writing() as db:
        done = register.add(db, an_event(), answers(name), submit_id=name, now=now)
        outbox.put(db, done.changes, now)
    return done.signup


def compose(db: Connection, mail: Mail, manifest: Manifest, now: datetime) -> Letter | None:
    """Write a plain letter to whoever the mail is for, or to the organiser."""
    signup = register.find_by_id(db, mail.signup)
    if signup is None:
        return None
    is_notice = mail.kind is Occasion.UNDELIVERABLE
    contact = an_event().contact
    return a_letter(
        to=contact.email if is_notice else signup.answers.email, expires=now + timedelta(hours=48)
    )


def rows(database: Database) -> list[dict[str, Any]]:
    """Return all of the outbox, oldest first."""
    with database.reading() as db:
        return list(db.query("select * from outbox order by id"))


def statuses(database: Database) -> list[tuple[str, str]]:
    """Return what kind each mail is, and how it stands with it."""
    return [(row["kind"], row["status"]) for row in rows(database)]
