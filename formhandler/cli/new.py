"""`pameldt new`: starts a new event file."""

import os
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from formhandler.cli.asking import Question, answer_to, options_for
from formhandler.cli.main import CONFIGURATION, content_folder, main, report_errors, require_site
from formhandler.events.new_event import Draft, draft_text, file_name, following, refusal
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.content.library import EVENTS, Library, read_library
from formhandler.publishing.site_config import read_site_config

_READABLE_BY_ALL = 0o644


_QUESTIONS = (
    Question("title", "title", "Hva heter arrangementet?"),
    Question("day", "date", "Hvilken dag? (slik: 2027-03-04)"),
    Question("hours", "time", "Når på dagen, fra og til? (slik: 08.30-10.00)"),
    Question("place", "place", "Hvor møter man opp? (tomt svar: bare på nett)", ""),
    Question("online", "online", "Kan man delta på nett, og med hva? (slik: Teams)", "nei"),
    Question("price", "price", "Hva koster det, i kroner?", "0"),
    Question("seats", "seats", "Hvor mange er det plass til? (tomt svar: ingen grense)", ""),
)


@main.command(help="Begynn på et nytt arrangement: svar på noen spørsmål, så blir filen laget.")
@options_for(_QUESTIONS)
@click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Mappen med arrangementer/ og bilder/. Ellers content/.",
)
@report_errors
def new(content: Path | None, **given: str | None) -> None:
    """Ask the questions and write a file to continue from."""
    require_site()
    config = read_site_config(CONFIGURATION)
    content = content_folder(content)
    library = read_library(content.resolve(), config.zone)
    draft = _first(library, config.name)
    for question in _QUESTIONS:
        draft = _answered(question, draft, given[question.field], config.zone)
    path = _write_new(content / EVENTS, draft, library)
    click.echo(f"Skrev {shown_path(path)}.")
    click.echo("Åpne filen, skriv teksten, og se siden med «pameldt serve».")
    click.echo("Den er et utkast til du tar bort linjen «utkast: ja».")


def _first(library: Library, site: str) -> Draft:
    events = (source.event for source in library.sources.values())
    newest = max(events, key=lambda event: event.starts, default=None)
    return following(newest, site)


def _answered(question: Question, draft: Draft, given: str | None, zone: ZoneInfo) -> Draft:
    """Return the draft with the answer to a question."""

    def refuse(answer: str) -> str | None:
        return refusal(draft.answered(question.field, answer), question.field, zone)

    return draft.answered(question.field, answer_to(question, given, refuse))


def _write_new(folder: Path, draft: Draft, library: Library) -> Path:
    """Write the draft under a free name, atomically, and never over another file."""
    folder.mkdir(exist_ok=True)
    taken = {path.stem for path in (*library.texts, *folder.iterdir())}
    descriptor, part = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(draft_text(draft))
        Path(part).chmod(_READABLE_BY_ALL)
        while True:
            path = folder / file_name(draft.title, taken)
            try:
                os.link(part, path)
            except FileExistsError:
                taken.add(path.stem)
            else:
                return path
    finally:
        Path(part).unlink()
