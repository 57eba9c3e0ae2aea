"""Versions: one event in several languages, each with a page of its own; one is the original.

Sign-ups, seats and mails belong to the event, whichever page they come from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from formhandler.events.model import Event
from formhandler.language import LANGUAGES

Versions = Mapping[str, tuple[Event, ...]]


def by_register(events: Iterable[Event]) -> Versions:
    """Return the versions of each event by its register, the original first."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=_order):
        found[event.register].append(event)
    return {register: tuple(each) for register, each in found.items()}


def _order(event: Event) -> tuple[bool, int]:
    return event.translates is not None, LANGUAGES.index(event.language)


def in_language(of_one: tuple[Event, ...], language: str) -> Event:
    """Return the one of these versions in this language, else the first, the original."""
    return next((each for each in of_one if each.language == language), of_one[0])


def one_of_each(events: Iterable[Event], language: str) -> list[Event]:
    """Return each event once: in this language where it has such a version, else the original.

    The order is that of `events`.
    """
    known = tuple(events)
    of_each = by_register(known)
    registers = dict.fromkeys(event.register for event in known)
    return [in_language(of_each[register], language) for register in registers]
