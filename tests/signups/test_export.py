"""The list as a spreadsheet: what stands in it, and that no answer becomes a formula."""

import csv
import io
import re
import stat
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from formhandler.cli.main import main
from formhandler.core.settings import Settings
from formhandler.events.model import Event
from formhandler.signups import changes, register
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Own, Signup
from formhandler.web.services import prepare
from tests.support.events import NOW, an_event
from tests.support.forms import answers, change, show, store, stored

HEADER = [
    *("Referanse", "Status", "Deltar", "Navn", "Virksomhet", "E-post", "E-post kom ikke fram"),
    *("Melding", "Påmeldt av", "Sendt"),
]
NOTICE = "Personopplysninger: slettes innen 04.07.2030"
DRINK: dict[str, Any] = {"nøkkel": "te", "spørsmål": "Te eller kaffe?", "formål": "Vi handler inn"}
DAYS: dict[str, Any] = {
    "nøkkel": "dager",
    "spørsmål": "Hvilke dager?",
    "type": "flere valg",
    "valg": ["Mandag", "Tirsdag"],
    "formål": "Vi dekker på",
}
EVENT = an_event()
ASKING = an_event(påmelding={"spørsmål": [DRINK, DAYS]})
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Office:
    """An organiser's machine with a site, on which the list is written."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return Settings(self.folder / "state", self.folder / "site", 8000)

    @property
    def database(self) -> Database:
        return Database(self.settings.database)

    def run(self, *words: str) -> Result:
        env = {"PAMELDT_STATE": f"{self.settings.state}", "PAMELDT_SITE": f"{self.settings.site}"}
        return CliRunner().invoke(main, ["export", "frokostmote", *words], env=env)

    def csv(self) -> list[list[str]]:
        """Return the rows as a spreadsheet program reads them."""
        data = self.run("--format", "csv").stdout_bytes
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))

    def people(self) -> list[dict[str, str]]:
        """Return each row by its header."""
        _, header, *rows = self.csv()
        return [dict(zip(header, row, strict=True)) for row in rows]

    def xlsx(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.run().stdout_bytes))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Give a machine whose site has one event, to which nobody has signed up."""
    made = Office(tmp_path)
    prepare(made.settings)
    show(made.settings.site, EVENT)
    return made


def sign_up(office: Office, event: Event = EVENT, **given: Any) -> Signup:
    changed: Answers = replace(answers(), **given)
    return store(office.database, event, changed)


def test_the_csv_opens_right_in_norwegian_excel(office: Office) -> None:
    signup = sign_up(office, name="Åse Ødegård")
    data = office.run("--format", "csv").stdout_bytes

    assert data == (
        b"\xef\xbb\xbf"
        + (
            f"{NOTICE}\r\n{';'.join(HEADER)}\r\n"
            f"{signup.reference};påmeldt;oppmøte;Åse Ødegård;Hamar kommune;kari@example.no;;;;"
            "02.05.2030 12.00\r\n"
        ).encode()
    )


def test_semicolons_quotes_and_lines_stay_in_their_cell(office: Office) -> None:
    message = 'Te; "kaffe"\nog vann'
    sign_up(office, message=message, organisation="A;B")

    (row,) = office.people()
    assert (row["Melding"], row["Virksomhet"]) == (message, "A;B")


def test_the_day_of_deletion_is_the_first_of_them(office: Office) -> None:
    sign_up(office)
    show(office.settings.site, an_event(påmelding={"slettes_etter": "7 dager"}))
    shorter = an_event(påmelding={"slettes_etter": "7 dager"})
    sign_up(office, shorter, email="bo@example.no")

    assert office.csv()[0] == ["Personopplysninger: slettes innen 11.06.2030"]


@pytest.mark.parametrize(("own", "day"), [({"mat": ("Fisk",)}, "11.06.2030"), ({}, "04.07.2030")])
def test_the_day_of_deletion_is_that_of_an_answer_about_health_where_there_is_one(
    office: Office, own: Own, day: str
) -> None:
    food = {"nøkkel": "mat", "spørsmål": "Allergi?", "formål": "Mat", "helse": "ja"}
    event = an_event(påmelding={"spørsmål": [DRINK, food]})
    show(office.settings.site, event)
    sign_up(office, event, own={"te": ("Te",)} | dict(own))

    assert office.csv()[0] == [f"Personopplysninger: slettes innen {day}"]


