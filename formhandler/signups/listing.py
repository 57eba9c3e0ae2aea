"""Listing: an event's sign-ups as an organiser reads them in a terminal."""

from zoneinfo import ZoneInfo

from tabulate import tabulate

from formhandler.events.model import Attendance
from formhandler.signups.model import Signup, SignupStatus

_WIDEST = 40
_ATTENDANCE = {Attendance.IN_PERSON: "oppmøte", Attendance.ONLINE: "på nett"}
_STATUS = {
    SignupStatus.CONFIRMED: "påmeldt",
    SignupStatus.WAITING: "på venteliste",
    SignupStatus.CANCELLED: "meldt av",
    SignupStatus.REPEAT: "gjentatt",
}


def summary(signups: list[Signup]) -> str:
    """Return how many there are of each status, «12 påmeldt, 3 på venteliste»."""
    counted = {status: sum(each.status is status for each in signups) for status in _STATUS}
    return ", ".join(
        f"{count} {_STATUS[status]}"
        for status, count in counted.items()
        if count or status is SignupStatus.CONFIRMED
    )


def table(signups: list[Signup], zone: ZoneInfo) -> str:
    """Return a table with a row for each sign-up, oldest first, times in `zone`."""
    rows = [_row(number, each, zone) for number, each in enumerate(signups, 1)]
    return tabulate(rows, headers="keys", maxcolwidths=_WIDEST, disable_numparse=True)


def _row(number: int, signup: Signup, zone: ZoneInfo) -> dict[str, object]:
    answers = signup.answers
    return {
        "Nr.": number,
        "Referanse": signup.reference,
        "Navn": answers.name,
        "Virksomhet": answers.organisation,
        "E-post": answers.email,
        "Deltar": _ATTENDANCE[answers.attendance],
        "Status": _STATUS[signup.status],
        "Sendt": f"{signup.created_at.astimezone(zone):%Y-%m-%d %H.%M}",
        "Melding": answers.message,
    }
