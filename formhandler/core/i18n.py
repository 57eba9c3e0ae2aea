"""Internationalisation: the current language, and every text in it; bokmål is the source text.

CONTRIBUTING.md lists what else a new language needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

SOURCE_LANGUAGE = "nb"
LANGUAGES = (SOURCE_LANGUAGE, "nn", "en")
_CATALOGUES = Path(__file__).resolve().parent / "locale"
_LANGUAGE: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def language() -> str:
    """Return the current language (BCP 47), one of `LANGUAGES`."""
    return _LANGUAGE.get()


def speak(code: str) -> None:
    """Set this thread's current language, one of `LANGUAGES`."""
    _LANGUAGE.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use one of `LANGUAGES` within the block."""
    before = _LANGUAGE.set(code)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def translate(text: str, **values: object) -> str:
    """Return `text` in the current language, with `values` inserted, each escaped."""
    translated = _catalogue(language()).get(text, text)
    if not values:
        return translated
    # The text is the program's own, never a visitor's.
    return Markup(translated) % {name: escape(value) for name, value in values.items()}  # noqa: S704


@cache
def _catalogue(code: str) -> dict[str, str]:
    """Return the gettext catalogue of a language; empty for bokmål, the source."""
    if code == SOURCE_LANGUAGE:
        return {}
    with (_CATALOGUES / f"{code}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.string}


def invitation_to_read(code: str) -> str:
    """Return a language's own invitation to read in it, «Les på nynorsk» or «Read in English»."""
    with speaking(code):
        return translate("Les på bokmål")
