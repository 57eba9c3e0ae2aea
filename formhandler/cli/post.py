"""Post: the worker that delivers this installation's mail, put together."""

from functools import partial

from formhandler.cli.group import THEME
from formhandler.clock import Clock
from formhandler.events.manifest import Manifest
from formhandler.mail.chores import do_chores
from formhandler.mail.files import FileTransport
from formhandler.mail.letters import compose
from formhandler.mail.relay import RelayTransport
from formhandler.mail.worker import Worker
from formhandler.settings import Settings
from formhandler.signups.database import Database
from formhandler.templating import environment
from formhandler.web.links import Links
from formhandler.web.published import NotPublishedError, PublishedSite
from formhandler.web.tokens import Tokens


def make_worker(
    settings: Settings,
    database: Database,
    tokens: Tokens,
    published: PublishedSite,
    clock: Clock,
    url: str,
) -> Worker:
    """Return what delivers mail to the relay, or into files where there is none."""

    def manifest() -> Manifest | None:
        return manifest_or_none(published)

    relay = settings.relay
    return Worker(
        database=database,
        manifest=manifest,
        clock=clock,
        transport=RelayTransport(relay) if relay else FileTransport(settings.mail),
        compose=partial(compose, Links(tokens, url)),
        templates=environment(THEME / "templates"),
        folder=settings.mail,
        chores=partial(do_chores, database, manifest),
    )


def manifest_or_none(published: PublishedSite) -> Manifest | None:
    """Return what is published, or None as long as nothing is."""
    try:
        return published.manifest()
    except NotPublishedError:
        return None
