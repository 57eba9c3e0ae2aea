"""Facts: what all language versions of an event must say alike; all else is words."""

from collections.abc import Iterator
from typing import Any

from formhandler.events.model import Event
from formhandler.events.outline import Location
from formhandler.events.questions import Question
from formhandler.events.terms import SignupTerms

Facts = dict[Location, Any]
_GIVEN = "ja"


def facts(event: Event) -> Facts:
    """Return the facts of an event by their keys in the front matter, without those not given.

    The name of a place is a word («Oslo rådhus», «Oslo City Hall»); street and town are facts.
    """
    place = event.place
    known: Facts = {
        ("start",): event.starts,
        ("slutt",): event.ends,
        ("sted",): place and _GIVEN,
        ("sted", "adresse"): place and place.street,
        ("sted", "poststed"): place and place.town,
        ("digitalt",): event.online and _GIVEN,
        ("pris",): event.price,
        ("kontakt", "epost"): event.contact.email,
        ("status",): event.plan,
    }
    known |= {("påmelding", *key): value for key, value in _terms(event.signup).items()}
    return {location: value for location, value in known.items() if value is not None}


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