def test_nobody_is_told_as_nobody(office: Office) -> None:
    assert office.csv() == [["Ingen påmeldte"], HEADER]


# What is written, and what stands in the CSV: an apostrophe makes a spreadsheet show it as text.
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","Trykk")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "+47 99 88 77 66",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH PLUS SIGN}1",
    "\N{FULLWIDTH HYPHEN-MINUS}1",
    "\N{FULLWIDTH COMMERCIAL AT}SUM(1)",
    " \N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{SMALL PLUS SIGN}1",
    "\N{SMALL HYPHEN-MINUS}1",
    "\N{SMALL EQUALS SIGN}1",
    "\N{SMALL COMMERCIAL AT}1",
]
HARMLESS = ["Kari", "a=b", "1+1", "99 88 77 66", "'=1", "O'Brien", "Å", "", "2-3", "c@d.no"]


def test_a01_what_would_be_a_formula_is_text_in_the_csv(office: Office) -> None:
    for number, text in enumerate(FORMULAS):
        sign_up(office, email=f"p{number}@example.no", message=text)

    assert [row["Melding"] for row in office.people()] == [f"'{text}" for text in FORMULAS]


def test_a01_a_phone_number_is_still_there_to_read(office: Office) -> None:
    sign_up(office, organisation="+47 99 88 77 66")

    assert office.people()[0]["Virksomhet"] == "'+47 99 88 77 66"


def test_a01_what_is_no_formula_is_left_as_it_is(office: Office) -> None:
    for number, text in enumerate(HARMLESS):
        sign_up(office, email=f"p{number}@example.no", message=text)

    assert [row["Melding"] for row in office.people()] == HARMLESS


def test_a01_every_column_is_guarded(office: Office) -> None:
    show(office.settings.site, ASKING)
    formula = "=1+1"
    own = {"te": (formula,), "dager": (formula,)}
    sign_up(office, ASKING, name=formula, organisation=formula, message=formula, own=own)
    (row,) = office.people()

    guarded = [name for name, cell in row.items() if cell == f"'{formula}"]
    assert guarded == ["Navn", "Virksomhet", "Te eller kaffe?", "Hvilke dager?", "Melding"]
    assert formula not in row.values()


def test_a01_an_editor_s_question_is_guarded_too(office: Office) -> None:
    asking = an_event(påmelding={"spørsmål": [DRINK | {"spørsmål": "=1+1"}]})
    show(office.settings.site, asking)
    sign_up(office, asking)

    assert "'=1+1" in office.csv()[1]


def cells(book: zipfile.ZipFile) -> list[list[str]]:
    """Return the text of each cell; fails where one is anything but a shared string."""
    shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = [_unescaped("".join(each.itertext())) for each in shared.findall(f"{SHEET}si")]
    page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert {cell.get("t") for cell in page.iter(f"{SHEET}c")} == {"s"}
    return [
        [texts[int(cell.findtext(f"{SHEET}v") or "")] for cell in row]
        for row in page.iter(f"{SHEET}row")
    ]


