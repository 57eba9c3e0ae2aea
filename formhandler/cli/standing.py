"""Standing: how many have signed up to each event, for commands that could make one vanish."""

import click

from formhandler.cli.group import open_database
from formhandler.settings import Settings
from formhandler.signups import register
from formhandler.signups.database import DatabaseBusyError, DatabaseUnusableError


def signed_up(settings: Settings) -> dict[str, int]:
    """Return the number of people by slug; where no database is, or none that can be read, none.

    An editor's own machine has no database, and a broken one is not the content's fault: that is
    told in one line.
    """
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
