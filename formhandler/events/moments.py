"""Moments: dates and times of day, as Norwegian editors write them, in the site's time zone."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import ValidationInfo

from formhandler.events.fields import Written, matching, not_valid, number_or, parse_text, wrong

_CLOCK = r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})"
_DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_FLAGS = re.ASCII | re.IGNORECASE
_SEASON = r"(?: (?P<season>sommertid|vintertid))?"
_MOMENT = re.compile(rf"{_DATE}[ T]+(?:kl\.? *)?{_CLOCK}{_SEASON}", _FLAGS)
_DAY = re.compile(_DATE, _FLAGS)
_TIME = re.compile(rf"{_CLOCK}(?::00)?", _FLAGS)
# RFC 3339, for editors' tools only: datetime reads it.
_INSTANT = re.compile(rf"{_DATE}[Tt ]\d{{2}}:\d{{2}}(?::\d{{2}})?(?:[Zz]|[+-]\d{{2}}:?\d{{2}})")

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
MOMENT_EXAMPLE = "2026-12-03 18.00"


def _zone(info: ValidationInfo) -> ZoneInfo:
    """Return the site's time zone, which the caller passes as validation context."""
    context: dict[str, ZoneInfo] = info.context or {}
    return context["zone"]


def _at_local(wall: datetime, season: str | None, zone: ZoneInfo) -> datetime:
    """Return a wall-clock time in `zone`; on a clock-change night it can be missing or twice."""
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
        text, zone = parse_text(value), _zone(info)
        if (moment := _from_iso(text, zone)) is not None:
            return moment
        if match := _MOMENT.fullmatch(text):
            return _at_local(_from_parts(match, what, example), match["season"], zone)
        if day_at is not None and (match := _DAY.fullmatch(text)):
            wall = _from_parts(match, what, example, hour=day_at.hour, minute=day_at.minute)
            return _at_local(wall, None, zone)
        raise not_valid(what, example)

    return parse


def _parse_day(value: Any) -> Any:
    if not (match := _DAY.fullmatch(parse_text(value))):
        raise not_valid("en dato", "2026-12-03")
    return _from_parts(match, "en dato", "2026-12-03").date()


def _parse_time(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if not (match := _TIME.fullmatch(parse_text(value))):
        raise not_valid("et klokkeslett", "13.45")
    try:
        return time(int(match["hour"]), int(match["minute"]))
    except ValueError as error:
        raise not_valid("et klokkeslett", "13.45") from error


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
