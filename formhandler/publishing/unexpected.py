"""Unexpected errors: the editor's file in which one was raised, and how to describe it."""

import traceback
from pathlib import Path

import formhandler
from formhandler.core.errors import Problem
from formhandler.core.jinja import TemplateError
from formhandler.publishing.content.files import shown_path

_PACKAGE = Path(formhandler.__file__).parent


def in_words(error: BaseException) -> str:
    """Return an error's type and message on one line."""
    said = " ".join(str(error).split()).rstrip(".")
    return ": ".join(part for part in (type(error).__name__, said) if part)


def template_problem(error: Exception, templates: Path) -> Problem | None:
    """Return a problem at the line of the template that raised the error; None if none did."""
    is_jinja_s = isinstance(error, TemplateError)
    place = _innermost(error, templates) or ((templates, 1) if is_jinja_s else None)
    if place is None:
        return None
    words = (error.message or "") if isinstance(error, TemplateError) else in_words(error)
    return _problem(place, f"Malen kan ikke brukes: {words.rstrip('.')}.")


def unexpected_problem(error: BaseException, *editors: Path) -> Problem:
    """Return a problem at the line where the error was raised.

    That is the innermost line in the files and folders in `editors`, else in our own code.
    """
    place = _innermost(error, *editors) or _innermost(error, _PACKAGE) or (_PACKAGE, 1)
    return _problem(place, f"Uventet feil: {in_words(error)}.")


def line_in(error: BaseException, file: Path) -> int | None:
    """Return the line of the last call in the file, or None if there is none."""
    place = _innermost(error, file.absolute())
    return place[1] if place else None


def _problem(place: tuple[Path, int], message: str) -> Problem:
    file, line = place
    return Problem(shown_path(file), line, 1, "", message)


def _innermost(error: BaseException, *folders: Path) -> tuple[Path, int] | None:
    """Return the file and line of the last call in any of the folders.

    Jinja puts a template's own file and lines into the traceback.
    """
    frames = traceback.walk_tb(error.__traceback__)
    places = [(Path(frame.f_code.co_filename), line) for frame, line in frames]
    return next(
        (each for each in reversed(places) if any(map(each[0].is_relative_to, folders))), None
    )
