"""Errors: what can go wrong and is reported in words, and what is wrong in an editor's files."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ExpectedError(Exception):
    """An expected failure; the text tells people what is wrong and what to do."""


class Severity(StrEnum):
    """Whether a problem keeps the content from being published."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to fix: where it is (line and column count from 1) and what to do."""

    path: str
    line: int
    column: int
    key: str
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether it must be fixed before anything can be published."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """Return `path:line:column: key: message`, a form that editors' tools understand."""
        advice = "" if self.is_error else "råd: "
        key = f"{self.key}: " if self.key else ""
        return printable(f"{self.path}:{self.line}:{self.column}: {advice}{key}{self.message}")


def printable(text: str) -> str:
    """Return the text on one line, safe for a terminal: what cannot be shown is replaced."""
    # Control characters, and surrogates, which have no UTF-8.
    hidden = ("Cc", "Cs")
    return "".join("\ufffd" if unicodedata.category(each) in hidden else each for each in text)


class ContentError(Exception):
    """The content cannot be published; `problems` has every reason, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Sort the problems by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class WordlessError(Exception):
    """Stands in a log for an error whose own words may hold an address; names its class."""


def wordless(error: BaseException) -> WordlessError:
    """Return the error's class and traceback, to be logged without anything a person wrote."""
    return WordlessError(type(error).__name__).with_traceback(error.__traceback__)
