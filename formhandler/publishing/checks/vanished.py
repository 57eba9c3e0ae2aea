"""Vanished: events that people have signed up to, and that would no longer be published."""

from collections.abc import Iterable, Iterator, Mapping

from formhandler.events.problems import Problem
from formhandler.publishing.manuscript import Manuscript


def check_vanished(
    signed_up: Mapping[str, int], manuscripts: Iterable[Manuscript], folder: str
) -> Iterator[Problem]:
    """Yield a problem for each slug with sign-ups whose file is gone, or became a draft.

    `signed_up` counts those who stand, by slug; `folder` is where the files are.
    """
    known = {each.slug: each for each in manuscripts}
    for slug, number in sorted(signed_up.items()):
        people = "1 person er påmeldt" if number == 1 else f"{number} personer er påmeldt"
        advice = "og sett «status: avlyst» hvis det ikke blir noe av."
        manuscript = known.get(slug)
        if manuscript is None:
            message = f"{people}, men filen er borte. Legg den tilbake, {advice}"
            yield Problem(f"{folder}/{slug}.md", 1, 1, "", message)
        elif manuscript.reading.source and manuscript.reading.source.event.draft:
            message = f"{people}, så siden kan ikke bli et utkast. Ta bort «utkast: ja», {advice}"
            yield manuscript.reading.source.problem(("utkast",), message)
