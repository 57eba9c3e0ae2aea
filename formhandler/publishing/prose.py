"""Prose: an editor's Markdown made HTML, and every tag or link in it that may not be published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath

import nh3
from markdown import Markdown

from formhandler.events.outline import quote
from formhandler.publishing.unmarked import UnmarkedExtension

_INLINE = {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark"}
_INLINE |= {"q", "s", "small", "strong", "sub", "sup", "time"}
_BLOCKS = {"blockquote", "dd", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS |= {"hr", "li", "ol", "p", "pre", "ul"}
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_TAGS = _INLINE | _BLOCKS | _TABLES
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_ALIGNMENT = re.compile(r"\s*text-align:\s*(?:left|center|right);?\s*")
_PICTURES = "/bilder/"
_IGNORED_IN_LINKS = re.compile(r"[\x00-\x20]")

Finding = tuple[int, str]


@dataclass(frozen=True)
class Prose:
    """A text as safe HTML, and what in it may not be published: line (from 1) and message."""

    html: str = ""
    findings: tuple[Finding, ...] = ()


class ProseReader:
    """Makes Markdown HTML; one reader serves many texts, since Markdown is slow to set up."""

    def __init__(self) -> None:
        """Set up Markdown."""
        self._markdown = Markdown(
            extensions=["sane_lists", "tables", UnmarkedExtension()], output_format="html"
        )

    def read(self, markdown: str) -> Prose:
        """Return the text as HTML, without what is not allowed, which `findings` tells."""
        rendered = self._markdown.reset().convert(markdown)
        html = nh3.clean(
            rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None
        )
        return Prose(html, tuple(_findings(markdown, rendered)))


def _findings(markdown: str, rendered: str) -> Iterator[Finding]:
    reader = _Reader()
    reader.feed(rendered)
    reader.close()
    seen: dict[str, int] = {}
    for needle, message in reader.found:
        pattern = re.compile(needle, re.IGNORECASE | re.MULTILINE)
        match = pattern.search(markdown, seen.get(needle, 0))
        if match:
            seen[needle] = match.end()
        yield markdown.count("\n", 0, match.start() if match else 0) + 1, message


class _Reader(HTMLParser):
    """Collects what is not allowed, each with a pattern that finds it in the Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        needle = rf"<\s*{re.escape(tag)}\b"
        if tag == "h1":
            message = "«# » gir en ny hovedoverskrift. Tittelen er den eneste: bruk «## »."
            self.found.append((r"^ {0,3}#[^#]|<h1|^=+ *$", message))
        elif tag not in _TAGS:
            message = f"«<{tag}>» kan ikke publiseres. Skriv teksten med vanlig Markdown."
            self.found.append((needle, message))
        else:
            self._check_attributes(tag, attrs, needle)
            if tag == "img":
                self._check_picture({name: value or "" for name, value in attrs})

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]], needle: str) -> None:
        for name, value in attrs:
            if name == "style" and _ALIGNMENT.fullmatch(value or ""):
                continue  # Made by a table's «--:»; left out, since inline styles are not allowed.
            if name not in _ATTRIBUTES.get(tag, set()):
                message = f"«{name}» kan ikke stå i «<{tag}>». Ta det bort."
                self.found.append((rf"{needle}[^>]*\b{re.escape(name)}", message))
            elif name == "href" and not _is_allowed_link(value or ""):
                message = (
                    f"Lenken {quote(value or '')} kan ikke publiseres. Bruk https:// eller mailto:."
                )
                self.found.append((re.escape(value or ""), message))

    def _check_picture(self, attributes: dict[str, str]) -> None:
        source = attributes.get("src", "")
        if not source.startswith(_PICTURES):
            name = "bilde.jpg" if source.startswith("data:") else PurePosixPath(source).name
            message = (
                f"Bildet {quote(source)} ligger utenfor nettsiden. Legg det i bilder/ "
                f"og skriv ![…]({_PICTURES}{name.partition('?')[0] or 'bilde.jpg'})."
            )
            self.found.append((re.escape(source), message))
        elif not attributes.get("alt", "").strip():
            message = (
                f"Bildet {quote(source)} mangler tekst for dem som ikke ser det. "
                f"Skriv ![Tre personer rundt et bord]({source})."
            )
            self.found.append((re.escape(source), message))


def _is_allowed_link(link: str) -> bool:
    """Tell whether a link stays on the site or has a scheme we allow, as a browser reads it."""
    plain = _IGNORED_IN_LINKS.sub("", link).lower()
    if plain.startswith(("{", "|", "%7b")):
        return False  # Pelican's own link syntax, which does not survive the cleaning.
    match = _SCHEME.match(plain)
    return match is None or match[1] in _SCHEMES
