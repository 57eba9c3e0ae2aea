"""Weekdays: «fredag 28. januar» in a text, when that day is not a Friday."""

import re
from collections.abc import Iterator
from datetime import date

from formhandler.core.errors import Problem, Severity
from formhandler.events.frontmatter import Reading
from formhandler.publishing.content.checks.passages import passages

_NAMES = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_WEEKDAYS = {name: number for number, name in enumerate(_NAMES)}
_WEEKDAYS |= {"måndag": 0, "tysdag": 1, "laurdag": 5, "sundag": 6}
_WEEKDAYS |= {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4}
_WEEKDAYS |= {"saturday": 5, "sunday": 6}

_MONTH_NAMES = (
    "januar|january|jan",
    "februar|february|feb",
    "mars|march",
    "april|apr",
    "mai|may",
    "juni|june",
    "juli|july",
    "august|aug",
    "september|sept|sep",
    "oktober|october|okt|oct",
    "november|nov",
    "desember|december|des|dec",
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}

_GAP = r"[\s*_,]{1,6}"
_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)}){_GAP}(?:(?:den|the){_GAP})?", re.IGNORECASE
)
_DAY = r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\b\.?"
_YEAR = rf"(?:{_GAP}(?P<year>(?:19|20)\d\d)\b)?"
_EMPHASIS = re.compile(r"[*_]+")
_NUMBERS = (
    r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\b",
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
)
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:{_GAP}of)?[\s*_]{{0,6}}{_MONTH}{_YEAR}",
        rf"{_MONTH}{_GAP}{_DAY}(?!\d){_YEAR}",
        *_NUMBERS,
    )
]


def check_weekdays(reading: Reading) -> Iterator[Problem]:
    """Yield a problem for each weekday that does not match its date.

    Without a year, the date nearest to the event's start is assumed.
    """
    start = reading.source.event.starts.date() if reading.source else None
    for passage in passages(reading):
        for weekday in _weekdays(passage.text):
            rests = (form.match(passage.text, weekday.end()) for form in _FORMS)
            if (rest := next(filter(None, rests), None)) and (
                message := _message(weekday, rest, start)
            ):
                yield passage.problem(weekday.start(), message, Severity.ERROR)


def _weekdays(text: str) -> Iterator[re.Match[str]]:
    """Yield each weekday's name; a text is searched only if it can contain one."""
    lowered = text.lower()
    if "dag" in lowered or "day" in lowered:
        yield from _WEEKDAY.finditer(text)


def _message(weekday: re.Match[str], rest: re.Match[str], start: date | None) -> str | None:
    written = " ".join(_EMPHASIS.sub("", weekday[0] + rest[0]).split()).rstrip(".")
    dates = _dates(rest, start)
    if dates is None:
        return None
    if not dates:
        return f"«{written}» finnes ikke: måneden har ikke så mange dager. Rett datoen."
    found = min(dates, key=lambda each: abs(each - (start or each)))
    if found.weekday() == _WEEKDAYS[weekday["weekday"].lower()]:
        return None
    month = _MONTH_NAMES[found.month - 1].partition("|")[0]
    right = f"{found.day}. {month} {found.year} er en {_NAMES[found.weekday()]}"
    return f"«{written}» stemmer ikke: {right}. Rett ukedagen eller datoen."


def _dates(match: re.Match[str], start: date | None) -> list[date] | None:
    """Return the possible dates, none if no year has it, None if it is unknown."""
    if match["year"]:
        years = [int(match["year"])]
    elif start:
        # Leap days are up to eight years apart, around 1900 and 2100.
        years = [start.year + more for more in range(-8, 9)]
    else:
        return None
    month = match["month"].lower()
    number = _MONTHS.get(month) or int(month)
    return [day for year in years if (day := _date(year, number, int(match["day"])))]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
