"""`pameldt check`: reports every problem in the content, for people or tools."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from formhandler.cli.build import build_of, config_to_build, content_and_site, standing_now
from formhandler.cli.main import clock_for, main, report_errors, settings_for
from formhandler.core.errors import Problem, printable
from formhandler.publishing import build as building
from formhandler.publishing.site_config import ConfigurationError


def as_github(problems: Sequence[Problem]) -> str:
    """Return the problems as workflow commands, which GitHub shows at the right lines.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    return "".join(f"{_workflow_command(problem)}\n" for problem in problems)


def _workflow_command(problem: Problem) -> str:
    place = {"file": problem.path, "line": problem.line, "col": problem.column}
    place |= {"title": problem.key} if problem.key else {}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    command = "error" if problem.is_error else "warning"
    return f"::{command} {properties}::{_data(problem.message)}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems as a JSON list of objects (RFC 8259), with the fields of a problem."""
    listed = [asdict(problem) for problem in problems]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


_FOR_TOOLS: dict[str, Callable[[Sequence[Problem]], str]] = {"github": as_github, "json": as_json}


@main.command(help="Let etter feil i innholdet, alle på én gang. Ingenting blir skrevet.")
@content_and_site
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", *_FOR_TOOLS]),
    default="text",
    help="text for mennesker, github eller json for programmer.",
)
@report_errors
def check(content: Path | None, site: Path | None, kind: str) -> None:
    """Check the content; exit with 1 if there are errors."""
    try:
        problems = _problems(content, site)
    except ConfigurationError as error:
        problems = error.problems
    if kind == "text":
        _tell(problems)
    else:
        click.echo(_FOR_TOOLS[kind](problems), nl=False)
    sys.exit(1 if any(problem.is_error for problem in problems) else 0)


def _problems(content: Path | None, site: Path | None) -> Sequence[Problem]:
    config, folder = config_to_build(content)
    settings = settings_for(config)
    now, standing = clock_for(settings)(), standing_now(settings, site)
    return building.read_content(
        build_of(settings, config, folder, site, now, standing=standing)
    ).problems


def _tell(problems: Sequence[Problem]) -> None:
    """Print each problem, and the number of each kind."""
    for problem in problems:
        click.echo(str(problem), err=True)
    wrong = sum(problem.is_error for problem in problems)
    if wrong:
        click.echo(f"{wrong} feil. Nettsiden er ikke endret.", err=True)
    elif problems:
        click.echo(f"Ingen feil, men {len(problems)} råd.")
    else:
        click.echo("Ingen feil.")
