"""Robots: what search engines are told of the site: which pages there are, and where not to go."""

from collections.abc import Callable, Iterable
from datetime import datetime
from xml.etree import ElementTree

from formhandler.events.manifest import Site
from formhandler.events.model import Event

SITEMAP = "/sitemap.xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# The forms and what stands in for them say «noindex», which only who reads them can heed. What is
# a person's own should not even be read, and searches never end.
_NOT_READ = ("/kvittering/", "/min-pamelding/", "/delta/", "/sok/")


def sitemap(events: Iterable[Event], site: Site, changed: Callable[[Event], datetime]) -> bytes:
    """Return the addresses of the published pages (sitemaps.org), and when each was changed."""
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
