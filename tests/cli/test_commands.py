"""The command line: what each command does and says; those that serve are real processes."""

import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from formhandler import __version__
from formhandler.cli.main import COMMANDS, main
from tests.support.events import an_event, write_event
from tests.support.forms import answers, ask, filled_in, post_to, store, stored
from tests.support.machine import PAGE, Machine, a_machine

FUTURE = {"start": "2099-06-04 08.30", "slutt": "2099-06-04 10.00"}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Give a machine with one event and no state, site or database."""
    made = a_machine(tmp_path)
    (made.content / "bilder").mkdir(parents=True)
    write_event(made.content, **FUTURE)
    return made


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Give a machine with a built site and a database, to copy and not to change."""
    made = a_machine(tmp_path_factory.mktemp("finished"))
    (made.content / "bilder").mkdir(parents=True)
    write_event(made.content, **FUTURE)
    assert made.run("build", "--content", str(made.content))[0] == 0
    assert made.run("migrate")[0] == 0
    return made


@pytest.fixture
def built(finished: Machine, tmp_path: Path) -> Machine:
    """Give a machine of one's own with a built site and a database."""
    return Machine(shutil.copytree(finished.folder, tmp_path / "machine"))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_tells_what_it_does(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"], prog_name="pameldt")

    assert told.exit_code == 0
    assert told.output.startswith(f"Usage: pameldt {name} [OPTIONS]")
    assert len(told.output.split("\n\n")[1]) > 20


def test_the_help_names_every_command(machine: Machine) -> None:
    status, said, _ = machine.run_installed("--help")
    listed = said.split("Commands:\n")[1].splitlines()

    assert status == 0
    assert {line.split()[0] for line in listed if line.startswith("  ")} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_in_the_module_that_it_is_looked_for_in(name: str) -> None:
    command = main.get_command(click.Context(main), name)

    assert command is not None
    assert command.callback.__module__ == f"formhandler.cli.{COMMANDS[name]}"


def test_a_build_does_not_load_what_only_a_server_needs() -> None:
    code = "import sys, formhandler.cli.build; print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_the_version_is_told() -> None:
    told = CliRunner().invoke(main, ["--version"])

    assert (told.exit_code, told.output) == (0, f"pameldt, version {__version__}\n")


WRONG_USE = [
    ["unknown"],
    ["build", "--unknown"],
    ["build", "extra"],
    ["check", "--content", "no-such-folder"],
    ["participants"],
    ["participants", "a", "b"],
]


@pytest.mark.parametrize("words", WRONG_USE)
def test_wrong_use_is_told_with_exit_status_2(words: list[str]) -> None:
    told = CliRunner().invoke(main, words)

    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith("Usage: ")


def test_build_tells_how_much_it_has_built(machine: Machine) -> None:
    write_event(machine.content, "annet", **FUTURE)
    told = machine.run("build", "--content", str(machine.content))

    new = "Ny: /arrangementer/annet/\nNy: /arrangementer/frokostmote/\n"
    assert told == (0, f"{new}Bygget 2 arrangementer i {machine.site}/.\n", "")
    assert (machine.site / "arrangementer" / "annet" / "index.html").is_file()


def test_build_counts_one_as_one(machine: Machine) -> None:
    told = machine.run("build", "--content", str(machine.content), "--site", "here")

    new, folder = "Ny: /arrangementer/frokostmote/\n", machine.folder / "here"
    assert told == (0, f"{new}Bygget 1 arrangement i {folder}/.\n", "")
    assert (machine.folder / "here" / "events.json").is_file()


def test_build_uses_the_address_of_the_site(machine: Machine) -> None:
    machine.run("build", "--content", str(machine.content), SITEURL="https://example.no/")
    html = (machine.site / "arrangementer" / "frokostmote" / "index.html").read_text("utf-8")

    assert f'<link rel="canonical" href="https://example.no{PAGE}">' in html


def test_folders_are_those_where_one_stands(machine: Machine) -> None:
    assert machine.run("build", "--content", "content", PAMELDT_SITE="built")[0] == 0

    assert (machine.folder / "built" / "arrangementer" / "frokostmote").is_dir()


def two_mistakes(machine: Machine) -> str:
    """Make two mistakes, and return all that is to be said of them."""
    write_event(machine.content, "annet", start="2099-13-04 08.30", slutt="2099-06-04 10.00")
    write_event(machine.content, **FUTURE, pris=None)
    return (
        "content/arrangementer/annet.md:3:8: start: «2099-13-04 08.30» er ikke en dato med "
        "klokkeslett. Skriv for eksempel 2026-12-03 18.00.\n"
        "content/arrangementer/frokostmote.md:1:1: pris: mangler. "
        "Skriv for eksempel «pris: 0».\n"
        "2 feil. Nettsiden er ikke endret.\n"
    )


def test_check_tells_all_mistakes_and_writes_nothing(machine: Machine) -> None:
    assert machine.run("check", "--content", str(machine.content)) == (0, "Ingen feil.\n", "")

    mistakes = two_mistakes(machine)
    assert machine.run("check", "--content", str(machine.content)) == (1, "", mistakes)
    # Pelican keeps what Python has compiled of its settings.
    there = {path.name for path in machine.folder.iterdir()} - {"__pycache__"}
    assert there == {"content", "pelicanconf.py"}


def test_build_with_mistakes_leaves_the_old_site(built: Machine) -> None:
    before = (built.site / "events.json").read_bytes()
    mistakes = two_mistakes(built)

    assert built.run("build", "--content", str(built.content)) == (1, "", mistakes)
    assert (built.site / "events.json").read_bytes() == before


def test_migrate_makes_the_database_once_for_its_owner_alone(machine: Machine) -> None:
    assert machine.run("migrate") == (
        0,
        "Oppgradert: m0001_signups, m0002_mail, m0003_language.\n",
        "",
    )
    assert machine.run("migrate") == (0, "Databasen er oppdatert.\n", "")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in machine.state.iterdir()}

    assert modes == {"pameldt.sqlite3": 0o600, "secret": 0o600}
    assert stat.S_IMODE(machine.state.stat().st_mode) == 0o700


