"""«pameldt check» tells people and their tools, and looks for sign-ups to events that are gone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formhandler.cli.main import main
from formhandler.signups.database import Database
from tests.support.databases import new_database
from tests.support.events import an_event, write_event
from tests.support.forms import answers, store

BODY = "Vennligst kom: 50 % av dere,\nog vær der."


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Give the folder of the database, with nothing in it."""
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


def run(content: Path, state: Path, *words: str, command: str = "check") -> Result:
    settings = {"PAMELDT_STATE": str(state), "PAMELDT_SITE": str(state.parent / "site")}
    options = [command, "--content", str(content), *words]
    return CliRunner(env=settings).invoke(main, options)


def told(content: Path, state: Path, *words: str, command: str = "check") -> tuple[int, str, str]:
    done = run(content, state, *words, command=command)
    out, err = (text.replace(f"{content}/", "") for text in (done.stdout, done.stderr))
    return done.exit_code, out, err


ADVICE = "«Vennligst» kan du sløyfe. Skriv rett fram: «Meld deg på innen fredag.»"
PRICE = "«50 %, litt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 eller 0."


def test_advice_is_shown_and_fails_nothing(content: Path, state: Path) -> None:
    write_event(content, body=BODY)

    assert told(content, state) == (
        0,
        "Ingen feil, men 1 råd.\n",
        f"arrangementer/frokostmote.md:18:1: råd: {ADVICE}\n",
    )


def test_advice_stands_among_the_errors(content: Path, state: Path) -> None:
    write_event(content, "a", body=BODY)
    write_event(content, "b", pris="50 %, litt")

    assert told(content, state) == (
        1,
        "",
        f"arrangementer/a.md:18:1: råd: {ADVICE}\n"
        f"arrangementer/b.md:10:7: pris: {PRICE}\n"
        "1 feil. Nettsiden er ikke endret.\n",
    )


def test_a_build_tells_errors_only(content: Path, state: Path) -> None:
    write_event(content, "a", body=BODY)
    write_event(content, "b", pris="50 %, litt")

    assert told(content, state, command="build") == (
        1,
        "",
        f"arrangementer/b.md:10:7: pris: {PRICE}\n1 feil. Nettsiden er ikke endret.\n",
    )


def test_github_gets_workflow_commands_with_its_own_escapes(content: Path, state: Path) -> None:
    write_event(content, "a", body=BODY)
    write_event(content, "b", pris="50 %, litt", målgruppe="", personer=[{"bilde": "c.jpg"}])

    assert told(content, state, "--format", "github") == (
        1,
        f"::warning file=arrangementer/a.md,line=18,col=1::{ADVICE}\n"
        "::error file=arrangementer/b.md,line=9,col=12,title=målgruppe::er tom. Skriv for eksempel "
        "«målgruppe: Alle som arbeider med innkjøp».\n"
        f"::error file=arrangementer/b.md,line=10,col=7,title=pris::{PRICE.replace('%', '%25')}\n"
        "::error file=arrangementer/b.md,line=17,col=3,title=personer[1]::mangler «navn». "
        "Skriv for eksempel «navn: Kari Nordmann».\n",
        "",
    )


def test_github_reads_a_file_s_name_whole(content: Path, state: Path) -> None:
    write_event(content, "a,b: 100%")
    [line] = told(content, state, "--format", "github")[1].splitlines()

    assert line.startswith(
        "::error file=arrangementer/a%2Cb%3A 100%25.md,line=1,col=1::Filnavnet «"
    )


def test_json_is_a_list_of_objects(content: Path, state: Path) -> None:
    write_event(content, "a", body=BODY)
    write_event(content, "b", pris="50 %, litt")
    status, said, complaints = told(content, state, "--format", "json")

    assert (status, complaints) == (1, "")
    assert json.loads(said) == [
        {
            "path": "arrangementer/a.md",
            "line": 18,
            "column": 1,
            "key": "",
            "message": ADVICE,
            "severity": "advice",
        },
        {
            "path": "arrangementer/b.md",
            "line": 10,
            "column": 7,
            "key": "pris",
            "message": PRICE,
            "severity": "error",
        },
    ]


@pytest.mark.parametrize(("kind", "said"), [("json", "[]\n"), ("github", "")])
def test_tools_are_told_when_all_is_well_too(
    content: Path, state: Path, kind: str, said: str
) -> None:
    write_event(content)

    assert told(content, state, "--format", kind) == (0, said, "")


def test_another_format_is_wrong_use(content: Path, state: Path) -> None:
    assert run(content, state, "--format", "xml").exit_code == 2


# Sign-ups to events that are gone.

GONE = (
    "arrangementer/borte.md:1:1: 2 personer er påmeldt, men filen er borte. Legg den tilbake, "
    "og sett «status: avlyst» hvis det ikke blir noe av.\n"
    "1 feil. Nettsiden er ikke endret.\n"
)


@pytest.fixture
def signed_up(state: Path) -> Database:
    """Give a database where two have signed up to an event, one of them waiting."""
    database = new_database(state / "pameldt.sqlite3")
    event = an_event("borte", påmelding={"plasser": 1})
    for name in ("ada", "bo"):
        store(database, event, answers(name))
    return database


@pytest.mark.parametrize("command", ["check", "build"])
def test_an_event_with_sign_ups_may_not_vanish(
    content: Path, state: Path, signed_up: Database, command: str
) -> None:
    write_event(content)

    assert told(content, state, command=command) == (1, "", GONE)


def test_with_its_file_it_is_published(content: Path, state: Path, signed_up: Database) -> None:
    write_event(content, "borte")

    assert run(content, state, command="build").exit_code == 0


def test_who_has_cancelled_holds_no_event_back(
    content: Path, state: Path, signed_up: Database
) -> None:
    with signed_up.writing() as db:
        db.execute("update signups set status = 'cancelled'")

    assert told(content, state) == (0, "Ingen feil.\n", "")


@pytest.mark.parametrize("holds", [b"", b"garbage" * 1000])
def test_a_broken_database_is_told_in_one_line_and_fails_nothing(
    content: Path, state: Path, holds: bytes
) -> None:
    (state / "pameldt.sqlite3").write_bytes(holds)
    write_event(content)
    status, said, complaints = told(content, state)

    assert (status, said) == (0, "Ingen feil.\n")
    assert complaints.startswith(
        "Merk: Fikk ikke sett etter om noen er påmeldt arrangementer som er borte. Databasen "
    )
    assert complaints.count("\n") == 1


def test_where_no_database_is_none_is_made(content: Path, state: Path) -> None:
    write_event(content)

    assert told(content, state) == (0, "Ingen feil.\n", "")
    assert list(state.iterdir()) == []
