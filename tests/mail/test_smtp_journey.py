"""From sign-up to cancellation by mail: each kind of mail, read back from the bytes on the wire."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from formhandler.mail import announcements, outbox
from formhandler.mail.announcements import Note
from formhandler.mail.worker import Worker
from formhandler.signups import event_news, register
from formhandler.signups.database import Database
from formhandler.web.published_site import PublishedSite
from formhandler.web.security import Tokens
from formhandler.web.services import Services
from tests.conftest import PROJECT, SECRET, SetClock
from tests.support.cast import ONE_SEAT, TEAMS
from tests.support.events import NOW, URL, an_event
from tests.support.forms import Page, a_client, send, show
from tests.support.letters import html_of, text_of
from tests.support.mailbox import Mailbox, Received, a_mailbox
from tests.support.stage import worker_for

KARI, BO, ODA, PER = (f"{name}@example.no" for name in ("kari", "bo", "oda", "per"))
CONTACT = "ola@example.no"
NAME, ORGANISATION, WORDS = "Kari <b>Ødegård</b>", "Hamar & Åmot", "Hei\nBcc: alle@example.no"
MOVED = {"start": "2030-06-05 09.00", "slutt": "2030-06-05 10.30", "digitalt": "Zoom"}
NOTE = Note("Ta med laptop", "Vi gjør øvelser.\n\nTa med laptop og lader.")
SLUGS = ("frokostmote", "fullt")
LARGEST_HTML = 20 * 1024
HEADERS = [
    *("Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID"),
    *("Content-Language", "Auto-Submitted", "Reply-To"),
]
# What each is called here, in the order in which they come, and to whom.
MAILS = {
    "confirmed": KARI,
    "repeat": KARI,
    "changed": KARI,
    "cancelled": KARI,
    "restored": KARI,
    "waiting": ODA,
    "promoted": ODA,
    "undeliverable": CONTACT,
    "event_changed": KARI,
    "reminder online": KARI,
    "reminder in person": ODA,
    "message": KARI,
    "event_cancelled": KARI,
}
PLAIN = ("undeliverable", "message")
TELLING = [name for name in MAILS if name not in PLAIN]
SUBJECTS = {
    "confirmed": ("Du er påmeldt", "Du er påmeld"),
    "repeat": ("Du er allerede påmeldt", "Du er allereie påmeld"),
    "changed": ("Du er påmeldt (endret)", "Du er påmeld (endra)"),
    "cancelled": ("Du er meldt av", "Du er meld av"),
    "restored": ("Du er påmeldt (endret)", "Du er påmeld (endra)"),
    "waiting": ("Du står på venteliste (nr. 1)", "Du står på venteliste (nr. 1)"),
    "promoted": ("Du har fått plass", "Du har fått plass"),
    "undeliverable": ("E-post kom ikke fram", "E-post kom ikkje fram"),
    "event_changed": ("Endret", "Endra"),
    "reminder online": ("Påminnelse", "Påminning"),
    "reminder in person": ("Påminnelse", "Påminning"),
    "event_cancelled": ("Avlyst", "Avlyst"),
}
MOVED_BY_THEN = ("event_changed", "reminder online", "event_cancelled")


@dataclass
class Office:
    """A site in one language with an outbox, and the mail server that it hands its mails to."""

    language: str
    client: FlaskClient
    database: Database
    worker: Worker
    mailbox: Mailbox
    clock: SetClock
    site: Path
    mails: dict[str, Received] = field(default_factory=dict)

    def show(self, **keys: Any) -> None:
        """Publish an event with these keys, and one that has a single seat."""
        meeting = {"digitalt": TEAMS, "språk": self.language} | keys
        full = an_event("fullt", påmelding=ONE_SEAT, språk=self.language)
        show(self.site, an_event(**meeting), full)

    def deliver(self, *names: str) -> None:
        """Deliver what is due, which is the mails with these names and no others."""
        before = len(self.mailbox.received)
        self.worker.deliver_due()
        new = self.mailbox.received[before:]
        self.mails |= dict(zip(names, new, strict=True))

    def do(self, name: str, what: str, **fields: str) -> None:
        """Follow the link in a mail, and press a button there."""
        path = own_path(self.mails[name])
        assert self.client.post(f"{path}{what}/", data=fields).status_code == 303

    def tell(self) -> None:
        """Let those who have signed up be told how the event is now."""
        with self.database.writing() as db:
            event = PublishedSite(self.site).manifest().find("frokostmote")
            assert event is not None
            outbox.put(db, event_news.mark_told(db, event), self.clock())

    def references(self) -> dict[str, str]:
        """Give the reference of each one's first sign-up."""
        with self.database.reading() as db:
            everyone = [each for slug in SLUGS for each in register.participants(db, slug)]
        return {each.answers.email: each.reference for each in reversed(everyone)}


