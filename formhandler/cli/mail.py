"""`pameldt send`, `link`, `worker`: write to participants, store the meeting link, deliver mail."""

import signal
from datetime import datetime
from pathlib import Path

import click

from formhandler.cli.main import (
    YES,
    CommandError,
    clock_for,
    config_here,
    confirm,
    counted,
    find_event,
    main,
    manifest_of,
    open_database,
    report_errors,
    settings_for,
    settings_here,
)
from formhandler.cli.serve import make_worker
from formhandler.core.settings import Settings
from formhandler.events.model import Attendance, Event, EventState
from formhandler.mail import announcements, outbox
from formhandler.mail.announcements import Note
from formhandler.mail.worker import Worker
from formhandler.signups import meeting_link, register
from formhandler.signups.database import Database
from formhandler.signups.models import Signup, SignupStatus
from formhandler.web.published_site import PublishedSite
from formhandler.web.security import Tokens, read_secret

_LONGEST_SUBJECT = 150


def _worker(settings: Settings, database: Database, theme: Path) -> Worker:
    published = PublishedSite(settings.site)
    tokens, url = Tokens(read_secret(settings.secret)), published.manifest().site.url
    return make_worker(settings, database, tokens, published, clock_for(settings), url, theme)


@main.command(help="Send e-post som venter, til du avslutter. serve og run gjør det også selv.")
@report_errors
def worker() -> None:
    """Deliver mail until stopped."""
    config = config_here()
    settings = settings_for(config)
    made = _worker(settings, open_database(settings), config.theme)
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda *_: made.background.stop())
    where = f"til {settings.relay.host}" if settings.relay else f"som filer i {settings.mail}/"
    click.echo(f"Leverer e-post {where} (avslutt med Ctrl+C)")
    made.background.run()


@main.command(help="Skriv til dem som er påmeldt et arrangement. Du ser hva og til hvem først.")
@click.argument("slug")
@click.option("--subject", required=True, help="Emnet i e-posten.")
@click.option(
    "--text",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fil med teksten. En tom linje gir nytt avsnitt.",
)
@click.option(
    "--attendance",
    type=click.Choice([way.value for way in Attendance]),
    help="Bare til dem som møter opp (in_person) eller deltar på nett (online).",
)
@click.option("--waiting", is_flag=True, help="Også til dem som står på venteliste.")
@YES
@report_errors
def send(
    slug: str, subject: str, file: Path, attendance: str | None, waiting: bool, yes: bool
) -> None:
    """Write to participants."""
    config = config_here()
    settings = settings_for(config)
    event, database = find_event(manifest_of(settings), slug), open_database(settings)
    note, now = _note(subject, file), clock_for(settings)()
    to = _recipients(database, event, attendance, has_waiting=waiting)
    _preview(event, note, to, now)
    if not to:
        return
    confirm(len(to), is_sure=yes)
    with database.writing() as db:
        id_ = announcements.put(db, event.register, note, to, now)
    _deliver(_worker(settings, database, config.theme), settings, database, id_, len(to))


def _note(subject: str, file: Path) -> Note:
    """Return the message to send; raises CommandError if it is unusable."""
    words = " ".join(subject.split())
    if not words or len(words) > _LONGEST_SUBJECT:
        raise CommandError(f"Emnet må ha fra 1 til {_LONGEST_SUBJECT} tegn.")
    try:
        text = file.read_text("utf-8-sig").strip()
    except UnicodeError as error:
        raise CommandError(f"{file} er ikke lagret som UTF-8. Lagre den på nytt.") from error
    if not text:
        raise CommandError(f"{file} er tom. Skriv det som skal stå i e-posten.")
    return Note(words, text)


def _recipients(
    database: Database, event: Event, attendance: str | None, *, has_waiting: bool
) -> list[Signup]:
    """Return the recipients, each address once."""
    wanted = {SignupStatus.CONFIRMED} | ({SignupStatus.WAITING} if has_waiting else set())
    with database.reading() as db:
        everyone = register.participants(db, event.register)
    chosen = [
        each
        for each in everyone
        if each.status in wanted and attendance in (None, each.answers.attendance.value)
    ]
    return list({outbox.recipient_of(each): each for each in reversed(chosen)}.values())[::-1]


def _preview(event: Event, note: Note, to: list[Signup], now: datetime) -> None:
    """Show the mail as people will read it, and the number of recipients."""
    text = "\n\n".join(note.paragraphs)
    click.echo(f"Arrangement: {event.title}\nEmne: {note.subject}\n\n{text}\n")
    if event.state(now) is EventState.PAST:
        click.echo("Merk: Arrangementet er holdt.")
    if not to:
        click.echo("Ingen får den: ingen påmeldte passer.")
        return
    click.echo(f"Til {counted(len(to), 'adresse', 'adresser')}. I e-posten står også tid, sted og")
    click.echo(f"lenken til «Min påmelding», og svar går til {event.contact.email}.")


def _deliver(worker: Worker, settings: Settings, database: Database, id_: int, number: int) -> None:
    """Deliver a message's mails and show the progress; a running server may help."""
    with click.progressbar(length=number, label="Sender") as bar:
        while (left := _count(database, id_, "waiting")) and worker.deliver_next():
            bar.update(number - left - bar.pos)
        bar.update(number - left - bar.pos)
    if refused := _count(database, id_, "undeliverable"):
        click.echo(f"{counted(refused, 'adresse', 'adresser')} kunne ikke nås. Se participants.")
    if left:
        click.echo(f"{counted(left, 'e-post', 'e-poster')} venter, og sendes av serveren.")
    where = "er sendt" if settings.relay else f"er skrevet som filer i {settings.mail}/"
    click.echo(f"{counted(_count(database, id_, 'sent'), 'e-post', 'e-poster')} {where}.")


def _count(database: Database, id_: int, status: str) -> int:
    with database.reading() as db:
        return announcements.count(db, id_, status)


@main.command(help="Legg inn lenken til møtet på nett. Den kommer aldri på nettsiden.")
@click.argument("slug")
@click.argument("url")
@report_errors
def link(slug: str, url: str) -> None:
    """Store the link to an event's meeting."""
    settings = settings_here()
    event, database = find_event(manifest_of(settings), slug), open_database(settings)
    if Attendance.ONLINE not in event.attendances:
        raise CommandError(f"{slug} har ikke «digitalt», så ingen deltar på nett.")
    try:
        with database.writing() as db:
            meeting_link.set_link(db, event.register, url)
    except meeting_link.LinkError as error:
        example = "https://teams.example.no/mote/123"
        raise CommandError(f"«{url}» er ikke en lenke. Skriv for eksempel {example}.") from error
    opens = event.link_opens.strftime("%d.%m.%Y kl. %H.%M")
    click.echo(f"Lenken er lagret. De som deltar på nett, slipper inn fra {opens}.")
