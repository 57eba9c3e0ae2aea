"""Prose: an editor's Markdown made HTML, and every tag or link in it that may not be published."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import nh3
from markdown import Markdown

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
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_IGNORED_IN_LINKS = re.compile(r"[\x00-\x20]")

Finding = tuple[int, str]


def to_html(markdown: str) -> str:
    """Return safe HTML for the Markdown; what is not allowed is left out."""
    rendered = _render(markdown)
    attributes = {tag: names - {"style"} for tag, names in _ATTRIBUTES.items()}
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=attributes,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def findings(markdown: str) -> Iterator[Finding]:
    """Yield line (from 1, in `markdown`) and message for each thing that may not be published."""
    reader = _Reader()
    reader.feed(_render(markdown))
    reader.close()
    for needle, message in reader.found:
        match = re.search(needle, markdown, re.IGNORECASE)
        yield markdown.count("\n", 0, match.start() if match else 0) + 1, message


def _render(markdown: str) -> str:
    return Markdown(extensions=["sane_lists", "tables"], output_format="html").convert(markdown)


class _Reader(HTMLParser):
    """Collects what is not allowed, each with a pattern that finds it in the Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        needle = rf"<\s*{re.escape(tag)}\b"
        if tag == "h1":
            message = "«# » gir en ny hovedoverskrift. Tittelen er den eneste: bruk «## »."
            self.found.append((r"^\s{0,3}#\s|<h1|^=+\s*$", message))
        elif tag not in _TAGS:
            message = f"«<{tag}>» kan ikke publiseres. Skriv teksten med vanlig Markdown."
            self.found.append((needle, message))
        else:
            self._check_attributes(tag, attrs, needle)

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]], needle: str) -> None:
        for name, value in attrs:
            if name not in _ATTRIBUTES.get(tag, set()):
                message = f"«{name}» kan ikke stå i «<{tag}>». Ta det bort."
                self.found.append((rf"{needle}[^>]*\b{re.escape(name)}", message))
            elif name in ("href", "src") and not _is_allowed_link(value or ""):
                message = f"Lenken «{value}» kan ikke publiseres. Bruk https:// eller mailto:."
                self.found.append((re.escape(value or ""), message))


def _is_allowed_link(link: str) -> bool:
    """Tell whether a link stays on the site or has a scheme we allow, as a browser reads it."""
    match = _SCHEME.match(_IGNORED_IN_LINKS.sub("", link).lower())
    return match is None or match[1] in _SCHEMES