def letter(mail: Received) -> str:
    """Give the text part."""
    return "\n".join([*text_of(mail.message).splitlines(), ""])


def own_path(mail: Received) -> str:
    """Give the path of the link to «Min påmelding»."""
    [path] = re.findall(rf"{URL}(/min-pamelding/\S+/)\n", letter(mail))
    return str(path)


def correspond(office: Office) -> None:
    """Go from sign-up to cancellation, with all that can happen on the way."""
    office.show()
    answers = {"name": NAME, "organisation": ORGANISATION, "message": WORDS}
    send(office.client, email=KARI, attendance="in_person", **answers)
    office.deliver("confirmed")
    send(office.client, email=KARI, attendance="online")
    office.deliver("repeat")
    for name, what, fields in (
        ("changed", "deltakelse", {"attendance": "online"}),
        ("cancelled", "meld-av", {}),
        ("restored", "angre", {}),
    ):
        office.do("confirmed", what, **fields)
        office.deliver(name)
    wait_for_a_seat(office)
    lose_one(office)
    hear_of_changes(office)


def wait_for_a_seat(office: Office) -> None:
    send(office.client, slug="fullt", email=BO)
    send(office.client, slug="fullt", email=ODA)
    office.deliver("first", "waiting")
    office.do("first", "meld-av")
    office.deliver("first cancelled", "promoted")


def lose_one(office: Office) -> None:
    """Let a mail to somebody be refused, so that the organiser hears of it."""
    office.mailbox.refused[PER] = "550 5.1.1 No such user"
    send(office.client, email=PER, attendance="in_person", name="Per")
    office.deliver("undeliverable")
    del office.mailbox.refused[PER]


def hear_of_changes(office: Office) -> None:
    """Let the event be moved, reminded of, written about and called off."""
    office.show(**MOVED)
    office.tell()
    office.deliver("event_changed", "event_changed for Per")
    for name, days in (("reminder in person", 1), ("reminder online", 2)):
        office.clock.now = datetime(2030, 6, 2 + days, 9, 0, tzinfo=NOW.tzinfo)
        office.worker.do_chores()
        office.deliver(*([name] if days == 1 else [name, "reminder for Per"]))
    with office.database.writing() as db:
        everyone = register.participants(db, "frokostmote")
        announcements.put(db, "frokostmote", NOTE, everyone[:1], office.clock())
    office.deliver("message")
    office.show(**MOVED, status="avlyst")
    office.tell()
    office.deliver("event_cancelled", "event_cancelled for Per")


@pytest.fixture(scope="module", params=["nb", "nn"])
def office(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Office]:
    """Give the office when all mails have gone."""
    folder, clock = tmp_path_factory.mktemp("office"), SetClock(NOW)
    database = Database(folder / "pameldt.sqlite3")
    database.migrate(may_create=True)
    services = Services(
        PublishedSite(folder / "site"),
        database,
        Tokens(SECRET),
        clock,
        URL,
        8000,
        PROJECT / "theme",
    )
    with a_mailbox() as mailbox:
        worker = worker_for(services, URL, mailbox.relay)
        client, site = a_client(services), services.site.folder
        made = Office(request.param, client, database, worker, mailbox, clock, site)
        correspond(made)
        yield made


@pytest.fixture(scope="module")
def mails(office: Office) -> dict[str, Received]:
    """Give the mails of each kind."""
    return {name: office.mails[name] for name in MAILS}


def entry(mail: Received) -> dict[str, Any]:
    """Give UID, SEQUENCE, STATUS and LOCATION of the attached calendar file."""
    [attachment] = mail.message.iter_attachments()
    assert isinstance(attachment, EmailMessage)
    assert attachment.get_content_type() == "text/calendar"
    calendar = Calendar.from_ical(attachment.get_content())
    [found] = calendar.walk("VEVENT")
    keys = ("uid", "sequence", "status", "location")
    return {"method": str(calendar["method"])} | {key: str(found[key]) for key in keys}


def test_each_is_handed_over_from_the_site_to_one_address(mails: dict[str, Received]) -> None:
    assert {name: mail.to for name, mail in mails.items()} == {
        name: (to,) for name, to in MAILS.items()
    }
    assert {mail.sender for mail in mails.values()} == {"pamelding@localhost"}


