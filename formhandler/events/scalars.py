"""Scalars: addresses, slugs, yes and no, numbers and prices, as Norwegian editors write them."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from formhandler.events.email_address import AddressError, parse_address
from formhandler.events.fields import Written, matching, not_valid, number_or, parse_text, wrong
from formhandler.events.slug import SLUG, is_slug

_FLAGS = re.ASCII | re.IGNORECASE
_KRONER = r"(?P<kroner>\d{1,3}(?: \d{3})|\d{1,6})(?:[,.](?P<oere>\d{2}))?"
_PRICE = re.compile(rf"(?:kr\.? ?)?{_KRONER}(?: ?(?:kr\.?|kroner|nok)|,-)?", _FLAGS)
_DAYS = re.compile(r"(?P<days>\d{1,4})(?: dag(?:er)?)?", _FLAGS)
_COUNT = re.compile(r"\d{1,6}", _FLAGS)
# For editors' tools only: an address, and the word for 0.
_ADDRESS = re.compile(r".+@.+")
_PRICE_OR_FREE = re.compile(rf"{_PRICE.pattern}|[Gg]ratis")


@lru_cache(maxsize=256)
def _address(text: str) -> str:
    """Return the normalised address; cached, because many events share a few public contacts."""
    return parse_address(text)


def _parse_address(value: Any) -> Any:
    try:
        return _address(parse_text(value))
    except AddressError as error:
        raise not_valid("en e-postadresse", "navn@eksempel.no") from error


def _parse_slug(value: Any) -> Any:
    if not is_slug(text := parse_text(value)):
        raise not_valid("filnavnet til et arrangement, uten .md", "frokostmote")
    return text


def _parse_yes_no(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    answer = {"ja": True, "nei": False}.get(parse_text(value).lower())
    if answer is None:
        raise not_valid("ja eller nei", "ja")
    return answer


def _parse_count(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if not _COUNT.fullmatch(text := parse_text(value)):
        raise not_valid("et helt tall", "60")
    if int(text) < 1:
        raise wrong("er for lite. Skriv 1 eller mer.")
    return int(text)


def _parse_days(value: Any) -> Any:
    if isinstance(value, int):
        return value
    match = _DAYS.fullmatch(parse_text(value))
    if match is None or int(match["days"]) < 1:
        raise not_valid("et antall dager", "30 dager")
    return int(match["days"])


def _parse_price(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    text = parse_text(value)
    if text.lower() == "gratis":
        return Decimal(0)
    if not (match := _PRICE.fullmatch(text)):
        raise not_valid("en pris i kroner", "350, 1250,50 eller 0")
    return Decimal(f"{match['kroner'].replace(' ', '')}.{match['oere'] or '00'}")


Address = Annotated[str, Written(_parse_address, schema=lambda _: matching(_ADDRESS))]
Slug = Annotated[str, Written(_parse_slug, schema=lambda _: matching(SLUG))]
YesNo = Annotated[bool, Written(_parse_yes_no, schema=lambda _: {"enum": ["ja", "nei"]})]
Count = Annotated[int, Written(_parse_count, schema=lambda _: number_or(_COUNT, minimum=1))]
Days = Annotated[int, Written(_parse_days, schema=lambda _: number_or(_DAYS, minimum=1))]
Price = Annotated[
    Decimal, Written(_parse_price, schema=lambda _: number_or(_PRICE_OR_FREE, minimum=0))
]
