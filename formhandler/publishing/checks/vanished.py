"""Vanished: events that people have signed up to, and that would no longer be published."""

from collections.abc import Iterable, Iterator, Mapping

from formhandler.events.problems import Problem
from formhandler.publishing.reading import Text


def check_vanished(
    signed_up: Mapping[str, int], texts: Iterable[Text], folder: str
) -> Iterator[Problem]:
    """Yield a problem for each slug with sign-ups whose file is gone, or became a draft.

    `signed_up` counts those who stand, by slug; `folder` is where the files are.
    """
    known = {each.reading.slug: each for each in texts}
    for slug, number in sorted(signed_up.items()):
        people = "1 person er påmeldt" if number == 1 else f"{number} personer er påmeldt"
        advice = "og sett «status: avlyst» hvis det ikke blir noe av."
        text = known.get(slug)
        if text is None:
            message = f"{people}, men filen er borte. Legg den tilbake, {advice}"
            yield Problem(f"{folder}/{slug}.md", 1, 1, "", message)
        elif text.reading.source and text.reading.source.event.draft:
            message = f"{people}, så siden kan ikke bli et utkast. Ta bort «utkast: ja», {advice}"
            yield text.reading.source.problem(("utkast",), message)
