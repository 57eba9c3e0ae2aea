"""`pameldt notify`: tells participants about changes; also reports what a build has changed."""

from collections.abc import Iterable
from datetime import datetime

import click

from formhandler.cli.main import (
    YES,
    CommandError,
    clock_for,
    confirm,
    counted,
    find_event,
    main,
    manifest_of,
    open_database,
    report_errors,
    settings_here,
)
from formhandler.core.formatting import span_text, when_text
from formhandler.core.settings import Settings
from formhandler.events.manifest import Manifest
from formhandler.events.model import Attendance, Event, Plan, where_in_words
from formhandler.mail import outbox
from formhandler.publishing.incremental import Changes
from formhandler.signups import event_news
from formhandler.signups.database import Database, DatabaseBusyError, DatabaseUnusableError
from formhandler.signups.models import Signup

_PLAN = {Plan.SCHEDULED: "Holdes", Plan.CANCELLED: "Avlyst:", Plan.POSTPONED: "Utsatt:"}
_MOST_LISTED = 20
_ABORTED = "Avbrutt. Ikke flere får e-post, men nettsiden er bygget."


def tell_changes(changes: Changes) -> None:
    """Print the pages that are new, changed and gone."""
    kinds = (("Ny", changes.added), ("Endret", changes.changed), ("Fjernet", changes.removed))
    for word, slugs in kinds:
        for slug in slugs[:_MOST_LISTED]:
            click.echo(f"{word}: /arrangementer/{slug}/")
        if len(slugs) > _MOST_LISTED:
            click.echo(f"{word}: {len(slugs) - _MOST_LISTED} til")


def tell_of_news(settings: Settings, manifest: Manifest, *, mails: bool, is_sure: bool) -> None:
    """Print the events whose time or place has changed for people; with `mails`, tell them."""
    if not settings.database.exists():
        return
    try:
        database = open_database(settings)
        changed = list(_with_news(database, manifest))
    except (DatabaseBusyError, DatabaseUnusableError) as error:
        click.echo(f"Merk: Ser ikke om noen er påmeldt det som er endret. {error}", err=True)
        return
    for event, found in changed:
        _show(event, found)
        if not mails:
            click.echo(f"Si fra til dem med «pameldt notify {event.slug}».")
            continue
        try:
            _offer(settings, database, event, found, is_sure=is_sure)
        except click.Abort:
            click.echo(f"\n{_ABORTED}")
            return


def _with_news(database: Database, manifest: Manifest) -> Iterable[tuple[Event, list[Signup]]]:
    with database.reading() as db:
        for event in manifest.originals:
            if found := event_news.unaware(db, event):
                yield event, found


def _offer(
    settings: Settings, database: Database, event: Event, found: list[Signup], *, is_sure: bool
) -> None:
    try:
        _tell(settings, database, event, found, is_sure=is_sure)
    except CommandError as error:
        click.echo(error)


@main.command(help="Si fra til de påmeldte når tid, sted eller status er endret på nettsiden.")
@click.argument("slug")
@YES
@report_errors
def notify(slug: str, yes: bool) -> None:
    """Tell participants how the event has changed since they were last told."""
    settings = settings_here()
    event, database = find_event(manifest_of(settings), slug), open_database(settings)
    with database.reading() as db:
        found = event_news.unaware(db, event)
    if not found:
        click.echo("Alle påmeldte vet tid, sted og status slik det står på nettsiden.")
        return
    _show(event, found)
    _tell(settings, database, event, found, is_sure=yes)


def _show(event: Event, found: list[Signup]) -> None:
    """Print the event as it is now, what people were told, and how many do not know."""
    click.echo(f"{event.title}\n{_PLAN[event.plan]} {when_text(event)}")
    for line in dict.fromkeys(map(_told_before, event_news.told_by_mail(found))):
        click.echo(line)
    number = sum(each.stands for each in found)
    click.echo(f"{counted(number, 'påmeldt', 'påmeldte')} vet ikke dette ennå.")


def _tell(
    settings: Settings, database: Database, event: Event, found: list[Signup], *, is_sure: bool
) -> None:
    """Queue the mails after a yes; raises CommandError after a no."""
    confirm(len(event_news.told_by_mail(found)), is_sure=is_sure)
    now = clock_for(settings)()
    with database.writing() as db:
        told_now = event_news.mark_told(db, event)
        outbox.put(db, told_now, now)
    click.echo(
        f"{counted(len(told_now), 'e-post', 'e-poster')} er lagt i kø, og sendes av serveren."
    )


def _told_before(signup: Signup) -> str:
    """Return what somebody was last told about the event."""
    report_errors = signup.told
    if report_errors is None:
        return ""
    starts, ends = (
        datetime.fromisoformat(text) for text in (report_errors.starts, report_errors.ends)
    )
    where = where_in_words(Attendance(report_errors.attendance), report_errors.where)
    return f"Før: {_PLAN[Plan(report_errors.plan)]} {span_text(starts, ends)}, {where}"
