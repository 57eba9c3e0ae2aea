"""«pameldt init» makes a new site's folder, which the other commands take as it stands."""

import contextlib
import errno
import json
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formhandler.cli.main import COMMANDS, NO_CONTENT, NO_SITE, main
from formhandler.events.editor_schema import event_schema, snippets
from formhandler.events.model import Event
from formhandler.publishing.content.library import read_library
from formhandler.publishing.site_config import read_site_config
from tests.conftest import PROJECT
from tests.support.builds import everything
from tests.support.events import OSLO

ANSWERS = {
    "--name": "Hamar kunstforening",
    "--organiser": "Hamar kommune",
    "--contact": "Kari Nordmann",
    "--email": "kari@hamar.example.no",
}
QUESTIONS = {
    "name": "Hva skal nettsiden hete? (slik: Hamar kunstforening)",
    "organiser": "Hvem arrangerer? [Hamar kunstforening]",
    "contact": "Hvem kan folk spørre? (fornavn og etternavn)",
    "email": "Hvilken e-postadresse kan de skrive til?",
}
FILES = {
    ".gitignore",
    ".vscode/arrangement.code-snippets",
    ".vscode/settings.json",
    ".vscode/tasks.json",
    "README.md",
    "content/arrangementer/vart-forste-arrangement.md",
    "docs/arrangement.schema.json",
    "docs/redaktor.md",
    "pelicanconf.py",
}
EVENT = "content/arrangementer/vart-forste-arrangement.md"
STARTER = PROJECT / "formhandler" / "starter"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(folder: str = "min-side", typed: str = "", **changed: str | None) -> Result:
    """Run the command with all options but those that are None, and type the rest."""
    options = ANSWERS | {f"--{name}": value for name, value in changed.items()}
    words = [word for name, value in options.items() if value is not None for word in (name, value)]
    return CliRunner().invoke(main, ["init", folder, *words], input=typed)


def run(*words: str, cwd: Path = Path()) -> Result:
    with contextlib.chdir(cwd):
        return CliRunner().invoke(main, words)


def first_event(site: Path) -> Event:
    [source] = read_library(site / "content", OSLO).sources.values()
    return source.event


def test_with_all_options_nothing_is_asked_and_what_is_next_is_told() -> None:
    told = init()

    assert (told.exit_code, told.output) == (
        0,
        "Laget nettsiden i min-side/.\n"
        "Gå dit med «cd min-side», og se den med «pameldt serve».\n"
        f"Det første arrangementet er {EVENT}. README.md forteller resten.\n",
    )


def test_a_new_site_has_these_files_and_a_folder_for_pictures(here: Path) -> None:
    init()

    assert set(everything(here / "min-side")) == FILES
    assert list((here / "min-side" / "content" / "bilder").iterdir()) == []


def test_others_may_read_a_new_site(here: Path) -> None:
    init()
    modes = {stat.S_IMODE(each.stat().st_mode) & 0o444 for each in here.rglob("*")}

    assert modes == {0o444}


def test_a_new_site_can_be_checked_and_built(here: Path) -> None:
    init()
    site = here / "min-side"
    checked, built = (run(each, cwd=site) for each in ("check", "build"))

    assert (checked.output, built.exit_code) == ("Ingen feil.\n", 0)
    index = (site / "output" / "index.html").read_text("utf-8")
    assert "Hamar kunstforening" in index


def test_the_first_event_is_theirs_and_to_come(here: Path) -> None:
    init()
    event = first_event(here / "min-side")

    assert [each.name for each in event.organisers] == ["Hamar kommune"]
    assert (event.contact.name, event.contact.email) == ("Kari Nordmann", "kari@hamar.example.no")
    assert event.starts > datetime.now(UTC)
    assert event.draft


def test_the_first_event_points_to_a_guide_that_is_there(here: Path) -> None:
    init()

    assert "docs/redaktor.md" in (here / "min-side" / EVENT).read_text("utf-8")
    guide = (here / "min-side" / "docs" / "redaktor.md").read_bytes()
    assert guide == (PROJECT / "docs" / "redaktor.md").read_bytes()


