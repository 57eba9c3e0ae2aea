"""A message says what its letter says, in plain ASCII, and nobody's words can become headers."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from itertools import product

import pytest
from markupsafe import Markup

from formhandler.core.formatting import NBSP, when
from formhandler.events.parts import Contact
from formhandler.mail import mime as message_module
from formhandler.mail.letters import Link
from formhandler.mail.mime import header_line, wire_address
from formhandler.mail.smtp import UnsendableError
from tests.support.events import SITE, an_event
from tests.support.forms import Page
from tests.support.letters import a_message, html_of, text_of
from tests.support.tables import each_case

HEADERS = [
    "MIME-Version",
    "Content-Type",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
    "Auto-Submitted",
    "Reply-To",
]
ENCODED = "=?utf-8?q?a=0D=0ABcc:_mallory=40example.com?="
NASTY = (
    ENCODED,
    f"før {ENCODED} etter",
    "=?utf-8?b?DQpCY2M6IG1hbGxvcnlAZXhhbXBsZS5jb20=?=",
    "a\r\nBcc: mallory@example.com",
    "a\nBcc: mallory@example.com\n\nHei",
    "a\x00b\x0bc\x1cd\u2028e\u2029f\x85g",
    "=\u200b?utf-8?q?a=0D=0AX:_y?=",
    '"; <mallory@example.com>, mallory@example.com, (',
    "æ" * 300,
    "lang " * 60 + ENCODED,
)
COMMENT = re.compile("<!--.*?-->")
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Frokostmøte\r\nEND:VCALENDAR\r\n".encode()


def reread(message: EmailMessage) -> EmailMessage:
    return BytesParser(policy=SMTP).parsebytes(message.as_bytes())


def addresses(message: EmailMessage, name: str) -> list[str]:
    return [each.addr_spec for each in message[name].addresses]


def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out the last guard: the finished message is no longer read anew."""
    monkeypatch.setattr(message_module, "_refuse_other", lambda *_: None)


