"""A pelicanconf.py that cannot be used: `build`, `check` and `serve` tell the same, by line."""

import json
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from formhandler.cli.main import main
from formhandler.publishing.build import Build
from formhandler.publishing.preview import Preview
from formhandler.publishing.site_config import read_site_config
from formhandler.publishing.theme import own_theme
from tests.support.events import NOW, write_event
from tests.support.tables import each_case

GOOD = 'SITENAME = "Hamar kunstforening"\nTIMEZONE = "Europe/Oslo"\nDEFAULT_LANG = "nb"\n'
NOT_RUN = "Innstillingene kan ikke brukes:"

# What is written below the good settings, and what is told of it: line, and the rest.
FAULTS: dict[str, tuple[str, list[str]]] = {
    "a comma too many": (
        'ACCESSIBILITY_STATEMENT = "https://uustatus.no/nb/",',
        [
            "4:1: ACCESSIBILITY_STATEMENT: «https://uustatus.no/nb/» har et komma etter seg. "
            'Ta bort kommaet til slutt: "https://uustatus.no/nb/".'
        ],
    ),
    "a comma too many after colours": (
        'COLOURS = {"main": "#0b5563"},',
        [
            "4:1: COLOURS: «{'main': '#0b5563'}» har et komma etter seg. "
            'Ta bort kommaet til slutt: {"main": "#0b5563"}.'
        ],
    ),
    "no address of a page": (
        'ACCESSIBILITY_STATEMENT = "uustatus.no"',
        [
            "4:1: ACCESSIBILITY_STATEMENT: «uustatus.no» er ikke en nettadresse. "
            'Skriv for eksempel "https://example.no/tilgjengelighet".'
        ],
    ),
    "a number for an address": (
        "MAIL_FROM = 5",
        [
            "4:1: MAIL_FROM: «5» er ikke en e-postadresse. "
            'Skriv for eksempel "pamelding@example.no".'
        ],
    ),
    "a number for a name": (
        "\n\nSITENAME = 2030",
        ['6:1: SITENAME: «2030» er ikke et navn. Skriv for eksempel "Eksempelforeningen".'],
    ),
    "no name": (
        "SITENAME = None",
        ['4:1: SITENAME: «None» er ikke et navn. Skriv for eksempel "Eksempelforeningen".'],
    ),
    "settings that are deleted": (
        "del SITENAME, TIMEZONE",
        [
            '1:1: SITENAME: mangler. Skriv for eksempel "Eksempelforeningen".',
            '2:1: TIMEZONE: mangler. Skriv for eksempel "Europe/Oslo".',
        ],
    ),
    "a zone that is not there": (
        'TIMEZONE = "Europe/Olso"',
        ['4:1: TIMEZONE: «Europe/Olso» er ikke en tidssone. Skriv for eksempel "Europe/Oslo".'],
    ),
    "a zone that is a folder": (
        'TIMEZONE = "Europe"',
        ['4:1: TIMEZONE: «Europe» er ikke en tidssone. Skriv for eksempel "Europe/Oslo".'],
    ),
    "a number for a zone": (
        "TIMEZONE = 1",
        ['4:1: TIMEZONE: «1» er ikke en tidssone. Skriv for eksempel "Europe/Oslo".'],
    ),
    "a language that we do not speak": (
        'DEFAULT_LANG = "no"',
        [
            "4:1: DEFAULT_LANG: «no» er ikke et språk vi har tekster på. Skriv nb, nn eller en.",
        ],
    ),
    "an address without a scheme": (
        'SITEURL = "arrangement.example.no"',
        [
            "4:1: SITEURL: «arrangement.example.no» må være http:// eller https:// og et "
            'vertsnavn, uten sti. Skriv for eksempel "https://arrangement.example.no".'
        ],
    ),
    "an address with a path": (
        'SITEURL = "https://example.no/kurs"',
        [
            "4:1: SITEURL: «https://example.no/kurs» må være http:// eller https:// og et "
            'vertsnavn, uten sti. Skriv for eksempel "https://arrangement.example.no".'
        ],
    ),
    "colours that are a word": (
        'COLOURS = "red"',
        [
            "4:1: COLOURS: «red» er ikke tre farger. Skriv for eksempel "
            '{"main": "#0b5563", "paper": "#fbfaf7", "text": "#1d2423"}.'
        ],
    ),
    "logos that are no names of files": (
        'LOGO = 5\nif LOGO:\n    LOGO_DARK = "../logo.svg"',
        [
            '4:1: LOGO: «5» er ikke et filnavn. Skriv for eksempel "logo.svg". '
            "Filen skal ligge i bilder/.",
            '6:1: LOGO_DARK: «../logo.svg» er ikke et filnavn. Skriv for eksempel "logo.svg". '
            "Filen skal ligge i bilder/.",
        ],
    ),
    "a logo for dark screens only": (
        'LOGO_DARK = "../logo.svg"',
        [
            "1:1: LOGO: mangler. Skriv logoen her, og den for mørke skjermer i LOGO_DARK.",
            '4:1: LOGO_DARK: «../logo.svg» er ikke et filnavn. Skriv for eksempel "logo.svg". '
            "Filen skal ligge i bilder/.",
        ],
    ),
    "a name that cannot be written": (
        r'SITENAME = "Hamar\udc80\x1b[31m"',
        ['4:1: SITENAME: «Hamar��[31m» er ikke et navn. Skriv for eksempel "Eksempelforeningen".'],
    ),
    "a theme that is a number": (
        "THEME = 5",
        [
            "4:1: THEME: «5» er ikke navnet på en mappe. "
            "Ta bort linjen for å bruke Påmeldts eget utseende."
        ],
    ),
    "plugins that are a word": (
        'PLUGINS = "mitt_tillegg"',
        ['4:1: PLUGINS: «mitt_tillegg» er ikke en liste. Skriv for eksempel ["mitt_tillegg"].'],
    ),
    "a setting that Pelican stumbles on": (
        "PLUGIN_PATHS = 5",
        [f"1:1: {NOT_RUN} TypeError: 'int' object is not iterable."],
    ),
    "several at once": (
        'MAIL_FROM = "pamelding"\nSITENAME = " "',
        [
            "4:1: MAIL_FROM: «pamelding» er ikke en e-postadresse. "
            'Skriv for eksempel "pamelding@example.no".',
            '5:1: SITENAME: « » er ikke et navn. Skriv for eksempel "Eksempelforeningen".',
        ],
    ),
    "a syntax error": ("\nMAIL_FROM = ", [f"5:1: {NOT_RUN} SyntaxError: invalid syntax."]),
    "a name that is not there": (
        "MAIL_FROM = ADDRESS",
        [f"4:1: {NOT_RUN} NameError: name 'ADDRESS' is not defined."],
    ),
    "a division by zero in a function": (
        "def f():\n    return 1 / 0\n\nMAIL_FROM = f()",
        [f"5:1: {NOT_RUN} ZeroDivisionError: division by zero."],
    ),
    "a module with an error": (
        'import importlib\nimportlib.import_module("no_such_module")',
        [f"5:1: {NOT_RUN} ModuleNotFoundError: No module named 'no_such_module'."],
    ),
    "settings that end the program": (
        "import sys\nsys.exit()",
        [f"5:1: {NOT_RUN} SystemExit."],
    ),
    "settings that end the program well": (
        "raise SystemExit(0)",
        [f"4:1: {NOT_RUN} SystemExit: 0."],
    ),
    "an exception of one's own": (
        "class Stop(BaseException): pass\nraise Stop('her')",
        [f"5:1: {NOT_RUN} Stop: her."],
    ),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a site with one event, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content" / "bilder").mkdir(parents=True)
    write_event(tmp_path / "content")
    (tmp_path / "pelicanconf.py").write_text(GOOD, "utf-8")
    return tmp_path


def run(*words: str, **settings: str) -> Result:
    return CliRunner(env=settings).invoke(main, words)


def shown_by_a_preview(site: Path) -> list[str]:
    build = Build(
        configuration=Path("pelicanconf.py"),
        content=site / "content",
        theme=own_theme(),
        site=site / "output",
        url="http://127.0.0.1:8000",
        now=NOW,
    )
    preview = Preview(lambda: build, lambda: NOW, lambda _: None)
    preview.refresh()
    return [str(each) for each in preview.problems()]


@each_case(("line", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_the_settings_is_told_alike_by_all(
    site: Path, line: str, told: list[str]
) -> None:
    (site / "pelicanconf.py").write_text(f"{GOOD}{line}\n", "utf-8")
    lines = [f"pelicanconf.py:{each}" for each in told]
    said = [*lines, f"{len(lines)} feil. Nettsiden er ikke endret."]

    # A port that cannot be used ends `serve` even where it finds no fault.
    runs = [run("build"), run("check"), run("serve", PORT="x")]

    assert [(each.exit_code, each.stderr.splitlines()) for each in runs] == [(1, said)] * 3
    assert shown_by_a_preview(site) == lines
    assert not (site / "output").exists()


def test_check_tells_tools_of_it_too(site: Path) -> None:
    (site / "pelicanconf.py").write_text(f"{GOOD}MAIL_FROM = 5\n", "utf-8")
    done = run("check", "--format", "json")
    [problem] = json.loads(done.stdout)

    assert (done.exit_code, problem["path"], problem["line"], problem["key"]) == (
        1,
        "pelicanconf.py",
        4,
        "MAIL_FROM",
    )


@pytest.mark.parametrize("command", ["build", "check"])
def test_the_settings_are_run_once(site: Path, command: str) -> None:
    count = "with open('runs', 'a') as file:\n    file.write('x')\n"
    (site / "pelicanconf.py").write_text(GOOD + count, "utf-8")

    assert run(command).exit_code == 0
    assert (site / "runs").read_text() == "x"


def test_a_file_of_the_same_size_in_the_same_second_is_read_anew(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = site / "pelicanconf.py"
    for code in ("nb", "nn", "en"):
        path.write_text(GOOD.replace('"nb"', f'"{code}"'), "utf-8")
        assert read_site_config(path).language == code


def test_what_may_be_left_out_is_not_set(site: Path) -> None:
    config = read_site_config(site / "pelicanconf.py")

    assert config.model_dump(exclude={"others"}) == {
        "folder": site,
        "name": "Hamar kunstforening",
        "url": "",
        "zone": ZoneInfo("Europe/Oslo"),
        "language": "nb",
        "accessibility_statement": None,
        "mail_from": None,
        "colours": None,
        "logo": None,
        "logo_dark": None,
        "theme": own_theme(),
        "plugins": (),
    }


def test_a_slip_that_only_a_build_stumbles_on_keeps_no_server_down(site: Path) -> None:
    assert run("build").exit_code == 0
    (site / "pelicanconf.py").write_text(f"{GOOD}COLOURS = 5\nPLUGIN_PATHS = 5\n", "utf-8")

    assert run("migrate").exit_code == 0
    assert run("participants", "frokostmote").exit_code == 0
