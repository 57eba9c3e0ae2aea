"""Problems: what is wrong in an editor's files, in words that say how to mend it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it stands (line and column count from 1) and what to do."""

    path: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        """Return `path:line:column: key: message`, the form that editors' tools can follow."""
        key = f"{self.key}: " if self.key else ""
        text = f"{self.path}:{self.line}:{self.column}: {key}{self.message}"
        return "".join("\ufffd" if unicodedata.category(each) == "Cc" else each for each in text)


class ContentError(Exception):
    """The content cannot be published; `problems` holds every reason, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems sorted by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
