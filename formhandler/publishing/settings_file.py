"""Settings file: runs pelicanconf.py, and finds the line that each setting is on."""

import ast
import runpy
from pathlib import Path
from typing import Any

from formhandler.publishing.unexpected import in_words, line_in


class SettingsFileError(Exception):
    """The file cannot be run; the text says why, and `line` where, counted from 1."""

    def __init__(self, reason: str, line: int) -> None:
        """Store the reason and its line."""
        super().__init__(f"Innstillingene kan ikke brukes: {reason}.")
        self.line = line


def run_settings(path: Path) -> dict[str, Any]:
    """Return the settings by name; raises SettingsFileError for any error in the file."""
    try:
        # Pelican's loader runs stale bytecode if two saves have one size and one second.
        found = runpy.run_path(str(path.absolute()), run_name=path.stem)
    except KeyboardInterrupt:
        raise
    except SyntaxError as error:
        is_in_the_file = error.filename == str(path.absolute())
        line = (error.lineno if is_in_the_file else line_in(error, path)) or 1
        raise SettingsFileError(f"SyntaxError: {error.msg}", line) from error
    # The file may call `sys.exit()`, or raise an exception of its own.
    except BaseException as error:
        raise SettingsFileError(in_words(error), line_in(error, path) or 1) from error
    return {name: value for name, value in found.items() if name.isupper()}


def lines_of_settings(path: Path) -> dict[str, int]:
    """Return the line of the last assignment to each name; empty if the file cannot be parsed."""
    try:
        nodes = ast.walk(ast.parse(path.read_bytes()))
    except (OSError, SyntaxError, ValueError):
        return {}
    names = (each for each in nodes if isinstance(each, ast.Name))
    lines = sorted((each.lineno, each.id) for each in names if isinstance(each.ctx, ast.Store))
    return {name: line for line, name in lines}
