"""A build's other processes: one that is killed stops the build, and none outlives it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from formhandler.publishing.build import Build, publish
from tests.conftest import PROJECT
from tests.support.events import write_event

# As many as are worth sharing.
EVENTS = 110
PATIENCE = 10.0
ENDED = "pameldt: En hjelpeprosess ble avsluttet før den var ferdig. Prøv igjen.\n"
# Runs the command with a function replaced in the copies of the process.
RUN = """
import os, signal, sys, time
from importlib import import_module
from formhandler.cli.main import main
from formhandler.publishing import processes

first, way, name = os.getpid(), sys.argv.pop(1), sys.argv.pop(1)
module = import_module(f"formhandler.publishing.{name.rpartition('.')[0]}")
whole = getattr(module, name.rpartition(".")[2])

def replaced(*arguments):
    if os.getpid() == first:
        return whole(*arguments)
    if way == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    # In one piece, as others of the copies write too.
    os.write(1, b"ready\\n")
    time.sleep(60)

setattr(module, name.rpartition(".")[2], replaced)
if way == "unguarded":
    processes._end_with_parent = lambda: None
main()
"""
READING, WRITING = "content.files._read_file", "writers._write"


def begun(build: Build, way: str, name: str) -> subprocess.Popen[str]:
    """Begin the command in a group of its own, so that what it leaves behind can be found."""
    for number in range(EVENTS):
        write_event(build.content, f"mote-{number}")
    command = [sys.executable, "-c", RUN, way, name, "build"]
    return subprocess.Popen(
        [*command, "--content", str(build.content), "--site", str(build.site)],
        cwd=PROJECT,
        env=os.environ | {"PAMELDT_STATE": str(build.site.parent / "state")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def is_anybody_left(group: int, patience: float) -> bool:
    """Tell whether a process of the group is alive after a while."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize("name", [READING, WRITING])
def test_a_process_that_is_killed_stops_the_build_in_words(build: Build, name: str) -> None:
    publish(build)
    before = {path: path.read_bytes() for path in build.site.rglob("*") if path.is_file()}
    beside = set(build.site.parent.iterdir())
    with begun(build, "killed", name) as process:
        _, told = process.communicate(timeout=60)

    assert (process.returncode, told) == (1, ENDED)
    assert {path: path.read_bytes() for path in build.site.rglob("*") if path.is_file()} == before
    assert set(build.site.parent.iterdir()) == beside
    assert not is_anybody_left(process.pid, PATIENCE)


def is_anybody_left_when_the_first_is_killed(build: Build, way: str, name: str) -> bool:
    with begun(build, way, name) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.kill()
    is_left = is_anybody_left(process.pid, PATIENCE if way == "guarded" else 1.0)
    if is_left:
        os.killpg(process.pid, signal.SIGKILL)
    return is_left


@pytest.mark.parametrize("name", [READING, WRITING])
def test_no_process_outlives_a_build_that_is_killed(build: Build, name: str) -> None:
    assert not is_anybody_left_when_the_first_is_killed(build, "guarded", name)


def test_without_the_guard_processes_outlive_it(build: Build) -> None:
    assert is_anybody_left_when_the_first_is_killed(build, "unguarded", WRITING)


def pictures(site: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (site / "delt").iterdir()}


def test_processes_write_what_threads_write(build: Build, tmp_path: Path) -> None:
    with begun(build, "whole", "writers.pool_of_copies") as process:
        process.communicate(timeout=60)
    threaded = replace(build, site=tmp_path / "threaded")
    publish(threaded)

    assert process.returncode == 0
    assert len(pictures(build.site)) == EVENTS + 1
    assert pictures(build.site) == pictures(threaded.site)
