"""Which e-mail addresses are taken, refused with what words, or asked about."""

import pytest

from formhandler.events.email_address import AddressError, address_key, likely_meant, parse_address
from tests.support.tables import each_case

NO_AT = "E-postadressen må ha en krøllalfa (@)"
WRONG_FORM = "Skriv e-postadressen slik: navn@eksempel.no"
TOO_LONG = "E-postadressen er for lang. Den kan ha høyst 254 tegn"
LONG_DOMAIN = ".".join(["b" * 60] * 3)


@each_case(
    "address",
    [
        "ola@example.no",
        "ola.nordmann+kurs@example.no",
        "o'brien@example.no",
        "O'Brien@example.no",
        "ola_n-1@sub.example.co.uk",
        "1@example.no",
        "a@b.no",
        "a!b&c/d@example.no",
        "ola@blåbær.no",
        "åse@example.no",
        "ola@123.no",
        f"{'a' * 64}@example.no",
        f"{'a' * 64}@{LONG_DOMAIN}.nooo",
    ],
)
def test_an_address_that_can_be_written_to_is_taken_as_it_is(address: str) -> None:
    assert parse_address(address) == address


@each_case(
    ("text", "address"),
    [
        ("Ola@Example.NO", "Ola@example.no"),
        ("ola@xn--blbr-roah.no", "ola@blåbær.no"),
        ("ola@bla\N{COMBINING RING ABOVE}bær.no", "ola@blåbær.no"),
        ("A\N{COMBINING RING ABOVE}se@example.no", "Åse@example.no"),
        ("ola@e\N{FULLWIDTH LATIN SMALL LETTER X}ample.no", "ola@example.no"),
        ("ola@example。no", "ola@example.no"),
    ],
    ids=["capitals", "punycode", "combining domain", "combining name", "full-width", "ideographic"],
)
def test_an_address_is_brought_to_its_normal_form(text: str, address: str) -> None:
    assert parse_address(text) == address


@each_case(
    "text", ["", "ola", "ola.example.no", "ola\N{FULLWIDTH COMMERCIAL AT}example.no", "ola(at)a.no"]
)
def test_an_address_without_an_at_sign_is_told_so(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)

    assert str(caught.value) == NO_AT


@each_case(
    "text",
    [
        "@",
        "ola@",
        "@example.no",
        "ola@@example.no",
        "ola@example",
        "ola@localhost",
        "ola@example.123",
        "ola@127.0.0.1",
        "ola@[127.0.0.1]",
        "ola@[IPv6:::1]",
        "ola @example.no",
        "ola@ex ample.no",
        " ola@example.no",
        "ola@example.no\r\nBcc: kari@example.no",
        "ola@example.no\n",
        "\nola@example.no",
        "ola\r@example.no",
        "o\0la@example.no",
        "ola@example.no\N{ZERO WIDTH SPACE}",
        "ola\N{RIGHT-TO-LEFT OVERRIDE}@example.no",
        "ola@example.no,kari@example.no",
        "ola@example.no, kari@example.no",
        "ola@example.no;kari@example.no",
        "Ola <ola@example.no>",
        '"Ola" <ola@example.no>',
        "<ola@example.no>",
        '"ola nordmann"@example.no',
        '"ola"@example.no',
        "ola(hjemme)@example.no",
        "mailto:ola@example.no",
        "=?utf-8?q?ola?=@example.no",
        "=?utf-8?b?b2xh?=@example.no",
        "=?utf-8?q?a=0D=0ABcc=3A_b=40example=2Eno?=@example.no",
        "ola@=?utf-8?q?example?=.no",
        ".ola@example.no",
        "ola.@example.no",
        "ol..a@example.no",
        "ola@example..no",
        "ola@-example.no",
        "ola@exa_mple.no",
        "ola@example.no.",
        "ola@xn--a.no",
        f"{'a' * 65}@example.no",
        f"ola@{'b' * 64}.no",
    ],
)
def test_what_is_no_address_is_told_what_one_looks_like(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)

    assert str(caught.value) == WRONG_FORM


@each_case(
    "text", [f"{'a' * 300}@example.no", f"{'a' * 64}@{LONG_DOMAIN}.noooooo.no", "@" * 100_000]
)
def test_an_address_of_more_than_254_characters_is_told_so(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)

    assert str(caught.value) == TOO_LONG


def test_case_makes_no_new_person() -> None:
    assert address_key("Åse@Example.no") == address_key("åse@example.no")


@each_case(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("GMIAL.COM", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.no", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmai.no", "hotmail.no"),
        ("yaho.no", "yahoo.no"),
        ("outlok.com", "outlook.com"),
        ("iclod.com", "icloud.com"),
        ("onlin.no", "online.no"),
        ("online.on", "online.no"),
    ],
)
def test_a_slip_in_a_common_domain_is_asked_about(domain: str, meant: str) -> None:
    assert likely_meant(f"Ola.N@{domain}") == f"Ola.N@{meant}"


@each_case(
    "domain",
    [
        "gmail.com",
        "Gmail.com",
        "hotmail.no",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.se",
        "hotmail.dk",
        "hotmail.fr",
        "hotmail.de",
        "live.com",
        "live.no",
        "live.se",
        "live.dk",
        "outlook.com",
        "yahoo.se",
        "ymail.com",
        "mail.com",
        "email.com",
        "me.com",
        "mac.com",
        "getmail.no",
        "broadpark.no",
        "lyse.net",
        "oslo.kommune.no",
        "etiskhandel.no",
        "example.no",
        "blåbær.no",
    ],
)
def test_a_right_domain_is_not_asked_about(domain: str) -> None:
    assert likely_meant(f"ola@{domain}") is None
