"""Services: what the views work with, assembled from this machine's database and secret."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from formhandler.core.background import Background
from formhandler.core.clock import Clock
from formhandler.core.errors import Problem
from formhandler.core.settings import Settings
from formhandler.events.model import Event
from formhandler.mail.eml_files import sweep
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.web.published_site import PublishedSite
from formhandler.web.security import Guesses, Tokens, ensure_secret, read_secret

EXTENSION = "pameldt"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def no_problems() -> tuple[Problem, ...]:
    """Return no problems: outside a preview there is nobody to show them to."""
    return ()


@dataclass(frozen=True)
class Editing:
    """What only an editor is shown.

    `version` changes with each build; `event_page` returns an event's page as it would be for an
    event at a moment, or None if it has not been built.
    """

    version: Callable[[], str]
    event_page: Callable[[Event, datetime], str | None]


@dataclass(frozen=True)
class Services:
    """What the views work with.

    `url` is the site's, and `preview` the time at which a preview's clock started. `mail` is the
    folder of mails written instead of sent; `shows_mail` shows them at `/_post/`. `editing` exists
    only while somebody edits the site. `background` are the loops of this process.
    """

    site: PublishedSite
    database: Database
    tokens: Tokens
    clock: Clock
    url: str
    port: int
    theme: Path
    preview: datetime | None = None
    problems: Callable[[], tuple[Problem, ...]] = no_problems
    mail: Path | None = None
    shows_mail: bool = False
    editing: Editing | None = None
    guesses: Guesses = field(default_factory=Guesses)
    background: tuple[Background, ...] = ()

    def forget(self) -> None:
        """Remove deleted data from all files."""
        self.database.forget()
        if self.mail:
            sweep(self.mail, self.database)

    @property
    def is_https(self) -> bool:
        """Whether the site's public URL is HTTPS."""
        return self.url.startswith("https:")

    @property
    def origins(self) -> frozenset[str]:
        """The origins (RFC 6454) at which the site answers."""
        return frozenset([self.url, *(f"http://{host}:{self.port}" for host in _LOOPBACK)])

    @property
    def hosts(self) -> frozenset[str]:
        """The accepted values of the Host header."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)


def prepare(settings: Settings) -> list[str]:
    """Create or migrate the database, and return what was applied.

    The database is created only if there is no secret, and a secret only if there are no sign-ups,
    whose links it has signed: if one exists without the other, that is an accident, reported by
    DatabaseUnusableError or SecretError.
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
