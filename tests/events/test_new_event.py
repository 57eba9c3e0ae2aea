"""«pameldt new» asks in Norwegian, and writes a commented file that a check takes as it stands."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from formhandler.cli.main import main
from formhandler.events.frontmatter import read_event
from formhandler.events.model import Event
from formhandler.publishing.content.library import read_library
from tests.support.events import OSLO, an_event, write_event

ANSWERS = {
    "--title": "Frokostmøte om innkjøp",
    "--date": "2030-06-04",
    "--time": "08.30-10.00",
    "--place": "Kulturhuset",
    "--online": "nei",
    "--price": "0",
    "--seats": "60",
}
NEXT = (
    "Åpne filen, skriv teksten, og se siden med «pameldt serve».\n"
    "Den er et utkast til du tar bort linjen «utkast: ja».\n"
)


def new(content: Path, typed: str = "", **changed: str | None) -> Result:
    """Run the command with all options but those that are None, and type the rest."""
    options = ANSWERS | {f"--{name}": value for name, value in changed.items()}
    words = [word for name, value in options.items() if value is not None for word in (name, value)]
    return CliRunner().invoke(main, ["new", "--content", str(content), *words], input=typed)


def made(content: Path) -> tuple[str, Event]:
    """Return the one new file's text and event."""
    [path] = (content / "arrangementer").iterdir()
    text = path.read_bytes()
    [source] = read_library(content, OSLO).sources.values()
    return text.decode(), source.event


def test_with_all_options_nothing_is_asked(content: Path) -> None:
    told = new(content)

    path = content / "arrangementer" / "frokostmote-om-innkjop.md"
    assert (told.exit_code, told.output) == (0, f"Skrev {path}.\n{NEXT}")
    assert made(content)[1] == an_event(
        "frokostmote-om-innkjop",
        tittel="Frokostmøte om innkjøp",
        sted="Kulturhuset",
        målgruppe="Alle som er interessert",
        arrangører="Etisk handel Norge",
        kontakt={"navn": "Fornavn Etternavn", "epost": "navn@example.no"},
        påmelding={"plasser": "60"},
        utkast="ja",
    )


QUESTIONS = [
    ("title", "Hva heter arrangementet?", "Kurs: del 1"),
    ("date", "Hvilken dag? (slik: 2027-03-04)", "2030-06-04"),
    ("time", "Når på dagen, fra og til? (slik: 08.30-10.00)", "08.30 til 10.00"),
    ("place", "Hvor møter man opp? (tomt svar: bare på nett)", ""),
    ("online", "Kan man delta på nett, og med hva? (slik: Teams) [nei]", "Teams"),
    ("price", "Hva koster det, i kroner? [0]", "350"),
    ("seats", "Hvor mange er det plass til? (tomt svar: ingen grense)", ""),
]


def test_each_question_is_asked_in_norwegian(content: Path) -> None:
    nothing = dict.fromkeys((name for name, _, _ in QUESTIONS), None)
    told = new(content, "\n".join(answer for _, _, answer in QUESTIONS) + "\n", **nothing)
    _, event = made(content)

    asked = "".join(f"{question}: {answer}\n" for _, question, answer in QUESTIONS)
    assert told.output.startswith(asked)
    assert (event.title, event.place, event.price, event.signup.seats) == (
        "Kurs: del 1",
        None,
        Decimal(350),
        None,
    )


@pytest.mark.parametrize(("name", "question", "answer"), QUESTIONS)
def test_one_option_left_out_is_one_question(
    content: Path, name: str, question: str, answer: str
) -> None:
    told = new(content, f"{answer}\n", **{"online": "Teams", name: None})

    assert (told.exit_code, told.output.splitlines()[0]) == (0, f"{question}: {answer}")


WRONG = [
    ("title", " ", "tittel: er tom. Skriv for eksempel «tittel: Frokostmøte om innkjøp»."),
    ("date", "2030-13-04", "«2030-13-04» er ikke en dato. Skriv for eksempel 2026-12-03."),
    ("date", "4. juni", "«4. juni» er ikke en dato. Skriv for eksempel 2026-12-03."),
    (
        "time",
        "9-10",
        "«9» er ikke et klokkeslett. Skriv fra og til slik: 08.30-10.00.",
    ),
    (
        "time",
        "10.00-08.30",
        "«2030-06-04 08.30» er ikke etter start. Slutt må være senere enn start.",
    ),
    (
        "online",
        "https://teams.example.no/1",
        "«https://teams.example.no/1» er en lenke, og alt her blir offentlig. "
        "Skriv bare navnet, for eksempel Teams.",
    ),
    ("price", "dyrt", "«dyrt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 eller 0."),
    ("seats", "mange", "«mange» er ikke et helt tall. Skriv for eksempel 60."),
    ("seats", "0", "«0» er for lite. Skriv 1 eller mer."),
]


