"""I15: a build that is killed or has no room leaves the published site whole, old or new."""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from formhandler.publishing.build import Build, publish
from tests.conftest import PROJECT
from tests.support.events import NOW, URL, write_event

KILLS = 4
# Builds two contents in turn for as long as it is let; "slowly" has the guard out, and is ready
# when half of it can be seen.
BUILDER = """
import shutil, sys, time
from dataclasses import replace
from pathlib import Path
from formhandler.publishing import build
from tests.publishing.test_half_built import a_build

def slowly(made, site):
    shutil.rmtree(site, ignore_errors=True)
    for file in sorted(made.rglob("*.*")):
        target = site / file.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
        print("ready", flush=True)
        time.sleep(0.2)

folder, way = Path(sys.argv[1]), sys.argv[2]
if way == "slowly":
    build.put_in_place = slowly
else:
    print("ready", flush=True)
while True:
    for name in ("en", "to"):
        build.publish(a_build(folder, name))
"""


def a_build(folder: Path, name: str) -> Build:
    """Give what builds one of two contents into the same site."""
    return Build(
        configuration=PROJECT / "pelicanconf.py",
        content=folder / name,
        theme=PROJECT / "theme",
        site=folder / "site",
        url=URL,
        now=NOW,
    )


def texts(site: Path) -> dict[str, str]:
    """Give the names and texts of the pages of a site, and of what tells what it holds."""
    files = [*site.rglob("*.html"), site / "events.json"]
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in files}


@pytest.fixture
def wholes(tmp_path: Path) -> list[dict[str, str]]:
    """Give the two sites there can be; the second one is published."""
    made = []
    for name in ("en", "to"):
        for slug in ("forst", "sist"):
            write_event(tmp_path / name, f"{slug}-{name}", tittel=f"Møte {name}")
        publish(a_build(tmp_path, name))
        made.append(texts(tmp_path / "site"))
    return made


def killed(folder: Path, way: str) -> dict[str, str]:
    """Let a builder work for a while, kill it, and give what is published."""
    command = [sys.executable, "-c", BUILDER, str(folder), way]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0.2, 0.8))
        process.kill()
    try:
        return texts(folder / "site")
    except FileNotFoundError:
        return {}


def test_i15_a_build_that_is_killed_leaves_a_whole_site(
    tmp_path: Path, wholes: list[dict[str, str]]
) -> None:
    found = [killed(tmp_path, "whole") for _ in range(KILLS)]

    assert [each for each in found if each not in wholes] == []


def test_i15_without_the_guard_a_killed_build_leaves_half_a_site(
    tmp_path: Path, wholes: list[dict[str, str]]
) -> None:
    assert killed(tmp_path, "slowly") not in wholes


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let no file become larger than a full disk's last bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_i15_a_build_without_room_leaves_the_old_site(
    tmp_path: Path, wholes: list[dict[str, str]], little_room: None
) -> None:
    with pytest.raises(OSError, match="File too large"):
        publish(a_build(tmp_path, "en"))

    assert texts(tmp_path / "site") == wholes[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["en", "site", "to"]


def test_i15_a_rebuild_without_room_leaves_every_file_whole(
    tmp_path: Path, wholes: list[dict[str, str]], little_room: None
) -> None:
    with pytest.raises(OSError, match="File too large"):
        publish(replace(a_build(tmp_path, "to"), url="https://other.example.no"))

    assert texts(tmp_path / "site") == wholes[1]
