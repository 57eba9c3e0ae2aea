"""Pelican run: the one object that a build hands to our Pelican plugin."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from formhandler.core.clock import system_clock
from formhandler.core.jinja import TemplateStore
from formhandler.events.manifest import Look, Site
from formhandler.publishing.branding.look import own_look
from formhandler.publishing.branding.stylesheet import Stylesheet, read_stylesheet
from formhandler.publishing.content.library import Library, read_library
from formhandler.publishing.incremental import PreviousBuild
from formhandler.publishing.output import Output
from formhandler.publishing.site_config import SiteConfig
from formhandler.publishing.writers import Writers

# The name of the run in Pelican's settings.
RUN = "PAMELDT_RUN"


@dataclass(frozen=True)
class Run:
    """One Pelican run: what to publish, the writers of other files, and compiled templates."""

    output: Output
    writers: Writers
    templates: TemplateStore | None = None


def output_of(
    config: SiteConfig,
    library: Library,
    previous: PreviousBuild,
    now: datetime,
    *,
    preview: datetime | None = None,
    drafts: bool = False,
) -> Output:
    """Return what a site with these settings publishes of the library."""
    own = own_look(config.colours, config.logo, config.logo_dark)
    stylesheet = read_stylesheet(config.theme, own.css)
    return Output(
        library=library,
        site=_site(config, stylesheet, own.look),
        theme=config.theme,
        stylesheet=stylesheet,
        now=now,
        preview=preview,
        previous=previous,
        drafts=drafts,
        logos=own.logos,
    )


def _site(config: SiteConfig, stylesheet: Stylesheet, look: Look) -> Site:
    return Site(
        name=config.name,
        url=config.url,
        timezone=config.zone.key,
        language=config.language,
        stylesheet=stylesheet.path,
        accessibility_statement=config.accessibility_statement,
        mail_from=config.mail_from,
        look=look,
    )


def bare_run(config: SiteConfig, content: Path, site: Path) -> Run:
    """Return the run of a bare `pelican` command: a first build at the present time."""
    library = read_library(content, config.zone, url=config.url)
    return Run(output_of(config, library, PreviousBuild(site), system_clock()), Writers())
