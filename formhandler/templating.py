"""Templating: makes Pelican's Jinja and Flask's mean the same, and puts values into words.

Texts in the templates stand in bokmål inside `_()`, the source language of the translations.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup, escape

from formhandler.events.model import Attendance, Event

__all__ = [
    "NBSP",
    "TemplateError",
    "TemplateSyntaxError",
    "at",
    "clock",
    "day",
    "jinja_filters",
    "jinja_globals",
    "jinja_options",
    "listed",
    "moment",
    "phone",
    "price",
    "time_tag",
    "translate",
    "unbroken",
    "when",
    "when_text",
]

NBSP = "\N{NO-BREAK SPACE}"
EN_DASH = "\N{EN DASH}"


def jinja_options() -> dict[str, Any]:
    """Return the options for a Jinja environment: escaping on, undefined names an error."""
    return {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def jinja_globals() -> dict[str, Any]:
    """Return the names that every template may use."""
    return {"_": translate, "Attendance": Attendance}


def jinja_filters() -> dict[str, Callable[..., Any]]:
    """Return the filters that put values into words."""
    return {
        "clock": clock,
        "when": when,
        "at": at,
        "price": price,
        "listed": listed,
        "phone": phone,
        "unbroken": unbroken,
    }


def translate(text: str, **values: object) -> str:
    """Return `text` with `values` put in, each escaped; translations come in here."""
    if not values:
        return text
    # The text is the template's own, never a visitor's.
    return Markup(text) % {name: escape(value) for name, value in values.items()}  # noqa: S704


def day(value: date, *, year: bool = True, language: str = "nb") -> str:
    """Return «tirsdag 28. januar 2020», held together by no-break spaces after the weekday."""
    weekday, rest = (
        format_date(value, pattern, locale=language)
        for pattern in ("EEEE", "d. MMMM y" if year else "d. MMMM")
    )
    return f"{weekday} {rest.replace(' ', NBSP)}"


def clock(value: datetime) -> str:
    """Return «13.45»."""
    return f"{value:%H.%M}"


def moment(value: datetime, *, year: bool = True) -> str:
    """Return «tirsdag 28. januar 2020 kl. 13.45»."""
    return f"{day(value, year=year)} kl.{NBSP}{clock(value)}"


def when_text(event: Event) -> str:
    """Return when the event is, «tirsdag 28. januar 2020 kl. 13.45–15.15»."""
    return str(when(event).striptags())


def when(event: Event) -> Markup:
    """Return when the event is, as HTML with each time in `<time datetime>`."""
    starts, ends = event.starts, event.ends
    if starts.date() == ends.date():
        hours = Markup('<span class="clock">kl.{}{}–{}</span>').format(
            NBSP, clock(starts), time_tag(ends, clock(ends))
        )
        return Markup("{} {}").format(time_tag(starts, day(starts)), hours)
    first = time_tag(starts, moment(starts, year=starts.year != ends.year))
    return Markup('<span class="moment">{}{}–</span> <span class="moment">{}</span>').format(
        first, NBSP, time_tag(ends, moment(ends))
    )


def time_tag(value: date | datetime, text: str) -> Markup:
    """Return `text` in a `<time>` that a machine can read (HTML §4.5.14)."""
    machine = value.isoformat(timespec="minutes") if isinstance(value, datetime) else f"{value}"
    return Markup('<time datetime="{}">{}</time>').format(machine, text)


def at(value: date | datetime) -> Markup:
    """Return a day or a moment in words, in a `<time>`."""
    text = moment(value) if isinstance(value, datetime) else day(value)
    return time_tag(value, text)


def price(kroner: Decimal, *, language: str = "nb") -> str:
    """Return «Gratis», «350 kr» or «1 250,50 kr»."""
    if kroner == 0:
        return "Gratis"
    pattern = "#,##0" if kroner == kroner.to_integral_value() else "#,##0.00"
    return f"{format_decimal(kroner, pattern, locale=language)}{NBSP}kr"


def listed(items: Iterable[str], *, language: str = "nb") -> str:
    """Return «A, B og C»."""
    return format_list(list(items), locale=language)


def phone(number: str) -> str:
    """Return a Norwegian number in pairs, «99 88 77 66»; others as they are."""
    digits = "".join(number.split())
    if len(digits) != 8 or not digits.isdecimal():
        return number
    return NBSP.join(digits[start : start + 2] for start in range(0, 8, 2))


def unbroken(text: str) -> str:
    """Return a text in which no line begins with a dash."""
    return text.replace(f" {EN_DASH}", f"{NBSP}{EN_DASH}")