def refused(machine: Machine, *words: str, **settings: str) -> str:
    """Return the one line with which a command is refused."""
    status, said, errors = machine.run(*words, **settings)
    assert (status, said) == (1, "")
    (line,) = errors.splitlines()
    assert line.startswith("pameldt: ")
    return line.removeprefix("pameldt: ")


GONE = (
    "Finner ikke databasen {}. Er den flyttet, eller skal en sikkerhetskopi hentes inn? "
    "Er dette en ny maskin, så kjør «pameldt migrate»."
)


def test_f11_a_database_that_has_vanished_is_not_made_anew(built: Machine) -> None:
    path = built.database.path
    path.unlink()

    vanished = (
        f"Databasen {path} er borte, men resten av mappen er her. Hent inn en sikkerhetskopi. "
        f"Vil du begynne helt på nytt, så slett {path.parent}/."
    )
    assert refused(built, "migrate") == vanished
    assert refused(built, "serve", "--content", str(built.content)) == vanished
    assert [each.name for each in built.state.iterdir()] == ["secret"]


@pytest.mark.parametrize(("command", "left"), [("run", b"garbage" * 1000), ("migrate", b"x")])
def test_f11_what_is_no_database_is_refused_and_left(
    built: Machine, command: str, left: bytes
) -> None:
    path = built.database.path
    path.write_bytes(left)

    assert refused(built, command) == (
        f"Databasen {path} kan ikke leses (file is not a database). Hent inn en sikkerhetskopi."
    )
    assert path.read_bytes() == left


def test_f11_run_on_a_new_machine_refuses_and_makes_nothing(machine: Machine) -> None:
    path = machine.state / "pameldt.sqlite3"

    assert refused(machine, "run") == GONE.format(path)
    assert not machine.state.exists()


def test_f15_run_refuses_a_database_that_is_behind(built: Machine) -> None:
    with built.database.writing() as db:
        db.execute("delete from _sqlite_migrations")

    assert refused(built, "run") == (
        f"Databasen {built.database.path} er fra en eldre versjon. Kjør «pameldt migrate»."
    )


