"""The benchmark: it can be run, and tells what it measured beside what it aims at."""

import re
import subprocess
import sys

from bench.texts import body, title
from tests.conftest import PROJECT


def test_it_measures_both_builds_and_a_save_and_where_the_time_goes() -> None:
    command = [sys.executable, "-m", "bench.build", "--events", "5", "--rounds", "1"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    number = r" +\d+\.\d+"

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Events: 5. Rounds: 1. Processors: ")
    assert re.search(rf"^bare Pelican +1{number}{number}$", done.stdout, re.M)
    assert re.search(rf"^pameldt build +1{number}{number}$", done.stdout, re.M)
    assert re.search(rf"^one saved event, preview +5{number}{number}$", done.stdout, re.M)
    assert re.search(rf"^pameldt build / bare Pelican{number}{number} +1.15 +\w", done.stdout, re.M)
    assert re.search(r"^templates +\d+%$", done.stdout, re.M)


def test_no_two_titles_are_alike_and_texts_are_about_3_kilobytes() -> None:
    sizes = [len(body(place).encode()) for place in range(1000)]

    assert len({title(place) for place in range(1000)}) == 1000
    assert 2000 < min(sizes) <= max(sizes) < 4000
