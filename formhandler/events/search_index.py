"""Search index: finds the events that a few typed words are about."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from formhandler.events.model import Event

# Nynorsk has the same month names as bokmål; events in English are also found by English ones.
_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
_WORD = re.compile(r"[^\W_]+")
# Without Norwegian keys people type «baerekraft», «barekraft», «Aas», «Oedegaard» or «Odegard».
_SPELLINGS = (("aa", "a"), ("ae", "a"), ("oe", "o"))


class Index:
    """The events' words, prepared once for many searches."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Index the events."""
        self._texts = [(event, _searched(event)) for event in events]

    def find(self, query: str) -> list[Event]:
        """Return the events in which every word of the query occurs, at least as a prefix.

        Case and accents are ignored. A query without a letter or a digit finds nothing.
        """
        sought = {f" {word}" for word in words(query)}
        return [
            event for event, text in self._texts if sought and all(word in text for word in sought)
        ]


def words(text: str) -> list[str]:
    """Return the words of a text, normalised for comparison."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    plain = plain.translate(_LETTERS)
    for spelling, letter in _SPELLINGS:
        plain = plain.replace(spelling, letter)
    return _WORD.findall(plain)


def _searched(event: Event) -> str:
    """Return the event's words, each preceded by a space."""
    return "".join(f" {word}" for text in _texts(event) for word in words(text))


def _texts(event: Event) -> Iterator[str]:
    known = (event.title, event.lead, event.audience)
    yield from (text for text in known if text)
    if event.place:
        yield f"{event.place.name} {event.place.address}"
    if event.online and event.online.platform:
        yield event.online.platform
    yield from (each.name for each in event.organisers)
    yield from (f"{each.name or ''} {each.role or ''}" for each in event.people)
    yield from (f"{item.title} {item.who or ''}" for item in event.programme)
    yield from _days(event)


def _days(event: Event) -> Iterator[str]:
    """Yield the first and the last day in words, «28. januar 2020»."""
    for at in (event.starts, event.ends):
        months = (_MONTHS, _ENGLISH_MONTHS) if event.language == "en" else (_MONTHS,)
        yield from (f"{at.day} {names[at.month - 1]} {at.year}" for names in months)
