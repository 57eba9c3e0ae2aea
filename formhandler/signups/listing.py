"""Listing: an event's sign-ups as an organiser reads them in a terminal."""

from textwrap import indent
from zoneinfo import ZoneInfo

from tabulate import tabulate

from formhandler.events.model import Attendance
from formhandler.signups.model import Signup, SignupStatus

_WIDEST = 30
_ATTENDANCE = {Attendance.IN_PERSON: "oppmøte", Attendance.ONLINE: "på nett"}
_STATUS = {
    SignupStatus.CONFIRMED: "påmeldt",
    SignupStatus.WAITING: "på venteliste",
    SignupStatus.CANCELLED: "meldt av",
    SignupStatus.REPEAT: "gjentatt",
}


def summary(signups: list[Signup]) -> str:
    """Return how many there are of each status, «12 påmeldt (8 oppmøte, 4 på nett)»."""
    parts = []
    for status, word in _STATUS.items():
        those = [each.answers.attendance for each in signups if each.status is status]
        if those or status is SignupStatus.CONFIRMED:
            ways = [
                f"{those.count(way)} {name}" for way, name in _ATTENDANCE.items() if way in those
            ]
            parts.append(f"{len(those)} {word}" + (f" ({', '.join(ways)})" if ways else ""))
    return ", ".join(parts)


def table(signups: list[Signup], zone: ZoneInfo) -> str:
    """Return a table with a row for each sign-up, oldest first, times in `zone`; then messages."""
    rows = [_row(each, zone) for each in signups]
    messages = [
        f"{each.reference} {each.answers.name}:\n{indent(each.answers.message, '  | ', _always)}"
        for each in signups
        if each.answers.message
    ]
    listed = tabulate(rows, headers="keys", maxcolwidths=_WIDEST, disable_numparse=True)
    return "\n\n".join([listed, *(["Meldinger", *messages] if messages else [])])


def _always(_line: str) -> bool:
    """Mark blank lines too, so that no message can look like the list's own text."""
    return True


def _row(signup: Signup, zone: ZoneInfo) -> dict[str, str]:
    answers = signup.answers
    return {
        "Referanse": signup.reference,
        "Navn": answers.name,
        "Virksomhet": answers.organisation,
        "E-post": answers.email,
        "Deltar": _ATTENDANCE[answers.attendance],
        "Status": _STATUS[signup.status],
        "Sendt": f"{signup.created_at.astimezone(zone):%d.%m.%Y %H.%M}",
    }
