"""Asking: questions answered at the keyboard, or in advance with options."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import click

from formhandler.cli.main import CommandError


@dataclass(frozen=True)
class Question:
    """A question: the field, the option that answers it, and the text."""

    field: str
    option: str
    text: str
    default: str | None = None


def options_for(
    questions: Iterable[Question],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds an option to a command for each question."""

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        for question in reversed(tuple(questions)):
            words = f"Svar på «{question.text}»"
            command = click.option(f"--{question.option}", question.field, help=words)(command)
        return command

    return with_options


def answer_to(question: Question, given: str | None, refuse: Callable[[str], str | None]) -> str:
    """Return the answer to a question; asks until `refuse` accepts it.

    Raises CommandError if an option gives an invalid answer.
    """
    while True:
        answer = _ask(question) if given is None else given
        message = refuse(answer)
        if message is None:
            return answer
        if given is not None:
            raise CommandError(f"--{question.option}: {message}")
        click.echo(message, err=True)


def _ask(question: Question) -> str:
    shown = bool(question.default)
    return str(click.prompt(question.text, default=question.default, show_default=shown))
