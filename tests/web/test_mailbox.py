"""The mails of a preview: shown to the editor in place of being sent, and to nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from formhandler.publishing.build import Build
from formhandler.web.services import Services
from tests.support.events import NOW, an_event
from tests.support.forms import a_client, deliver, page, show, sign_up

MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
KARI, BO = "Du er påmeldt: Frokostmøte, tirsdag 4. juni", "bo@example.no"


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Services:
    """Give services of a preview that shows its mails."""
    mail = tmp_path / "state" / "mail"
    return replace(services, mail=mail, shows_mail=True, preview=NOW)


@pytest.fixture
def client(build: Build, services: Services) -> FlaskClient:
    """Give a client of a preview with one event, in which Kari has got a mail, and then Bo."""
    show(build.site, an_event())
    client = a_client(services)
    sign_up(client, message="<b>Hei</b>")
    sign_up(client, name="Bo", email=BO)
    assert len(deliver(services)) == 2
    return client


def test_the_newest_mail_stands_first(client: FlaskClient) -> None:
    listed = page(client.get("/_post/"))

    assert listed.heading == "E-poster"
    assert listed.texts(".//li/p/strong") == [BO, "kari@example.no"]
    assert listed.texts(".//li/p/a") == [KARI, KARI]
    links = [link for link in listed.links if link.startswith("/_post/0")]
    assert links == ["/_post/000002/", "/_post/000001/"]


def test_every_page_of_the_preview_leads_there(client: FlaskClient) -> None:
    assert "/_post/" in page(client.get("/pamelding/frokostmote/")).links


def test_nothing_is_there_before_anybody_has_signed_up(build: Build, services: Services) -> None:
    show(build.site, an_event())

    assert "Ingen e-poster ennå." in page(a_client(services).get("/_post/")).text


def test_one_mail_is_shown_with_text_attachment_and_headers(client: FlaskClient) -> None:
    shown = page(client.get("/_post/000001/"))
    letter, calendar = shown.texts(".//pre")
    headers = shown.pairs("hoder")

    assert shown.heading == KARI
    assert letter.startswith("Du er påmeldt =====")
    assert "<b>Hei</b>" in letter
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert list(headers)[:5] == ["Subject", "From", "To", "Reply-To", "Date"]
    assert (headers["To"], headers["Reply-To"]) == ("kari@example.no", "ola@example.no")
    assert headers["Auto-Submitted"] == "auto-generated"


def test_the_links_in_it_work(client: FlaskClient) -> None:
    letter = page(client.get("/_post/000001/")).texts(".//pre")[0]
    (link,) = [word for word in letter.split() if "/min-pamelding/" in word]

    assert page(client.get(link.removeprefix("http://127.0.0.1:8000"))).heading == "Du er påmeldt"


def test_the_mail_as_it_looks_may_do_nothing(client: FlaskClient) -> None:
    answer = client.get("/_post/000001/html/")

    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert answer.headers.getlist("Content-Security-Policy") == [MAIL_POLICY]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert page(answer).heading == "Du er påmeldt"


def test_a_visitor_s_words_are_text_there(client: FlaskClient) -> None:
    shown = page(client.get("/_post/000001/html/"))

    assert shown.root.findall(".//b") == shown.root.findall(".//script") == []
    assert "<b>Hei</b>" in shown.text


def test_the_attachment_can_be_opened_in_a_calendar(client: FlaskClient) -> None:
    answer = client.get("/_post/000001/0/")

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="arrangement.ics"'
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert client.get("/_post/000001/1/").status_code == 404


NAMES = [
    *("000003", "1", "x", "..", "%2e%2e", "..%2fsecret", "..%2f..%2fstate%2fmail%2f000001"),
    *("000001.eml", "*", "000001%00", "....//....//etc/passwd", "-1", "a" * 3000, "%C3%A6"),
]


def test_a_name_from_outside_leads_to_no_file(client: FlaskClient) -> None:
    for name in NAMES:
        for what in ("", "html/", "0/"):
            assert client.get(f"/_post/{name}/{what}").status_code == 404, name


def test_only_mails_are_shown(client: FlaskClient, services: Services) -> None:
    assert services.mail is not None
    (services.mail / "notes.txt").write_text("hemmelig")
    (services.mail / "000009.tmp").write_text("hemmelig")

    assert client.get("/_post/notes/").status_code == 404
    assert client.get("/_post/000009/").status_code == 404
    assert len(page(client.get("/_post/")).texts(".//li/p/strong")) == 2


def test_outside_a_preview_no_mail_is_shown(client: FlaskClient, services: Services) -> None:
    served = a_client(replace(services, shows_mail=False, preview=None))

    for path in ("/_post/", "/_post/000001/", "/_post/000001/html/", "/_post/000001/0/"):
        assert (client.get(path).status_code, served.get(path).status_code) == (200, 404)
    assert "/_post/" not in served.get("/pamelding/frokostmote/").text


def test_mails_are_only_looked_at(client: FlaskClient) -> None:
    assert client.post("/_post/").status_code == client.delete("/_post/000001/").status_code == 405
