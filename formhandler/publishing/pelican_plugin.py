"""Plugin: what Påmeldt does in a Pelican run (`formhandler.publishing.pelican_plugin`).

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

from formhandler.core.clock import system_clock
from formhandler.core.errors import ContentError, Problem
from formhandler.core.i18n import speak
from formhandler.core.jinja import jinja_filters, jinja_globals, jinja_options
from formhandler.events.agenda import agenda
from formhandler.events.json_ld import structured_data, structured_list
from formhandler.events.manifest import MANIFEST, Look, Site
from formhandler.events.programme import programme_by_day
from formhandler.events.translations import one_of_each
from formhandler.publishing.branding.look import read_look
from formhandler.publishing.branding.stylesheet import Stylesheet, read_stylesheet
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.content.library import EVENTS, read_library
from formhandler.publishing.images.html import picture_tag, portrait_tag
from formhandler.publishing.images.renditions import IMAGES
from formhandler.publishing.incremental import RECORD, PreviousBuild
from formhandler.publishing.output import Publication
from formhandler.publishing.theme import theme_in
from formhandler.publishing.writers import Writers

# What a build hands to a run, by way of Pelican's settings; a bare `pelican` goes without.
LIBRARY = "PAMELDT_LIBRARY"
FORMER = "PAMELDT_FORMER"
CREW = "PAMELDT_CREW"
TEMPLATES = "PAMELDT_TEMPLATES"

# Where the run leaves what it has published.
PUBLICATION = "PAMELDT_PUBLICATION"

# The settings that the pages require; pelicanconf.py has only those of the site.
_PELICAN = {
    "ARTICLE_PATHS": [EVENTS],
    "ARTICLE_URL": "arrangementer/{slug}/",
    "ARTICLE_SAVE_AS": "arrangementer/{slug}/index.html",
    "PAGE_PATHS": [],
    # Pelican would follow symbolic links out of the folder, so the plugin writes the images.
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
    """Gives Pelican the events that the library has read."""

    enabled = True
    file_extensions = ["md"]  # noqa: RUF012

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the event's HTML and metadata for Pelican; a faulty file is skipped."""
        publication: Publication = self.settings[PUBLICATION]
        source = publication.library.sources.get(Path(source_path))
        if source is None:
            return "", {"status": "skip"}
        event = source.event
        return publication.html(Path(source_path)), {
            "title": event.title,
            "date": event.starts,
            "slug": event.slug,
            "status": "draft" if event.draft and not publication.drafts else "published",
            "event": event,
        }


class SiteFiles(Generator):  # type: ignore[misc]
    """Writes everything that Pelican does not."""

    def generate_output(self, _writer: object) -> None:
        """Wait until the files are written."""
        self.settings[CREW].finish()


def prepare(pelican: Pelican) -> None:
    """Read the content, where that has not been done, and set what every run needs.

    Raises ContentError, and nothing is written, where the content has errors.
    """
    settings = pelican.settings
    pelican.theme = settings["THEME"] = str(theme_in(settings))
    own = read_look(settings, Path(pelican.path) / IMAGES)
    stylesheet = read_stylesheet(Path(pelican.theme), own.css)
    site = _site(settings, stylesheet, own.look)
    publication = Publication(
        library=settings.get(LIBRARY) or read_library(Path(pelican.path), site.zone, url=site.url),
        site=site,
        theme=Path(pelican.theme),
        stylesheet=stylesheet,
        now=settings.get("PAMELDT_NOW") or system_clock(),
        preview=settings.get("PAMELDT_PREVIEW"),
        former=settings.get(FORMER) or PreviousBuild(Path(pelican.output_path)),
        drafts=settings.get("PAMELDT_DRAFTS", False),
        logos=own.logos,
    )
    if errors := publication.library.errors:
        raise ContentError(errors)
    settings.setdefault(CREW, Writers()).start(publication, Path(pelican.output_path))
    settings.update(_PELICAN)
    settings[PUBLICATION] = publication
    if publication.kept:
        settings["ARTICLE_PATHS"] = [str(path) for path in _changed(publication)]
    settings["JINJA_ENVIRONMENT"] = jinja_options(settings.get(TEMPLATES))
    settings["JINJA_FILTERS"] = jinja_filters()
    settings["JINJA_GLOBALS"] = jinja_globals() | page_globals(publication)


