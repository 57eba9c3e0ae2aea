"""The content folder is read once: every event file, every picture, and all that is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from formhandler.publishing.content.files import shown_path
from formhandler.publishing.content.library import read_library
from formhandler.publishing.images.album import Album
from tests.support.events import OSLO, an_event, write_event
from tests.support.images import a_phone_photo, a_photo, as_file

PNG = as_file(a_photo(40, 30), "PNG")
GIF = as_file(a_photo(40, 30), "GIF")


def told(content: Path) -> list[str]:
    problems = read_library(content, OSLO).problems
    return [str(problem).replace(f"{content}/", "") for problem in problems]


def test_an_empty_folder_holds_nothing_and_has_no_problem(content: Path) -> None:
    library = read_library(content, OSLO)

    assert (library.sources, library.pictures, library.problems) == ({}, {}, ())


def test_each_file_gives_its_event_and_its_markdown(content: Path) -> None:
    path = write_event(content, "mote", body="Kom.")
    [(found, source)] = read_library(content, OSLO).sources.items()

    assert (found, source.event, source.body) == (path, an_event("mote"), "\nKom.\n")


def test_a_file_with_a_problem_gives_no_event_and_stops_no_other(content: Path) -> None:
    write_event(content, "med-feil", pris="dyrt")
    path = write_event(content, "uten-feil")

    assert list(read_library(content, OSLO).sources) == [path]


def test_problems_are_sorted_by_file_and_line(content: Path) -> None:
    write_event(content, "b", pris="dyrt", start="snart")
    write_event(content, "a", body="<script>", slutt="snart")
    places = [problem.split(": ")[0] for problem in told(content)]

    assert places == [
        "arrangementer/a.md:4:8",
        "arrangementer/a.md:18:1",
        "arrangementer/b.md:3:8",
        "arrangementer/b.md:10:7",
    ]


def test_markdown_is_looked_through_though_the_front_matter_is_wrong(content: Path) -> None:
    path = write_event(content, pris="dyrt", body="Hei.\n\n<script>")
    path.write_text(path.read_text("utf-8").replace("pris: dyrt", "pris: [dyrt"), "utf-8")

    assert [problem.split(" ")[0] for problem in told(content)] == [
        "arrangementer/frokostmote.md:10:7:",
        "arrangementer/frokostmote.md:20:1:",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tre.png", PNG),
        ("tre.jpg", a_phone_photo(30, 40, turn=6)),
        ("tre.gif", GIF),
        ("tre.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>'),
        ("tre.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>'),
    ],
    ids=["PNG", "a photo that lies on its side", "GIF", "SVG", "SVG with only a viewBox"],
)
def test_a_picture_is_measured(content: Path, name: str, data: bytes) -> None:
    (content / "bilder" / name).write_bytes(data)
    write_event(content, bilde={"fil": name, "alt": "Et tre"})
    library = read_library(content, OSLO)

    assert library.problems == ()
    assert library.pictures == {name: replace(library.pictures[name], width=40, height=30)}


def test_a_picture_s_name_is_made_an_address(content: Path) -> None:
    name = "Et bilde #1?.png"
    (content / "bilder" / name).write_bytes(PNG)
    write_event(content, bilde={"fil": name, "alt": "Et tre"})

    assert [each.path for each in read_library(content, OSLO).pictures.values()] == [
        "/bilder/Et%20bilde%20%231%3F.png"
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tre.png", b""),
        ("tre.png", PNG[:60]),
        ("tre.png", b"<svg width='4' height='3'/>"),
        ("tre.gif", PNG),
        ("tre.gif", b"GIF89a\0\0\0\0"),
        ("tre.svg", PNG),
        ("tre.svg", b"<svg width='0' height='0'/>"),
        ("tre.svg", b"<svg width='100%' height='100%'/>"),
        ("tre.heic", PNG),
    ],
)
def test_a_file_that_is_no_picture_is_told(content: Path, name: str, data: bytes) -> None:
    (content / "bilder" / name).write_bytes(data)
    write_event(content, bilde={"fil": name, "alt": "Et tre"})

    assert (
        f"arrangementer/frokostmote.md:17:8: bilde.fil: «{name}» er ikke et bilde vi kan lese. "
        "Bruk JPEG, PNG, WebP, AVIF eller SVG."
    ) in told(content)


def test_a_picture_that_no_page_shows_is_looked_at_too_since_it_is_published(content: Path) -> None:
    (content / "bilder" / "tre.png").write_bytes(PNG[:60])

    assert told(content) == [
        "bilder/tre.png:1:1: «tre.png» er ikke et bilde vi kan lese. "
        "Bruk JPEG, PNG, WebP, AVIF eller SVG."
    ]


def test_a_name_that_the_site_makes_itself_is_refused(content: Path) -> None:
    (content / "bilder" / "tre.0123456789.png").write_bytes(PNG)

    assert told(content) == [
        "bilder/tre.0123456789.png:1:1: «tre.0123456789.png» har et navn som nettsiden lager selv. "
        "Gi filen et nytt navn."
    ]


def test_a_picture_is_looked_at_again_only_when_it_has_changed(content: Path) -> None:
    file = content / "bilder" / "tre.png"
    file.write_bytes(PNG)
    album = Album()
    first = read_library(content, OSLO, album=album).pictures["tre.png"]
    again = read_library(content, OSLO, album=album).pictures["tre.png"]
    file.write_bytes(as_file(a_photo(50, 30), "PNG"))
    changed = read_library(content, OSLO, album=album).pictures["tre.png"]
    file.unlink()

    assert again is first
    assert (first.width, changed.width) == (40, 50)
    assert read_library(content, OSLO, album=album).pictures == {}


def test_a_person_s_picture_is_looked_for_too(content: Path) -> None:
    people = [{"navn": "Kari"}, {"navn": "Ola", "bilde": "ola.png"}]
    write_event(content, personer=people)

    assert told(content) == [
        "arrangementer/frokostmote.md:19:10: personer[2].bilde: «ola.png» finnes ikke. "
        "Legg bildet i bilder/."
    ]


def test_a_path_is_shown_from_where_the_editor_stands(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_event(content)
    monkeypatch.chdir(content.parent)

    assert shown_path(path) == "content/arrangementer/frokostmote.md"


def test_a_path_elsewhere_is_shown_whole(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_event(content)
    monkeypatch.chdir(content / "bilder")

    assert shown_path(path) == str(path.resolve())
