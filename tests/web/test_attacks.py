"""What an attacker tried that got through once, each held off since."""

import os
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from formhandler.core.errors import ContentError, Problem
from formhandler.events.email_address import address_key
from formhandler.events.frontmatter import read_event
from formhandler.publishing.build import Build, NotASiteError, check, publish
from formhandler.publishing.content.library import read_library
from formhandler.signups.database import Database
from formhandler.signups.export import table
from formhandler.web.forms.validators import has_unseen
from formhandler.web.server import Parser
from tests.conftest import PROJECT
from tests.support.builds import published
from tests.support.events import OSLO, an_event, front_matter, write_event
from tests.support.forms import answers, store
from tests.support.tables import each_case

PICTURE = PROJECT / "content" / "bilder" / "samarbeid.svg"


def problems_of(build: Build) -> list[str]:
    with pytest.raises(ContentError) as raised:
        check(build)
    return [problem.message for problem in raised.value.problems]


def test_a_shortcut_to_a_file_elsewhere_is_told(build: Build) -> None:
    (build.content / "bilder" / "bilde.svg").symlink_to(PICTURE)
    write_event(build.content)

    assert problems_of(build) == ["Filen er en snarvei. Legg selve bildet i bilder/."]


def test_a_shortcut_to_a_folder_elsewhere_publishes_nothing(build: Build) -> None:
    (build.content / "bilder" / "mappe").symlink_to(PICTURE.parent)
    write_event(build.content)
    published(build)

    assert not (build.site / "bilder").exists()


@pytest.mark.parametrize("name", [".git/config", "liste.svg~", "#liste.svg", "Thumbs.db"])
def test_what_programs_leave_behind_is_not_published(build: Build, name: str) -> None:
    left = build.content / "bilder" / name
    left.parent.mkdir(exist_ok=True)
    left.write_text("hemmelig")
    (build.content / "bilder" / "bilde.svg").write_bytes(PICTURE.read_bytes())
    write_event(build.content)
    published(build)

    assert [path.name for path in (build.site / "bilder").iterdir()] == ["bilde.svg"]


@pytest.mark.parametrize("box", ["0 0 1.2.3 9", "0 0 9", "a b c d", "0 0 " + "9" * 400 + " 9"])
def test_a_drawing_with_a_wrong_size_is_told(build: Build, box: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"/>'
    (build.content / "bilder" / "x.svg").write_text(drawing)
    write_event(build.content, bilde={"fil": "x.svg", "alt": "Et tre"})

    message = "«x.svg» er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP, AVIF eller SVG."
    assert problems_of(build) == [message]


@each_case(
    "line", ['ingress: "\\UFFFFFFFF"', "ingress: " + "[" * 400, "slutt: 9999-12-31T12:00:00+00:00"]
)
def test_front_matter_made_to_break_the_reader_is_told(line: str) -> None:
    text = front_matter(slutt=None).replace("---\n", f"---\n{line}\n", 1)

    assert read_event(text.encode(), "mote.md", OSLO).problems


def test_a_text_nested_without_end_is_told(build: Build) -> None:
    nested = "\n".join("    " * depth + "- a" for depth in range(400))
    write_event(build.content, body=nested)

    assert problems_of(build) == ["Teksten har for mange nivåer inni hverandre. Skriv den enklere."]


def test_a_pipe_in_place_of_a_file_is_told(build: Build) -> None:
    os.mkfifo(build.content / "arrangementer" / "mote.md")

    assert problems_of(build) == ["Dette er ikke en fil som kan leses."]


def test_letters_that_look_alike_in_capitals_are_two_people() -> None:
    assert address_key("groß@example.no") != address_key("gross@example.no")
    assert address_key("KARI@example.no") == address_key("kari@example.no")


@each_case("text", ["Kari\u2028Ola", "\u3164", "\u115f\u1160"])
def test_what_breaks_a_line_or_shows_nothing_is_unseen(text: str) -> None:
    assert has_unseen(text)


def test_a_message_cannot_look_like_a_line_of_the_list(database: Database) -> None:
    forged = "Hei\n\nABC234  Ola Nordmann"
    told = table([store(database, an_event(), answers("kari", message=forged))], OSLO)

    assert told.endswith("\n  | Hei\n  | \n  | ABC234  Ola Nordmann")


def test_a_problem_does_not_drive_the_terminal() -> None:
    problem = Problem("a\x1b[2J.md", 1, 1, "\x07", "Linje\nto")

    assert str(problem) == "a\ufffd[2J.md:1:1: \ufffd: Linje\ufffdto"


def test_i15_what_killed_builds_have_left_is_swept_after_an_hour(build: Build) -> None:
    write_event(build.content)
    old, new = (build.site.with_name(f"site.unfinished-{name}") for name in ("old", "new"))
    for folder, age in ((old, 4000), (new, 0)):
        folder.mkdir()
        os.utime(folder, (time.time() - age,) * 2)
    publish(build)

    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("other", ["notes.txt", "index.html"])
def test_a_folder_that_is_no_built_site_is_not_replaced(build: Build, other: str) -> None:
    write_event(build.content)
    build.site.mkdir()
    (build.site / other).write_text("precious")

    with pytest.raises(NotASiteError):
        publish(build)
    assert (build.site / other).read_text() == "precious"


def test_a_link_that_is_gone_says_what_may_have_happened(client: FlaskClient) -> None:
    told = client.get("/kvittering/abc/").get_data(as_text=True)

    assert "opplysningene kan være slettet" in told


def test_a_request_that_was_never_read_has_a_path_to_log() -> None:
    adjustments = Adjustments()

    assert Parser(adjustments).path == ""
    assert not hasattr(HTTPRequestParser(adjustments), "path")


def test_a_meeting_link_is_not_published(content: Path) -> None:
    write_event(content, digitalt="https://meet.example.no/abc")

    assert [problem.message for problem in read_library(content, OSLO).problems] == [
        "«https://meet.example.no/abc» er en lenke, og alt her blir offentlig. "
        "Skriv bare navnet, for eksempel Teams."
    ]


def test_a_text_cut_by_a_number_sign_is_told(content: Path) -> None:
    path = write_event(content)
    path.write_text(path.read_text().replace("Frokostmøte", "Møte #3 om innkjøp"))

    (problem,) = read_library(content, OSLO).problems
    assert (problem.line, problem.message) == (
        2,
        "«tittel: Møte #3 om innkjøp» blir kuttet ved #. "
        'Sett teksten i anførselstegn: tittel: "Møte #3".',
    )