def _unescaped(text: str) -> str:
    """Return a string without the escapes of ECMA-376 part 1 §22.9.2.19."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def test_a01_every_cell_of_the_workbook_is_text(office: Office) -> None:
    for number, text in enumerate(FORMULAS):
        sign_up(office, email=f"p{number}@example.no", message=text, name=text.strip() or "x")
    book = office.xlsx()
    rows = cells(book)

    assert [row[HEADER.index("Melding")] for row in rows[2:]] == FORMULAS
    assert b"<f" not in book.read("xl/worksheets/sheet1.xml").replace(b"<fo", b"")


def test_the_workbook_has_what_the_csv_has(office: Office) -> None:
    signup = sign_up(office, message="Hei")
    notice, header, row = cells(office.xlsx())

    assert (notice, header) == ([NOTICE], HEADER)
    assert row[0] == signup.reference
    assert "Hei" in row


def test_the_workbook_calls_nobody(office: Office) -> None:
    sign_up(office, message="https://evil.example/ og mailto:x@example.no")
    book = office.xlsx()

    assert [name for name in book.namelist() if "externalLink" in name] == []
    assert [name for name in book.namelist() if b"evil.example" in book.read(name)] == [
        "xl/sharedStrings.xml"
    ]


def test_control_letters_break_no_workbook(office: Office) -> None:
    sign_up(office, message="a\n\tb & <c> ]]> _x0041_")

    assert "a\n\tb & <c> ]]> _x0041_" in cells(office.xlsx())[2]


def test_each_status_stands_as_people_say_it(office: Office) -> None:
    event = an_event(påmelding={"plasser": 1})
    show(office.settings.site, event)
    for email in ("ada@example.no", "bo@example.no", "ada@example.no"):
        sign_up(office, event, email=email)
    cy = sign_up(office, event, email="cy@example.no")
    change(office.database, changes.cancel, event, cy)

    told = [row["Status"] for row in office.people()]
    assert told == ["påmeldt", "på venteliste", "gjentatt", "meldt av"]


def test_own_questions_are_columns_in_the_editor_s_order(office: Office) -> None:
    show(office.settings.site, ASKING)
    sign_up(office, ASKING, own={"dager": ("Mandag", "Tirsdag"), "te": ("Te",)})
    sign_up(office, ASKING, email="bo@example.no")

    assert office.csv()[1] == [*HEADER[:7], "Te eller kaffe?", "Hvilke dager?", *HEADER[7:]]
    assert [(row["Te eller kaffe?"], row["Hvilke dager?"]) for row in office.people()] == [
        ("Te", "Mandag, Tirsdag"),
        ("", ""),
    ]


def test_a_question_that_the_editor_has_taken_away_is_still_a_column(office: Office) -> None:
    sign_up(office, ASKING, own={"te": ("Kaffe",)})

    assert office.people()[0]["te"] == "Kaffe"


def test_colleagues_have_the_one_who_signed_them_up(office: Office) -> None:
    event = an_event(påmelding={"flere": 3})
    two = tuple(replace(answers(name), shares_email=name == "Bo") for name in ("Bo", "Cy"))
    with office.database.writing() as db:
        register.add(db, event, answers(), submit_id="x", colleagues=two, now=NOW)

    told = [(row["Navn"], row["Påmeldt av"]) for row in office.people()]
    assert told == [("Kari Nordmann", ""), ("Bo", "Kari Nordmann"), ("Cy", "Kari Nordmann")]


def test_f32_who_cannot_be_reached_is_marked(office: Office) -> None:
    sign_up(office)
    sign_up(office, email="bo@example.no")
    with office.database.writing() as db:
        db.execute("update outbox set status = 'undeliverable' where id = 1")

    assert [row["E-post kom ikke fram"] for row in office.people()] == ["ja", ""]


def test_an_event_that_is_no_longer_published_can_be_written(office: Office) -> None:
    signup = sign_up(office)
    show(office.settings.site)

    assert office.people()[0]["Referanse"] == signup.reference


def test_an_unknown_event_is_refused(office: Office) -> None:
    show(office.settings.site, an_event("annet"))
    told = office.run()

    assert (told.exit_code, told.stdout_bytes) == (1, b"")
    assert told.stderr == (
        "pameldt: Finner ikke arrangementet «frokostmote». Disse finnes:\n  annet\n"
    )


def test_the_file_is_for_its_owner_alone_and_told(office: Office) -> None:
    sign_up(office)
    path = office.folder / "liste.csv"
    told = office.run("--format", "csv", "--output", str(path))

    assert (told.exit_code, told.output) == (0, f"Skrev 1 påmelding til {path}.\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == office.run("--format", "csv").stdout_bytes


def test_a_file_that_others_could_read_is_closed_to_them(office: Office) -> None:
    sign_up(office)
    path = office.folder / "liste.xlsx"
    path.touch(mode=0o644)
    path.chmod(0o644)
    office.run("--output", str(path))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_writing_the_list_changes_nothing(office: Office) -> None:
    sign_up(office)
    before = stored(office.database)
    office.run()

    assert stored(office.database) == before
