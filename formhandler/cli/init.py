"""`pameldt init`: makes a new site's folder."""

import contextlib
import json
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

import click

from formhandler.cli.asking import Question, answer_to, options_for
from formhandler.cli.main import CONFIGURATION, CONTENT, CommandError, main, report_errors
from formhandler.cli.schema import text_for_tools
from formhandler.core.bundled import bundled
from formhandler.core.clock import system_clock
from formhandler.core.errors import printable
from formhandler.events.new_event import Draft, draft_text, file_name, refusal
from formhandler.events.yaml_with_places import quote
from formhandler.publishing.content.library import EVENTS
from formhandler.publishing.images.renditions import IMAGES

_ZONE = ZoneInfo("Europe/Oslo")
_GUIDE = "docs/redaktor.md"
_FIRST_EVENT = "Vårt første arrangement"
_WEEKS_AHEAD = 8
_THURSDAY = 3

_NAME = Question("name", "name", "Hva skal nettsiden hete? (slik: Hamar kunstforening)")
_ORGANISER = Question("organiser", "organiser", "Hvem arrangerer?")
_CONTACT = Question("contact", "contact", "Hvem kan folk spørre? (fornavn og etternavn)")
_EMAIL = Question("email", "email", "Hvilken e-postadresse kan de skrive til?")


@dataclass(frozen=True)
class Answers:
    """What a new site needs."""

    name: str
    organiser: str
    contact: str
    email: str

    def first_event(self, today: date) -> Draft:
        """Return an example event of the new site, on a Thursday some weeks from now."""
        day = today + timedelta(weeks=_WEEKS_AHEAD)
        day += timedelta(days=(_THURSDAY - day.weekday()) % 7)
        return Draft(
            title=_FIRST_EVENT,
            day=day.isoformat(),
            organisers=(self.organiser,),
            contact={"navn": self.contact, "epost": self.email},
        )


@main.command(help="Lag mappen til en ny nettside: svar på noen spørsmål, så blir filene laget.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options_for((_NAME, _ORGANISER, _CONTACT, _EMAIL))
@report_errors
def init(folder: Path, **given: str | None) -> None:
    """Ask the questions and make a folder in which the other commands work."""
    _require_free(folder)
    answers = _ask(given)
    today = system_clock().astimezone(_ZONE).date()
    files = dict(_files(answers, today))
    _write(folder, files)
    _tell_what_is_next(folder, next(path for path in files if EVENTS in path))


def _require_free(folder: Path) -> None:
    """Raise CommandError if the folder contains anything."""
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists():
        kind = "er ikke tom" if folder.is_dir() else "er en fil"
        raise CommandError(f"{folder} {kind}, så ingenting er skrevet. Velg en ny mappe.")
    if not folder.absolute().parent.is_dir():
        raise CommandError(f"Finner ikke mappen {folder.absolute().parent}. Lag den først.")


def _ask(given: Mapping[str, str | None]) -> Answers:
    def ask(question: Question, refuse: Callable[[str], str | None]) -> str:
        return answer_to(question, given[question.field], refuse).strip()

    name = ask(_NAME, _refused_name)
    organiser = ask(replace(_ORGANISER, default=name), _refused_organiser)
    contact = ask(_CONTACT, _refused_contact)
    email = ask(_EMAIL, lambda text: _refused_email(contact, text))
    return Answers(name, organiser, contact, email)


def _refused_name(text: str, example: str = "Hamar kunstforening") -> str | None:
    if text.strip() and text.isprintable():
        return None
    return f"{quote(printable(text))} er ikke et navn. Skriv for eksempel {example}."


def _refused_organiser(text: str) -> str | None:
    draft = Draft(organisers=(text,))
    return _refused_name(text, "Hamar kommune") or refusal(draft, "organisers", _ZONE)


def _refused_contact(text: str) -> str | None:
    # A name is checked together with an address; this one is never written.
    return _refused_name(text, "Kari Nordmann") or _refused_email(text, "navn@example.no")


def _refused_email(contact: str, text: str) -> str | None:
    return refusal(Draft(contact={"navn": contact, "epost": text}), "contact", _ZONE)


def _files(answers: Answers, today: date) -> Iterator[tuple[str, str]]:
    """Yield each file's path in the new folder, and its text."""
    yield from _starter(answers)
    yield _GUIDE, bundled(_GUIDE).read_text("utf-8")
    yield "docs/arrangement.schema.json", text_for_tools("json-schema")
    yield ".vscode/arrangement.code-snippets", text_for_tools("snippets")
    event = answers.first_event(today)
    yield f"{CONTENT}/{EVENTS}/{file_name(event.title, ())}", draft_text(event)


def _starter(answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield the files of `starter/`, with the site's name filled in."""
    starter = bundled("starter")
    # JSON writes quotes, backslashes and letters as Python reads them.
    in_python = json.dumps(answers.name, ensure_ascii=False)[1:-1]
    for file in sorted(path for path in starter.rglob("*") if path.suffix != ".pyc"):
        if file.is_file():
            path, text = file.relative_to(starter).as_posix(), file.read_text("utf-8")
            name = in_python if path == str(CONFIGURATION) else answers.name
            has_name = path in (str(CONFIGURATION), "README.md")
            yield path, Template(text).substitute(name=name) if has_name else text


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files into the folder, or leave it as it was."""
    with contextlib.ExitStack() as undo:
        if folder.is_dir():
            undo.callback(_empty, folder)
        else:
            folder.mkdir()
            undo.callback(shutil.rmtree, folder)
        (folder / CONTENT / IMAGES).mkdir(parents=True)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        undo.pop_all()


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


def _tell_what_is_next(folder: Path, event: str) -> None:
    is_here = folder.resolve() == Path.cwd()
    go = "Se" if is_here else f"Gå dit med «cd {shlex.quote(str(folder))}», og se"
    click.echo(f"Laget nettsiden i {folder}/.")
    click.echo(f"{go} den med «pameldt serve».")
    click.echo(f"Det første arrangementet er {event}. README.md forteller resten.")
