"""Jinja: makes Pelican's templates and Flask's mean the same.

The texts in the templates are in bokmål inside `_()`: bokmål is the source language.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.bccache import Bucket

from formhandler.core.formatting import at, hour, listed, phone, plain, price, unbroken, when
from formhandler.core.i18n import invitation_to_read, language, translate

__all__ = [
    "Environment",
    "TemplateError",
    "TemplateStore",
    "environment",
    "jinja_filters",
    "jinja_globals",
    "jinja_options",
]


def environment(templates: Path) -> Environment:
    """Return a Jinja environment with our options for the templates in a folder."""
    made = Environment(loader=FileSystemLoader(templates), **jinja_options())  # noqa: S701
    made.globals.update(jinja_globals())
    made.filters.update(jinja_filters())
    return made


class TemplateStore(BytecodeCache):
    """Caches compiled templates across environments, for as long as their text is the same."""

    def __init__(self) -> None:
        """Start empty."""
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template's bytecode, if it is cached."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Cache a compiled template."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def jinja_options(store: TemplateStore | None = None) -> dict[str, Any]:
    """Return options for a Jinja environment: autoescaping, and an error for undefined names."""
    return {
        "bytecode_cache": store,
        # An environment with a store lives for one build, in which no template changes.
        "auto_reload": store is None,
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def jinja_globals() -> dict[str, Any]:
    """Return the names that every template may use."""
    return {
        "_": translate,
        "language": language,
        "invitation_to_read": invitation_to_read,
    }


def jinja_filters() -> dict[str, Callable[..., Any]]:
    """Return the filters that format values."""
    return {
        "hour": hour,
        "when": when,
        "at": at,
        "price": price,
        "listed": listed,
        "phone": phone,
        "plain": plain,
        "unbroken": unbroken,
    }
