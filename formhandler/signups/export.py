"""Export: an event's sign-ups as a spreadsheet that opens right in Norwegian Excel."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import xlsxwriter

from formhandler.events.model import Event
from formhandler.signups.listing import ATTENDANCE, STATUS
from formhandler.signups.model import Signup

_FIRST = ("Referanse", "Status", "Deltar", "Navn", "Virksomhet", "E-post", "E-post kom ikke fram")
_LAST = ("Melding", "Påmeldt av", "Sendt")
# What makes Excel and others take a cell for a formula, full-width forms too (NFKC makes one of
# the other), and the white space that they skip before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_SKIPPED = " \u00a0\u3000\u200c\u200d"
_WIDTHS = {"Navn": 28, "Virksomhet": 28, "E-post": 32, "Melding": 50}
_WIDTH = 18


@dataclass(frozen=True)
class Sheet:
    """A line that says when the data must be deleted, then a header, then a row for each person."""

    notice: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def sheet(
    signups: Sequence[Signup], event: Event | None, zone: ZoneInfo, unreached: Collection[int]
) -> Sheet:
    """Return the sign-ups as a sheet, oldest first, times in `zone`.

    `unreached` are the ids of those to whom no mail can be delivered.
    """
    questions = _questions(signups, event)
    names = {each.id: each.answers.name for each in signups}
    rows = [
        [
            *_first(each, is_unreached=each.id in unreached),
            *(", ".join(each.answers.own.get(key, ())) for key in questions),
            each.answers.message,
            names.get(each.signed_up_by or 0, ""),
            f"{each.created_at.astimezone(zone):%d.%m.%Y %H.%M}",
        ]
        for each in signups
    ]
    return Sheet(_notice(signups, event), [*_FIRST, *questions.values(), *_LAST], rows)


def _questions(signups: Sequence[Signup], event: Event | None) -> dict[str, str]:
    """Return key and text of each question, those too that the editor has taken away since."""
    asked = {each.key: each.text for each in event.signup.questions} if event else {}
    answered = {key: key for signup in signups for key in signup.answers.own}
    return asked | {key: key for key in answered if key not in asked}


def _first(signup: Signup, *, is_unreached: bool) -> tuple[str, ...]:
    answers = signup.answers
    return (
        signup.reference,
        STATUS[signup.status],
        ATTENDANCE[answers.attendance],
        answers.name,
        answers.organisation,
        answers.email,
        "ja" if is_unreached else "",
    )


def _notice(signups: Sequence[Signup], event: Event | None) -> str:
    """Say when this copy must be deleted: with the first of those that it tells of."""
    days = [day for each in signups for day in _days(each, event)]
    if not days:
        return "Ingen påmeldte"
    return f"Personopplysninger: slettes innen {min(days):%d.%m.%Y}"


def _days(signup: Signup, event: Event | None) -> Iterator[date]:
    """Yield when a sign-up must go, and each of its answers that must go before it."""
    yield signup.deleted_on(event) if event else signup.delete_on
    for question in event.signup.questions if event else ():
        if event and question.key in signup.answers.own:
            yield event.ends.date() + timedelta(days=event.signup.days_kept_for(question))


def as_csv(of: Sheet) -> bytes:
    """Return the sheet as CSV (RFC 4180) with a BOM and semicolons, as Norwegian Excel reads it.

    What would be a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in ([of.notice], of.header, *of.rows):
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    first = unicodedata.normalize("NFKC", cell.lstrip(_SKIPPED)[:1])
    return f"'{cell}" if first in _FORMULA and first else cell


def as_xlsx(of: Sheet) -> bytes:
    """Return the sheet as an Excel workbook (ECMA-376) in which every cell is text."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet("Påmeldte")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        page.write_string(0, 0, of.notice, bold)
        for column, name in enumerate(of.header):
            page.set_column(column, column, _WIDTHS.get(name, _WIDTH), wrapped)
            page.write_string(1, column, name, bold)
        for line, row in enumerate(of.rows, 2):
            for column, cell in enumerate(row):
                page.write_string(line, column, cell)
        page.freeze_panes(2, 0)
        page.autofilter(1, 0, 1 + len(of.rows), len(of.header) - 1)
    return data.getvalue()
