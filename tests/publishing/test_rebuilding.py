"""A preview makes only what has changed, and what it shows is what a whole build would publish."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from formhandler.core.errors import ContentError
from formhandler.events.manifest import MANIFEST
from formhandler.publishing.build import Build, BuildCache, publish
from formhandler.publishing.folder_swap import put_among
from tests.conftest import PROJECT
from tests.support.events import write_event

SLUGS = ("en", "to", "tre")


def site(build: Build) -> dict[str, bytes]:
    """Give all files of the built site by their place; the record says when, so it is left out."""
    return {
        path.relative_to(build.site).as_posix(): path.read_bytes()
        for path in build.site.rglob("*.*")
        if path.is_file() and path.name != ".pages.json"
    }


def pages(build: Build) -> dict[str, int]:
    """Give the inode of each event's page, which another writing of the page changes."""
    folder = build.site / "arrangementer"
    return {each.name: (each / "index.html").stat().st_ino for each in folder.iterdir()}


@pytest.fixture
def workshop(build: Build) -> BuildCache:
    """Give a workshop in which three events have been built."""
    for slug in SLUGS:
        write_event(build.content, slug, tittel=f"Møte {slug}")
    made = BuildCache()
    publish(build, made)
    return made


def made_again(build: Build, workshop: BuildCache) -> set[str]:
    """Build, and give the slugs whose pages were made again."""
    before = pages(build)
    publish(build, workshop)
    return {slug for slug, inode in pages(build).items() if before.get(slug) != inode}


def test_only_the_page_of_a_changed_file_is_made_again(build: Build, workshop: BuildCache) -> None:
    write_event(build.content, "to", tittel="Et nytt navn")

    assert made_again(build, workshop) == {"to"}


def test_without_a_workshop_every_page_is_made_again(build: Build, workshop: BuildCache) -> None:
    assert made_again(build, BuildCache()) == set(SLUGS)


def add(build: Build) -> None:
    write_event(build.content, "fire", tittel="Møte fire")


def change(build: Build) -> None:
    write_event(build.content, "to", tittel="Et nytt navn", slutt="2030-06-04 11.00")


def remove(build: Build) -> None:
    (build.content / "arrangementer" / "to.md").unlink()


def rename(build: Build) -> None:
    (build.content / "arrangementer" / "to.md").rename(build.content / "arrangementer" / "ti.md")


def hide(build: Build) -> None:
    write_event(build.content, "to", tittel="Møte to", utkast="ja")


def touch(build: Build) -> None:
    os.utime(build.content / "arrangementer" / "to.md", ns=(1, 1))


@pytest.mark.parametrize("edit", [add, change, remove, rename, hide, touch])
def test_what_is_built_piece_by_piece_is_what_is_built_at_once(
    build: Build, workshop: BuildCache, edit: Callable[[Build], None]
) -> None:
    edit(build)
    publish(build, workshop)
    pieces = site(build)
    publish(build)

    assert pieces == site(build)


def test_an_event_that_has_begun_meanwhile_is_made_again(
    build: Build, workshop: BuildCache
) -> None:
    write_event(build.content, "to", tittel="Møte to", start="2030-05-02 11.00")
    publish(build, workshop)
    tomorrow = replace(build, now=build.now.replace(month=7))

    assert made_again(tomorrow, workshop) == set(SLUGS)


def test_a_site_under_another_address_is_made_again(build: Build, workshop: BuildCache) -> None:
    moved = replace(build, url="https://arrangement.example.no")

    assert made_again(moved, workshop) == set(SLUGS)


def test_a_site_that_another_program_has_built_meanwhile_is_made_again(
    build: Build, workshop: BuildCache
) -> None:
    write_event(build.content, "to", tittel="Et nytt navn")
    publish(replace(build, url="https://arrangement.example.no"))

    assert made_again(build, workshop) == set(SLUGS)


def test_a_mistake_leaves_every_file_as_it_was(build: Build, workshop: BuildCache) -> None:
    before = site(build)
    write_event(build.content, "to", pris="dyrt")
    with pytest.raises(ContentError):
        publish(build, workshop)

    assert site(build) == before


def test_what_was_mended_is_made_when_all_is_well(build: Build, workshop: BuildCache) -> None:
    write_event(build.content, "to", pris="dyrt")
    with pytest.raises(ContentError):
        publish(build, workshop)
    write_event(build.content, "to", pris="100")

    assert made_again(build, workshop) == {"to"}
    assert b"100" in site(build)["arrangementer/to/index.html"]


def test_the_manifest_is_the_last_file_to_come(tmp_path: Path) -> None:
    made, target = tmp_path / "made", tmp_path / "site"
    (made / "zzz").mkdir(parents=True)
    target.mkdir()
    for name in (MANIFEST, "index.html", "zzz/index.html"):
        (made / name).write_text("ny")
    # A folder in the way of one file stops the rest, and so shows what came before it.
    (target / "zzz" / "index.html").mkdir(parents=True)

    with pytest.raises(OSError, match="zzz"):
        put_among(made, target, last=MANIFEST)

    assert not (target / MANIFEST).exists()


def test_the_pages_of_an_event_are_made_again_when_it_comes_in_another_language(
    build: Build, workshop: BuildCache
) -> None:
    translation = {"tittel": "The meeting", "språk": "en", "oversettelse_av": "to"}
    write_event(build.content, "meeting", **translation)
    came = made_again(build, workshop)
    with_both = site(build)["arrangementer/to/index.html"]
    (build.content / "arrangementer" / "meeting.md").unlink()

    assert came == {"to", "meeting"}
    assert b"Read in English" in with_both
    assert made_again(build, workshop) == {"to"}


@pytest.mark.parametrize("name", ["foto.webp", "foto.avif", "foto.jpg"])
def test_a_site_with_pictures_can_be_built_again(build: Build, name: str) -> None:
    Image.new("RGB", (900, 600), "#0b5563").save(build.content / "bilder" / name)
    write_event(build.content, bilde={"fil": name, "alt": "Et tre"})
    publish(build)
    first = {path.name for path in (build.site / "bilder").iterdir()}
    publish(build)

    assert {path.name for path in (build.site / "bilder").iterdir()} == first


def test_a_new_picture_makes_the_page_that_shows_it_again_and_no_other(
    build: Build, workshop: BuildCache
) -> None:
    Image.new("RGB", (900, 600), "#0b5563").save(build.content / "bilder" / "foto.jpg")
    write_event(build.content, "to", tittel="Møte to", bilde={"fil": "foto.jpg", "alt": "Et tre"})

    assert made_again(build, workshop) == {"to"}


def test_a_picture_that_is_changed_makes_its_page_again(build: Build, workshop: BuildCache) -> None:
    for slug in ("to", "tre"):
        file = build.content / "bilder" / f"{slug}.jpg"
        Image.new("RGB", (900, 600), "#0b5563").save(file)
        write_event(build.content, slug, body=f"![Et tre](/bilder/{slug}.jpg)")
    publish(build, workshop)
    Image.new("RGB", (900, 500), "#fff").save(build.content / "bilder" / "to.jpg")

    assert made_again(build, workshop) == {"to"}


def test_bare_pelican_can_be_run_twice(build: Build, tmp_path: Path) -> None:
    write_event(build.content)
    command = [str(Path(sys.executable).parent / "pelican"), str(build.content)]
    command += ["-s", str(build.configuration), "-t", str(build.theme), "-o", str(tmp_path / "out")]
    runs = [subprocess.run(command, cwd=PROJECT, capture_output=True).returncode for _ in range(2)]

    assert runs == [0, 0]
