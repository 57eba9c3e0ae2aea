"""The command `pameldt`: what all commands share: error reporting, paths, the clock."""

import errno
import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from formhandler import __version__
from formhandler.core.clock import Clock, clock_starting_at, system_clock
from formhandler.core.errors import ContentError, ExpectedError
from formhandler.core.settings import Settings, read_settings
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event
from formhandler.publishing.site_config import ServerConfig, read_server_config
from formhandler.signups.database import Database
from formhandler.web.published_site import PublishedSite

# The site is the one in the working folder.
CONFIGURATION = Path("pelicanconf.py")
CONTENT = Path("content")
NO_SITE = (
    "Finner ingen pelicanconf.py her. Gå til mappen med nettsiden, eller lag en ny med "
    "«pameldt init min-side»."
)
NO_CONTENT = "Finner ingen mappe content her. Lag den, eller skriv hvor innholdet er med --content."

# Each command and its module.
COMMANDS = {
    "build": "build",
    "check": "check",
    "erase": "participants",
    "export": "participants",
    "init": "init",
    "link": "mail",
    "migrate": "serve",
    "new": "new",
    "notify": "notify",
    "participants": "participants",
    "run": "serve",
    "schema": "schema",
    "send": "mail",
    "serve": "serve",
    "worker": "mail",
}
YES = click.option("--yes", is_flag=True, help="Send uten å spørre.")


class CommandError(ExpectedError):
    """The command cannot be carried out; the text says why and what to do."""


_OF_THE_MACHINE = {
    errno.EACCES: "Du mangler rettigheter",
    errno.ENOSPC: "Disken er full",
    errno.EROFS: "Disken kan bare leses",
}
Command = TypeVar("Command", bound=Callable[..., Any])


def report_errors(command: Command) -> Any:
    """Report expected errors in one line with exit status 1, instead of a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ContentError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            click.echo(f"{len(error.problems)} feil. Nettsiden er ikke endret.", err=True)
        except ExpectedError as error:
            click.echo(f"pameldt: {error}", err=True)
        except click.Abort:
            click.echo("\nAvbrutt. Ingenting er gjort.", err=True)
        except BrokenPipeError:
            # The reader has gone («| head»), so nothing is left to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            what = _OF_THE_MACHINE.get(error.errno or 0, error.strerror or str(error)).rstrip(".")
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"pameldt: {where}{what}.", err=True)
        sys.exit(1)

    return run


def settings_here() -> Settings:
    """Return this machine's settings; raises SettingsError, and ConfigurationError."""
    return settings_for(config_here())


def settings_for(config: ServerConfig) -> Settings:
    """Return this machine's settings, with times in the site's zone; raises SettingsError."""
    return read_settings(os.environ, config.zone)


def config_here() -> ServerConfig:
    """Return the site's settings that a server needs; raises ConfigurationError."""
    require_site()
    return read_server_config(CONFIGURATION)


def require_site() -> None:
    """Raise CommandError where the working folder is not a site's."""
    if not CONFIGURATION.is_file():
        raise CommandError(NO_SITE)


def content_folder(given: Path | None) -> Path:
    """Return the folder of the content: the one that is given, or the site's own.

    Raises CommandError where the site has none.
    """
    if given is None and not CONTENT.is_dir():
        raise CommandError(NO_CONTENT)
    return given or CONTENT


def clock_for(settings: Settings) -> Clock:
    """Return the machine's clock, or a preview's."""
    return clock_starting_at(settings.now) if settings.now else system_clock


def open_database(settings: Settings) -> Database:
    """Return the database; raises DatabaseUnusableError unless it is intact and up to date."""
    database = Database(settings.database)
    database.check()
    return database


def manifest_of(settings: Settings) -> Manifest:
    """Return the published manifest; raises NotPublishedError."""
    return PublishedSite(settings.site).manifest()


def find_event(manifest: Manifest, slug: str) -> Event:
    """Return the event with this slug, or a translation's original; raises CommandError."""
    event = manifest.find(slug)
    if event is None:
        known = "\n".join(f"  {each.slug}" for each in manifest.events)
        raise CommandError(f"Finner ikke arrangementet «{slug}». Disse finnes:\n{known}")
    return manifest.original(event)


def counted(number: int, one: str, several: str) -> str:
    """Return «1 påmelding» or «3 påmeldinger»."""
    return f"{number} {one if number == 1 else several}"


def confirm(number: int, *, is_sure: bool) -> None:
    """Ask whether to send mail to this many people; raises CommandError if not."""
    question = f"Sende til {counted(number, 'adresse', 'adresser')}? (ja/nei)"
    if not is_sure and click.prompt(question, default="nei").strip().lower() not in ("j", "ja"):
        raise CommandError("Ingenting er sendt.")


class _Commands(click.Group):
    """The commands; each module is imported on demand, because a build needs no server.

    https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        if cmd_name in COMMANDS:
            import_module(f"formhandler.cli.{COMMANDS[cmd_name]}")
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Commands,
    help="Påmeldt: arrangementer i Markdown, og påmeldinger som ikke etterlater tvil.",
)
@click.version_option(__version__, prog_name="pameldt")
def main() -> None:
    """Group all commands."""