def page_globals(publication: Publication) -> dict[str, Any]:
    """Return the additional names available to the templates of built pages."""
    return {
        "site": publication.site,
        "now": publication.now,
        "preview": publication.preview,
        "pictures": publication.library.pictures,
        "picture_tag": picture_tag,
        "portrait_tag": portrait_tag,
        "event_card": publication.card,
        "list_card": publication.list_card,
        "share_picture": publication.share.path,
        "programme_by_day": programme_by_day,
        "structured_data": structured_data,
        "versions": publication.versions,
        "structured_list": structured_list,
        "problems": (),
        "post": publication.preview is not None,
    }


def _changed(publication: Publication) -> Iterator[Path]:
    """Yield the files whose pages are rebuilt."""
    for path, source in publication.sources.items():
        if source.event.slug not in publication.kept:
            yield path


def _site(settings: dict[str, Any], stylesheet: Stylesheet, look: Look) -> Site:
    return Site(
        name=settings["SITENAME"],
        url=settings["SITEURL"],
        timezone=str(ZoneInfo(settings["TIMEZONE"])),
        language=settings["DEFAULT_LANG"],
        stylesheet=stylesheet.path,
        accessibility_statement=settings.get("ACCESSIBILITY_STATEMENT"),
        mail_from=settings.get("MAIL_FROM"),
        look=look,
    )


def list_events(generator: ArticlesGenerator) -> None:
    """Give the list page its events; raises ContentError if a file did not become a page."""
    publication: Publication = generator.settings[PUBLICATION]
    if dropped := tuple(_dropped(generator, publication)):
        raise ContentError(dropped)
    listed = one_of_each(publication.events, publication.site.language)
    generator.context["agenda"] = agenda(listed, publication.now)


def _dropped(generator: ArticlesGenerator, publication: Publication) -> Iterator[Problem]:
    """Yield a problem for each file that Pelican did not turn into a page."""
    kinds = [(generator.articles, generator.translations)]
    kinds += [(generator.hidden_articles, generator.hidden_translations)]
    kinds += [(generator.drafts, generator.drafts_translations)]
    made = {Path(page.source_path) for kind in kinds for pages in kind for page in pages}
    wanted = set(_changed(publication)) if publication.kept else publication.library.sources.keys()
    for path in wanted - made:
        message = "Pelican laget ingen side av filen. Kjør pelican --debug for å se hvorfor."
        yield Problem(shown_path(path), 1, 1, "", message)


def write_manifest(pelican: Pelican) -> None:
    """Write the record and `events.json`, last of all and atomically: the served side reads it."""
    publication: Publication = pelican.settings[PUBLICATION]
    output = Path(pelican.output_path)
    _write_whole(output / RECORD, publication.record.to_json())
    _write_whole(output / MANIFEST, publication.manifest.to_json())


def _write_whole(target: Path, text: str) -> None:
    part = target.with_name(f"{target.name}.part")
    part.write_text(text, "utf-8")
    part.replace(target)


def _site_files(_pelican: Pelican) -> type[SiteFiles]:
    return SiteFiles


def _only_our_reader(readers: Readers) -> None:
    readers.reader_classes = {"md": EventReader, "static": readers.reader_classes["static"]}


def _speak(_generator: ArticlesGenerator, content: Article) -> None:
    """Switch to the event's language for its page."""
    speak(content.event.language)


def _speak_as_before(_path: str, *, context: dict[str, Any]) -> None:
    """Switch back to the site's language after a page."""
    speak(context["DEFAULT_LANG"])


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(prepare)
    signals.readers_init.connect(_only_our_reader)
    signals.article_generator_pretaxonomy.connect(list_events)
    signals.get_generators.connect(_site_files)
    signals.article_generator_write_article.connect(_speak)
    signals.content_written.connect(_speak_as_before)
    signals.finalized.connect(write_manifest)