def unbroken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out the first guard: texts become headers as they are."""
    monkeypatch.setattr(message_module, "header_line", str)


def test_the_headers_say_who_to_whom_and_what() -> None:
    read = reread(a_message())

    assert [f"{name}: {read[name]}" for name in HEADERS[2:]] == [
        "From: Eksempelforeningen <pamelding@localhost>",
        "To: kari@example.no",
        "Subject: Du er påmeldt: Frokostmøte, tirsdag 4. juni",
        "Date: Thu, 02 May 2030 12:00:00 +0200",
        "Message-ID: <aB-9_@localhost>",
        "Content-Language: nb",
        "Auto-Submitted: auto-generated",
        "Reply-To: ola@example.no",
    ]


def test_there_are_no_other_headers() -> None:
    assert sorted(reread(a_message()).keys()) == sorted(HEADERS)


def test_a_mail_that_is_tried_once_more_has_the_same_message_id() -> None:
    assert a_message()["Message-ID"] == a_message()["Message-ID"]


def test_the_sender_is_the_site_and_its_domain_is_in_the_message_id() -> None:
    site = SITE.model_copy(update={"url": "https://arrangement.example.no"})

    read = reread(a_message(site))

    assert addresses(read, "From") == ["pamelding@arrangement.example.no"]
    assert read["Message-ID"] == "<aB-9_@arrangement.example.no>"


def test_all_that_is_sent_is_ascii_in_short_lines() -> None:
    letter = {"answers": (("Melding", "æøå 🎉 " * 400),), "calendar": CALENDAR}

    sent = a_message(**letter).as_bytes()

    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 78
    assert sent.count(b"\n") == sent.count(b"\r\n") == sent.count(b"\r")


def test_a_message_is_text_and_html_to_choose_from() -> None:
    assert [part.get_content_type() for part in reread(a_message()).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_a_calendar_file_comes_as_an_attachment_byte_for_byte() -> None:
    (calendar,) = reread(a_message(calendar=CALENDAR)).iter_attachments()

    assert calendar["Content-Type"] == 'text/calendar; method="PUBLISH"; charset="utf-8"'
    assert calendar.get_filename() == "arrangement.ics"
    assert calendar.get_payload(decode=True) == CALENDAR


def test_a_calendar_file_stands_beside_text_and_html() -> None:
    parts = reread(a_message(calendar=CALENDAR)).walk()

    assert [part.get_content_type() for part in parts] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


@each_case(
    ("address", "wire"),
    [
        ("kari@example.no", "kari@example.no"),
        ("kari@blåbær.no", "kari@xn--blbr-roah.no"),
        ("kåre@blåbær.no", "kåre@xn--blbr-roah.no"),
        ("o'brien+kurs@sub.例え.jp", "o'brien+kurs@sub.xn--r8jz45g.jp"),
    ],
)
def test_an_international_domain_is_written_in_ascii(address: str, wire: str) -> None:
    assert wire_address(address) == wire
    assert addresses(a_message(to=address), "To") == [wire]


@pytest.mark.parametrize("domain", ["å" * 64 + ".no"])
def test_a_domain_that_ascii_would_change_is_never_written_to(domain: str) -> None:
    with pytest.raises(UnsendableError):
        a_message(to=f"kari@{domain}")


def test_other_letters_before_the_at_sign_make_headers_utf8_in_that_message_only() -> None:
    assert "To: kåre@example.no\r\n".encode() in a_message(to="kåre@example.no").as_bytes()
    assert a_message().as_bytes().isascii()


@pytest.mark.parametrize("address", ["åse@example.no"])
def test_a_contact_with_a_rare_address_makes_no_mail_impossible(address: str) -> None:
    contact = Contact.model_construct(name="Åse", email=address, phone=None)

    message = a_message(contact=contact)

    assert "Reply-To" not in message
    assert address in text_of(message)


@pytest.mark.parametrize("length", [64, 200])
def test_a_long_address_is_written_whole(length: int) -> None:
    to = "a" * 64 + "@" + ".".join(["b" * 40] * (length // 41 + 1)) + ".no"

    assert addresses(reread(a_message(to=to)), "To") == [to]


@each_case("nasty", NASTY)
def test_a02_a_title_adds_no_header_and_no_recipient(nasty: str) -> None:
    read = reread(a_message(subject=nasty))

    assert sorted(read.keys()) == sorted(HEADERS)
    assert (addresses(read, "To"), read["Bcc"]) == (["kari@example.no"], None)


@each_case("nasty", NASTY)
def test_a02_the_site_s_name_adds_no_header_and_no_sender(nasty: str) -> None:
    read = reread(a_message(SITE.model_copy(update={"name": nasty})))

    assert sorted(read.keys()) == sorted(HEADERS)
    assert addresses(read, "From") == ["pamelding@localhost"]


def test_a02_control_without_both_guards_an_encoded_word_adds_a_recipient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unbroken(monkeypatch)
    unchecked(monkeypatch)

    assert reread(a_message(subject=ENCODED))["Bcc"] == "mallory@example.com"


@pytest.mark.parametrize(("name", "subject"), [("Vi", ENCODED), ("a =?utf-8?q?=0AX:_y?=", "Hei")])
def test_a02_without_the_first_guard_the_second_refuses_the_message(
    name: str, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken(monkeypatch)

    with pytest.raises(UnsendableError):
        a_message(SITE.model_copy(update={"name": name}), subject=subject)


def test_a02_without_the_second_guard_the_first_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    unchecked(monkeypatch)

    assert [name for name in reread(a_message(subject=ENCODED)) if name == "Bcc"] == []


@each_case(
    "to",
    [
        "kari@example.no, mallory@example.com",
        "kari@example.no <mallory@example.com>",
        "kari@example.no\nBcc: mallory@example.com",
        f"{ENCODED}@example.no",
        "=?utf-8?q?mallory=40example.com=2C?=kari@example.no",
    ],
)
def test_a02_an_address_that_reads_as_another_or_as_two_is_refused(to: str) -> None:
    with pytest.raises(UnsendableError):
        a_message(to=to)


def test_a02_the_recipient_s_name_stands_in_no_header() -> None:
    read = reread(a_message(answers=(("Navn", "Kari Nordmann"),)))

    assert "Nordmann" not in "".join(str(value) for value in read.values())


def test_a_title_with_an_encoded_word_can_still_be_read() -> None:
    assert header_line("Hva er =?utf-8?q?a?= her") == "Hva er = ?utf-8?q?a?= her"


@each_case(
    ("text", "line"),
    [
        ("a\r\n b", "a b"),
        ("a\tb", "a b"),
        (f"4.{NBSP}juni", "4. juni"),
        ("påmeldt 🎉", "påmeldt 🎉"),
        ("a\u202eb\u00adc", "abc"),
        ("=\x00?", "= ?"),
        ("=\u200b?utf-8", "= ?utf-8"),
    ],
)
def test_a_header_is_one_line_of_visible_letters(text: str, line: str) -> None:
    assert header_line(text) == line


def test_the_text_part_is_complete_in_itself() -> None:
    message = a_message(
        facts=(("Når", when(an_event())), ("Referanse", "K7M4PQ")),
        links=(
            Link("Se, endre eller meld av", "https://x.no/min/a?b=1&c=2"),
            Link("Les om arrangementet", "https://x.no/a/"),
        ),
        steps=((Markup("<time>mandag 3. juni</time>"), "Du får en påminnelse."),),
        people=(("Bo Berg", "Påmeldt"),),
        answers=(("Navn", "Kari <Nordmann>"), ("Melding", "Hei!\n\nJeg er vegetarianer.")),
        footer=("Var det ikke du?",),
        contact=Contact(navn="Ola & co", epost="ola@example.no", telefon="99887766"),
    )

    assert (
        text_of(message)
        == """\
