"""Scalars: the front matter's texts made into values, as Norwegian editors write them.

YAML's own typing is not used (it turns `no` into false and `13:45` into 825), so each type here
starts from a text. A value that has its type already, as in the manifest, passes through.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from formhandler.events.address import AddressError, parse_address
from formhandler.events.slug import SLUG, is_slug
from formhandler.events.written import TEXT, Written, matching, number_or

T = TypeVar("T")

_CLOCK = r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})"
_DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_FLAGS = re.ASCII | re.IGNORECASE
_SEASON = r"(?: (?P<season>sommertid|vintertid))?"
_MOMENT = re.compile(rf"{_DATE}[ T]+(?:kl\.? *)?{_CLOCK}{_SEASON}", _FLAGS)
_DAY = re.compile(_DATE, _FLAGS)
_TIME = re.compile(rf"{_CLOCK}(?::00)?", _FLAGS)
_KRONER = r"(?P<kroner>\d{1,3}(?: \d{3})|\d{1,6})(?:[,.](?P<oere>\d{2}))?"
_PRICE = re.compile(rf"(?:kr\.? ?)?{_KRONER}(?: ?(?:kr\.?|kroner|nok)|,-)?", _FLAGS)
_DAYS = re.compile(r"(?P<days>\d{1,4})(?: dag(?:er)?)?", _FLAGS)
_COUNT = re.compile(r"\d{1,6}", _FLAGS)
# For editors' tools alone: an address, the word for 0, and RFC 3339, which datetime reads.
_ADDRESS = re.compile(r".+@.+")
_PRICE_OR_FREE = re.compile(rf"{_PRICE.pattern}|[Gg]ratis")
_INSTANT = re.compile(rf"{_DATE}[Tt ]\d{{2}}:\d{{2}}(?::\d{{2}})?(?:[Zz]|[+-]\d{{2}}:?\d{{2}})")

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
MOMENT_EXAMPLE = "2026-12-03 18.00"


def not_valid(what: str, example: str) -> PydanticCustomError:
    """Return the error for a value of the wrong form: what it should be, and a right one."""
    return PydanticCustomError(
        "form", "er ikke {what}. Skriv for eksempel {example}.", {"what": what, "example": example}
    )


def wrong(sentence: str, *below: str | int) -> PydanticCustomError:
    """Return the error for a value that breaks a rule, in one sentence, at a key `below` it."""
    return PydanticCustomError("rule", "{sentence}", {"sentence": sentence, "below": below})


def empty() -> PydanticCustomError:
    """Return the error for a key or list item with nothing in it."""
    return PydanticCustomError("empty", "")


def absent(key: str) -> PydanticCustomError:
    """Return the error for a key that must stand beside this one, and does not."""
    return PydanticCustomError("absent", "{key}", {"key": key})


def _zone(info: ValidationInfo) -> ZoneInfo:
    """Return the site's time zone, which the caller gives as validation context."""
    context: dict[str, ZoneInfo] = info.context or {}
    return context["zone"]


def _parse_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise not_valid("en tekst", "«Frokostmøte»")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if not text:
        raise empty()
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise wrong("har et tegn som ikke vises. Slett teksten og skriv den på nytt.")
    return text


@lru_cache(maxsize=256)
def _address(text: str) -> str:
    """Return the address in its normal form; contacts are public, and few for many events."""
    return parse_address(text)


def _parse_address(value: Any) -> Any:
    try:
        return _address(_parse_text(value))
    except AddressError as error:
        raise not_valid("en e-postadresse", "navn@eksempel.no") from error


def _parse_slug(value: Any) -> Any:
    if not is_slug(text := _parse_text(value)):
        raise not_valid("filnavnet til et arrangement, uten .md", "frokostmote")
    return text


def _at_local(wall: datetime, season: str | None, zone: ZoneInfo) -> datetime:
    """Place a wall-clock time in `zone`; on a clock-change night it may be missing or double."""
    season = season.lower() if season else None
    summer, winter = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if summer.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise wrong("finnes ikke: klokken stilles forbi dette tidspunktet til sommertid.")
    if summer.utcoffset() == winter.utcoffset():
        return summer
    if season is None:
        raise wrong(
            "kommer to ganger, fordi klokken stilles tilbake. Skriv «sommertid» (den første) "
            "eller «vintertid» (den andre) etter klokkeslettet."
        )
    return summer if season == "sommertid" else winter


def _from_parts(match: re.Match[str], what: str, example: str, **default: int) -> datetime:
    parts = {name: int(text) for name, text in match.groupdict().items() if name != "season"}
    try:
        wall = datetime(**{**default, **parts})  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError as error:
        raise not_valid(what, example) from error
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        raise not_valid(what, example)
    return wall


def _from_iso(value: str, zone: ZoneInfo) -> datetime | None:
    """Read an instant with its offset (RFC 3339), as the manifest writes it."""
    try:
        moment = datetime.fromisoformat(value)
        is_near = _FIRST_YEAR < moment.year < _LAST_YEAR
        return moment.astimezone(zone) if moment.tzinfo and is_near else None
    except (ValueError, OverflowError):
        return None


