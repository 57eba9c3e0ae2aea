"""Formatting: dates, times, prices, phone numbers and lists in words, in the current language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup

from formhandler.core.i18n import language, translate

NBSP = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class _Manner:
    """How a language writes days, times of day and prices.

    `day` is a CLDR pattern (UTS 35), `time` a `strftime` pattern; the others are the text before a
    time of day on its own, between a day and a time, after a day, and around a price.
    """

    locale: str
    day: str
    time: str
    hour: str
    moment: str
    hours: str
    price: str


_NORWEGIAN = _Manner("nb", "d. MMMM", "%H.%M", f"kl.{NBSP}", f" kl.{NBSP}", "", "{}" + NBSP + "kr")
_MANNERS = {
    "nb": _NORWEGIAN,
    "nn": replace(_NORWEGIAN, locale="nn"),
    "en": _Manner("en_GB", "d MMMM", "%H:%M", "", f" at{NBSP}", ",", "NOK" + NBSP + "{}"),
}


def _manner() -> _Manner:
    return _MANNERS[language()]


class Period(Protocol):
    """Anything with a start and an end, such as an event."""

    @property
    def starts(self) -> datetime:
        """The start, aware."""

    @property
    def ends(self) -> datetime:
        """The end, aware."""


def day(value: date, *, year: bool = True) -> str:
    """Return «tirsdag 28. januar 2020», with no-break spaces after the weekday."""
    return _day(value.timetuple()[:3], year, language())


@lru_cache(maxsize=4096)
def _day(numbers: tuple[int, int, int], has_year: bool, code: str) -> str:
    manner = _MANNERS[code]
    weekday, rest = (
        format_date(date(*numbers), pattern, locale=manner.locale)
        for pattern in ("EEEE", f"{manner.day} y" if has_year else manner.day)
    )
    return f"{weekday} {rest.replace(' ', NBSP)}"


def clock(value: datetime | time) -> str:
    """Return a time of day for use beside another, «13.45» or «13:45»."""
    return value.strftime(_manner().time)


def hour(value: datetime | time) -> str:
    """Return a time of day on its own, «kl. 13.45» or «13:45»."""
    return f"{_manner().hour}{clock(value)}"


def moment(value: datetime, *, year: bool = True) -> str:
    """Return «tirsdag 28. januar 2020 kl. 13.45» or «Tuesday 28 January 2020 at 13:45»."""
    return f"{day(value, year=year)}{_manner().moment}{clock(value)}"


def when_text(event: Period) -> str:
    """Return the time of an event as text, «tirsdag 28. januar 2020 kl. 13.45–15.15»."""
    return span_text(event.starts, event.ends)


def span_text(starts: datetime, ends: datetime) -> str:
    """Return a span of time as text, «tirsdag 28. januar 2020 kl. 13.45–15.15»."""
    return str(_span(starts, ends).striptags())


def when(event: Period) -> Markup:
    """Return the time of an event as HTML, with each time in `<time datetime>`."""
    return _span(event.starts, event.ends)


def _span(starts: datetime, ends: datetime) -> Markup:
    # Equal instants can have different wall-clock times.
    return _spanned(starts, ends, (starts.utcoffset(), ends.utcoffset()), language())


@lru_cache(maxsize=4096)
def _spanned(starts: datetime, ends: datetime, _offsets: object, _code: str) -> Markup:
    if starts.date() == ends.date():
        hours = Markup('<span class="clock">{}–{}</span>').format(
            hour(starts), time_tag(ends, clock(ends))
        )
        return Markup("{}{} {}").format(time_tag(starts, day(starts)), _manner().hours, hours)
    first = time_tag(starts, moment(starts, year=starts.year != ends.year))
    return Markup('<span class="moment">{}{}–</span> <span class="moment">{}</span>').format(
        first, NBSP, time_tag(ends, moment(ends))
    )


def time_tag(value: date | datetime, text: str) -> Markup:
    """Return `text` in a machine-readable `<time>` (HTML §4.5.14)."""
    machine = value.isoformat(timespec="minutes") if isinstance(value, datetime) else f"{value}"
    return Markup('<time datetime="{}">{}</time>').format(machine, text)


def at(value: date | datetime) -> Markup:
    """Return a day or a moment in words, inside `<time>`."""
    text = moment(value) if isinstance(value, datetime) else day(value)
    return time_tag(value, text)


def price(kroner: Decimal) -> str:
    """Return «Gratis», «350 kr», «1 250,50 kr» or «NOK 1,250.50»."""
    return _price(kroner, language())


@lru_cache(maxsize=1024)
def _price(kroner: Decimal, _code: str) -> str:
    if kroner == 0:
        return translate("Gratis")
    pattern = "#,##0" if kroner == kroner.to_integral_value() else "#,##0.00"
    manner = _manner()
    return manner.price.format(format_decimal(kroner, pattern, locale=manner.locale))


def listed(items: Iterable[str]) -> str:
    """Return «A, B og C» or «A, B and C»."""
    return format_list(list(items), locale=_manner().locale)


def phone(number: str) -> str:
    """Return a Norwegian phone number in pairs, «99 88 77 66»; others unchanged."""
    digits = "".join(number.split())
    if len(digits) != 8 or not digits.isdecimal():
        return number
    return NBSP.join(digits[start : start + 2] for start in range(0, 8, 2))


def sentences(*parts: str | Markup) -> Markup:
    """Join sentences with spaces; those that are not markup are escaped."""
    return Markup(" ").join(parts)


def plain(text: str | Markup) -> str:
    """Return plain text for use outside HTML: no tags, ordinary spaces."""
    bare = text.striptags() if isinstance(text, Markup) else text
    return str(bare).replace(NBSP, " ")


def unbroken(text: str) -> str:
    """Return the text with no-break spaces before dashes, so that no line starts with one."""
    return text.replace(f" {EN_DASH}", f"{NBSP}{EN_DASH}")
