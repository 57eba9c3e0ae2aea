"""Translations: one event in several languages, each with its own page, and their common facts.

Sign-ups, seats and mails belong to the event, whichever page they come from.
"""

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from formhandler.core.errors import Problem
from formhandler.core.i18n import LANGUAGES
from formhandler.events.frontmatter import Source
from formhandler.events.model import Event
from formhandler.events.parts import Place
from formhandler.events.questions import Question
from formhandler.events.terms import SignupTerms
from formhandler.events.yaml_with_places import Location, quote

Versions = Mapping[str, tuple[Event, ...]]


def by_register(events: Iterable[Event]) -> Versions:
    """Return the versions of each event by register, the original first."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=_order):
        found[event.register].append(event)
    return {register: tuple(each) for register, each in found.items()}


def _order(event: Event) -> tuple[bool, int]:
    return event.translates is not None, LANGUAGES.index(event.language)


def in_language(of_one: tuple[Event, ...], language: str) -> Event:
    """Return the version in this language, else the first, the original."""
    return next((each for each in of_one if each.language == language), of_one[0])


def one_of_each(events: Iterable[Event], language: str) -> list[Event]:
    """Return each event once: in this language if there is such a version, else the original.

    The order is that of `events`.
    """
    known = tuple(events)
    of_each = by_register(known)
    registers = dict.fromkeys(event.register for event in known)
    return [in_language(of_each[register], language) for register in registers]


Facts = dict[Location, Any]
_GIVEN = "ja"


def facts(event: Event) -> Facts:
    """Return the facts of an event by front-matter key, without those not given.

    The name of a place is a word («Oslo rådhus», «Oslo City Hall»); its address is a fact.
    """
    place = event.place
    known: Facts = {
        ("start",): event.starts,
        ("slutt",): event.ends,
        ("sted",): place and _GIVEN,
        ("digitalt",): event.online and _GIVEN,
        ("pris",): event.price,
        ("kontakt", "epost"): event.contact.email,
        ("status",): event.plan,
    }
    known |= {("sted", key): value for key, value in _address(place)}
    known |= {("påmelding", *key): value for key, value in _terms(event.signup).items()}
    return {location: value for location, value in known.items() if value is not None}


def _address(place: Place | None) -> Iterator[tuple[str, Any]]:
    """Yield each part of the address by its key: all that is known of a place but its name."""
    for name, field in Place.model_fields.items():
        if place and field.alias and name != "name":
            yield field.alias, getattr(place, name)


def _terms(terms: SignupTerms) -> Facts:
    known: Facts = {
        ("åpner",): terms.opens,
        ("frist",): terms.deadline,
        ("plasser",): terms.seats,
        ("plasser_digitalt",): terms.seats_online,
        ("venteliste",): terms.waiting_list,
        ("flere",): terms.party,
        ("slettes_etter",): terms.days_kept,
        ("deles_med",): _number(terms.shared_with, "navn"),
        ("målgruppe_spørsmål",): terms.target_question and _GIVEN,
        ("spørsmål",): ", ".join(each.key for each in terms.questions) or None,
    }
    for number, question in enumerate(terms.questions):
        known |= {("spørsmål", number, key): value for key, value in _question(question)}
    return known


def _question(question: Question) -> Iterator[tuple[str, Any]]:
    yield "type", question.kind
    yield "valg", _number(question.choices, "svar")
    yield "må_besvares", question.required
    yield "helse", question.health
    yield "slettes_etter", question.days_kept


def _number(values: tuple[str, ...], what: str) -> str | None:
    return f"{len(values)} {what}" if values else None


_KEY: Location = ("oversettelse_av",)
_LANGUAGE: Location = ("språk",)


def translation_problems(sources: Collection[Source], known: Collection[str]) -> Iterator[Problem]:
    """Yield the problems; `known` are the slugs of all files, including those with mistakes."""
    by_slug = {source.event.slug: source for source in sources}
    taken: dict[tuple[str, str], Source] = {}
    for source in sources:
        if source.event.translates is None:
            continue
        original = by_slug.get(source.event.translates)
        if original is None:
            if source.event.translates not in known:
                yield source.problem(_KEY, _unknown(source.event.translates, known))
        elif (message := _no_original(source, original)) is not None:
            yield source.problem(_KEY, message)
        else:
            yield from _language_problems(source, original, taken)
            yield from _disagreements(source, original)
            yield from _choices_in_other_order(source, original)


def _unknown(slug: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(slug, known, n=1, cutoff=0.6)
    meant = f"Mente du «{near[0]}»?" if near else "Skriv filnavnet til originalen, uten .md."
    return f"«{slug}» finnes ikke. {meant}"


def _no_original(source: Source, original: Source) -> str | None:
    """Return why a file cannot be the original of another, or None."""
    slug = original.event.slug
    if original is source:
        return f"«{slug}» er denne filen selv. Skriv filnavnet til originalen, uten .md."
    if first := original.event.translates:
        return f"«{slug}» er selv en oversettelse av «{first}». Skriv {first}."
    if original.event.draft and not source.event.draft:
        return f"«{slug}» er et utkast og blir ikke publisert. Skriv «utkast: ja» her også."
    return None


def _language_problems(
    source: Source, original: Source, taken: dict[tuple[str, str], Source]
) -> Iterator[Problem]:
    language = source.event.language
    other = original
    if language != original.event.language:
        other = taken.setdefault((original.event.slug, language), source)
    if other is not source:
        location = _LANGUAGE if _LANGUAGE in source.outline.places else _KEY
        message = f"Språket er «{language}», som i {other.path}. Skriv språket denne filen er på."
        yield source.problem(location, message)


def _disagreements(source: Source, original: Source) -> Iterator[Problem]:
    """Yield a problem for each fact on which the two disagree."""
    ours, theirs = facts(source.event), facts(original.event)
    told: list[Location] = []
    for location in dict.fromkeys((*theirs, *ours)):
        is_told = any(location[: len(above)] == above for above in told)
        if ours.get(location) != theirs.get(location) and not is_told:
            told.append(location)
            yield source.problem(location, _difference(source, original, location))


def _choices_in_other_order(source: Source, original: Source) -> Iterator[Problem]:
    """Yield a problem for each choice in another position: choices correspond by position."""
    asked = zip(source.event.signup.questions, original.event.signup.questions, strict=False)
    for number, (ours, theirs) in enumerate(asked):
        location: Location = ("påmelding", "spørsmål", number, "valg")
        for place, word in enumerate(ours.choices):
            if word in theirs.choices and theirs.choices.index(word) != place:
                message = f"«{word}» har en annen plass i {original.path}. Bruk samme rekkefølge."
                yield source.problem(location, message)
                break


def _difference(source: Source, original: Source, location: Location) -> str:
    mine, other = (_as_written(each, location) for each in (source, original))
    end = "En oversettelse har andre ord, men de samme opplysningene."
    if mine is None:
        return f"mangler, men {original.path} har {other or 'det'}. {end}"
    if other is None:
        return f"{mine} er ikke med i {original.path}. {end}".lstrip()
    return f"{mine} er ikke det samme som {other} i {original.path}. {end}"


def _as_written(source: Source, location: Location) -> str | None:
    """Return a value as the editor wrote it, or its default; None if it is missing."""
    if location not in source.outline.places:
        return None
    if written := source.outline.quoted(location):
        return written
    values: Mapping[Location, object] = facts(source.event)
    value = values.get(location)
    return quote(value) if isinstance(value, str) and value != "ja" else ""
