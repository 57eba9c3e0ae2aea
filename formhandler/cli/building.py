"""Building: the command that builds the site, and what it shares with others that read content."""

import gc
from datetime import datetime
from pathlib import Path

import click

from formhandler.cli.group import (
    CONFIGURATION,
    CONTENT,
    THEME,
    YES,
    Command,
    clock_for,
    counted,
    main,
    settings_here,
    told,
)
from formhandler.cli.standing import standing_now
from formhandler.cli.telling import tell_changes, tell_of_news
from formhandler.publishing import build as building
from formhandler.publishing.checks.vanished import Standing
from formhandler.publishing.record import changes, read_record
from formhandler.settings import Settings


def content_and_site(command: Command) -> Command:
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


def build_of(
    settings: Settings,
    content: Path,
    site: Path | None,
    now: datetime,
    *,
    standing: Standing | None = None,
    drafts: bool = False,
) -> building.Build:
    """Return what builds this content into this folder, or the one that the settings name."""
    return building.Build(
        configuration=CONFIGURATION,
        content=content.resolve(),
        theme=THEME,
        site=(site or settings.site).resolve(),
        url=settings.url,
        now=now,
        preview=settings.now,
        standing=standing or Standing(),
        drafts=drafts,
    )


@main.command(help="Bygg nettsiden. Er det feil i innholdet, blir den gamle stående.")
@content_and_site
@click.option("--notify", is_flag=True, help="Si fra til de påmeldte der tid eller sted er endret.")
@YES
@told
def build(content: Path, site: Path | None, notify: bool, yes: bool) -> None:
    """Build the site, and tell what has changed."""
    settings = settings_here()
    now = clock_for(settings)()
    wanted = build_of(settings, content, site, now, standing=standing_now(settings, site))
    before = read_record(wanted.site)
    manifest = building.publish(wanted)
    tell_changes(changes(before, read_record(wanted.site)))
    number = counted(len(manifest.originals), "arrangement", "arrangementer")
    click.echo(f"Bygget {number} i {wanted.site}/.")
    tell_of_news(settings, manifest, mails=notify, is_sure=yes)
    # Else Python would look through a thousand events for garbage once more before it ends.
    gc.freeze()