def test_nothing_but_ascii_in_short_lines_is_on_the_wire(mails: dict[str, Received]) -> None:
    lines = {line for mail in mails.values() for line in mail.content.split(b"\r\n")}

    assert all(mail.content.isascii() for mail in mails.values())
    assert [line for line in lines if len(line) > 78 or b"\n" in line] == []


def test_each_has_these_headers_and_no_others(mails: dict[str, Received]) -> None:
    found = {name: sorted(mail.message.keys()) for name, mail in mails.items()}

    assert found == dict.fromkeys(MAILS, sorted(HEADERS))


def test_headers_say_who_writes_to_whom_in_which_language(
    mails: dict[str, Received], office: Office
) -> None:
    shown = ("From", "To", "Reply-To", "Content-Language", "Auto-Submitted")
    sender = "Eksempelforeningen <pamelding@localhost>"

    assert {name: [mail.message[key] for key in shown] for name, mail in mails.items()} == {
        name: [sender, to, CONTACT, office.language, "auto-generated"] for name, to in MAILS.items()
    }


def test_each_has_an_id_of_its_own_at_the_site_s_domain(mails: dict[str, Received]) -> None:
    ids = {str(mail.message["Message-ID"]) for mail in mails.values()}

    assert len(ids) == len(MAILS)
    assert [id_ for id_ in ids if not re.fullmatch(r"<[\w-]{20,}@localhost>", id_)] == []


def test_each_is_dated_when_it_came_to_be(mails: dict[str, Received]) -> None:
    dates = {name: mail.message["Date"].datetime for name, mail in mails.items()}
    later = {
        "reminder in person": datetime(2030, 6, 3, 9, 0, tzinfo=NOW.tzinfo),
        "reminder online": datetime(2030, 6, 4, 9, 0, tzinfo=NOW.tzinfo),
    }
    later |= dict.fromkeys(("message", "event_cancelled"), later["reminder online"])

    assert dates == dict.fromkeys(MAILS, NOW) | later
    assert {date.utcoffset() for date in dates.values()} == {timedelta(hours=2)}


def test_the_subject_is_what_has_happened_the_title_and_the_day(
    mails: dict[str, Received], office: Office
) -> None:
    number = ["nb", "nn"].index(office.language)
    day = ("tirsdag 4. juni", "tysdag 4. juni")[number]
    days = dict.fromkeys(MAILS, day) | dict.fromkeys(MOVED_BY_THEN, "onsdag 5. juni")
    subjects = {
        name: f"{words[number]}: Frokostmøte, {days[name]}" for name, words in SUBJECTS.items()
    }

    assert {name: mail.message["Subject"] for name, mail in mails.items()} == (
        subjects | {"message": NOTE.subject}
    )


def test_nothing_that_somebody_wrote_in_the_form_is_in_a_header(mails: dict[str, Received]) -> None:
    headers = {
        name: "\n".join(f"{key}: {value}" for key, value in mail.message.items() if key != "To")
        for name, mail in mails.items()
    }
    written = ("Kari", "Ødegård", "Hamar", "Bcc", "alle@", KARI)

    assert [(name, word) for name in headers for word in written if word in headers[name]] == []


def test_each_has_a_text_part_an_html_part_and_where_it_tells_all_a_calendar_file(
    mails: dict[str, Received],
) -> None:
    bodies = ["multipart/alternative", "text/plain", "text/html"]
    whole = ["multipart/mixed", *bodies, "text/calendar"]

    assert {
        name: [part.get_content_type() for part in mail.message.walk()]
        for name, mail in mails.items()
    } == {name: bodies if name in PLAIN else whole for name in MAILS}


def test_the_text_part_has_all_words_and_links_of_the_html_part(mails: dict[str, Received]) -> None:
    missing = []
    for name, mail in mails.items():
        text = " ".join(letter(mail).replace("  | ", "").split())
        page = Page(html_of(mail.message).replace("<br>", " "))
        words = [each for tag in ("h1", "h2", "p", "dt", "dd") for each in page.texts(f".//{tag}")]
        links = [each.get("href") for each in page.root.iter("a")]
        links = [link for link in links if not link.startswith(("mailto:", "tel:"))]
        missing += [(name, each) for each in (*words, *links) if each not in text]

    assert missing == []


def test_all_that_tell_the_sign_up_have_its_facts_link_and_steps(
    mails: dict[str, Received], office: Office
) -> None:
    references = office.references()
    when = "Når|Skulle vore halde" if office.language == "nn" else "Når|Skulle vært holdt"
    for name in TELLING:
        text = letter(mails[name])
        assert own_path(mails[name])
        assert f"Referanse: {references[MAILS[name]]}\n" in text, name
        assert re.search(rf"\n({when}): .*2030 kl. ", text), name
        assert re.search(r"\n- .*2030.*: .+", text), name


