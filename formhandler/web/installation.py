"""Installation: this machine's database and secret, and the services that work with them."""

from collections.abc import Callable
from pathlib import Path

from formhandler.clock import Clock
from formhandler.events.problems import Problem
from formhandler.settings import Settings
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.web.published import PublishedSite
from formhandler.web.secret import ensure_secret, read_secret
from formhandler.web.services import Editing, Services, no_problems
from formhandler.web.tokens import Tokens


def prepare(settings: Settings) -> list[str]:
    """Make or upgrade the database, and return what was applied.

    The database is made only where there is no secret, and a secret only where there are no
    sign-ups, whose links it has signed: one that has vanished from beside the other is an accident,
    which DatabaseUnusableError or SecretError tells of.
    """
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database)
    applied = database.migrate(may_create=not settings.secret.exists())
    with database.reading() as db:
        has_signups = register.has_any(db)
    read = read_secret if has_signups else ensure_secret
    read(settings.secret)
    return applied


def services_for(
    settings: Settings,
    site: PublishedSite,
    theme: Path,
    clock: Clock,
    *,
    url: str,
    problems: Callable[[], tuple[Problem, ...]] = no_problems,
    shows_mail: bool = False,
    editing: Editing | None = None,
) -> Services:
    """Return the services of this installation; raises SecretError."""
    return Services(
        site=site,
        database=Database(settings.database),
        tokens=Tokens(read_secret(settings.secret)),
        clock=clock,
        url=url,
        port=settings.port,
        theme=theme,
        preview=settings.now,
        problems=problems,
        mail=settings.mail,
        shows_mail=shows_mail and settings.relay is None,
        editing=editing,
    )
