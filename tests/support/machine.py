"""A machine for tests: a folder with content, site and state, and the commands to run there."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from formhandler.cli.main import main
from formhandler.signups.database import Database
from tests.conftest import PROJECT
from tests.support.forms import ask
from tests.support.running import held_port

PAMELDT = Path(sys.executable).parent / "pameldt"
PAGE = "/arrangementer/frokostmote/"
Told = tuple[int, str, str]


@dataclass(frozen=True)
class Machine:
    """A folder with content, site and state, and the command to run on it."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def database(self) -> Database:
        return Database(self.state / "pameldt.sqlite3")

    def environment(self, **settings: str) -> dict[str, str]:
        own = {"PAMELDT_STATE": str(self.state), "PAMELDT_SITE": str(self.site)}
        # The code beside the tests, wherever the command was installed from.
        ours = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT)}
        return ours | own | settings

    def run(self, *words: str, **settings: str) -> Told:
        """Run a command in this process; return exit status, and what it said and complained.

        It finds the folder and the environment that a process of its own would find.
        """
        env = self.environment(**settings)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            for name in os.environ.keys() - env.keys():
                patch.delenv(name)
            for name, value in env.items():
                patch.setenv(name, value)
            done = CliRunner().invoke(main, words, prog_name="pameldt", catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    def run_installed(self, *words: str, **settings: str) -> Told:
        """Do the same with the command as it is installed, in a process of its own."""
        command, env = [str(PAMELDT), *words], self.environment(**settings)
        done = subprocess.run(
            command, env=env, cwd=self.folder, capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout, done.stderr

    @contextlib.contextmanager
    def running(self, *words: str, **settings: str) -> Iterator["Server"]:
        """Run a command that serves, and end the process at the end of the block."""
        pipe = subprocess.PIPE
        with (
            held_port() as port,
            subprocess.Popen(
                [str(PAMELDT), *words],
                env=self.environment(PORT=str(port), **settings),
                cwd=self.folder,
                stdout=pipe,
                stderr=pipe,
                text=True,
                preexec_fn=heed_interrupts,
            ) as process,
        ):
            server = Server(process, f"http://127.0.0.1:{port}")
            try:
                server.wait()
                yield server
            finally:
                process.kill()


def a_machine(folder: Path) -> Machine:
    """Return a machine with a site's settings, and nothing else yet."""
    shutil.copy(PROJECT / "pelicanconf.py", folder)
    return Machine(folder)


def heed_interrupts() -> None:
    """End on Ctrl+C, even where a suite in the background was started to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Server:
    """A process that serves at an address."""

    process: subprocess.Popen[str]
    url: str

    def wait(self) -> None:
        """Wait until it says where it serves."""
        assert self.process.stdout is not None
        said = ""
        while not said.startswith("Påmeldt: "):
            said = self.process.stdout.readline()
            assert said, self.process.communicate()[1]
        assert said == f"Påmeldt: {self.url}/ (avslutt med Ctrl+C)\n"

    def shows(self, text: str, path: str = PAGE, seconds: float = 10) -> bool:
        """Tell whether the page has this text within so many seconds."""
        end = time.monotonic() + seconds
        while text not in ask(self.url, path).body.decode():
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def ended(self, by: signal.Signals) -> tuple[int, str]:
        """End it, and return its exit status and what it complained of."""
        self.process.send_signal(by)
        _, errors = self.process.communicate(timeout=10)
        return self.process.returncode, errors