def test_run_refuses_where_no_site_is_built(built: Machine) -> None:
    shutil.rmtree(built.site)

    assert refused(built, "run") == (
        f"Finner ingen bygget nettside i {built.site}. Kjør «pameldt build»."
    )


def test_run_refuses_a_site_that_was_built_for_another_address(built: Machine) -> None:
    assert refused(built, "run", SITEURL="https://example.no") == (
        "Nettsiden er bygget for http://127.0.0.1:8000, men SITEURL er https://example.no. "
        "Bygg den på nytt."
    )


def test_run_refuses_a_site_that_a_preview_has_built_with_drafts(machine: Machine) -> None:
    write_event(machine.content, **FUTURE)
    write_event(machine.content, "kladd", **FUTURE, utkast="ja")
    with machine.running("serve", "--content", str(machine.content)) as server:
        assert server.shows("UTKAST", "/arrangementer/kladd/")

    assert refused(machine, "run") == (
        "Nettsiden er bygget for forhåndsvisning og har utkast: kladd. Kjør «pameldt build»."
    )


def test_a25_run_refuses_a_secret_that_others_can_read(built: Machine) -> None:
    secret = built.state / "secret"
    secret.chmod(0o644)

    assert refused(built, "run") == f"Andre kan lese {secret}. Kjør «chmod 600 {secret}»."


def test_a25_a_secret_that_has_vanished_is_not_made_anew_over_sign_ups(built: Machine) -> None:
    secret = built.state / "secret"
    secret.unlink()
    lost = (
        f"Finner ikke {secret}, som signerer lenkene i kvitteringene. "
        "Hent den inn fra en sikkerhetskopi."
    )
    store(built.database, an_event())

    assert [refused(built, command) for command in ("run", "migrate")] == [lost, lost]
    assert not secret.exists()


def test_a25_a_secret_is_made_where_nobody_has_signed_up(built: Machine) -> None:
    (built.state / "secret").unlink()

    assert built.run("migrate")[0] == 0
    assert (built.state / "secret").exists()


