"""Single: one event's page alone, as the whole build makes it, at any moment and of any event."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

from formhandler.events.model import Event
from formhandler.publishing.plugin import page_globals
from formhandler.publishing.publication import Publication
from formhandler.templating import environment, speaking


def event_page(publication: Publication, event: Event, now: datetime) -> str | None:
    """Return the page as it would be at `now`, were the event what is handed in; None if unknown.

    `publication` has all else that the page shows: its text, the pictures, the site.
    """
    html = _html(publication, event.slug)
    if html is None:
        return None
    made = environment(publication.theme / "templates")
    made.globals.update(page_globals(replace(publication, now=now)))
    with speaking(event.language):
        template = made.get_template("article.html")
        return template.render(article=SimpleNamespace(event=event, content=html))


def _html(publication: Publication, slug: str) -> str | None:
    for path, source in publication.sources.items():
        if source.event.slug == slug:
            return publication.html(path)
    return None
