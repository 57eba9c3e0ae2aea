"""Internationalisation: the current language, and every text in it; bokmål is the source text."""

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
    """Return the language (BCP 47) of what is being written now, one of `LANGUAGES`."""
    return _LANGUAGE.get()


def speak(code: str) -> None:
    """Let what is written from now on in this thread be in one of `LANGUAGES`."""
    _LANGUAGE.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Let what is written in the block be in one of `LANGUAGES`."""
    before = _LANGUAGE.set(code)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


def translate(text: str, **values: object) -> str:
    """Return `text` in the language of now, with `values` put in, each escaped."""
    translated = _catalogue(language()).get(text, text)
    if not values:
        return translated
    # The text is the program's own, never a visitor's.
    return Markup(translated) % {name: escape(value) for name, value in values.items()}  # noqa: S704


@cache
def _catalogue(code: str) -> dict[str, str]:
    """Return the translations into a language, from its gettext catalogue; empty for bokmål."""
    if code == SOURCE_LANGUAGE:
        return {}
    with (_CATALOGUES / f"{code}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.string}


def invitation_to_read(code: str) -> str:
    """Return how a language invites to read in it, «Les på nynorsk» or «Read in English»."""
    with speaking(code):
        return translate("Les på bokmål")
