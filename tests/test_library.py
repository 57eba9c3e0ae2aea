"""The content folder is read once: every event file, every picture, and all that is wrong."""

from pathlib import Path

import pytest

from formhandler.publishing.library import Picture, read_library
from formhandler.publishing.reading import shown_path
from tests.events import OSLO, an_event, write_event

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x28\0\0\0\x1e\x08\x02\0\0\0"
    b"\xc2\xe0\xd2\xa2\0\0\0\0IEND\xaeB`\x82"
)
GIF = b"GIF89a\x28\0\x1e\0\0\0\0;"


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
        "arrangementer/frokostmote.md:11:11:",
        "arrangementer/frokostmote.md:20:1:",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tre.png", PNG),
        ("tre.gif", GIF),
        ("tre.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>'),
        ("tre.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>'),
    ],
    ids=["PNG", "GIF", "SVG", "SVG with only a viewBox"],
)
def test_a_picture_is_measured(content: Path, name: str, data: bytes) -> None:
    (content / "bilder" / name).write_bytes(data)
    write_event(content, bilde={"fil": name, "alt": "Et tre"})
    library = read_library(content, OSLO)

    assert library.problems == ()
    assert library.pictures == {name: Picture(f"/bilder/{name}", 40, 30)}


def test_a_picture_s_name_is_made_an_address(content: Path) -> None:
    name = "Et bilde #1?.png"
    (content / "bilder" / name).write_bytes(PNG)
    write_event(content, bilde={"fil": name, "alt": "Et tre"})

    assert read_library(content, OSLO).pictures == {
        name: Picture("/bilder/Et%20bilde%20%231%3F.png", 40, 30)
    }


@pytest.mark.parametrize(
    "data", [b"", b"Hei.", PNG[:12], b"GIF89a\0\0\0\0", b"<svg width='0' height='0'/>"]
)
def test_a_file_that_is_no_picture_is_told(content: Path, data: bytes) -> None:
    (content / "bilder" / "tre.png").write_bytes(data)
    write_event(content, bilde={"fil": "tre.png", "alt": "Et tre"})

    assert told(content) == [
        "arrangementer/frokostmote.md:17:8: bilde.fil: «tre.png» er ikke et bilde vi kan lese. "
        "Bruk JPEG, PNG, WebP, AVIF eller SVG."
    ]


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
