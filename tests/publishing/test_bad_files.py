"""No bad file is published: each is told of whole, and the site stays byte for byte."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from formhandler.core.errors import ContentError
from formhandler.publishing.build import Build, publish
from tests.conftest import PROJECT
from tests.support.bad_files import FILES, NAMES, RIGHT
from tests.support.builds import everything
from tests.support.events import NOW, URL, write_event
from tests.support.machine import a_machine

FILE = "arrangementer/mote.md"


def fill(content: Path) -> None:
    """Write what is right, for the bad files to stand beside."""
    (content / "bilder").mkdir(parents=True)
    (content / "bilder" / "tre.svg").write_text('<svg width="4" height="3"/>')
    write_event(content, personer=["Kari Nordmann"])


@dataclass(frozen=True)
class Published:
    """A content folder that is published, and what the site is made of."""

    build: Build
    site: dict[str, bytes]

    def refused(self, file: str, data: str | bytes) -> list[str]:
        """Publish with one more file, and return what is told; the file is gone afterwards."""
        path = self.build.content / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        try:
            with pytest.raises(ContentError) as caught:
                publish(self.build)
        finally:
            path.unlink()
        return [str(each).replace(f"{self.build.content}/", "") for each in caught.value.problems]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("published")
    fill(folder / "content")
    conf, theme = PROJECT / "pelicanconf.py", PROJECT / "theme"
    build = Build(conf, folder / "content", theme, folder / "site", url=URL, now=NOW)
    publish(build)
    return Published(build, everything(build.site))


def test_there_are_forty_and_more() -> None:
    assert len(FILES) + len(NAMES) >= 40


@pytest.mark.parametrize(("data", "told"), FILES.values(), ids=FILES)
def test_a_bad_file_is_told_whole_and_the_site_stays(
    published: Published, data: str | bytes, told: list[str]
) -> None:
    assert published.refused(FILE, data) == [f"{FILE}:{each}" for each in told]
    assert everything(published.build.site) == published.site


@pytest.mark.parametrize(("file", "told"), NAMES.values(), ids=NAMES)
def test_a_file_in_the_wrong_place_is_told_and_the_site_stays(
    published: Published, file: str, told: str
) -> None:
    assert published.refused(file, RIGHT) == [told]
    assert everything(published.build.site) == published.site


def test_a_folder_with_a_file_s_name_is_told(published: Published) -> None:
    folder = published.build.content / "arrangementer" / "mappe.md"
    folder.mkdir()

    assert published.refused("arrangementer/mappe.md/mote.md", RIGHT) == [
        "arrangementer/mappe.md:1:1: Dette er en mappe, ikke en fil. Ta bort .md fra navnet."
    ]
    folder.rmdir()


def test_without_the_mistake_the_same_file_is_published(published: Published) -> None:
    path = published.build.content / FILE
    path.write_text(RIGHT, "utf-8")
    try:
        manifest = publish(published.build)
    finally:
        path.unlink()
        publish(published.build)

    assert [event.slug for event in manifest.events] == ["frokostmote", "mote"]


def from_here(line: str) -> str:
    """Return a line as it is told to one who stands beside the content folder."""
    line = re.sub(r"(^| i )arrangementer/(?=[a-z0-9-]+\.md:)", r"\1content/arrangementer/", line)
    return line.replace("Legg bildet i bilder/.", "Legg bildet i content/bilder/.")


def test_the_command_tells_all_files_at_once_with_exit_status_1(tmp_path: Path) -> None:
    machine = a_machine(tmp_path)
    fill(machine.content)
    assert machine.run("build", "--content", "content")[0] == 0
    before = everything(machine.site)
    expected = []
    for number, (data, told) in enumerate(FILES.values()):
        name = f"mote-{number:02}.md"
        raw = data if isinstance(data, bytes) else data.encode()
        (machine.content / "arrangementer" / name).write_bytes(raw)
        expected += [from_here(re.sub(r"\bmote\.md", name, f"{FILE}:{each}")) for each in told]
    status, said, complaints = machine.run("build", "--content", "content")

    assert (status, said) == (1, "")
    assert sorted(complaints.splitlines()[:-1]) == sorted(expected)
    assert complaints.splitlines()[-1] == f"{len(expected)} feil. Nettsiden er ikke endret."
    assert everything(machine.site) == before
