"""Feeds: the Atom feed, the sitemap and robots.txt."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from xml.etree import ElementTree

from feedgenerator import Atom1Feed

from formhandler.core.formatting import day, plain, price, when_text
from formhandler.core.i18n import speaking, translate
from formhandler.events.agenda import Agenda
from formhandler.events.manifest import Site
from formhandler.events.model import Event, Plan

FEED = "/atom.xml"
_PAST = 50
_WITHOUT_EVENTS = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed independent of the time of writing; the library's says «now» if empty."""

    def latest_post_date(self) -> datetime:
        """Return when the newest entry was updated."""
        return max((each["updateddate"] for each in self.items), default=_WITHOUT_EVENTS)


def feed(listed: Agenda, site: Site, changed: Callable[[Event], datetime]) -> bytes:
    """Return the feed; an entry's id is its page's URL, and its title includes the day."""
    made = _feed_of(site)
    for event in (*listed.to_come, *listed.past[:_PAST]):
        with speaking(event.language):
            made.add_item(
                title=_title(event),
                link=site.url + event.path,
                description="".join(f"<p>{escape(each)}</p>" for each in _paragraphs(event)),
                unique_id=site.url + event.path,
                updateddate=changed(event),
            )
    text: str = made.writeString("utf-8")
    return text.encode()


def _feed_of(site: Site) -> _Feed:
    with speaking(site.language):
        title = plain(translate("Arrangementer fra %(name)s", name=site.name))
    return _Feed(
        title=title,
        link=f"{site.url}/",
        description=None,
        language=site.language,
        author_name=site.name,
        feed_url=site.url + FEED,
    )


def _title(event: Event) -> str:
    """Return «Tirsdag 28. januar 2020: Informasjonsmøte»; postponed events have no day."""
    on = plain(day(event.starts))
    said = {
        Plan.SCHEDULED: on[0].upper() + on[1:],
        Plan.CANCELLED: f"{translate('Avlyst')}, {on}",
        Plan.POSTPONED: translate("Utsatt"),
    }
    return f"{said[event.plan]}: {event.title}"


def _paragraphs(event: Event) -> Iterator[str]:
    if event.lead:
        yield event.lead
    where = event.place.name if event.place else translate("På nett")
    when = [] if event.plan is Plan.POSTPONED else [when_text(event)]
    yield plain(". ".join([*when, where, price(event.price)]) + ".")


SITEMAP = "/sitemap.xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# The forms say «noindex», which only robots that read them can obey. Personal pages should not even
# be read, and searches are endless.
_NOT_READ = ("/kvittering/", "/min-pamelding/", "/delta/", "/sok/")


def sitemap(events: Iterable[Event], site: Site, changed: Callable[[Event], datetime]) -> bytes:
    """Return the URLs of the published pages with their last change (sitemaps.org)."""
    urls = ElementTree.Element("urlset", xmlns=_NAMESPACE)
    for path in ("/", "/personvern/"):
        ElementTree.SubElement(ElementTree.SubElement(urls, "url"), "loc").text = site.url + path
    for event in events:
        url = ElementTree.SubElement(urls, "url")
        ElementTree.SubElement(url, "loc").text = site.url + event.path
        ElementTree.SubElement(url, "lastmod").text = changed(event).isoformat(timespec="seconds")
    ElementTree.indent(urls, "")
    return bytes(ElementTree.tostring(urls, "utf-8", xml_declaration=True)) + b"\n"


def robots(site: Site) -> bytes:
    """Return `robots.txt` (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_READ), ""]
    return "\n".join([*lines, f"Sitemap: {site.url}{SITEMAP}", ""]).encode()
