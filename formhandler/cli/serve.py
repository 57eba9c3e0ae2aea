"""`pameldt serve`, `run` and `migrate`: serve the site, take sign-ups, deliver mail."""

import contextlib
import signal
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from formhandler.cli.build import build_of, config_to_build, content_and_site
from formhandler.cli.main import (
    CommandError,
    clock_for,
    config_here,
    main,
    open_database,
    report_errors,
    settings_for,
    settings_here,
)
from formhandler.core.background import Background
from formhandler.core.clock import Clock
from formhandler.core.errors import Problem
from formhandler.core.jinja import environment
from formhandler.core.settings import Settings
from formhandler.events.manifest import Manifest
from formhandler.mail.compose import compose
from formhandler.mail.eml_files import FileTransport
from formhandler.mail.periodic_tasks import do_chores
from formhandler.mail.smtp import RelayTransport
from formhandler.mail.worker import Worker
from formhandler.publishing import build as building
from formhandler.publishing.preview import Preview
from formhandler.signups.database import Database
from formhandler.signups.retention import deleting
from formhandler.web.app import create_app
from formhandler.web.published_site import NotPublishedError, PublishedSite
from formhandler.web.security import Links, Tokens
from formhandler.web.server import Server, make_server
from formhandler.web.services import Editing, Services, prepare, services_for


def make_worker(
    settings: Settings,
    database: Database,
    tokens: Tokens,
    published: PublishedSite,
    clock: Clock,
    url: str,
    theme: Path,
) -> Worker:
    """Return the worker, which delivers mail to the relay, or into files if there is none."""

    def manifest() -> Manifest | None:
        return manifest_or_none(published)

    relay = settings.relay
    return Worker(
        database=database,
        manifest=manifest,
        clock=clock,
        transport=RelayTransport(relay) if relay else FileTransport(settings.mail),
        compose=partial(compose, Links(tokens, url)),
        templates=environment(theme / "templates"),
        folder=settings.mail,
        chores=partial(do_chores, database, manifest, is_preview=settings.now is not None),
    )


def manifest_or_none(published: PublishedSite) -> Manifest | None:
    """Return the published manifest, or None if there is none."""
    try:
        return published.manifest()
    except NotPublishedError:
        return None


_SECONDS_FOR_A_MAIL = 25


@main.command(help="Vis siden mens du redigerer: bygg på nytt ved hver lagring, og ta påmeldinger.")
@content_and_site
@report_errors
def serve(content: Path | None, site: Path | None) -> None:
    """Build, watch, rebuild, and serve pages and form."""
    config, folder = config_to_build(content)
    settings, theme = settings_for(config), config.theme
    clock = clock_for(settings)
    prepare(settings)

    def build_now() -> building.Build:
        # Each build reads pelicanconf.py again.
        wanted = build_of(settings, config, folder, site, clock())
        return replace(wanted, config=None, drafts=True)

    preview = Preview(build_now, clock, _tell_problems)
    published = PublishedSite(site or settings.site)
    services = services_for(
        settings,
        published,
        theme,
        clock,
        url=settings.url,
        problems=preview.problems,
        shows_mail=True,
        editing=Editing(preview.version, preview.event_page),
    )
    services = replace(services, background=_background(settings, services, theme))
    server = make_server(create_app(services), settings.port)
    preview.refresh()
    preview.start()
    _run(server, settings, services)


def _tell_problems(problems: tuple[Problem, ...]) -> None:
    is_wrong = any(problem.is_error for problem in problems)
    # The page shows them too, so the preview goes on where nobody reads the terminal any more.
    with contextlib.suppress(OSError):
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(
            "Rett feilene og lagre, så bygges siden på nytt." if is_wrong else "Siden er bygget."
        )


@main.command(help="Vis den bygde nettsiden og ta imot påmeldinger, for drift.")
@report_errors
def run() -> None:
    """Serve the built site and the form."""
    config = config_here()
    settings, theme = settings_for(config), config.theme
    open_database(settings)
    published = PublishedSite(settings.site)
    _refuse_drafts(published.manifest())
    url = published.manifest().site.url
    if settings.siteurl not in (None, url):
        raise CommandError(
            f"Nettsiden er bygget for {url}, men SITEURL er {settings.siteurl}. Bygg den på nytt."
        )
    clock, is_preview = clock_for(settings), settings.now is not None
    services = services_for(settings, published, theme, clock, url=url, shows_mail=is_preview)
    services = replace(services, background=_background(settings, services, theme))
    _run(make_server(create_app(services), settings.port), settings, services)


def _refuse_drafts(manifest: Manifest) -> None:
    """Raise CommandError if the site was built by an editor's preview."""
    if drafts := [event.slug for event in manifest.events if event.draft]:
        raise CommandError(
            f"Nettsiden er bygget for forhåndsvisning og har utkast: {', '.join(drafts)}. "
            "Kjør «pameldt build»."
        )


def _background(settings: Settings, services: Services, theme: Path) -> tuple[Background, ...]:
    """Return what is to run beside the server: the delivery of mail, and the deletion."""
    database, site, clock = services.database, services.site, services.clock
    worker = make_worker(settings, database, services.tokens, site, clock, services.url, theme)
    # A preview's clock can be years ahead, and deletion is final.
    if settings.now is not None:
        return (worker.background,)
    return worker.background, deleting(database, lambda: manifest_or_none(site), clock)


def _run(server: Server, settings: Settings, services: Services) -> None:
    threads = [each.start() for each in services.background]
    if services.shows_mail:
        click.echo(f"E-post: http://127.0.0.1:{settings.port}/_post/ (ingenting blir sendt)")
    if settings.relay:
        click.echo(f"E-post: sendes på ordentlig, med {settings.relay.host}")
    click.echo(f"Påmeldt: http://127.0.0.1:{settings.port}/ (avslutt med Ctrl+C)")
    # Waitress stops at SystemExit, after the requests in progress.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run()
    for each in services.background:
        each.stop()
    for thread in threads:
        thread.join(_SECONDS_FOR_A_MAIL)


@main.command(help="Lag databasen, eller oppgrader den til denne versjonen.")
@report_errors
def migrate() -> None:
    """Create or migrate the database."""
    settings = settings_here()
    applied = prepare(settings)
    click.echo(f"Oppgradert: {', '.join(applied)}." if applied else "Databasen er oppdatert.")
