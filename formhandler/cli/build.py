"""`pameldt build`: builds the site; and what other commands that read content share with it."""

import gc
from datetime import datetime
from pathlib import Path

import click

from formhandler.cli.main import (
    CONFIGURATION,
    YES,
    Command,
    clock_for,
    content_folder,
    counted,
    main,
    open_database,
    report_errors,
    require_site,
    settings_for,
)
from formhandler.cli.notify import tell_changes, tell_of_news
from formhandler.core.settings import Settings
from formhandler.events.model import Event
from formhandler.publishing import build as building
from formhandler.publishing.content.checks.vanished import Standing
from formhandler.publishing.images.renditions import IMAGES
from formhandler.publishing.incremental import changes, read_record
from formhandler.publishing.site_config import SiteConfig, read_site_config
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError, DatabaseUnusableError
from formhandler.web.published_site import NotPublishedError, PublishedSite


def standing_now(settings: Settings, site: Path | None) -> Standing:
    """Return the number of sign-ups, and which of their events the site shows now.

    An editor's own machine has no database, and a broken one is not the content's fault: it is
    reported in one line. Sign-ups to a draft, tried in a preview, do not count.
    """
    shown = _shown(site or settings.site)
    published = None if shown is None else frozenset(each.slug for each in shown if not each.draft)
    drafts = {each.slug for each in shown or () if each.draft}
    numbers = _numbers(settings).items()
    return Standing({slug: each for slug, each in numbers if slug not in drafts}, published)


def _shown(site: Path) -> tuple[Event, ...] | None:
    try:
        return PublishedSite(site).manifest().events
    except NotPublishedError:
        return None


def _numbers(settings: Settings) -> dict[str, int]:
    if not settings.database.exists():
        return {}
    try:
        with open_database(settings).reading() as db:
            return register.standing_by_event(db)
    except (DatabaseUnusableError, DatabaseBusyError) as error:
        message = (
            f"Merk: Fikk ikke sett etter om noen er påmeldt arrangementer som er borte. {error}"
        )
        click.echo(message, err=True)
        return {}


def content_and_site(command: Command) -> Command:
    """Add the options `--content` and `--site`."""
    content = click.option(
        "--content",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Mappen med arrangementer/ og bilder/. Ellers content/.",
    )
    site = click.option(
        "--site",
        type=click.Path(file_okay=False, path_type=Path),
        help="Mappen nettsiden bygges i. Ellers PAMELDT_SITE, ellers output/.",
    )
    return content(site(command))


def config_to_build(content: Path | None) -> tuple[SiteConfig, Path]:
    """Return the settings of the site, and the folder of its content.

    Raises ConfigurationError, and CommandError if there is no site or no content.
    """
    require_site()
    folder = content_folder(content)
    return read_site_config(CONFIGURATION, folder / IMAGES), folder


def build_of(
    settings: Settings,
    config: SiteConfig,
    content: Path,
    site: Path | None,
    now: datetime,
    *,
    standing: Standing | None = None,
) -> building.Build:
    """Return the build of this content into this folder, or the one in the settings."""
    return building.Build(
        configuration=CONFIGURATION,
        content=content.resolve(),
        theme=config.theme,
        site=(site or settings.site).resolve(),
        url=settings.url,
        now=now,
        preview=settings.now,
        standing=standing or Standing(),
        config=config,
    )


@main.command(help="Bygg nettsiden. Er det feil i innholdet, blir den gamle stående.")
@content_and_site
@click.option("--notify", is_flag=True, help="Si fra til de påmeldte der tid eller sted er endret.")
@YES
@report_errors
def build(content: Path | None, site: Path | None, notify: bool, yes: bool) -> None:
    """Build the site and list what has changed."""
    config, folder = config_to_build(content)
    settings = settings_for(config)
    now, standing = clock_for(settings)(), standing_now(settings, site)
    wanted = build_of(settings, config, folder, site, now, standing=standing)
    before = read_record(wanted.site)
    manifest = building.publish(wanted)
    tell_changes(changes(before, read_record(wanted.site)))
    number = counted(len(manifest.originals), "arrangement", "arrangementer")
    click.echo(f"Bygget {number} i {wanted.site}/.")
    tell_of_news(settings, manifest, mails=notify, is_sure=yes)
    # Otherwise Python would search a thousand events for garbage once more at exit.
    gc.freeze()
