"""`pameldt participants`, `export` and `erase`: list sign-ups, and delete those that are due."""

import os
import sys
import tempfile
from pathlib import Path

import click

from formhandler.cli.main import (
    CommandError,
    counted,
    find_event,
    main,
    manifest_of,
    open_database,
    report_errors,
    settings_here,
)
from formhandler.core.clock import system_clock
from formhandler.core.formatting import when_text
from formhandler.events.manifest import Manifest
from formhandler.events.model import Event
from formhandler.mail import outbox
from formhandler.mail.eml_files import sweep
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.signups.export import as_csv, as_xlsx, in_words_of, sheet, summary, table
from formhandler.signups.models import Signup
from formhandler.signups.retention import delete_due


@main.command(help="Slett påmeldinger som skal være slettet nå. Serveren gjør det også, hver time.")
@report_errors
def erase() -> None:
    """Delete what is due."""
    settings = settings_here()
    if settings.now is not None:
        raise CommandError("PAMELDT_NOW er satt. Sletting går bare etter den virkelige klokken.")
    manifest, database = manifest_of(settings), open_database(settings)
    deleted = delete_due(database, manifest, system_clock)
    sweep(settings.mail, database)
    click.echo(f"Slettet {counted(deleted, 'påmelding', 'påmeldinger')}.")


@main.command(help="Vis hvem som er påmeldt et arrangement.")
@click.argument("slug")
@report_errors
def participants(slug: str) -> None:
    """List the sign-ups."""
    settings = settings_here()
    manifest = manifest_of(settings)
    event, signups, unreached = _everyone(open_database(settings), manifest, slug)
    title = f"{event.title}\n{when_text(event)}" if event else slug
    click.echo(f"{title}\n{summary(signups)}\n")
    click.echo(table(signups, manifest.site.zone, event, unreached))


def _everyone(
    database: Database, manifest: Manifest, slug: str
) -> tuple[Event | None, list[Signup], set[int]]:
    """Return an event, all its sign-ups, and the ids of those whom no mail reaches.

    The event is None if it is no longer published but still has sign-ups.
    """
    found = manifest.find(slug)
    with database.reading() as db:
        signups = register.participants(db, found.register if found else slug)
        unreached = {each.id for each in signups if outbox.is_unreached(db, each)}
    if found is None and signups:
        return None, signups, unreached
    event = find_event(manifest, slug)
    versions = manifest.versions[event.register]
    return event, [in_words_of(event, versions, each) for each in signups], unreached


@main.command(help="Skriv listen over påmeldte til et regneark.")
@click.argument("slug")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "xlsx"]),
    help="csv med semikolon, eller xlsx. Ellers det filnavnet sier, ellers xlsx.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Filen listen skrives til. Uten den skrives listen til standard ut.",
)
@report_errors
def export(slug: str, kind: str | None, output: Path | None) -> None:
    """Write the list of sign-ups."""
    settings = settings_here()
    manifest = manifest_of(settings)
    event, signups, unreached = _everyone(open_database(settings), manifest, slug)
    kind = kind or ("csv" if output and output.suffix.lower() == ".csv" else "xlsx")
    rows = sheet(signups, event, manifest.site.zone, unreached)
    data = as_csv(rows) if kind == "csv" else as_xlsx(rows)
    if output is None and sys.stdout.isatty():
        raise CommandError(f"Oppgi hvor listen skal skrives, for eksempel --output {slug}.{kind}.")
    if output is None:
        sys.stdout.buffer.write(data)
        return
    _write_private(output, data)
    click.echo(f"Skrev {counted(len(signups), 'påmelding', 'påmeldinger')} til {output}.")


def _write_private(path: Path, data: bytes) -> None:
    """Write a file readable only by its owner, replacing an earlier one."""
    descriptor, new = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    os.replace(new, path)
