"""Links: links within the site that lead nowhere, including anchors."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from formhandler.core.errors import Problem
from formhandler.events.yaml_with_places import quote
from formhandler.publishing.content import headings
from formhandler.publishing.content.files import Text
from formhandler.publishing.content.markdown import Reference

EVENTS = "/arrangementer/"
# Pages and files that every site has.
ALWAYS = frozenset(
    {
        *("/", "/personvern/", "/sok/"),
        *("/atom.xml", "/kalender.ics", "/sitemap.xml", "/robots.txt"),
    }
)
_OF_EVENT = re.compile(r"/(?:arrangementer|pamelding)/(?P<slug>[^/]+)/")
_ELSEWHERE = re.compile(r"https?://(?!\[)|mailto:|tel:")
_ALIKE = 0.75


@dataclass(frozen=True)
class Site:
    """What a link can lead to: the site's URL, event files by slug, pictures."""

    url: str
    texts: Mapping[str, Text]
    pictures: frozenset[str]

    def paths(self) -> Iterator[str]:
        """Yield every path, including those of files with mistakes, which will become pages."""
        yield from ALWAYS
        yield from self.pictures
        for slug in self.texts:
            yield from (f"{EVENTS}{slug}/", f"{EVENTS}{slug}/kalender.ics", f"/pamelding/{slug}/")


def check_links(texts: Iterable[Text], url: str, pictures: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each link or picture in a text that leads nowhere on the site."""
    texts = tuple(texts)
    site = Site(url, {each.reading.slug: each for each in texts}, frozenset(pictures))
    paths = frozenset(site.paths())
    for text in texts:
        for reference in text.prose.references:
            if message := _message(reference, text, site, paths):
                yield text.problem(reference.line_in(text.reading.body), message)


def _message(reference: Reference, text: Text, site: Site, paths: frozenset[str]) -> str | None:
    if _ELSEWHERE.match(reference.address) and not reference.address.startswith(site.url):
        return None
    shown = f"{'Bildet' if reference.is_picture else 'Lenken'} {quote(reference.address)}"
    if not reference.address.strip():
        return "Lenken har ingen adresse. Skriv den mellom parentesene, eller ta bort lenken."
    try:
        target = urlsplit(urljoin(f"{site.url}{EVENTS}{text.reading.slug}/", reference.address))
    except ValueError:
        return f"{shown} kan ikke leses som en adresse. Rett den."
    if (target.scheme, target.netloc.lower()) != urlsplit(site.url)[:2]:
        return None
    path = unquote(target.path) or "/"
    if reference.is_picture:
        return None if path in site.pictures else f"{shown} finnes ikke. Legg det i bilder/."
    if path not in paths:
        return f"{shown} leder ingen steder. {_meant(path, paths)}"
    return _on_event(shown, path, unquote(target.fragment), text, site)


def _on_event(shown: str, path: str, anchor: str, text: Text, site: Site) -> str | None:
    """Report a link to a draft, or to an anchor that the event's page lacks."""
    match = _OF_EVENT.match(path)
    linked = site.texts.get(match["slug"]) if match else None
    if linked is None or linked.event is None:
        return None
    if linked.event.draft and text.event and not text.event.draft:
        return f"{shown} leder til et utkast, som ikke blir publisert. Vent med lenken."
    if not anchor or path != linked.event.path:
        return None
    known = [*linked.prose.anchors, *sorted(headings.of_page(linked.event))]
    if anchor in known:
        return None
    listed = ", ".join(f"#{each}" for each in known)
    return f"{shown} leder ingen steder: ingen overskrift der heter det. Siden har {listed}."


def _meant(path: str, paths: frozenset[str]) -> str:
    """Suggest the path with the most similar last part."""
    by_name: dict[str, str] = {}
    for known in sorted(paths):
        by_name.setdefault(_name(known), known)
    near = difflib.get_close_matches(_name(path), by_name, n=1, cutoff=_ALIKE)
    if near and by_name[near[0]] != "/":
        return f"Mente du «{by_name[near[0]]}»?"
    return "Rett adressen, eller ta bort lenken."


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
