"""Command line: `pameldt`, the one place that sees all rooms and puts them together."""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from formhandler import __version__, templating
from formhandler.clock import Clock, clock_starting_at, system_clock
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event
from formhandler.events.problems import ContentError, Problem
from formhandler.publishing import build as building
from formhandler.publishing.notes import notes
from formhandler.publishing.preview import Preview
from formhandler.settings import Settings, SettingsError, read_settings
from formhandler.signups import listing, register
from formhandler.signups.database import Database, DatabaseBusyError, DatabaseUnusableError
from formhandler.signups.retention import delete_due, start_deleting
from formhandler.web.app import create_app
from formhandler.web.installation import prepare, services_for
from formhandler.web.published import NotPublishedError, PublishedSite
from formhandler.web.secret import SecretError
from formhandler.web.server import PortError, Server, make_server
from formhandler.web.services import Services

PROJECT = Path(__file__).resolve().parent.parent
CONFIGURATION = PROJECT / "pelicanconf.py"
THEME = PROJECT / "theme"
CONTENT = PROJECT / "content"


class CommandError(Exception):
    """The command cannot be carried out; the text says why and what to do."""


_EXPECTED = (
    CommandError,
    SettingsError,
    building.ConfigurationError,
    DatabaseUnusableError,
    DatabaseBusyError,
    NotPublishedError,
    PortError,
    SecretError,
)
Command = TypeVar("Command", bound=Callable[..., Any])


