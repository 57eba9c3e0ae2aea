"""Services: what the views work with, handed to the app when it is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from formhandler.clock import Clock
from formhandler.events.model import Event
from formhandler.events.problems import Problem
from formhandler.mail.files import sweep
from formhandler.signups.database import Database
from formhandler.web.guesses import Guesses
from formhandler.web.links import Links
from formhandler.web.published import PublishedSite
from formhandler.web.tokens import Tokens

EXTENSION = "pameldt"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def no_problems() -> tuple[Problem, ...]:
    """Return nothing: outside a preview there is nobody to show an editor's problems to."""
    return ()


@dataclass(frozen=True)
class Editing:
    """What an editor is shown besides.

    `version` is another one after each build; `event_page` is an event's page as it would be at
    some moment, were the event so, or None where it has not been built.
    """

    version: Callable[[], str]
    event_page: Callable[[Event, datetime], str | None]


@dataclass(frozen=True)
class Services:
    """What the views work with.

    `url` is the site's, and `preview` when a preview's clock started. `mail` is the folder of the
    mails that were written in place of being sent; `shows_mail` shows them at `/_post/`. `editing`
    is there only while somebody edits the site.
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

    @property
    def paths(self) -> Links:
        """Return what makes the paths that are a person's own."""
        return Links(self.tokens)

    def forget(self) -> None:
        """Let what was deleted be in no file any more."""
        self.database.forget()
        if self.mail:
            sweep(self.mail, self.database)

    @property
    def is_https(self) -> bool:
        """Tell whether people meet the site over HTTPS."""
        return self.url.startswith("https:")

    @property
    def origins(self) -> frozenset[str]:
        """Return the origins (RFC 6454) under which the site answers."""
        return frozenset([self.url, *(f"http://{host}:{self.port}" for host in _LOOPBACK)])

    @property
    def hosts(self) -> frozenset[str]:
        """Return what the Host header may say."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)


def services() -> Services:
    """Return the services of the app that answers this request."""
    return cast(Services, current_app.extensions[EXTENSION])


def editing() -> Editing:
    """Return what shows an editor the site; call it only where the app has that."""
    return cast(Editing, services().editing)
