"""The listing: who comes and how, as an organiser reads it in a terminal."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

from formhandler.events.model import Attendance
from formhandler.signups.export import summary, table
from formhandler.signups.models import Signup, SignupStatus
from tests.support.events import OSLO, an_event
from tests.support.forms import answers
from tests.support.tables import each_case

CONFIRMED, WAITING = SignupStatus.CONFIRMED, SignupStatus.WAITING
CANCELLED, REPEAT = SignupStatus.CANCELLED, SignupStatus.REPEAT
ONLINE = Attendance.ONLINE


def a_signup(
    name: str = "Kari Nordmann",
    status: SignupStatus = CONFIRMED,
    attendance: Attendance = Attendance.IN_PERSON,
    message: str = "",
) -> Signup:
    return Signup(
        id=1,
        public_id="x",
        link_id="z",
        submit_id="y",
        event="frokostmote",
        reference="ABC234",
        answers=answers(name, attendance=attendance, message=message),
        status=status,
        answered=CONFIRMED,
        version=0,
        managed=False,
        created_at=datetime(2030, 5, 2, 10, 5, tzinfo=UTC),
        delete_on=date(2030, 7, 4),
        days_kept=30,
        signed_up_by=None,
        told=None,
    )


def test_an_event_without_sign_ups_has_none() -> None:
    assert summary([]) == "0 påmeldt"


def test_those_who_come_are_counted_by_status_and_by_how_they_attend() -> None:
    signups = [a_signup(), a_signup(), a_signup(attendance=ONLINE), a_signup(status=REPEAT)]
    signups += [a_signup(status=WAITING, attendance=ONLINE), a_signup(status=CANCELLED)]

    assert summary(signups) == (
        "3 påmeldt (2 oppmøte, 1 på nett), 1 på venteliste (1 på nett), "
        "1 meldt av (1 oppmøte), 1 gjentatt (1 oppmøte)"
    )


def cells(signups: list[Signup], unreached: Collection[int] = ()) -> list[list[str]]:
    """Return the table's rows, cut where the line under the heading has its gaps."""
    head, line, *rows = table(signups, OSLO, unreached=unreached).split("\n")
    widths = [len(dashes) for dashes in line.split("  ")]
    starts = [sum(widths[:number]) + 2 * number for number in range(len(widths))]
    return [
        [row[start : start + width].strip() for start, width in zip(starts, widths, strict=True)]
        for row in [head, *rows]
    ]


HEADINGS = ["Referanse", "Navn", "Virksomhet", "E-post", "Deltar", "Status", "Sendt"]
KARI = ["ABC234", "Kari Nordmann", "Hamar kommune", "kari@example.no", "oppmøte", "påmeldt"]
OLA = ["ABC234", "Ola", "Hamar kommune", "ola@example.no", "på nett", "på venteliste"]
SENT = ["02.05.2030 12.05"]


def test_the_table_has_a_row_for_each_with_all_that_an_organiser_needs() -> None:
    signups = [a_signup(), a_signup("Ola", WAITING, ONLINE)]

    assert cells(signups) == [HEADINGS, KARI + SENT, OLA + SENT]


@each_case("name", ["007", "1e5", "Null", "True", "0x1f", "1_000"])
def test_a_name_that_looks_like_a_number_stays_as_it_was_written(name: str) -> None:
    assert cells([a_signup(name)])[1][1] == name


def test_messages_stand_whole_below_the_table() -> None:
    told = table([a_signup(), a_signup("Ola", message="Linje 1\nLinje 2")], OSLO)

    assert told.split("\n\n")[1:] == ["Svar og meldinger", "ABC234 Ola:\n  | Linje 1\n  | Linje 2"]


FOOD = {"nøkkel": "mat", "spørsmål": "Hva spiser du?", "formål": "Lunsj"}


def test_answers_to_the_event_s_own_questions_stand_below_the_question_s_words() -> None:
    asking = an_event(påmelding={"spørsmål": [FOOD]})
    own = {"mat": ("Halal", "Vegan"), "tatt_ut": ("Ja",)}
    answered = replace(answers("Ola", message="Hei"), own=own)
    told = table([replace(a_signup("Ola"), answers=answered)], OSLO, asking)

    assert told.split("\n\n")[1:] == [
        "Svar og meldinger",
        "ABC234 Ola:\n  | Hva spiser du? Halal, Vegan\n  | tatt_ut Ja\n  | Hei",
    ]


def test_whom_no_mail_reaches_is_marked() -> None:
    signups = [a_signup(), replace(a_signup("Ola"), id=2)]
    addresses = [row[3] for row in cells(signups, unreached=[2])[1:]]

    assert addresses == ["kari@example.no", "ola@example.no (kom ikke fram)"]


def test_a_table_without_messages_says_nothing_of_them() -> None:
    assert "meldinger" not in table([a_signup()], OSLO)


def test_a_long_name_is_told_on_several_lines_and_whole() -> None:
    name = " ".join(["Langtnavn"] * 20)
    told = table([a_signup(name)], OSLO)

    assert told.count("Langtnavn") == 20
    assert max(map(len, told.split("\n"))) < 200
