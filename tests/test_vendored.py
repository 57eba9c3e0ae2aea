"""What is vendored is as its scripts wrote it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DESIGNSYSTEMET = ROOT / "theme" / "designsystemet"
FONTS = ROOT / "theme" / "fonts"
FILES = [
    DESIGNSYSTEMET / "designsystemet.css",
    DESIGNSYSTEMET / "LICENSE",
    FONTS / "InterDisplay-SemiBold.woff2",
    FONTS / "Inter-Regular.woff2",
    FONTS / "LICENSE",
]


def check(folder: Path) -> tuple[int, str]:
    """Give the exit status and the complaint of `vendor.py --check` in `folder`."""
    command = [sys.executable, str(folder / "vendor.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("folder", [DESIGNSYSTEMET, FONTS], ids=lambda folder: folder.name)
def test_nobody_has_edited_what_is_vendored(folder: Path) -> None:
    assert check(folder) == (0, "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_an_edit_would_be_seen(tmp_path: Path, file: Path) -> None:
    copy = shutil.copytree(file.parent, tmp_path / "copy")
    with (copy / file.name).open("ab") as edited:
        edited.write(b".ds-button { color: red }")

    assert check(copy) == (
        1,
        "vendor.py: the vendored files are not as vendor.py wrote them; run it again.\n",
    )


def test_designsystemet_stays_in_its_layers_so_that_our_own_rules_win() -> None:
    css = (DESIGNSYSTEMET / "designsystemet.css").read_text(encoding="utf-8")
    at_top_level = [line for line in css.split("*/\n")[1].splitlines() if line]

    assert [line for line in at_top_level if not line.startswith("@layer ds.")] == []


def test_the_locks_name_no_address_that_one_machine_fetched_from() -> None:
    lock = json.loads((ROOT / "tests" / "package-lock.json").read_text(encoding="utf-8"))
    pip = [ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"]

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [file.name for file in pip if "://" in file.read_text(encoding="utf-8")] == []
