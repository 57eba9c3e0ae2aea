"""Plugin: what Påmeldt does in a Pelican run (`formhandler.publishing.pelican_plugin`).

Pelican drops a file whose reader or receiver raises, and still exits 0. So everything is read
before Pelican starts, and the run is refused once, when all pages are known.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator, Generator
from pelican.readers import BaseReader, Readers

from formhandler.core.errors import ContentError, Problem
from formhandler.core.i18n import speak
from formhandler.core.jinja import jinja_filters, jinja_globals, jinja_options
from formhandler.events.agenda import agenda
from formhandler.events.json_ld import structured_data, structured_list
from formhandler.events.manifest import MANIFEST
from formhandler.events.programme import programme_by_day
from formhandler.events.translations import one_of_each
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.content.library import EVENTS
from formhandler.publishing.images.html import picture_tag, portrait_tag
from formhandler.publishing.images.renditions import IMAGES
from formhandler.publishing.incremental import RECORD
from formhandler.publishing.output import Output
from formhandler.publishing.pelican_run import RUN, Run, bare_run
from formhandler.publishing.site_config import site_config_of

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


def _run_in(settings: dict[str, Any]) -> Run:
    run: Run = settings[RUN]
    return run


class EventReader(BaseReader):  # type: ignore[misc]
    """Gives Pelican the events that the library has read."""

    enabled = True
    file_extensions = ["md"]  # noqa: RUF012

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the event's HTML and metadata for Pelican; a faulty file is skipped."""
        output = _run_in(self.settings).output
        source = output.library.sources.get(Path(source_path))
        if source is None:
            return "", {"status": "skip"}
        event = source.event
        return output.html(Path(source_path)), {
            "title": event.title,
            "date": event.starts,
            "slug": event.slug,
            "status": "draft" if event.draft and not output.drafts else "published",
            "event": event,
        }


class SiteFiles(Generator):  # type: ignore[misc]
    """Writes everything that Pelican does not."""

    def generate_output(self, _writer: object) -> None:
        """Wait until the files are written."""
        _run_in(self.settings).writers.finish()


def prepare(pelican: Pelican) -> None:
    """Set what every run needs, and start writing the files that Pelican does not.

    Raises ContentError, and nothing is written, if the content or pelicanconf.py has errors.
    """
    settings = pelican.settings
    run: Run = settings.get(RUN) or _bare_run(pelican)
    if errors := run.output.library.errors:
        raise ContentError(errors)
    run.writers.start(run.output, Path(pelican.output_path))
    pelican.theme = settings["THEME"] = str(run.output.theme)
    settings.update(_PELICAN)
    settings[RUN] = run
    if run.output.kept:
        settings["ARTICLE_PATHS"] = [str(path) for path in _changed(run.output)]
    settings["JINJA_ENVIRONMENT"] = jinja_options(run.templates)
    settings["JINJA_FILTERS"] = jinja_filters()
    settings["JINJA_GLOBALS"] = jinja_globals() | page_globals(run.output)


def _bare_run(pelican: Pelican) -> Run:
    content = Path(pelican.path)
    # Pelican does not say which file the settings are from.
    config = site_config_of(pelican.settings, Path("pelicanconf.py"), content / IMAGES)
    return bare_run(config, content, Path(pelican.output_path))


def page_globals(output: Output) -> dict[str, Any]:
    """Return the additional names available to the templates of built pages."""
    return {
        "site": output.site,
        "now": output.now,
        "preview": output.preview,
        "pictures": output.library.pictures,
        "picture_tag": picture_tag,
        "portrait_tag": portrait_tag,
        "event_card": output.card,
        "list_card": output.list_card,
        "share_picture": output.share.path,
        "programme_by_day": programme_by_day,
        "structured_data": structured_data,
        "versions": output.versions,
        "structured_list": structured_list,
        "problems": (),
        "post": output.preview is not None,
    }


def _changed(output: Output) -> Iterator[Path]:
    """Yield the files whose pages are rebuilt."""
    for path, source in output.sources.items():
        if source.event.slug not in output.kept:
            yield path


def list_events(generator: ArticlesGenerator) -> None:
    """Give the list page its events; raises ContentError if a file did not become a page."""
    output = _run_in(generator.settings).output
    if dropped := tuple(_dropped(generator, output)):
        raise ContentError(dropped)
    listed = one_of_each(output.events, output.site.language)
    generator.context["agenda"] = agenda(listed, output.now)


def _dropped(generator: ArticlesGenerator, output: Output) -> Iterator[Problem]:
    """Yield a problem for each file that Pelican did not turn into a page."""
    kinds = [(generator.articles, generator.translations)]
    kinds += [(generator.hidden_articles, generator.hidden_translations)]
    kinds += [(generator.drafts, generator.drafts_translations)]
    made = {Path(page.source_path) for kind in kinds for pages in kind for page in pages}
    wanted = set(_changed(output)) if output.kept else output.library.sources.keys()
    for path in wanted - made:
        message = "Pelican laget ingen side av filen. Kjør pelican --debug for å se hvorfor."
        yield Problem(shown_path(path), 1, 1, "", message)


def write_manifest(pelican: Pelican) -> None:
    """Write the record and `events.json`, last of all and atomically: the served side reads it."""
    output, folder = _run_in(pelican.settings).output, Path(pelican.output_path)
    _write_whole(folder / RECORD, output.record.to_json())
    _write_whole(folder / MANIFEST, output.manifest.to_json())


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
