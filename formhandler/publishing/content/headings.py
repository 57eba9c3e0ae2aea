"""Headings: their order and their ids in an event's text, for screen readers and for links."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from formhandler.events.model import Event
from formhandler.events.slug import slugify
from formhandler.events.yaml_with_places import quote

# A pattern in the Markdown, and how many of its matches to skip.
Needle = tuple[str, int]


@dataclass(frozen=True)
class Heading:
    """A heading: how to find it in the text, its level (the title is 1) and its words."""

    needle: Needle
    level: int
    text: str


def misplaced(headings: Iterable[Heading]) -> Iterator[tuple[Needle, str]]:
    """Yield place and message for each heading that skips a level or is empty."""
    above = 1
    for heading in headings:
        marks, right = "#" * heading.level, "#" * (above + 1)
        if not heading.text:
            yield (
                heading.needle,
                f"Overskriften er tom. Skriv noe etter «{marks} », eller slett den.",
            )
        elif heading.level > above + 1:
            reason = "uten en overskrift over" if above == 1 else f"rett under «{'#' * above} »"
            shown = quote(f"{marks} {heading.text}")
            yield heading.needle, f"Overskriften {shown} står {reason}. Skriv «{right} »."
        above = heading.level


# The theme's own ids on an event's page, which no heading may use.
ALWAYS = frozenset({"innhold", "fakta", "kontakt"})
PROGRAMME, PEOPLE, SUMMARY = "program", "personer", "oppsummering"
RESERVED = ALWAYS | {PROGRAMME, PEOPLE, SUMMARY, "beskjed", "feil-i-innholdet"}

_HEADING = re.compile(r"h[2-6]")
_STASHED = re.compile("\x02[^\x03]*\x03")


def of_page(event: Event) -> Iterator[str]:
    """Yield the anchors of an event's page that do not depend on its text."""
    yield from ALWAYS
    if event.programme:
        yield PROGRAMME
    if event.people:
        yield PEOPLE
    if event.proceedings and event.proceedings.summary:
        yield SUMMARY


class HeadingAnchors(Treeprocessor):
    """Gives each Markdown heading below the title an id from its words; `made` has the latest."""

    def __init__(self, markdown: Markdown) -> None:
        """Register with this Markdown, after the inline processor."""
        super().__init__(markdown)
        self.made: list[str] = []
        markdown.treeprocessors.register(self, "heading_anchors", 5)

    def run(self, root: Element) -> None:
        """Set the ids, each different from the theme's and the earlier ones."""
        self.made = []
        taken = set(RESERVED)
        for element in root.iter():
            if isinstance(element.tag, str) and _HEADING.fullmatch(element.tag):
                anchor = _free(_STASHED.sub("", "".join(element.itertext())), taken)
                element.set("id", anchor)
                taken.add(anchor)
                self.made.append(anchor)


def _free(heading: str, taken: set[str]) -> str:
    """Return the heading's words as an id, with a number if it is taken."""
    wanted = slugify(heading)
    anchor, number = wanted, 1
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    return anchor