def _moment(
    what: str, example: str, day_at: time | None = None
) -> Callable[[Any, ValidationInfo], Any]:
    def parse(value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, datetime):
            return value
        text, zone = _parse_text(value), _zone(info)
        if (moment := _from_iso(text, zone)) is not None:
            return moment
        if match := _MOMENT.fullmatch(text):
            return _at_local(_from_parts(match, what, example), match["season"], zone)
        if day_at is not None and (match := _DAY.fullmatch(text)):
            wall = _from_parts(match, what, example, hour=day_at.hour, minute=day_at.minute)
            return _at_local(wall, None, zone)
        raise not_valid(what, example)

    return parse


def _parse_yes_no(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    answer = {"ja": True, "nei": False}.get(_parse_text(value).lower())
    if answer is None:
        raise not_valid("ja eller nei", "ja")
    return answer


def _parse_count(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if not _COUNT.fullmatch(text := _parse_text(value)):
        raise not_valid("et helt tall", "60")
    if int(text) < 1:
        raise wrong("er for lite. Skriv 1 eller mer.")
    return int(text)


def _parse_days(value: Any) -> Any:
    if isinstance(value, int):
        return value
    match = _DAYS.fullmatch(_parse_text(value))
    if match is None or int(match["days"]) < 1:
        raise not_valid("et antall dager", "30 dager")
    return int(match["days"])


def _parse_price(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    text = _parse_text(value)
    if text.lower() == "gratis":
        return Decimal(0)
    if not (match := _PRICE.fullmatch(text)):
        raise not_valid("en pris i kroner", "350, 1250,50 eller 0")
    return Decimal(f"{match['kroner'].replace(' ', '')}.{match['oere'] or '00'}")


def _parse_day(value: Any) -> Any:
    if not (match := _DAY.fullmatch(_parse_text(value))):
        raise not_valid("en dato", "2026-12-03")
    return _from_parts(match, "en dato", "2026-12-03").date()


def _parse_time(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if not (match := _TIME.fullmatch(_parse_text(value))):
        raise not_valid("et klokkeslett", "13.45")
    try:
        return time(int(match["hour"]), int(match["minute"]))
    except ValueError as error:
        raise not_valid("et klokkeslett", "13.45") from error


def one_of(words: dict[str, T]) -> Written:
    """Return the validator that takes one of these Norwegian words, or the value itself."""

    def parse(value: Any) -> Any:
        if value in words.values():
            return value
        text = _parse_text(value).lower()
        if text not in words:
            raise not_valid("ett av ordene " + ", ".join(words), next(iter(words)))
        return words[text]

    return Written(parse, schema=lambda _: {"enum": list(words)})


def text_as(key: str) -> Written:
    """Return the validator that reads a bare text as a mapping with only this key."""

    def parse(value: Any) -> Any:
        return {key: _parse_text(value)} if isinstance(value, str) else value

    return Written(parse, schema=lambda mapping: {"anyOf": [TEXT, mapping]})


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


ONE_OR_MORE = Written(_as_list, schema=lambda many: {"anyOf": [many["items"], many]})
Text = Annotated[str, Written(_parse_text, schema=lambda _: TEXT)]
Address = Annotated[str, Written(_parse_address, schema=lambda _: matching(_ADDRESS))]
Slug = Annotated[str, Written(_parse_slug, schema=lambda _: matching(SLUG))]
YesNo = Annotated[bool, Written(_parse_yes_no, schema=lambda _: {"enum": ["ja", "nei"]})]
Count = Annotated[int, Written(_parse_count, schema=lambda _: number_or(_COUNT, minimum=1))]
Days = Annotated[int, Written(_parse_days, schema=lambda _: number_or(_DAYS, minimum=1))]
Price = Annotated[
    Decimal, Written(_parse_price, schema=lambda _: number_or(_PRICE_OR_FREE, minimum=0))
]
Day = Annotated[date, Written(_parse_day)]
TimeOfDay = Annotated[
    time, Written(_parse_time, schema=lambda _: number_or(_TIME, minimum=0, exclusiveMaximum=24))
]
_WHOLE = matching(_MOMENT, _INSTANT)
_DAY_OR_WHOLE = matching(_DAY, _MOMENT, _INSTANT)
_OPENING = _moment("en dato", "2026-11-01 eller 2026-11-01 09.00", time(0, 0))
_DEADLINE = _moment("en dato", "2026-12-01 eller 2026-12-01 12.00", time(23, 59))
Moment = Annotated[
    datetime,
    Written(_moment("en dato med klokkeslett", MOMENT_EXAMPLE), schema=lambda _: _WHOLE),
]
Opening = Annotated[datetime, Written(_OPENING, schema=lambda _: _DAY_OR_WHOLE)]
Deadline = Annotated[datetime, Written(_DEADLINE, schema=lambda _: _DAY_OR_WHOLE)]
