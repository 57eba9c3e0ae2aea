"""Standing: how many have signed up to each event, for commands that could make one vanish."""

from pathlib import Path

import click

from formhandler.cli.group import open_database
from formhandler.events.model import Event
from formhandler.publishing.checks.vanished import Standing
from formhandler.settings import Settings
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError, DatabaseUnusableError
from formhandler.web.published import NotPublishedError, PublishedSite


def standing_now(settings: Settings, site: Path | None) -> Standing:
    """Return how many have signed up, and to what of that the site shows now.

    An editor's own machine has no database, and a broken one is not the content's fault: that is
    told in one line. Who tries a draft in a preview has not signed up to what could vanish.
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
