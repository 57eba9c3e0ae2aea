"""Build: makes the site in a new folder, which replaces the old one when it is complete."""

import contextlib
import gc
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican import Pelican

from formhandler.core.errors import ContentError, ExpectedError, Problem
from formhandler.core.i18n import speaking
from formhandler.core.jinja import TemplateStore
from formhandler.events.manifest import MANIFEST, Manifest
from formhandler.publishing import pelican_plugin
from formhandler.publishing.content.checks.vanished import Standing
from formhandler.publishing.content.files import ContentCache
from formhandler.publishing.content.library import EVENTS, Library, read_library
from formhandler.publishing.folder_swap import clear, put_among, put_in_place
from formhandler.publishing.images.album import Album
from formhandler.publishing.images.renditions import IMAGES
from formhandler.publishing.incremental import PreviousBuild, Record, changes, read_record
from formhandler.publishing.output import FOLDERS, Output
from formhandler.publishing.pelican_run import RUN, Run, output_of
from formhandler.publishing.quiet import quiet
from formhandler.publishing.site_config import SiteConfig, read_site_config
from formhandler.publishing.unexpected import template_problem
from formhandler.publishing.writers import Writers

_UNFINISHED = ".unfinished-"
_HOUR = 3600


class NotASiteError(ExpectedError):
    """The output folder holds something other than a built site; the text says what to do."""


class BuildCache:
    """What is kept from one build to the next, so that only changes are rebuilt."""

    def __init__(self) -> None:
        """Start empty."""
        self.files = ContentCache()
        self.album = Album()
        self.templates = TemplateStore()
        self.record: Record | None = None
        self.output: Output | None = None


@dataclass(frozen=True)
class Build:
    """What to build, where from and where to; `preview` is when a preview's clock started.

    `drafts` lets an editor see what is not to be published yet.
    `standing` tells who has signed up, where that is known: no such event may vanish.
    `advise` is told what an editor may leave as it is.
    `config` holds the settings in `configuration` if they have been read already.
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
    config: SiteConfig | None = None


def _config_of(build: Build) -> SiteConfig:
    """Return the site's settings, with the URL and theme of this build."""
    images = build.content / IMAGES
    config = build.config or read_site_config(build.configuration, images)
    return config.model_copy(update={"url": build.url, "theme": build.theme})


def read_content(build: Build, cache: BuildCache | None = None) -> Library:
    """Return what is in the content, with every problem in it; raises ConfigurationError."""
    return _read_content(build, _config_of(build), cache or BuildCache())


def _read_content(build: Build, config: SiteConfig, cache: BuildCache) -> Library:
    return read_library(
        build.content,
        config.zone,
        cache.files,
        cache.album,
        url=config.url,
        standing=build.standing,
    )


def check(build: Build, cache: BuildCache | None = None) -> Library:
    """Return the content, or raise ContentError with every error in it."""
    return _without_errors(read_content(build, cache))


def _without_errors(library: Library) -> Library:
    if library.errors:
        raise ContentError(library.errors)
    return library


def publish(build: Build, cache: BuildCache | None = None) -> Manifest:
    """Build the site and return what is published.

    With the `cache` of an earlier build only the pages that have changed since are made.
    Raises ContentError, and leaves the published site as it was, where the content or the theme
    has a problem, and ConfigurationError where pelicanconf.py has.
    """
    with _without_collector():
        return _publish(build, cache or BuildCache())


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Turn off the garbage collector: a thousand events are no garbage, and searching is slow."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _publish(build: Build, cache: BuildCache) -> Manifest:
    _refuse_to_replace(build)
    config = _config_of(build)
    library = _without_errors(_read_content(build, config, cache))
    if build.advise:
        build.advise(library.advice)
    build.site.parent.mkdir(parents=True, exist_ok=True)
    _sweep(build.site)
    record = read_record(build.site)
    previous = PreviousBuild(build.site, record, is_ours=record == cache.record)
    output = output_of(
        config, library, previous, build.now, preview=build.preview, drafts=build.drafts
    )
    made = Path(tempfile.mkdtemp(prefix=f"{build.site.name}{_UNFINISHED}", dir=build.site.parent))
    try:
        _run_pelican(build, config, output, made, cache.templates)
        # Until everything is in place, the site's state is unknown.
        cache.record = None
        _put(made, output)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    cache.record = output.record
    cache.output = output
    return output.manifest


def _put(made: Path, output: Output) -> None:
    """Put the new site in place; if pages are reused in the old one, file by file."""
    previous = output.previous
    if not previous.is_ours:
        made.chmod(0o755)
        put_in_place(made, previous.site)
        return
    put_among(made, previous.site, last=MANIFEST)
    for slug in changes(previous.record, output.record).removed:
        shutil.rmtree(previous.site / EVENTS / slug)
    clear((previous.site / folder for folder in FOLDERS), output.paths(previous.site))


def _sweep(site: Path) -> None:
    """Remove what killed builds have left beside the site, an hour or more ago."""
    for left in site.parent.glob(f"{site.name}{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _HOUR:
                shutil.rmtree(left)


def _refuse_to_replace(build: Build) -> None:
    """Raise NotASiteError if the site's folder contains anything but a built site."""
    site = build.site
    sources = (build.content, build.theme, build.configuration)
    holds_sources = any(source.resolve().is_relative_to(site.resolve()) for source in sources)
    is_other = site.is_dir() and any(site.iterdir()) and not (site / MANIFEST).is_file()
    if holds_sources or is_other or (site.exists() and not site.is_dir()):
        raise NotASiteError(
            f"{site} er ikke en bygget nettside, så den blir ikke erstattet. Velg en tom mappe."
        )


def _run_pelican(
    build: Build, config: SiteConfig, output: Output, made: Path, templates: TemplateStore
) -> None:
    """Let Pelican make the site in the folder `made`; raises ContentError for a faulty template."""
    settings = config.for_pelican(
        PATH=str(build.content),
        OUTPUT_PATH=str(made),
        SITEURL=config.url,
        PLUGINS=_with_ours(config.plugins),
    )
    try:
        with quiet(), speaking(config.language), Writers() as writers:
            Pelican(settings | {RUN: Run(output, writers, templates)}).run()
    except Exception as error:
        problem = template_problem(error, config.theme / "templates")
        if problem is None:
            raise
        raise ContentError([problem]) from error


def _with_ours(plugins: tuple[Any, ...]) -> list[Any]:
    """Return a site's plugins, and our own where it does not name it."""
    ours = pelican_plugin.__name__
    return list(plugins if ours in plugins else (*plugins, ours))
