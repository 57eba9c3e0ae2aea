"""Plugin: what Påmeldt does inside a Pelican run. `PLUGINS = ["formhandler.publishing.plugin"]`.

Pelican drops a file whose reader or receiver raises, and still exits 0. So everything is read
before Pelican starts, and the run is refused once, when all pages are known.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican import Pelican, signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator, Generator
from pelican.readers import BaseReader, Readers

from formhandler import templating
from formhandler.clock import system_clock
from formhandler.events.manifest import MANIFEST, Manifest, Site
from formhandler.events.model import EventState
from formhandler.events.problems import ContentError, Problem
from formhandler.events.structured import structured_data
from formhandler.events.versions import by_register, one_of_each
from formhandler.publishing.library import EVENTS, Library, read_library, shown_path
from formhandler.publishing.publication import Publication, files
from formhandler.publishing.stylesheet import Stylesheet, read_stylesheet

_PUBLICATION = "PAMELDT_PUBLICATION"

# What has to be so for the pages to come out; pelicanconf.py says only what is about the site.
_PELICAN = {
    "ARTICLE_PATHS": [EVENTS],
    "ARTICLE_URL": "arrangementer/{slug}/",
    "ARTICLE_SAVE_AS": "arrangementer/{slug}/index.html",
    "PAGE_PATHS": [],
    # Pelican would follow shortcuts out of the folder, so the images are written below.
    "STATIC_PATHS": [],
    "DIRECT_TEMPLATES": ["index", "personvern", "404"],
    "PERSONVERN_SAVE_AS": "personvern/index.html",
    "DRAFT_SAVE_AS": "",
    "ARCHIVES_SAVE_AS": "",
    "AUTHOR_SAVE_AS": "",
    "AUTHORS_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "CATEGORIES_SAVE_AS": "",
    "TAG_SAVE_AS": "",
    "TAGS_SAVE_AS": "",
    # An empty CATEGORY_SAVE_AS crashes on a draft without a category.
    "DEFAULT_METADATA": {"category": EVENTS},
    "USE_FOLDER_AS_CATEGORY": False,
    "FEED_ALL_ATOM": None,
    "CATEGORY_FEED_ATOM": None,
    "AUTHOR_FEED_ATOM": None,
    "AUTHOR_FEED_RSS": None,
    "TRANSLATION_FEED_ATOM": None,
    "DEFAULT_PAGINATION": False,
    "DELETE_OUTPUT_DIRECTORY": False,
    "THEME_STATIC_PATHS": [],
    "PATH_METADATA": "",
    "FILENAME_METADATA": "",
    "SLUGIFY_SOURCE": "basename",
    "RELATIVE_URLS": False,
    "LOAD_CONTENT_CACHE": False,
    "CACHE_CONTENT": False,
    "WITH_FUTURE_DATES": True,
    "TYPOGRIFY": False,
}


class EventReader(BaseReader):  # type: ignore[misc]
    """Hands Pelican the events that the library has read."""

    enabled = True
    file_extensions = ["md"]  # noqa: RUF012

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the event's HTML and what Pelican needs to know; a faulty file is skipped."""
        library: Library = self.settings[_PUBLICATION].library
        source = library.sources.get(Path(source_path))
        if source is None:
            return "", {"status": "skip"}
        event = source.event
        return library.proses[Path(source_path)].html, {
            "title": event.title,
            "date": event.starts,
            "slug": event.slug,
            "status": "draft" if event.draft else "published",
            "event": event,
        }


class SiteFiles(Generator):  # type: ignore[misc]
    """Writes what stands beside the pages."""

    def generate_output(self, _writer: object) -> None:
        """Write the files."""
        for file in files(self.settings[_PUBLICATION]):
            target = Path(self.output_path) / file.path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.make())


