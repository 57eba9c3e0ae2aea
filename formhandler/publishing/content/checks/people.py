"""People: one person under two spellings, in one file or in two."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formhandler.core.errors import Problem, Severity
from formhandler.events.frontmatter import Source
from formhandler.events.yaml_with_places import Location

_ALIKE_LETTERS = str.maketrans({"å": "aa", "\u2019": "'", "`": "'", "\u00b4": "'"})
_JOINTS = re.compile(r"[\s\-\u2010-\u2015]+")
_AND = re.compile(r" ?, ?| (?:og|and|&) ")
_TWO_NAMES = 2


@dataclass(frozen=True)
class _Mention:
    """A name and its place."""

    name: str
    source: Source
    location: Location

    @property
    def place(self) -> str:
        line, _ = self.source.outline.place(self.location)
        return f"{self.source.path}:{line}"

    def problem(self, message: str, severity: Severity) -> Problem:
        return self.source.problem(self.location, message, severity)


def check_people(sources: Iterable[Source]) -> Iterator[Problem]:
    """Yield an error for each name in an unusual spelling, and advice for similar names.

    Case, accents, hyphens and «aa» for «å» do not make another person; one letter can be a slip.
    """
    mentions: dict[str, list[_Mention]] = defaultdict(list)
    for source in sources:
        for mention in _mentions(source):
            mentions[_folded(mention.name)].append(mention)
    usual = {folded: _usual(same) for folded, same in mentions.items()}
    for folded, same in mentions.items():
        right = usual[folded]
        for mention in same:
            if mention.name != right.name:
                yield mention.problem(
                    f"«{mention.name}» er skrevet «{right.name}» i {right.place}. "
                    "Skriv navnet likt. Er det to personer, så skriv mellomnavn.",
                    Severity.ERROR,
                )
    for one, other in _near(usual):
        rare, common = sorted((one, other), key=lambda each: len(mentions[each]))
        yield usual[rare].problem(
            f"«{usual[rare].name}» ligner på «{usual[common].name}» i {usual[common].place}. "
            "Er det samme person, så skriv navnet likt.",
            Severity.ADVICE,
        )


def _mentions(source: Source) -> Iterator[_Mention]:
    event = source.event
    yield _Mention(event.contact.name, source, ("kontakt", "navn"))
    for number, person in enumerate(event.people):
        if person.name:
            yield _Mention(person.name, source, ("personer", number, "navn"))
    for number, item in enumerate(event.programme):
        for name in _AND.split(item.who or ""):
            # A single word can be a group, a role or a company.
            if len(name.split()) >= _TWO_NAMES:
                yield _Mention(name, source, ("program", number, "hvem"))


def _folded(name: str) -> str:
    """Return the key that all spellings of one name share."""
    lowered = unicodedata.normalize("NFC", name).casefold().translate(_ALIKE_LETTERS)
    parts = unicodedata.normalize("NFD", lowered)
    letters = "".join(each for each in parts if not unicodedata.combining(each))
    return _JOINTS.sub(" ", letters).strip()


def _usual(same: list[_Mention]) -> _Mention:
    """Return the first mention in the most common spelling, the earliest if tied."""
    name, _ = Counter(mention.name for mention in same).most_common(1)[0]
    return next(mention for mention in same if mention.name == name)


def _near(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of full names that differ by one letter changed, missing or swapped.

    Such names have in common what is left after removing at most one letter from each.
    """
    by_rest: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if len(name.split()) >= _TWO_NAMES:
            for rest in {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}:
                by_rest[rest].add(name)
    pairs = {
        (one, other)
        for group in by_rest.values()
        for one in group
        for other in group
        if one < other and _is_one_slip(one, other)
    }
    return sorted(pairs)


def _is_one_slip(one: str, other: str) -> bool:
    """Tell whether the differing middles are at most one letter, or two swapped ones."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == _TWO_NAMES and one == other[::-1])
