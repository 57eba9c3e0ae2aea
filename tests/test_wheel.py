"""The wheel: what is in it, and that it does all there is to do, far from the checkout."""

import contextlib
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from formhandler import __version__
from tests.conftest import PROJECT
from tests.support.forms import ask, filled_in, post_to
from tests.support.running import held_port

NAME = f"pameldt-{__version__}"
METADATA = {
    f"{NAME}.dist-info/{name}"
    for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
}
SITE = ["--name", "Hamar kunstforening", "--organiser", "Hamar kunstforening"]
SITE += ["--contact", "Kari Nordmann", "--email", "kari@hamar.example.no"]
EVENT = ["--title", "Åpen dag", "--date", "2099-06-04", "--time", "10.00-12.00"]
EVENT += ["--place", "Kulturhuset", "--online", "nei", "--price", "0", "--seats", "20"]


def files_below(folder: str) -> set[str]:
    """Return the files below a folder, from the top of the checkout, but not what Python made."""
    files = (each for each in (PROJECT / folder).rglob("*") if each.is_file())
    return {
        each.relative_to(PROJECT).as_posix() for each in files if "__pycache__" not in each.parts
    }


def packed(kind: str, source: Path, folder: Path) -> Path:
    """Make a package of the source in an empty folder, `wheel` or `sdist`, and return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a wheel of the checkout."""
    return packed("wheel", PROJECT, tmp_path_factory.mktemp("dist"))


def test_the_wheel_is_for_every_machine(wheel: Path) -> None:
    assert wheel.name == f"{NAME}-py3-none-any.whl"


def test_the_wheel_holds_the_package_the_theme_and_the_guide_and_nothing_else(
    wheel: Path,
) -> None:
    beside = files_below("theme") | {"docs/redaktor.md"}
    names = zipfile.ZipFile(wheel).namelist()

    assert len(names) == len(set(names))
    assert set(names) == (
        files_below("formhandler") | {f"formhandler/{each}" for each in beside} | METADATA
    )


def test_the_wheel_tells_its_version_and_its_licence(wheel: Path) -> None:
    told = zipfile.ZipFile(wheel).read(f"{NAME}.dist-info/METADATA").decode()

    assert f"\nVersion: {__version__}\n" in told
    assert "\nLicense-Expression: AGPL-3.0-or-later\n" in told


def contents(wheel: Path) -> dict[str, bytes]:
    """Return what is in each file of a wheel."""
    opened = zipfile.ZipFile(wheel)
    return {name: opened.read(name) for name in opened.namelist()}


def test_the_source_package_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    source = packed("sdist", PROJECT, tmp_path / "sdist")
    subprocess.run([sys.executable, "-m", "tarfile", "-e", str(source), str(tmp_path)], check=True)
    again = packed("wheel", tmp_path / NAME, tmp_path / "wheel")

    assert contents(again) == contents(wheel)


@dataclass(frozen=True)
class Machine:
    """A virtual environment with the wheel in it, and a folder that is far from the checkout."""

    environment: Path
    folder: Path

    @property
    def settings(self) -> dict[str, str]:
        return {"PATH": f"{self.environment / 'bin'}:{os.environ['PATH']}", "LANG": "C.UTF-8"}

    def run(self, *words: str, folder: str = "") -> str:
        """Run a command to its end, and return what it says."""
        command = [str(self.environment / "bin" / words[0]), *words[1:]]
        done = subprocess.run(
            command, cwd=self.folder / folder, env=self.settings, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    @contextlib.contextmanager
    def serving(self, folder: str) -> Iterator[str]:
        """Serve the site in this folder until the end of the block, and give the address."""
        command = [str(self.environment / "bin" / "pameldt"), "serve"]
        with (
            held_port() as port,
            subprocess.Popen(
                command,
                cwd=self.folder / folder,
                env=self.settings | {"PORT": str(port)},
                stdout=subprocess.PIPE,
                text=True,
            ) as process,
        ):
            try:
                assert process.stdout is not None
                said = iter(process.stdout.readline, "")
                assert any(line.startswith("Påmeldt: http://") for line in said)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.kill()


@pytest.fixture(scope="module")
def machine(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Give a machine that has the wheel from its file, and the libraries from the tests' own."""
    made = Machine(tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("far"))
    venv.create(made.environment)
    python = str(made.environment / "bin" / "python")
    command = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps"]
    command += ["--no-index", "--no-compile", "--disable-pip-version-check", str(wheel)]
    subprocess.run(command, env=made.settings, capture_output=True, check=True)
    # A line in a .pth file adds a folder, but not what that folder's own .pth files would add:
    # the libraries can be imported there, the checkout cannot.
    inside = Path(made.run("python", "-c", "import site; print(site.getsitepackages()[0])").strip())
    (inside / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return made


def test_a_site_can_be_made_and_served_with_nothing_but_the_wheel(machine: Machine) -> None:
    place = machine.run("python", "-c", "import formhandler; print(formhandler.__file__)")
    assert Path(place).is_relative_to(machine.environment)

    assert machine.run("pameldt", "init", "min-side", *SITE).startswith("Laget nettsiden")
    new = machine.run("pameldt", "new", *EVENT, folder="min-side")
    assert new.startswith("Skrev content/arrangementer/apen-dag.md.\n")
    file = machine.folder / "min-side" / "content" / "arrangementer" / "apen-dag.md"
    file.write_text(file.read_text("utf-8").replace("utkast: ja\n", ""), "utf-8")
    assert machine.run("pameldt", "check", folder="min-side") == "Ingen feil.\n"
    built = machine.run("pameldt", "build", folder="min-side")
    assert built.startswith("Ny: /arrangementer/apen-dag/\nBygget 1 arrangement i ")

    with machine.serving("min-side") as url:
        assert ask(url, "/arrangementer/apen-dag/").page.heading == "Åpen dag"
        form = ask(url, "/pamelding/apen-dag/").page
        sent = post_to(url, filled_in(form), "apen-dag")
        receipt = ask(url, sent.header("Location") or "").page

    assert (sent.status, receipt.heading) == (303, "Du er påmeldt")