def prepare(pelican: Pelican) -> None:
    """Read the content, and set what every run needs."""
    settings = pelican.settings
    stylesheet = read_stylesheet(Path(pelican.theme))
    site = _site(settings, stylesheet)
    settings.update(_PELICAN)
    publication = Publication(
        read_library(Path(pelican.path), site.zone),
        site,
        stylesheet,
        settings.get("PAMELDT_NOW") or system_clock(),
    )
    settings[_PUBLICATION] = publication
    settings["JINJA_ENVIRONMENT"] = templating.jinja_options()
    settings["JINJA_FILTERS"] = templating.jinja_filters()
    settings["JINJA_GLOBALS"] = templating.jinja_globals() | {
        "site": site,
        "now": publication.now,
        "preview": settings.get("PAMELDT_PREVIEW"),
        "pictures": publication.library.pictures,
        "structured_data": structured_data,
        "versions": by_register(publication.events),
        "problems": (),
        "post": settings.get("PAMELDT_PREVIEW") is not None,
    }


def _site(settings: dict[str, Any], stylesheet: Stylesheet) -> Site:
    return Site(
        name=settings["SITENAME"],
        url=settings["SITEURL"],
        timezone=str(ZoneInfo(settings["TIMEZONE"])),
        language=settings["DEFAULT_LANG"],
        stylesheet=stylesheet.path,
        accessibility_statement=settings.get("ACCESSIBILITY_STATEMENT"),
        mail_from=settings.get("MAIL_FROM"),
    )


def refuse_problems(generator: ArticlesGenerator) -> None:
    """Raise ContentError where a file has a problem, or became no page; else list the events."""
    publication: Publication = generator.settings[_PUBLICATION]
    problems = publication.library.problems or tuple(_dropped(generator, publication))
    if problems:
        raise ContentError(problems)
    events = one_of_each(publication.events, publication.site.language)
    past = [each for each in events if each.state(publication.now) is EventState.PAST]
    generator.context["to_come"] = [each for each in events if each not in past]
    generator.context["past"] = past[::-1]


def _dropped(generator: ArticlesGenerator, publication: Publication) -> Iterator[Problem]:
    """Yield a problem for each file that Pelican did not make a page of."""
    kinds = [(generator.articles, generator.translations)]
    kinds += [(generator.hidden_articles, generator.hidden_translations)]
    kinds += [(generator.drafts, generator.drafts_translations)]
    made = {Path(page.source_path) for kind in kinds for pages in kind for page in pages}
    for path in publication.library.sources.keys() - made:
        message = "Pelican laget ingen side av filen. Kjør pelican --debug for å se hvorfor."
        yield Problem(shown_path(path), 1, 1, "", message)


def write_manifest(pelican: Pelican) -> None:
    """Write `events.json`, last of all, and whole: the served side reads it while it is made."""
    publication: Publication = pelican.settings[_PUBLICATION]
    manifest = Manifest(site=publication.site, events=tuple(publication.events))
    target = Path(pelican.output_path) / MANIFEST
    part = target.with_suffix(".part")
    part.write_text(manifest.to_json(), "utf-8")
    part.replace(target)


def _site_files(_pelican: Pelican) -> type[SiteFiles]:
    return SiteFiles


def _only_our_reader(readers: Readers) -> None:
    readers.reader_classes = {"md": EventReader, "static": readers.reader_classes["static"]}


def _speak(_generator: ArticlesGenerator, content: Article) -> None:
    """Write an event's page in its language."""
    templating.speak(content.event.language)


def _speak_as_before(_path: str, *, context: dict[str, Any]) -> None:
    """Write what comes after a page in the site's language."""
    templating.speak(context["DEFAULT_LANG"])


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.readers_init.connect(_only_our_reader)
    signals.article_generator_pretaxonomy.connect(refuse_problems)
    signals.get_generators.connect(_site_files)
    signals.article_generator_write_article.connect(_speak)
    signals.content_written.connect(_speak_as_before)
    signals.finalized.connect(write_manifest)
