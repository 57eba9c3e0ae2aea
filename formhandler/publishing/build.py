"""Build: makes the site in a new folder, which replaces the old one when it is complete."""

import contextlib
import gc
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican import Pelican
from pelican.log import console

from formhandler.core.errors import ContentError, Problem
from formhandler.core.i18n import speaking
from formhandler.core.jinja import TemplateStore
from formhandler.events.manifest import MANIFEST, Manifest
from formhandler.publishing import pelican_plugin
from formhandler.publishing.branding.look import LookError
from formhandler.publishing.content.checks.vanished import Standing
from formhandler.publishing.content.files import ContentCache
from formhandler.publishing.content.library import EVENTS, Library, read_library
from formhandler.publishing.folder_swap import clear, put_among, put_in_place
from formhandler.publishing.images.album import Album
from formhandler.publishing.incremental import PreviousBuild, Record, changes, read_record
from formhandler.publishing.output import FOLDERS, Publication
from formhandler.publishing.pelican_plugin import CREW, FORMER, LIBRARY, PUBLICATION, TEMPLATES
from formhandler.publishing.site_config import (
    ConfigurationError,
    check_language,
    check_look,
    check_sender,
    configured,
    read_zone,
    unusable_look,
)
from formhandler.publishing.unexpected import template_problem
from formhandler.publishing.writers import Writers

_UNFINISHED = ".unfinished-"
_HOUR = 3600


class BuildCache:
    """What is kept from one build to the next, so that only changes are rebuilt."""

    def __init__(self) -> None:
        """Start empty."""
        self.shelf = ContentCache()
        self.album = Album()
        self.templates = TemplateStore()
        self.record: Record | None = None
        self.publication: Publication | None = None


@dataclass(frozen=True)
class Build:
    """What to build, where from and where to; `preview` is when a preview's clock started.

    `drafts` lets an editor see what is not to be published yet.
    `standing` tells who has signed up, where that is known: no such event may vanish.
    `advise` is told what an editor may leave as it is.
    """

    configuration: Path
    content: Path
    theme: Path
    site: Path
    url: str
    now: datetime
    preview: datetime | None = None
    drafts: bool = False
    standing: Standing = field(default_factory=Standing)
    advise: Callable[[tuple[Problem, ...]], None] | None = None


def read_content(build: Build, workshop: BuildCache | None = None) -> Library:
    """Return what is in the content, with every problem in it; raises ConfigurationError."""
    check_look(build.configuration, build.content)
    kept = workshop or BuildCache()
    return read_library(
        build.content,
        read_zone(build.configuration),
        kept.shelf,
        kept.album,
        url=build.url,
        standing=build.standing,
    )


def check(build: Build, workshop: BuildCache | None = None) -> Library:
    """Return the content, or raise ContentError with every error in it."""
    library = read_content(build, workshop)
    if library.errors:
        raise ContentError(library.errors)
    return library


def publish(build: Build, workshop: BuildCache | None = None) -> Manifest:
    """Build the site and return what is published.

    With the `workshop` of an earlier build only the pages that have changed since are made.
    Raises ContentError, and leaves the published site as it was, where the content or the theme
    has a problem, and ConfigurationError where pelicanconf.py has.
    """
    with _without_collector():
        return _publish(build, workshop or BuildCache())


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Let Python look for no garbage: of a thousand events nothing is, and it takes a while."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _publish(build: Build, workshop: BuildCache) -> Manifest:
    _refuse_to_replace(build)
    library = check(build, workshop)
    if build.advise:
        build.advise(library.advice)
    build.site.parent.mkdir(parents=True, exist_ok=True)
    _sweep(build.site)
    made = Path(tempfile.mkdtemp(prefix=f"{build.site.name}{_UNFINISHED}", dir=build.site.parent))
    record = read_record(build.site)
    former = PreviousBuild(build.site, record, is_ours=record == workshop.record)
    try:
        publication = _run_pelican(build, made, library, former, workshop)
        # Until everything is in place, the site's state is unknown.
        workshop.record = None
        _put(made, former, publication)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    workshop.record = publication.record
    workshop.publication = publication
    return publication.manifest


def _put(made: Path, former: PreviousBuild, publication: Publication) -> None:
    """Put the new site in place; if pages are reused in the old one, file by file."""
    if not former.is_ours:
        made.chmod(0o755)
        put_in_place(made, former.site)
        return
    put_among(made, former.site, last=MANIFEST)
    for slug in changes(former.record, publication.record).removed:
        shutil.rmtree(former.site / EVENTS / slug)
    clear((former.site / folder for folder in FOLDERS), publication.paths(former.site))


def _sweep(site: Path) -> None:
    """Remove what killed builds have left beside the site, an hour or more ago."""
    for left in site.parent.glob(f"{site.name}{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _HOUR:
                shutil.rmtree(left)


def _refuse_to_replace(build: Build) -> None:
    """Raise ConfigurationError if the site's folder contains anything but a built site."""
    site = build.site
    sources = (build.content, build.theme, build.configuration)
    holds_sources = any(source.resolve().is_relative_to(site.resolve()) for source in sources)
    is_other = site.is_dir() and any(site.iterdir()) and not (site / MANIFEST).is_file()
    if holds_sources or is_other or (site.exists() and not site.is_dir()):
        raise ConfigurationError(
            f"{site} er ikke en bygget nettside, så den blir ikke erstattet. Velg en tom mappe."
        )


def _run_pelican(
    build: Build, output: Path, library: Library, former: PreviousBuild, workshop: BuildCache
) -> Publication:
    overrides: dict[str, Any] = {
        "PATH": str(build.content),
        "THEME": str(build.theme),
        "OUTPUT_PATH": str(output),
        "SITEURL": build.url,
        "PAMELDT_NOW": build.now,
        "PAMELDT_PREVIEW": build.preview,
        "PAMELDT_DRAFTS": build.drafts,
        LIBRARY: library,
        FORMER: former,
        TEMPLATES: workshop.templates,
    }
    settings = configured(build.configuration, overrides)
    settings["PLUGINS"] = _with_ours(settings.get("PLUGINS"))
    check_sender(build.configuration, settings.get("MAIL_FROM"))
    check_language(build.configuration, settings["DEFAULT_LANG"])
    try:
        with _quiet(), speaking(settings["DEFAULT_LANG"]), Writers() as settings[CREW]:
            Pelican(settings).run()
        publication: Publication = settings[PUBLICATION]
    except LookError as error:
        raise unusable_look(build.configuration, error) from error
    except Exception as error:
        problem = template_problem(error, build.theme / "templates")
        if problem is None:
            raise
        raise ContentError([problem]) from error
    return publication


def _with_ours(plugins: list[Any] | None) -> list[Any]:
    """Return a site's plugins, and our own where it does not name it."""
    others = plugins or []
    return others if pelican_plugin.__name__ in others else [*others, pelican_plugin.__name__]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Pelican's own messages, in English and for programmers, off the editor's screen."""
    logger = logging.getLogger("pelican")
    level, logger.level, console.quiet = logger.level, logging.CRITICAL + 1, True
    try:
        yield
    finally:
        logger.level, console.quiet = level, False
