"""The secret: made once, for its owner alone, and the same for all who start at once."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from formhandler.web.security import SecretError, ensure_secret

_READ = (
    "import sys; from pathlib import Path; from formhandler.web.security import ensure_secret;"
    "sys.stdin.readline(); sys.stdout.write(ensure_secret(Path(sys.argv[1])))"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secret"


def test_a25_the_secret_is_made_once(path: Path) -> None:
    secret = ensure_secret(path)

    assert len(secret) >= 43
    assert ensure_secret(path) == secret
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_a25_each_installation_has_a_secret_of_its_own(tmp_path: Path) -> None:
    assert ensure_secret(tmp_path / "a") != ensure_secret(tmp_path / "b")


def test_a25_the_secret_is_for_its_owner_alone(path: Path) -> None:
    ensure_secret(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o610])
def test_a25_a_secret_that_others_can_reach_is_refused(path: Path, mode: int) -> None:
    ensure_secret(path)
    path.chmod(mode)

    with pytest.raises(SecretError) as raised:
        ensure_secret(path)
    assert str(raised.value) == f"Andre kan lese {path}. Kjør «chmod 600 {path}»."


@pytest.mark.parametrize("text", ["", "   ", "abc", "å" * 40, "\n" * 50])
def test_a25_a_secret_that_can_be_guessed_or_is_broken_is_refused(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o600)

    with pytest.raises(SecretError) as raised:
        ensure_secret(path)
    assert str(raised.value) == f"{path} er skadet. Hent den inn fra en sikkerhetskopi."
    assert path.read_text("utf-8") == text


def test_a25_twenty_threads_that_start_at_once_agree(path: Path) -> None:
    with ThreadPoolExecutor(20) as threads:
        secrets = set(threads.map(ensure_secret, [path] * 20))

    assert secrets == {path.read_text("ascii")}


@pytest.mark.process
def test_a25_processes_that_start_at_once_agree(path: Path) -> None:
    command = [sys.executable, "-c", _READ, str(path)]
    pipe = subprocess.PIPE
    starts = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(8)]
    for start in starts:
        assert start.stdin is not None
        start.stdin.write("go\n")
        start.stdin.flush()
    secrets = {start.communicate()[0] for start in starts}

    assert secrets == {path.read_text("ascii")}


def test_a25_control_writing_in_place_lets_two_starts_disagree(path: Path) -> None:
    both = Barrier(2)

    def make_in_place(number: int) -> str:
        assert not path.exists()
        both.wait(timeout=5)
        path.write_text(str(number), "utf-8")
        return str(number)

    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(make_in_place, range(2))) != {path.read_text("utf-8")}