def test_a_port_that_is_taken_is_told_with_another_to_try(built: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = built.run_installed("run", PORT=str(port))

    assert told == (
        1,
        "",
        f"pameldt: Kan ikke bruke port {port} (Address already in use). "
        f"Velg en annen, for eksempel PORT={port + 1}.\n",
    )


def test_settings_that_cannot_be_used_are_all_told_at_once(machine: Machine) -> None:
    told = machine.run_installed("build", PORT="http", PAMELDT_NOW="i morgen")

    assert told == (
        1,
        "",
        "pameldt: PORT: «http» er ikke et portnummer. Skriv for eksempel 8000.\n"
        "PAMELDT_NOW: «i morgen» er ikke et tidspunkt. Skriv for eksempel 2020-01-14T09:00.\n",
    )


def test_participants_are_shown_with_a_count(built: Machine) -> None:
    event = an_event(**FUTURE)
    signups = [store(built.database, event, answers(name)) for name in ("Kari", "Ola")]
    status, said, errors = built.run("participants", "frokostmote")
    lines = said.replace("\N{NO-BREAK SPACE}", " ").splitlines()

    assert (status, errors) == (0, "")
    assert lines[:2] == ["Frokostmøte", "torsdag 4. juni 2099 kl. 08.30–10.00"]
    assert lines[2:4] == ["2 påmeldt (2 oppmøte)", ""]
    assert [line.split()[:2] for line in lines[6:]] == [
        [signups[0].reference, "Kari"],
        [signups[1].reference, "Ola"],
    ]


def test_participants_of_an_event_that_is_no_longer_published_are_shown(built: Machine) -> None:
    store(built.database, an_event("gammelt"), answers("Kari"))
    status, said, _ = built.run("participants", "gammelt")

    assert status == 0
    assert said.startswith("gammelt\n1 påmeldt (1 oppmøte)\n\n")
    assert "Kari" in said


def test_participants_of_an_unknown_event_are_refused_with_those_there_are(
    built: Machine,
) -> None:
    assert built.run("participants", "annet") == (
        1,
        "",
        "pameldt: Finner ikke arrangementet «annet». Disse finnes:\n  frokostmote\n",
    )


def test_erase_deletes_what_is_due_and_tells_how_many(built: Machine) -> None:
    past = an_event("gammelt", start="2001-06-04 08.30", slutt="2001-06-04 10.00")
    before = past.starts.replace(month=5)
    for name in ("Kari", "Ola"):
        store(built.database, past, answers(name), now=before)
    kept = store(built.database, an_event(**FUTURE))

    assert built.run("erase") == (0, "Slettet 2 påmeldinger.\n", "")
    assert (stored(built.database, "gammelt"), stored(built.database)) == ([], [kept])


def test_erase_counts_one_as_one(built: Machine) -> None:
    past = an_event("gammelt", start="2001-06-04 08.30", slutt="2001-06-04 10.00")
    store(built.database, past, now=past.starts.replace(month=5))

    assert built.run("erase") == (0, "Slettet 1 påmelding.\n", "")


def test_erase_does_not_believe_a_preview_s_clock(built: Machine) -> None:
    assert refused(built, "erase", PAMELDT_NOW="2199-01-01T09:00") == (
        "PAMELDT_NOW er satt. Sletting går bare etter den virkelige klokken."
    )


def test_run_serves_and_ends_gently_and_its_links_outlive_it(built: Machine) -> None:
    with built.running("run") as server:
        form = ask(server.url, "/pamelding/frokostmote/").page
        link = post_to(server.url, filled_in(form)).header("Location") or ""
        assert server.ended(signal.SIGTERM) == (0, "")

    with built.running("run") as server:
        assert ask(server.url, link).page.heading == "Du er påmeldt"
        assert server.ended(signal.SIGINT) == (0, "")


def test_f44_run_tells_how_its_threads_are(built: Machine) -> None:
    with built.running("run") as server:
        assert server.shows('"threads": {"mail": "ok", "retention": "ok"}', "/healthz")


def test_serve_shows_each_change_and_each_mistake(machine: Machine) -> None:
    with machine.running("serve", "--content", str(machine.content)) as server:
        assert server.shows("Frokostmøte")
        write_event(machine.content, **FUTURE, tittel="Lunsjmøte")
        assert server.shows("Lunsjmøte")
        write_event(machine.content, **FUTURE, tittel="Middag", pris="mye")
        assert server.shows("arrangementer/frokostmote.md:10:7: pris: «mye» er ikke en pris")
        assert "Lunsjmøte" in ask(server.url, PAGE).body.decode()
        assert server.shows("pris: «mye»", "/pamelding/frokostmote/")
        write_event(machine.content, **FUTURE, tittel="Middag", pris="350")
        assert server.shows("Middag")
        assert "pris: «mye»" not in ask(server.url, PAGE).body.decode()


def test_serve_begins_with_mistakes_and_shows_the_page_when_they_are_mended(
    machine: Machine,
) -> None:
    write_event(machine.content, pris="mye")
    with machine.running("serve", "--content", str(machine.content)) as server:
        assert server.shows("pris: «mye»", "/")
        write_event(machine.content, **FUTURE)
        assert server.shows("Frokostmøte", "/")


def test_serve_never_ends_without_a_word(machine: Machine) -> None:
    (machine.folder / "pelicanconf.py").write_text("import sys\nsys.exit()\n")

    assert machine.run("serve") == (
        1,
        "",
        "pelicanconf.py:2:1: Innstillingene kan ikke brukes: SystemExit.\n"
        "1 feil. Nettsiden er ikke endret.\n",
    )


def test_a_preview_shows_its_own_time_and_says_so(machine: Machine) -> None:
    write_event(machine.content)
    with machine.running(
        "serve", "--content", str(machine.content), PAMELDT_NOW="2030-05-02T12:00"
    ) as server:
        page, form = ask(server.url, PAGE).page, ask(server.url, "/pamelding/frokostmote/").page
        assert post_to(server.url, filled_in(form)).status == 303
        assert server.shows("Du er påmeldt: Frokostmøte", "/_post/")

    assert "Forhåndsvisning: Klokken her startet torsdag 2. mai 2030 kl. 12.00." in page.text
    assert len(stored(machine.database)) == 1
