"""Anchors: the ids that an event's page has, so that a link can lead to a part of it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from formhandler.events.model import Event
from formhandler.events.slug import slugify

# The theme's own ids on an event's page, which no heading in its text may take.
ALWAYS = frozenset({"innhold", "fakta", "kontakt"})
PROGRAMME, PEOPLE, SUMMARY = "program", "personer", "oppsummering"
RESERVED = ALWAYS | {PROGRAMME, PEOPLE, SUMMARY, "beskjed", "feil-i-innholdet"}

_HEADING = re.compile(r"h[2-6]")
_STASHED = re.compile("\x02[^\x03]*\x03")


def of_page(event: Event) -> Iterator[str]:
    """Yield the anchors that an event's page has whatever its text is."""
    yield from ALWAYS
    if event.programme:
        yield PROGRAMME
    if event.people:
        yield PEOPLE
    if event.proceedings and event.proceedings.summary:
        yield SUMMARY


class HeadingAnchors(Treeprocessor):
    """Gives each Markdown heading below the title an id of its words; `made` has the last ones."""

    def __init__(self, markdown: Markdown) -> None:
        """Join this Markdown, after what makes its inline text."""
        super().__init__(markdown)
        self.made: list[str] = []
        markdown.treeprocessors.register(self, "heading_anchors", 5)

    def run(self, root: Element) -> None:
        """Set the ids, each another than the theme's and those before it."""
        self.made = []
        taken = set(RESERVED)
        for element in root.iter():
            if isinstance(element.tag, str) and _HEADING.fullmatch(element.tag):
                anchor = _free(_STASHED.sub("", "".join(element.itertext())), taken)
                element.set("id", anchor)
                taken.add(anchor)
                self.made.append(anchor)


def _free(heading: str, taken: set[str]) -> str:
    """Return the heading's words as an id, with a number where they are taken."""
    wanted = slugify(heading)
    anchor, number = wanted, 1
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    return anchor
