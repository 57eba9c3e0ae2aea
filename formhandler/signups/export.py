"""Export: an event's sign-ups as an organiser reads them, in a terminal or a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from textwrap import indent
from zoneinfo import ZoneInfo

import xlsxwriter
from tabulate import tabulate

from formhandler.events.model import Attendance, Event
from formhandler.signups.models import Signup, SignupStatus

_WIDEST = 30
ATTENDANCE = {Attendance.IN_PERSON: "oppmøte", Attendance.ONLINE: "på nett"}
STATUS = {
    SignupStatus.CONFIRMED: "påmeldt",
    SignupStatus.WAITING: "på venteliste",
    SignupStatus.CANCELLED: "meldt av",
    SignupStatus.REPEAT: "gjentatt",
}
_FIRST = ("Referanse", "Status", "Deltar", "Navn", "Virksomhet", "E-post", "E-post kom ikke fram")
_LAST = ("Melding", "Påmeldt av", "Sendt")
# What makes Excel and others read a cell as a formula, in full-width forms too (NFKC turns them
# into the ordinary ones), and the white space that they skip before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_SKIPPED = " \u00a0\u3000\u200c\u200d"
_WIDTHS = {"Navn": 28, "Virksomhet": 28, "E-post": 32, "Melding": 50}
_WIDTH = 18


@dataclass(frozen=True)
class Sheet:
    """A line that says when the data must be deleted, a header, and a row per person."""

    notice: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def in_words_of(original: Event, versions: Iterable[Event], signup: Signup) -> Signup:
    """Return the sign-up with choices made in another language translated to the original's.

    All versions have the same choices in the same order. Text that a person wrote is unchanged.
    """
    theirs = next((each for each in versions if each.language == signup.language), original)
    asked = zip(theirs.signup.questions, original.signup.questions, strict=False)
    same = {
        (question.key, choice): word
        for question, first in asked
        for choice, word in zip(question.choices, first.choices, strict=False)
    }
    own = {
        key: tuple(same.get((key, answer), answer) for answer in answers)
        for key, answers in signup.answers.own.items()
    }
    return replace(signup, answers=replace(signup.answers, own=own))


def summary(signups: list[Signup]) -> str:
    """Return the number of sign-ups of each status, «12 påmeldt (8 oppmøte, 4 på nett)»."""
    parts = []
    for status, word in STATUS.items():
        those = [each.answers.attendance for each in signups if each.status is status]
        if those or status is SignupStatus.CONFIRMED:
            ways = [
                f"{those.count(way)} {name}" for way, name in ATTENDANCE.items() if way in those
            ]
            parts.append(f"{len(those)} {word}" + (f" ({', '.join(ways)})" if ways else ""))
    return ", ".join(parts)


def table(
    signups: list[Signup],
    zone: ZoneInfo,
    event: Event | None = None,
    unreached: Collection[int] = (),
) -> str:
    """Return a table with a row per sign-up, oldest first, times in `zone`; then their messages.

    `unreached` are the ids of those to whom no mail can be delivered.
    """
    rows = [_row(each, zone, is_unreached=each.id in unreached) for each in signups]
    words = [line for each in signups for line in _words(each, event)]
    listed = tabulate(rows, headers="keys", maxcolwidths=_WIDEST, disable_numparse=True)
    return "\n\n".join([listed, *(["Svar og meldinger", *words] if words else [])])


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


def as_csv(of: Sheet) -> bytes:
    """Return the sheet as CSV (RFC 4180) with a BOM and semicolons, as Norwegian Excel reads it.

    A cell that would be a formula is prefixed with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in ([of.notice], of.header, *of.rows):
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


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


def _words(signup: Signup, event: Event | None) -> Iterator[str]:
    """Yield the answers to the event's own questions, and the message."""
    questions = {each.key: each.text for each in event.signup.questions} if event else {}
    own = signup.answers.own
    lines = [f"{questions.get(key, key)} {', '.join(answer)}" for key, answer in own.items()]
    text = "\n".join([*lines, *filter(None, [signup.answers.message])])
    if text:
        yield f"{signup.reference} {signup.answers.name}:\n{indent(text, '  | ', _always)}"


def _always(_line: str) -> bool:
    """Mark blank lines too, so that no message can imitate the list's own text."""
    return True


def _row(signup: Signup, zone: ZoneInfo, *, is_unreached: bool) -> dict[str, str]:
    answers = signup.answers
    return {
        "Referanse": signup.reference,
        "Navn": answers.name,
        "Virksomhet": answers.organisation,
        "E-post": f"{answers.email} (kom ikke fram)" if is_unreached else answers.email,
        "Deltar": ATTENDANCE[answers.attendance],
        "Status": STATUS[signup.status],
        "Sendt": f"{signup.created_at.astimezone(zone):%d.%m.%Y %H.%M}",
    }


def _questions(signups: Sequence[Signup], event: Event | None) -> dict[str, str]:
    """Return key and text of each question, including those that the editor has since removed."""
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
    """Say when this copy must be deleted: on the first of the days in it."""
    days = [day for each in signups for day in _days(each, event)]
    if not days:
        return "Ingen påmeldte"
    return f"Personopplysninger: slettes innen {min(days):%d.%m.%Y}"


def _days(signup: Signup, event: Event | None) -> Iterator[date]:
    """Yield the deletion day of a sign-up, and of each of its answers that is due earlier."""
    yield signup.deleted_on(event) if event else signup.delete_on
    for question in event.signup.questions if event else ():
        if event and question.key in signup.answers.own:
            yield event.ends.date() + timedelta(days=event.signup.days_kept_for(question))


def _harmless(cell: str) -> str:
    first = unicodedata.normalize("NFKC", cell.lstrip(_SKIPPED)[:1])
    return f"'{cell}" if first in _FORMULA and first else cell