Du er påmeldt
=============

Frokostmøte

Plassen er din.

Når: tirsdag 4. juni 2030 kl. 08.30–10.00
Referanse: K7M4PQ

Se, endre eller meld av:
  https://x.no/min/a?b=1&c=2
Les om arrangementet:
  https://x.no/a/

Hva skjer nå
------------
- mandag 3. juni: Du får en påminnelse.

Kolleger du har meldt på
------------------------
- Bo Berg: Påmeldt

Svarene dine
------------
Navn: Kari <Nordmann>
Melding:
  | Hei!
  |
  | Jeg er vegetarianer.

Spørsmål? Svar på denne e-posten, eller ta kontakt med Ola & co, ola@example.no, 99 88 77 66.

Var det ikke du?
"""
    )


def test_a_letter_with_little_to_say_leaves_no_empty_headings() -> None:
    assert (
        text_of(a_message())
        == """\
Du er påmeldt
=============

Frokostmøte

Plassen er din.

Spørsmål? Svar på denne e-posten, eller ta kontakt med Ola Nordmann, ola@example.no.
"""
    )


def test_the_text_part_has_spaces_that_a_reader_may_break_at() -> None:
    assert NBSP not in text_of(a_message(facts=(("Når", f"4.{NBSP}juni"),), lead=(f"a{NBSP}b",)))


def forged() -> Iterator[str]:
    breaks = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")
    return (f"Kari{each}Du er meldt av" for each in breaks)


@each_case(("where", "words"), list(product(["answers", "facts", "people"], forged())))
def test_a03_nobody_s_answer_can_pass_for_a_line_of_ours(where: str, words: str) -> None:
    text = text_of(a_message(**{where: (("Melding", words), (words, "Påmeldt"))}))

    assert not [line for line in text.splitlines() if line.startswith("Du er meldt av")]


def test_a03_control_without_the_mark_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_module, "as_text", lambda letter: letter)

    text = text_of(a_message(answers=(("Melding", "Kari\nDu er meldt av"),)))

    assert "Du er meldt av" in text.splitlines()


def test_a03_markup_in_an_answer_is_shown_and_does_nothing() -> None:
    html = html_of(a_message(answers=(("Navn", "<img src=x onerror=alert(1)>"),)))

    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<img" not in html


def test_a03_a_boundary_in_an_answer_begins_no_part() -> None:
    words = "--===============0==\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR"

    assert len(list(reread(a_message(answers=(("Melding", words),))).walk())) == 3


def test_the_html_part_says_the_same_in_the_same_order() -> None:
    message = a_message(
        facts=(("Når", when(an_event())),),
        links=(Link("Se påmeldingen", "https://x.no/"), Link("Les mer", "https://x.no/a")),
        steps=(("mandag", "Noe skjer."),),
        people=(("Bo", "Påmeldt"),),
        answers=(("Melding", "Hei\nhå"),),
        footer=("Var det ikke du?",),
    )

    assert Page(COMMENT.sub("", html_of(message))).text == (
        "Du er påmeldt Frokostmøte Plassen er din. Når tirsdag 4. juni 2030 kl. 08.30–10.00 "
        "Se påmeldingen Les mer Hva skjer nå mandag Noe skjer. Kolleger du har meldt på Bo Påmeldt "
        "Svarene dine Melding Heihå Spørsmål? Svar på denne e-posten, eller ta kontakt med "
        "Ola Nordmann, ola@example.no. Var det ikke du?"
    )


def test_the_html_part_has_the_status_as_its_heading_and_the_subject_as_its_title() -> None:
    page = Page(html_of(a_message()))

    assert (page.heading, page.title) == (
        "Du er påmeldt",
        "Du er påmeldt: Frokostmøte, tirsdag 4. juni",
    )


def test_the_html_part_fetches_nothing() -> None:
    html = html_of(a_message(links=(Link("Se", "https://x.no/"),)))

    assert [
        word for word in ("<img", "<link", "src=", "url(", "@import", "<script") if word in html
    ] == []


def test_the_html_part_is_in_the_letter_s_language() -> None:
    assert '<html lang="en">' in html_of(a_message(language="en"))


def test_the_html_part_is_small_even_with_all_there_can_be() -> None:
    rows = tuple((f"Spørsmål {number}", "Et svar på noen ord") for number in range(30))
    message = a_message(facts=rows[:8], steps=rows[:5], people=rows[:5], answers=rows)

    assert len(html_of(message).encode()) < 20_000