def test_the_sign_up_keeps_its_uid_and_each_change_raises_the_sequence(
    mails: dict[str, Received],
) -> None:
    entries = {name: entry(mails[name]) for name in TELLING if MAILS[name] == KARI}

    assert len({each["uid"] for each in entries.values()}) == 1
    assert {name: each["sequence"] for name, each in entries.items()} == {
        "confirmed": "0",
        "repeat": "0",
        "changed": "1",
        "cancelled": "2",
        "restored": "3",
        "event_changed": "4",
        "reminder online": "4",
        "event_cancelled": "5",
    }


def test_calendar_files_are_published_with_the_status_of_the_sign_up(
    mails: dict[str, Received],
) -> None:
    entries = {name: entry(mails[name]) for name in TELLING}
    other = {"cancelled": "CANCELLED", "waiting": "TENTATIVE", "event_cancelled": "CANCELLED"}

    assert {each["method"] for each in entries.values()} == {"PUBLISH"}
    assert {name: each["status"] for name, each in entries.items()} == (
        dict.fromkeys(TELLING, "CONFIRMED") | other
    )


def test_the_place_in_the_calendar_follows_how_one_attends(mails: dict[str, Received]) -> None:
    wanted = ("confirmed", "changed", "event_changed")

    assert [entry(mails[name])["location"] for name in wanted] == [
        "Kulturhuset, Storgata 1, Hamar",
        "På nett, med Teams",
        "På nett, med Zoom",
    ]


def test_html_parts_are_small_and_fetch_nothing(mails: dict[str, Received]) -> None:
    htmls = {name: html_of(mail.message) for name, mail in mails.items()}
    fetched = (
        r"<(?:img|link|script|iframe|video|object|embed)\b|\b(?:src|background)=|url\(|@import"
    )

    assert {name: re.findall(fetched, html) for name, html in htmls.items()} == {
        name: [] for name in MAILS
    }
    assert max(len(html.encode()) for html in htmls.values()) <= LARGEST_HTML


def test_what_a_visitor_has_written_is_no_markup_and_no_line_of_ours(
    mails: dict[str, Received],
) -> None:
    mail = mails["confirmed"].message

    assert "Kari &lt;b&gt;Ødegård&lt;/b&gt;" in html_of(mail)
    assert "\n  | Bcc: alle@example.no\n" in letter(mails["confirmed"])


def test_who_is_told_of_a_moved_event_sees_old_and_new(office: Office) -> None:
    text = letter(office.mails["event_changed"])
    day = "tysdag" if office.language == "nn" else "tirsdag"
    lines = [line.partition(": ")[2] for line in text.splitlines() if ": " in line][:4]

    assert lines == [
        f"{day} 4. juni 2030 kl. 08.30–10.00",
        "onsdag 5. juni 2030 kl. 09.00–10.30",
        "På nett, med Teams",
        "På nett, med Zoom",
    ]


def test_reminders_say_what_one_has_to_do(office: Office) -> None:
    texts = {way: letter(office.mails[f"reminder {way}"]) for way in ("in person", "online")}
    day = "tysdag" if office.language == "nn" else "tirsdag"

    assert f"Storgata 1, Hamar, {day} 4. juni 2030 kl. 08.30." in texts["in person"]
    assert "onsdag 5. juni 2030 kl. 08.00." in texts["online"]
    assert [f"{URL}/delta/" in text for text in texts.values()] == [False, True]


def test_the_organiser_s_own_words_come_whole_with_the_facts(mails: dict[str, Received]) -> None:
    text = letter(mails["message"])

    assert text.startswith("Ta med laptop\n=============\n\nFrokostmøte\n\nVi gjør øvelser.\n\n")
    assert "Ta med laptop og lader.\n" in text
    assert "onsdag 5. juni 2030 kl. 09.00–10.30" in text
    assert own_path(mails["message"])


def test_the_organiser_hears_whom_no_mail_reaches(mails: dict[str, Received]) -> None:
    text = letter(mails["undeliverable"])

    assert "Per\n" in text
    assert f": {PER}\n" in text
    assert "/min-pamelding/" not in text


def test_after_the_last_mail_nothing_is_left_to_send(office: Office) -> None:
    with office.database.reading() as db:
        kept = list(db.query("select status, count(*) as number from outbox group by status"))

    assert {row["status"]: row["number"] for row in kept} == {"sent": 18, "undeliverable": 1}
