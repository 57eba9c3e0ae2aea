"""The machine's settings come from the environment, and every problem in them is told at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from formhandler.core.settings import Relay, SettingsError, read_settings
from tests.support.events import OSLO
from tests.support.tables import each_case

PORT = "PORT: «{}» er ikke et portnummer. Skriv for eksempel 8000."
SITEURL = (
    "SITEURL: «{}» må være http:// eller https:// og et vertsnavn, uten sti. "
    "Skriv for eksempel https://arrangement.example.no."
)
NOW = "PAMELDT_NOW: «{}» er ikke et tidspunkt. Skriv for eksempel 2020-01-14T09:00."
SMTP = (
    "PAMELDT_SMTP: må være smtp:// eller smtps:// og et vertsnavn, uten sti. "
    "I passordet skrives @, /, # og % som %40, %2F, %23 og %25. "
    "Skriv for eksempel smtps://bruker:passord@smtp.example.no."
)
FULL = {
    "PORT": "9000",
    "SITEURL": "https://arrangement.example.no/",
    "PAMELDT_STATE": "/var/lib/pameldt",
    "PAMELDT_SITE": "/srv/site",
    "PAMELDT_NOW": "2020-01-14T09:00",
}
USER = "smtp://ola:hemmelig@smtp.example.no"


def told(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment, OSLO)
    return str(caught.value).split("\n")


def values(environment: dict[str, str]) -> tuple[object, ...]:
    settings = read_settings(environment, OSLO)
    return (settings.state, settings.site, settings.port, settings.url, settings.now)


def test_an_empty_environment_gives_the_defaults() -> None:
    here = Path.cwd()

    assert values({}) == (here / "state", here / "output", 8000, "http://127.0.0.1:8000", None)


def test_every_setting_is_read() -> None:
    assert values(FULL) == (
        Path("/var/lib/pameldt"),
        Path("/srv/site"),
        9000,
        "https://arrangement.example.no",
        datetime(2020, 1, 14, 9, 0, tzinfo=OSLO),
    )


@each_case("key", [*FULL, "PAMELDT_SMTP"])
def test_a_setting_that_is_set_to_nothing_is_as_if_it_were_not(key: str) -> None:
    assert read_settings({key: ""}, OSLO) == read_settings({}, OSLO)


def test_the_address_follows_the_port_where_it_is_not_set() -> None:
    assert read_settings({"PORT": "9000"}, OSLO).url == "http://127.0.0.1:9000"


def test_the_database_is_in_the_state_folder() -> None:
    assert read_settings(FULL, OSLO).database == Path("/var/lib/pameldt/pameldt.sqlite3")


@each_case(
    "port", ["0", "65536", "-1", "80 00", "8000.0", "åtte", "8\N{FULLWIDTH DIGIT ZERO}00", " 8000"]
)
def test_a_port_that_is_none_is_told(port: str) -> None:
    assert told({"PORT": port}) == [PORT.format(port)]


@each_case("port", ["1", "80", "65535"])
def test_a_port_may_be_any_there_is(port: str) -> None:
    assert read_settings({"PORT": port}, OSLO).port == int(port)


@each_case(
    "url",
    [
        "https://example.no/arrangementer",
        "https://example.no/?a=b",
        "https://example.no#a",
        "https://ola:hemmelig@example.no",
        "https://",
        "https://:8000",
        "https://example.no:99999",
        "https://example.no:port",
        "https://ex ample.no",
        "https://[::1",
        "example.no",
        "//example.no",
        "ftp://example.no",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_is_more_or_less_than_scheme_and_host_is_told(url: str) -> None:
    assert told({"SITEURL": url}) == [SITEURL.format(url)]


@each_case(
    ("text", "url"),
    [
        ("https://example.no", "https://example.no"),
        ("https://example.no/", "https://example.no"),
        ("HTTPS://Example.no:443", "https://example.no"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://blåbær.no", "https://xn--blbr-roah.no"),
    ],
)
def test_an_address_of_scheme_and_host_is_taken_as_browsers_write_it(text: str, url: str) -> None:
    assert read_settings({"SITEURL": text}, OSLO).url == url


@each_case(
    ("text", "now"),
    [
        ("2020-01-14T09:00", datetime(2020, 1, 14, 9, 0, tzinfo=OSLO)),
        ("2020-01-14 09:00", datetime(2020, 1, 14, 9, 0, tzinfo=OSLO)),
        ("2020-07-14T09:00:30", datetime(2020, 7, 14, 9, 0, 30, tzinfo=OSLO)),
        ("2020-01-14T09:00Z", datetime(2020, 1, 14, 9, 0, tzinfo=UTC)),
        ("2020-01-14T09:00+01:00", datetime(2020, 1, 14, 8, 0, tzinfo=UTC)),
    ],
)
def test_the_time_of_a_preview_is_of_the_site_s_zone_unless_it_says_another(
    text: str, now: datetime
) -> None:
    assert read_settings({"PAMELDT_NOW": text}, OSLO).now == now


@each_case("text", ["nå", "14.01.2020", "2020-13-01T09:00", "09:00"])
def test_a_time_that_is_none_is_told(text: str) -> None:
    assert told({"PAMELDT_NOW": text}) == [NOW.format(text)]


def relay(url: str) -> Relay | None:
    return read_settings({"PAMELDT_SMTP": url}, OSLO).relay


@each_case(
    ("url", "expected"),
    [
        ("smtp://localhost", Relay("localhost", 25)),
        ("smtp://127.0.0.1:2525", Relay("127.0.0.1", 2525)),
        ("smtp://[::1]:2525/", Relay("::1", 2525)),
        ("SMTP://Smtp.Example.no", Relay("smtp.example.no", 25)),
        ("smtp://smtp.blåbær.no", Relay("smtp.xn--blbr-roah.no", 25)),
        (USER, Relay("smtp.example.no", 587, user="ola", password="hemmelig")),
        ("smtps://smtp.example.no", Relay("smtp.example.no", 465, has_tls=True)),
        (
            "smtps://ola%40example.no:p%40ss%2F%23%25:x@smtp.example.no:2465",
            Relay("smtp.example.no", 2465, True, "ola@example.no", "p@ss/#%:x"),
        ),
    ],
)
def test_the_relay_is_read_with_the_usual_port_where_none_is_given(
    url: str, expected: Relay
) -> None:
    assert relay(url) == expected


@each_case(
    "url",
    [
        "smtp.example.no",
        "smtp.example.no:25",
        "http://smtp.example.no",
        "smtp://",
        "smtps://ola:hemmelig@",
        "smtp://ola@smtp.example.no",
        "smtp://:hemmelig@smtp.example.no",
        "smtp://ola:hemmelig@smtp.example.no/post",
        "smtp://ola:hemm#elig@smtp.example.no",
        "smtp://ola:hemm/elig@smtp.example.no",
        "smtp://ola:hemmelig%0D%0AQUIT@smtp.example.no",
        "smtp://ola:hemmelig%00@smtp.example.no",
        "smtp://ola:hemmeligæ@smtp.example.no",
        "smtp://ola:hemmelig@smtp.example.no:0",
        "smtp://ola:hemmelig@smtp.example.no:99999",
        "smtp://ola:hemmelig@[::1",
        "smtp://ola:hemmelig@ex ample.no",
    ],
)
def test_a_relay_that_is_none_is_told_without_the_password(url: str) -> None:
    assert told({"PAMELDT_SMTP": url}) == [SMTP]


def test_a_relay_that_is_shown_does_not_show_its_password() -> None:
    settings = read_settings({"PAMELDT_SMTP": USER}, OSLO)

    assert "hemmelig" not in f"{settings} {settings!r}"


@each_case("url", ["smtp://localhost", "smtp://127.0.0.1", "smtp://[::1]"])
def test_a_relay_on_this_machine_is_known_as_such(url: str) -> None:
    assert (relay(url) or pytest.fail(url)).is_here


def test_a_relay_elsewhere_is_not_on_this_machine() -> None:
    assert not (relay(USER) or pytest.fail(USER)).is_here


def test_without_a_relay_mail_is_kept_in_the_state_folder() -> None:
    settings = read_settings(FULL, OSLO)

    assert (settings.relay, settings.mail) == (None, Path("/var/lib/pameldt/mail"))


def test_a_preview_never_sends_real_mail() -> None:
    assert read_settings(FULL | {"PAMELDT_SMTP": USER}, OSLO).relay is None


def test_control_without_a_time_of_its_own_it_would_have_sent() -> None:
    assert read_settings(FULL | {"PAMELDT_SMTP": USER, "PAMELDT_NOW": ""}, OSLO).relay is not None


def test_every_problem_is_told_at_once() -> None:
    wrong = {"PORT": "x", "SITEURL": "example.no", "PAMELDT_NOW": "nå", "PAMELDT_SMTP": "x"}

    assert told(wrong) == [PORT.format("x"), SITEURL.format("example.no"), NOW.format("nå"), SMTP]


def test_a_wrong_port_is_told_once_where_the_address_would_follow_it() -> None:
    assert told({"PORT": "x"}) == [PORT.format("x")]
