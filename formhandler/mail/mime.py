"""MIME: a letter as a message with text, HTML and calendar parts (RFC 2045, RFC 5322)."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import Parser
from email.policy import SMTP

from markupsafe import Markup

from formhandler.core.formatting import plain
from formhandler.core.i18n import speaking
from formhandler.core.jinja import Environment
from formhandler.events.email_address import wire_address as on_the_wire
from formhandler.events.manifest import Look, Site
from formhandler.mail.letters import Letter, Link, Pair
from formhandler.mail.outbox import Mail
from formhandler.mail.smtp import UnsendableError

CALENDAR_NAME = "arrangement.ics"

# Only ASCII on the wire, so that no relay has to recode it; headers are UTF-8 (RFC 6532) only if an
# address has other letters before the @.
_POLICY = SMTP.clone(cte_type="7bit")
_UTF8_POLICY = _POLICY.clone(utf8=True)
# Stands before each line of what has several.
_QUOTE = "  | "


def message(letter: Letter, site: Site, mail: Mail, templates: Environment) -> EmailMessage:
    """Return the finished message; raises UnsendableError if it parses as something else."""
    to, sender = wire_address(letter.to), wire_address(site.sender)
    made = EmailMessage(policy=_POLICY if (to + sender).isascii() else _UTF8_POLICY)
    _write(made, letter, site.look, templates)
    made["From"] = Address(header_line(site.name), addr_spec=sender)
    made["To"] = to
    made["Subject"] = header_line(letter.subject)
    made["Date"] = mail.created.astimezone(site.zone)
    # The same at each attempt, so that a mail program can merge two copies.
    made["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2]}>"
    made["Content-Language"] = letter.language
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5
    people = {"From": sender, "To": to}
    if reply_to := _reply_to(letter):
        made["Reply-To"] = people["Reply-To"] = reply_to
    _refuse_other(made, people)
    return made


def as_text(letter: Letter) -> Letter:
    """Return the letter without markup; each line of a multi-line text is marked."""
    return replace(
        letter,
        heading=_line(letter.heading),
        title=_line(letter.title),
        lead=tuple(_lines(each) for each in letter.lead),
        facts=_pairs(letter.facts),
        steps=_pairs(letter.steps),
        people=_pairs(letter.people),
        answers=_pairs(letter.answers),
        links=tuple(Link(_line(each.text), each.url) for each in letter.links),
        footer=tuple(_lines(each) for each in letter.footer),
    )


def wire_address(address: str) -> str:
    """Return an address as it is written in SMTP and in headers; raises UnsendableError."""
    if header_line(address) != address:
        raise UnsendableError("address")
    try:
        return on_the_wire(address)
    except ValueError as error:
        raise UnsendableError("address") from error


def header_line(text: str) -> str:
    """Return a text as one line without control characters, for a header.

    An encoded word (RFC 2047) in it is broken up: Python 3.11 decodes it when a header is set, and
    a line break inside would start another header.
    """
    letters = (_in_header(letter) for letter in text)
    return " ".join("".join(letters).replace("=?", "= ?").split())


def _reply_to(letter: Letter) -> str:
    """Return the contact's address, or nothing if it would make relays refuse the mail."""
    try:
        address = wire_address(letter.contact.email)
    except UnsendableError:
        return ""
    return address if address.isascii() else ""


def _write(made: EmailMessage, letter: Letter, look: Look, templates: Environment) -> None:
    with speaking(letter.language):
        text = templates.get_template("mail/letter.txt").render(letter=as_text(letter))
        html = templates.get_template("mail/letter.html").render(letter=letter, look=look)
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    if letter.calendar is not None:
        made.add_attachment(
            letter.calendar,
            maintype="text",
            subtype="calendar",
            filename=CALENDAR_NAME,
            params={"method": "PUBLISH", "charset": "utf-8"},
        )


def _refuse_other(made: EmailMessage, people: Mapping[str, str]) -> None:
    """Raise UnsendableError if parsing finds other headers, parts or recipients than we put in."""
    sent = made.as_bytes()
    read = Parser(policy=_UTF8_POLICY).parsestr(sent.decode())
    if not sent.isascii() and "".join(people.values()).isascii():
        raise UnsendableError("bytes")
    if read.keys() != made.keys() or _types(read) != _types(made):
        raise UnsendableError("headers")
    if any(_addresses(read, name) != [address] for name, address in people.items()):
        raise UnsendableError("addresses")


def _types(read: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in read.walk()]


def _addresses(read: EmailMessage, name: str) -> list[str]:
    return [address.addr_spec for header in read.get_all(name, []) for address in header.addresses]


def _pairs(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple((_line(label), _lines(value)) for label, value in pairs)


def _lines(value: str | Markup) -> str:
    lines = [_line(each) for each in plain(value).splitlines()]
    if len(lines) < 2:
        return "".join(lines)
    # Otherwise a visitor's line could look like one of the letter's own.
    return "\n".join((_QUOTE + each).rstrip() for each in lines)


def _line(value: str | Markup) -> str:
    return " ".join(plain(value).split())


def _in_header(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":
        return ""
    return " " if category[0] == "Z" or category in ("Cc", "Cs") else letter