@pytest.mark.parametrize(("name", "answer", "message"), WRONG)
def test_a_wrong_answer_is_asked_again_with_the_model_s_words(
    content: Path, name: str, answer: str, message: str
) -> None:
    right = {f"--{name}": value for name, _, value in QUESTIONS}[f"--{name}"]
    told = new(content, f"{answer}\n{right}\n", **{name: None})

    assert told.exit_code == 0
    assert told.output.splitlines()[1] == message


@pytest.mark.parametrize(("name", "answer", "message"), WRONG)
def test_a_wrong_option_is_told_in_one_line_and_nothing_is_written(
    content: Path, name: str, answer: str, message: str
) -> None:
    told = new(content, **{name: answer})

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == f"pameldt: --{name}: {message}\n"
    assert list((content / "arrangementer").iterdir()) == []


def test_an_hour_that_the_clock_skips_is_told(content: Path) -> None:
    told = new(content, date="2030-03-31", time="02.30-04.00")

    assert told.stderr == (
        "pameldt: --time: «2030-03-31 02.30» finnes ikke: klokken stilles forbi dette "
        "tidspunktet til sommertid.\n"
    )


def test_an_event_that_is_nowhere_is_told(content: Path) -> None:
    told = new(content, place="", online="nei")

    assert told.stderr == (
        "pameldt: --online: sted: mangler. Skriv for eksempel «sted: Kulturhuset», "
        "«digitalt: Teams» eller begge.\n"
    )


TITLES = [
    "Kurs: del 1",
    'Han sa "hei"',
    "Ola's kurs",
    "Møte #3",
    "# Møte",
    "- Møte",
    "*Nytt* møte",
    "@alle",
    "%-regning",
    "{a: b}, [c]",
    "ja",
    "2030",
    "2030-06-04",
    "null",
    "Møte 💬",
    "!!!",
    "💬",
    "?",
    "a: b: c #d",
    "\\ og /",
    "M" * 200,
    "Arbeidsmøte " * 16,
]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_written_so_that_it_is_read_again(content: Path, title: str) -> None:
    assert new(content, title=title).exit_code == 0

    text, event = made(content)
    assert event.title == title.strip()
    assert yaml.load(text.split("---\n")[1], yaml.BaseLoader)["tittel"].strip() == title.strip()
    assert read_library(content, OSLO).problems == ()


def test_another_file_is_never_written_over(content: Path) -> None:
    for _ in range(3):
        assert new(content).exit_code == 0
    names = sorted(path.name for path in (content / "arrangementer").iterdir())

    assert names == [f"frokostmote-om-innkjop{end}.md" for end in ("-2", "-3", "")]


def test_a_name_in_another_folder_is_taken_too(content: Path) -> None:
    write_event(content / "arrangementer", "frokostmote-om-innkjop")
    (content / "arrangementer" / "arrangementer").rename(content / "arrangementer" / "2029")
    new(content)

    assert (content / "arrangementer" / "frokostmote-om-innkjop-2.md").is_file()


def test_organisers_and_contact_are_those_of_the_newest_event(content: Path) -> None:
    write_event(content, "gammelt", start="2029-06-04 08.30", slutt="2029-06-04 10.00")
    contact = {"navn": "Kari Nordmann", "epost": "kari@example.no", "telefon": "99887766"}
    write_event(content, "nytt", arrangører=["Hamar: kommune", "A & B"], kontakt=contact)
    new(content)
    event = next(
        source.event
        for path, source in read_library(content, OSLO).sources.items()
        if path.stem == "frokostmote-om-innkjop"
    )

    assert [each.name for each in event.organisers] == ["Hamar: kommune", "A & B"]
    assert event.contact == an_event(kontakt=contact).contact
    assert read_library(content, OSLO).problems == ()


def test_what_is_commented_out_can_be_used_as_it_stands(content: Path) -> None:
    new(content, seats="")
    text, _ = made(content)
    used = re.sub(r"^# (?=(ingress|påmelding): )", "", text, flags=re.M)
    reading = read_event(used.encode(), "mote.md", OSLO)

    assert used != text
    assert reading.problems == ()
    assert reading.source is not None
    assert (reading.source.event.lead, reading.source.event.signup.seats) == (
        "Kom og hør tre eksempler.",
        60,
    )


def test_whoever_gives_up_has_made_nothing(content: Path) -> None:
    told = new(content, title=None)

    assert (told.exit_code, told.stderr) == (1, "\nAvbrutt. Ingenting er gjort.\n")
    assert list((content / "arrangementer").iterdir()) == []