def _told(command: Command) -> Any:
    """Tell what was to be expected in one line, with exit status 1, in place of a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ContentError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            click.echo(f"{len(error.problems)} feil. Nettsiden er ikke endret.", err=True)
        except _EXPECTED as error:
            click.echo(f"pameldt: {error}", err=True)
        except BrokenPipeError:
            # Whoever read has gone («| head»); nothing is left to say, and nobody to say it to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            click.echo(f"pameldt: {error.filename}: {error.strerror}.", err=True)
        sys.exit(1)

    return run


def _content_and_site(command: Command) -> Command:
    """Add the options `--content` and `--site`."""
    content = click.option(
        "--content",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=CONTENT,
        help="Mappen med arrangementer/ og bilder/.",
    )
    site = click.option(
        "--site",
        type=click.Path(file_okay=False, path_type=Path),
        help="Mappen nettsiden bygges i. Ellers PAMELDT_SITE, ellers output/.",
    )
    return content(site(command))


def _settings() -> Settings:
    return read_settings(os.environ, building.read_zone(CONFIGURATION))


def _clock(settings: Settings) -> Clock:
    return clock_starting_at(settings.now) if settings.now else system_clock


def _build(settings: Settings, content: Path, site: Path | None, now: datetime) -> building.Build:
    return building.Build(
        configuration=CONFIGURATION,
        content=content.resolve(),
        theme=THEME,
        site=(site or settings.site).resolve(),
        url=settings.url,
        now=now,
        preview=settings.now,
    )


@click.group(help="Påmeldt: arrangementer i Markdown, og påmeldinger som ikke etterlater tvil.")
@click.version_option(__version__, prog_name="pameldt")
def main() -> None:
    """Gather the commands."""


@main.command(help="Bygg nettsiden. Er det feil i innholdet, blir den gamle stående.")
@_content_and_site
@_told
def build(content: Path, site: Path | None) -> None:
    """Build the site."""
    settings = _settings()
    wanted = _build(settings, content, site, _clock(settings)())
    manifest = building.publish(wanted)
    _tell_notes(manifest.events)
    number = len(manifest.events)
    events = "arrangement" if number == 1 else "arrangementer"
    click.echo(f"Bygget {number} {events} i {wanted.site}/.")


def _tell_notes(events: Iterable[Event]) -> None:
    for note in notes(events):
        click.echo(note, err=True)


@main.command(help="Let etter feil i innholdet, alle på én gang. Ingenting blir skrevet.")
@_content_and_site
@_told
def check(content: Path, site: Path | None) -> None:
    """Look for problems in the content."""
    settings = _settings()
    events = building.check(_build(settings, content, site, _clock(settings)()))
    _tell_notes(events)
    click.echo("Ingen feil.")


@main.command(help="Vis siden mens du redigerer: bygg på nytt ved hver lagring, og ta påmeldinger.")
@_content_and_site
@_told
def serve(content: Path, site: Path | None) -> None:
    """Build, watch, rebuild, and serve pages and form."""
    settings = _settings()
    clock = _clock(settings)
    prepare(settings)
    preview = Preview(lambda: _build(settings, content, site, clock()), clock, _tell_problems)
    published = PublishedSite(site or settings.site)
    problems = preview.problems
    services = services_for(settings, published, THEME, clock, url=settings.url, problems=problems)
    server = make_server(create_app(services), settings.port)
    preview.refresh()
    preview.start()
    _run(server, settings, services)


def _tell_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(
        "Rett feilene og lagre, så bygges siden på nytt." if problems else "Siden er bygget."
    )


@main.command(help="Server den bygde nettsiden og skjemaet, for drift.")
@_told
def run() -> None:
    """Serve the built site and the form."""
    settings = _settings()
    Database(settings.database).check()
    published = PublishedSite(settings.site)
    url = published.manifest().site.url
    if settings.siteurl not in (None, url):
        raise CommandError(
            f"Nettsiden er bygget for {url}, men SITEURL er {settings.siteurl}. Bygg den på nytt."
        )
    services = services_for(settings, published, THEME, _clock(settings), url=url)
    _run(make_server(create_app(services), settings.port), settings, services)


def _run(server: Server, settings: Settings, services: Services) -> None:
    # A preview's clock may stand years ahead, and what is deleted is gone.
    if settings.now is None:
        start_deleting(services.database, lambda: _manifest_or_none(services.site), services.clock)
    click.echo(f"Påmeldt: http://127.0.0.1:{settings.port}/ (avslutt med Ctrl+C)")
    # Waitress ends at SystemExit, after the requests that it has begun.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()


def _manifest_or_none(site: PublishedSite) -> Manifest | None:
    try:
        return site.manifest()
    except NotPublishedError:
        return None


@main.command(help="Lag databasen, eller oppgrader den til denne versjonen.")
@_told
def migrate() -> None:
    """Make or upgrade the database."""
    settings = _settings()
    applied = prepare(settings)
    click.echo(f"Oppgradert: {', '.join(applied)}." if applied else "Databasen er oppdatert.")


@main.command(help="Slett påmeldinger som skal være slettet nå. Serveren gjør det også, hver time.")
@_told
def erase() -> None:
    """Delete what is due."""
    settings = _settings()
    if settings.now is not None:
        raise CommandError("PAMELDT_NOW er satt. Sletting går bare etter den virkelige klokken.")
    manifest = PublishedSite(settings.site).manifest()
    Database(settings.database).check()
    deleted = delete_due(Database(settings.database), manifest, system_clock)
    click.echo(f"Slettet {deleted} {'påmelding' if deleted == 1 else 'påmeldinger'}.")


@main.command(help="Vis hvem som er påmeldt et arrangement.")
@click.argument("slug")
@_told
def participants(slug: str) -> None:
    """Show who has signed up."""
    settings = _settings()
    manifest = PublishedSite(settings.site).manifest()
    database = Database(settings.database)
    database.check()
    with database.reading() as db:
        signups = register.participants(db, slug)
    event = manifest.find(slug)
    if event is None and not signups:
        raise CommandError(_unknown(slug, manifest))
    title = f"{event.title}\n{templating.when_text(event)}" if event else slug
    click.echo(f"{title}\n{listing.summary(signups)}\n")
    click.echo(listing.table(signups, manifest.site.zone))


def _unknown(slug: str, manifest: Manifest) -> str:
    known = "\n".join(f"  {event.slug}" for event in manifest.events)
    return f"Finner ikke arrangementet «{slug}». Disse finnes:\n{known}"
