"""Markdown: an editor's text as HTML, and every tag or link in it that may not be published."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from formhandler.events.yaml_with_places import quote
from formhandler.publishing.content.headings import Heading, HeadingAnchors, Needle, misplaced

# The first characters of all inline patterns; two spaces at the end of a line are a line break.
_MARKS = re.compile(r"[`\\\[!<&*_]|  \n")
_BEFORE_INLINE = 21


class _Unmarked(Treeprocessor):
    """Exempts text without marks from the twenty or so inline patterns."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and not _MARKS.search(element.text):
                element.text = AtomicString(element.text)


class UnmarkedExtension(Extension):
    """Changes only the time taken: it saves about a third of Markdown's."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register with Markdown."""
        md.treeprocessors.register(_Unmarked(md), "unmarked", _BEFORE_INLINE)


_INLINE = {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark"}
_INLINE |= {"q", "s", "small", "strong", "sub", "sup", "time"}
_BLOCKS = {"blockquote", "dd", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p"}
_BLOCKS |= {"pre", "ul"}
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_TAGS = _INLINE | _BLOCKS | _TABLES | set(_HEADINGS)
_ATTRIBUTES = {
    "a": {"href", "title"},
    **{heading: {"id"} for heading in _HEADINGS},
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
_HEADING = re.compile(r"h[1-6]")
_UNDERLINED = {1: r"|^=+ *$", 2: r"|^[^\n]+\n-+ *$"}
_IGNORED_IN_LINKS = re.compile(r"[\x00-\x20]")

Finding = tuple[int, str]


@dataclass(frozen=True)
class Reference:
    """A link or picture address in a text; `number` equal ones precede it."""

    address: str
    number: int = 0
    is_picture: bool = False

    def line_in(self, markdown: str) -> int:
        """Return its line, from 1."""
        return _line(markdown, _written(self.address), self.number)


@dataclass(frozen=True)
class Prose:
    """A text as safe HTML, and what in it may not be published: line (from 1) and message.

    `references` are its addresses, and `anchors` the ids of its headings.
    """

    html: str = ""
    findings: tuple[Finding, ...] = ()
    references: tuple[Reference, ...] = ()
    anchors: tuple[str, ...] = ()


class ProseReader:
    """Converts Markdown to HTML; one reader serves many texts, because setting it up is slow."""

    def __init__(self) -> None:
        """Set up Markdown and the HTML sanitiser."""
        self._markdown = Markdown(
            extensions=["sane_lists", "tables", UnmarkedExtension()], output_format="html"
        )
        self._anchors = HeadingAnchors(self._markdown)
        self._cleaner = nh3.Cleaner(
            tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None
        )

    def read(self, markdown: str) -> Prose:
        """Return the text as sanitised HTML; `findings` lists what was not allowed."""
        rendered = self._markdown.reset().convert(markdown)
        html = self._cleaner.clean(rendered)
        anchors = tuple(self._anchors.made)
        reader = _Reader(anchors)
        reader.feed(rendered)
        reader.close()
        found = [*reader.found, *misplaced(reader.headings)]
        return Prose(html, tuple(_placed(markdown, found)), tuple(reader.references), anchors)


def _placed(markdown: str, found: Iterable[tuple[Needle, str]]) -> Iterator[Finding]:
    for (pattern, number), message in found:
        yield _line(markdown, pattern, number), message


def _line(text: str, pattern: str, number: int) -> int:
    """Return the line of a pattern's match number `number` (from 0), or of the last one, or 1."""
    found = re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)
    starts = [match.start() for match in islice(found, number + 1)]
    return text.count("\n", 0, starts[-1] if starts else 0) + 1


class _Reader(HTMLParser):
    """Collects forbidden markup, headings and addresses, with patterns that find them."""

    def __init__(self, anchors: Iterable[str]) -> None:
        super().__init__()
        self.found: list[tuple[Needle, str]] = []
        self.headings: list[Heading] = []
        self.references: list[Reference] = []
        self._seen: Counter[str] = Counter()
        self._anchors = deque(anchors)
        self._heading: list[str] | None = None

    def updatepos(self, _i: int, j: int) -> int:
        """Skip counting lines: the places are found in the Markdown."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        needle = rf"<\s*{re.escape(tag)}\b"
        if _HEADING.fullmatch(tag):
            self._heading = []
        if tag == "h1":
            message = "«# » gir en ny hovedoverskrift. Tittelen er den eneste: bruk «## »."
            self._find(r"^ {0,3}#[^#]|<h1|^=+ *$", message)
        elif tag not in _TAGS:
            message = f"«<{tag}>» kan ikke publiseres. Skriv teksten med vanlig Markdown."
            self._find(needle, message)
        else:
            self._check_attributes(tag, attrs, needle)
            if tag == "img":
                self._check_picture({name: value or "" for name, value in attrs})

    def handle_data(self, data: str) -> None:
        if self._heading is not None:
            self._heading.append(data)

    def handle_endtag(self, tag: str) -> None:
        if _HEADING.fullmatch(tag) and self._heading is not None:
            level, text = int(tag[1]), " ".join("".join(self._heading).split())
            needle = rf"^ {{0,3}}#{{{level}}}(?!#)|<{tag}\b" + _UNDERLINED.get(level, "")
            self.headings.append(Heading(self._needle(needle), level, text))
            self._heading = None

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]], needle: str) -> None:
        for name, value in attrs:
            if name == "style" and _ALIGNMENT.fullmatch(value or ""):
                continue  # Made by a table's «--:»; dropped, because inline styles are not allowed.
            if name == "id" and self._anchors and value == self._anchors[0]:
                self._anchors.popleft()  # Generated, not written by the editor.
            elif name == "id" or name not in _ATTRIBUTES.get(tag, set()):
                message = f"«{name}» kan ikke stå i «<{tag}>». Ta det bort."
                self._find(rf"{needle}[^>]*\b{re.escape(name)}", message)
            elif name == "href" and not _is_allowed_link(value or ""):
                message = (
                    f"Lenken {quote(value or '')} kan ikke publiseres. Bruk https:// eller mailto:."
                )
                self._find(re.escape(value or ""), message)
            elif name == "href":
                self._refer(value or "")

    def _refer(self, address: str, *, is_picture: bool = False) -> None:
        number = self._needle(address)[1]
        self.references.append(Reference(address, number, is_picture))

    def _find(self, pattern: str, message: str) -> None:
        self.found.append((self._needle(pattern), message))

    def _needle(self, pattern: str) -> Needle:
        """Return the pattern and how often it has been reported before."""
        self._seen[pattern] += 1
        return pattern, self._seen[pattern] - 1

    def _check_picture(self, attributes: dict[str, str]) -> None:
        source = attributes.get("src", "")
        if self._heading is not None:
            self._heading.append(attributes.get("alt", ""))
        if not source.startswith(_PICTURES):
            name = "bilde.jpg" if source.startswith("data:") else PurePosixPath(source).name
            message = (
                f"Bildet {quote(source)} ligger utenfor nettsiden. Legg det i bilder/ "
                f"og skriv ![…]({_PICTURES}{name.partition('?')[0] or 'bilde.jpg'})."
            )
            self._find(re.escape(source), message)
        elif not attributes.get("alt", "").strip():
            message = (
                f"Bildet {quote(source)} mangler tekst for dem som ikke ser det. "
                f"Skriv ![Tre personer rundt et bord]({source})."
            )
            self._find(re.escape(source), message)
        else:
            self._refer(source, is_picture=True)


def _written(address: str) -> str:
    """Return the pattern of an address in Markdown or HTML, with `&` in both spellings."""
    escaped = re.escape(address).replace("&", "&(?:amp;)?")
    return rf"""(?:[(<"'=]|\]:)[ \t]*<?{escaped}(?=[\s)>"']|$)"""


def _is_allowed_link(link: str) -> bool:
    """Tell whether a browser reads a link as internal or with an allowed scheme."""
    plain = _IGNORED_IN_LINKS.sub("", link).lower()
    if plain.startswith(("{", "|", "%7b")):
        return False  # Pelican's own link syntax, which does not survive sanitising.
    match = _SCHEME.match(plain)
    return match is None or match[1] in _SCHEMES
