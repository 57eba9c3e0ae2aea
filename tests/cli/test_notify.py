"""A build tells what it has changed, and offers to tell those who have signed up."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from formhandler.cli.main import main
from formhandler.core.settings import Settings
from formhandler.signups.database import Database
from formhandler.web.services import prepare
from tests.support.events import an_event, write_event
from tests.support.forms import answers, store
from tests.support.letters import statuses

MOVED = "2030-06-04 09.00"
NEWS = [
    "Frokostmøte",
    "Holdes tirsdag 4. juni 2030 kl. 09.00–10.00",
    "Før: Holdes tirsdag 4. juni 2030 kl. 08.30–10.00, Kulturhuset, Storgata 1, Hamar",
    "2 påmeldte vet ikke dette ennå.",
]
QUEUED = "2 e-poster er lagt i kø, og sendes av serveren."
ASKED = "Sende til 2 adresser? (ja/nei) [nei]:"


@dataclass(frozen=True)
class House:
    """An organisation's machine, on which its editors build."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return Settings(self.folder / "state", self.folder / "site", 8000)

    @property
    def content(self) -> Path:
        return self.folder / "content"

    def write(self, slug: str = "frokostmote", **keys: Any) -> Path:
        """Write an event file."""
        return write_event(self.content, slug, **keys)

    def build(self, *words: str, answer: str = "") -> Result:
        """Build, and answer what is asked."""
        env = {
            "PAMELDT_STATE": str(self.settings.state),
            "PAMELDT_SITE": str(self.settings.site),
            "PAMELDT_NOW": "2030-05-02T12:00",
        }
        command = ("build", "--content", str(self.content), *words)
        return CliRunner().invoke(main, command, input=answer, env=env)

    def sign_up(self, *names: str) -> Database:
        """Sign these people up, with no mail left to send."""
        prepare(self.settings)
        database = Database(self.settings.database)
        for name in names:
            store(database, an_event(), answers(name))
        with database.writing() as db:
            db.execute("update outbox set status = 'sent'")
        return database


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Give a machine on which one event is built."""
    made = House(tmp_path)
    made.write()
    assert made.build().exit_code == 0
    return made


def lines(told: Result) -> list[str]:
    """Give what was told, but for the last line on what was built."""
    assert told.exit_code == 0, told.output
    return [line for line in plain(told.output) if not line.startswith("Bygget ")]


def plain(text: str) -> Iterable[str]:
    return text.replace("\N{NO-BREAK SPACE}", " ").splitlines()


def test_new_changed_and_removed_pages_are_told(house: House) -> None:
    gone = house.write("gammelt")
    house.build()
    gone.unlink()
    house.write(tittel="Et nytt navn")
    house.write("nytt")

    assert lines(house.build()) == [
        "Ny: /arrangementer/nytt/",
        "Endret: /arrangementer/frokostmote/",
        "Fjernet: /arrangementer/gammelt/",
    ]
    assert lines(house.build()) == []


def test_of_very_many_pages_the_first_are_told(house: House) -> None:
    for number in range(10, 31):
        house.write(f"mote-{number}")
    told = lines(house.build())

    assert told[0] == "Ny: /arrangementer/mote-10/"
    assert told[19:] == ["Ny: /arrangementer/mote-29/", "Ny: 1 til"]


def test_a_time_that_people_do_not_know_is_told_with_how_to_tell_them(house: House) -> None:
    database = house.sign_up("Ada", "Bo")
    house.write(start=MOVED)

    assert lines(house.build())[1:] == [
        *NEWS,
        "Si fra til dem med «pameldt notify frokostmote».",
    ]
    assert statuses(database) == [("confirmed", "sent")] * 2


def test_they_are_told_after_a_yes(house: House) -> None:
    database = house.sign_up("Ada", "Bo")
    house.write(start=MOVED)

    assert lines(house.build("--notify", answer="ja\n"))[1:] == [*NEWS, f"{ASKED} ja", QUEUED]
    assert statuses(database)[2:] == [("event_changed", "waiting")] * 2
    assert lines(house.build("--notify")) == []


def test_they_are_told_without_a_question_where_nobody_is_there_to_answer(house: House) -> None:
    house.sign_up("Ada", "Bo")
    house.write(start=MOVED)

    assert lines(house.build("--notify", "--yes"))[1:] == [*NEWS, QUEUED]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("nei\n", "Ingenting er sendt."),
        ("", "Avbrutt. Ikke flere får e-post, men nettsiden er bygget."),
    ],
)
def test_a_no_builds_the_site_and_sends_nothing(house: House, answer: str, said: str) -> None:
    database = house.sign_up("Ada", "Bo")
    house.write(start=MOVED)
    told = house.build("--notify", answer=answer)

    assert lines(told)[-1] == said
    assert statuses(database) == [("confirmed", "sent")] * 2


def test_a_change_that_concerns_nobody_s_plans_is_no_news(house: House) -> None:
    house.sign_up("Ada", "Bo")
    house.write(tittel="Lunsjmøte", pris="100")

    assert lines(house.build()) == ["Endret: /arrangementer/frokostmote/"]


def test_without_its_database_a_site_is_built_all_the_same(house: House) -> None:
    house.settings.state.mkdir(mode=0o700)
    house.settings.database.write_text("garbage, not a database " * 50)
    house.write(start=MOVED)
    told = house.build()

    assert told.exit_code == 0
    assert "Merk: Ser ikke om noen er påmeldt det som er endret." in told.stderr
