"""The machine's settings come from the environment, and every problem in them is told at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from formhandler.settings import SettingsError, read_settings
from tests.events import OSLO

PORT = "PORT: «{}» er ikke et portnummer. Skriv for eksempel 8000."
SITEURL = (
    "SITEURL: «{}» må være http:// eller https:// og et vertsnavn, uten sti. "
    "Skriv for eksempel https://arrangement.example.no."
)
NOW = "PAMELDT_NOW: «{}» er ikke et tidspunkt. Skriv for eksempel 2020-01-14T09:00."
FULL = {
    "PORT": "9000",
    "SITEURL": "https://arrangement.example.no/",
    "PAMELDT_STATE": "/var/lib/pameldt",
    "PAMELDT_SITE": "/srv/site",
    "PAMELDT_NOW": "2020-01-14T09:00",
}


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


@pytest.mark.parametrize("key", FULL)
def test_a_setting_that_is_set_to_nothing_is_as_if_it_were_not(key: str) -> None:
    assert read_settings({key: ""}, OSLO) == read_settings({}, OSLO)


def test_the_address_follows_the_port_where_it_is_not_set() -> None:
    assert read_settings({"PORT": "9000"}, OSLO).url == "http://127.0.0.1:9000"


def test_the_database_is_in_the_state_folder() -> None:
    assert read_settings(FULL, OSLO).database == Path("/var/lib/pameldt/pameldt.sqlite3")


@pytest.mark.parametrize(
    "port", ["0", "65536", "-1", "80 00", "8000.0", "åtte", "8\N{FULLWIDTH DIGIT ZERO}00", " 8000"]
)
def test_a_port_that_is_none_is_told(port: str) -> None:
    assert told({"PORT": port}) == [PORT.format(port)]


@pytest.mark.parametrize("port", ["1", "80", "65535"])
def test_a_port_may_be_any_there_is(port: str) -> None:
    assert read_settings({"PORT": port}, OSLO).port == int(port)


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("text", ["nå", "14.01.2020", "2020-13-01T09:00", "09:00"])
def test_a_time_that_is_none_is_told(text: str) -> None:
    assert told({"PAMELDT_NOW": text}) == [NOW.format(text)]


def test_every_problem_is_told_at_once() -> None:
    assert told({"PORT": "x", "SITEURL": "example.no", "PAMELDT_NOW": "nå"}) == [
        PORT.format("x"),
        SITEURL.format("example.no"),
        NOW.format("nå"),
    ]


def test_a_wrong_port_is_told_once_where_the_address_would_follow_it() -> None:
    assert told({"PORT": "x"}) == [PORT.format("x")]
