"""Vanished: events with sign-ups that would no longer be published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from formhandler.core.errors import Problem
from formhandler.publishing.content.files import Text


@dataclass(frozen=True)
class Standing:
    """The number of sign-ups by slug, and the slugs that visitors can see now.

    If no site is built, all count as visible.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    published: frozenset[str] | None = None

    def was_shown(self, slug: str) -> bool:
        """Tell whether visitors can have seen the event; a draft is only in a preview."""
        return self.published is None or slug in self.published


def check_vanished(standing: Standing, texts: Iterable[Text], folder: str) -> Iterator[Problem]:
    """Yield a problem for each slug with sign-ups whose file is gone or became a draft.

    `folder` is the folder of the files.
    """
    known = {each.reading.slug: each for each in texts}
    for slug, number in sorted(standing.numbers.items()):
        people = "1 person er påmeldt" if number == 1 else f"{number} personer er påmeldt"
        advice = "og sett «status: avlyst» hvis det ikke blir noe av."
        text = known.get(slug)
        if text is None:
            message = f"{people}, men filen er borte. Legg den tilbake, {advice}"
            yield Problem(f"{folder}/{slug}.md", 1, 1, "", message)
        elif text.event and text.event.draft and standing.was_shown(slug) and text.reading.source:
            message = f"{people}, så siden kan ikke bli et utkast. Ta bort «utkast: ja», {advice}"
            yield text.reading.source.problem(("utkast",), message)