NAMES = ['Ola "Kunst" & co', "O'Brien \\ sønner", "$name {x} %s", "«Åpent» hus 💬", "# Møte"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_read_again_as_it_was_written(here: Path, name: str) -> None:
    assert init(name=name, organiser=name, contact=name).exit_code == 0
    site = here / "min-side"

    assert read_site_config(site / "pelicanconf.py").name == name
    assert (site / "README.md").read_text("utf-8").startswith(f"# {name}\n")
    assert [each.name for each in first_event(site).organisers] == [name]
    assert first_event(site).contact.name == name


def test_each_question_is_asked_in_norwegian(here: Path) -> None:
    typed = "".join(f"{answer}\n" for answer in ANSWERS.values())
    told = init("min-side", typed, **dict.fromkeys(QUESTIONS))

    asked = zip(QUESTIONS.values(), ANSWERS.values(), strict=True)
    assert told.output.startswith("".join(f"{question}: {answer}\n" for question, answer in asked))
    given = everything(here / "min-side")
    init("en-til")
    assert everything(here / "en-til") == given


def test_the_organiser_is_the_site_s_own_unless_another_is_named(here: Path) -> None:
    init(organiser=None, typed="\n")

    assert [each.name for each in first_event(here / "min-side").organisers] == [ANSWERS["--name"]]


NO_ADDRESS = "er ikke en e-postadresse. Skriv for eksempel navn@eksempel.no."
WRONG = [
    ("name", " ", "« » er ikke et navn. Skriv for eksempel Hamar kunstforening."),
    ("organiser", " ", "« » er ikke et navn. Skriv for eksempel Hamar kommune."),
    ("contact", " ", "« » er ikke et navn. Skriv for eksempel Kari Nordmann."),
    ("email", "kari", f"«kari» {NO_ADDRESS}"),
    ("email", "kari@localhost", f"«kari@localhost» {NO_ADDRESS}"),
    ("email", "=?utf-8?q?a?=@example.no", f"«=?utf-8?q?a?=@example.no» {NO_ADDRESS}"),
]


@pytest.mark.parametrize(("name", "answer", "message"), WRONG)
def test_a_wrong_option_is_told_in_one_line_and_nothing_is_written(
    here: Path, name: str, answer: str, message: str
) -> None:
    told = init(**{name: answer})

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == f"pameldt: --{name}: {message}\n"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(("name", "answer", "message"), WRONG)
def test_a_wrong_answer_is_asked_again(name: str, answer: str, message: str) -> None:
    told = init("min-side", f"{answer}\n{ANSWERS[f'--{name}']}\n", **{name: None})

    assert (told.exit_code, told.output.splitlines()[1]) == (0, message)


def test_a_folder_that_holds_something_is_left_as_it_is(here: Path) -> None:
    (here / "min-side").mkdir()
    (here / "min-side" / "brev.txt").write_text("Kjære Kari")
    told = init()

    assert (told.exit_code, told.stderr) == (
        1,
        "pameldt: min-side er ikke tom, så ingenting er skrevet. Velg en ny mappe.\n",
    )
    assert everything(here) == {"min-side/brev.txt": b"Kj\xc3\xa6re Kari"}


def test_a_file_is_left_as_it_is(here: Path) -> None:
    (here / "min-side").write_text("Kjære Kari")

    assert init().stderr == (
        "pameldt: min-side er en fil, så ingenting er skrevet. Velg en ny mappe.\n"
    )


def test_the_folder_it_is_to_be_in_must_be_there(here: Path) -> None:
    assert init("borte/min-side").stderr == (
        f"pameldt: Finner ikke mappen {here / 'borte'}. Lag den først.\n"
    )


def test_the_folder_one_stands_in_will_do_when_it_is_empty(here: Path) -> None:
    told = init(".")

    assert told.output.splitlines()[1] == "Se den med «pameldt serve»."
    assert set(everything(here)) == FILES


def test_whoever_gives_up_has_made_nothing(here: Path) -> None:
    told = init(email=None)

    assert (told.exit_code, told.stderr) == (1, "\nAvbrutt. Ingenting er gjort.\n")
    assert list(here.iterdir()) == []


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the disk be full from the fifth file on."""
    write_text, written = Path.write_text, list[Path]()

    def write(path: Path, *args: str) -> int:
        written.append(path)
        if len(written) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_text(path, *args)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", write)
        yield


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("is_there", [False, True])
def test_an_error_leaves_no_half_made_folder(here: Path, is_there: bool) -> None:
    if is_there:
        (here / "min-side").mkdir()
    told = init()

    assert (told.exit_code, told.stderr) == (1, "pameldt: Disken er full.\n")
    assert [each.name for each in here.rglob("*")] == ["min-side"] * is_there


GIVEN = [["build"], ["check"], ["serve"], ["run"], ["worker"], ["migrate"], ["erase"], ["new"]]
GIVEN += [["participants", "a"], ["export", "a"], ["notify", "a"], ["link", "a", "b"]]


@pytest.mark.parametrize("words", GIVEN, ids=lambda words: words[0])
def test_without_a_site_each_command_says_what_to_do(here: Path, words: list[str]) -> None:
    told = run(*words)

    assert (told.exit_code, told.stdout, told.stderr) == (1, "", f"pameldt: {NO_SITE}\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("words", [["build"], ["check"], ["serve"], ["new"]])
def test_a_site_without_content_is_told(here: Path, words: list[str]) -> None:
    shutil.copy(PROJECT / "pelicanconf.py", here)

    assert run(*words).stderr == f"pameldt: {NO_CONTENT}\n"


def test_content_that_is_named_is_enough(here: Path) -> None:
    init()
    shutil.copy(PROJECT / "pelicanconf.py", here)

    assert run("check", "--content", "min-side/content").output == "Ingen feil.\n"


def test_a_site_can_be_read_with_settings_that_are_commented_out_in_use(here: Path) -> None:
    init()
    settings = here / "min-side" / "pelicanconf.py"
    text = settings.read_text("utf-8")
    used = re.sub(r"^# (?=(ACCESSIBILITY_STATEMENT|MAIL_FROM|COLOURS) = )", "", text, flags=re.M)
    settings.write_text(used, "utf-8")

    assert used.count("# ") == text.count("# ") - 3
    assert run("build", cwd=here / "min-side").exit_code == 0


# What the starter has of the project's own files is the same there.


def settings_in(file: Path) -> set[str]:
    """Return the names of a file's settings, with those that are commented out."""
    return set(re.findall(r"^(?:# )?([A-Z_]+) = ", file.read_text("utf-8"), re.M))


def test_the_starter_has_every_setting_that_the_project_has() -> None:
    project, starter = (settings_in(each / "pelicanconf.py") for each in (PROJECT, STARTER))

    # A build of ours has our plugin unasked, and is told the folders.
    assert starter == project - {"PLUGINS", "PATH", "OUTPUT_PATH"}


def test_vs_code_is_told_the_same_in_a_new_site(here: Path) -> None:
    init()
    ours, theirs = PROJECT / ".vscode", here / "min-side" / ".vscode"
    [task] = json.loads((ours / "tasks.json").read_bytes())["tasks"]
    del task["windows"]

    assert json.loads((theirs / "tasks.json").read_bytes())["tasks"] == [
        task | {"command": "pameldt"}
    ]
    assert (theirs / "settings.json").read_bytes() == (ours / "settings.json").read_bytes()
    assert json.loads((theirs / "arrangement.code-snippets").read_bytes()) == snippets()
    [schema] = json.loads((theirs / "settings.json").read_bytes())["yaml.schemas"]
    assert json.loads((theirs.parent / schema).read_bytes()) == event_schema()


def test_the_readme_of_a_new_site_names_only_what_is_there(here: Path) -> None:
    init()
    readme = (here / "min-side" / "README.md").read_text("utf-8")
    paths = set(re.findall(r"^\| `([^`]+)` \|", readme, re.M))

    made = {"output/", "state/"}
    assert [each for each in paths - made if not (here / "min-side" / each).exists()] == []
    assert made < paths
    named = set(re.findall(r"\bpameldt ([a-z]+)\b", readme))
    assert named - set(COMMANDS) == set()
