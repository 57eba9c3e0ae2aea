"""Listing: an event's sign-ups as an organiser reads them in a terminal."""

from collections.abc import Collection, Iterator
from textwrap import indent
from zoneinfo import ZoneInfo

from tabulate import tabulate

from formhandler.events.model import Attendance, Event
from formhandler.signups.model import Signup, SignupStatus

_WIDEST = 30
ATTENDANCE = {Attendance.IN_PERSON: "oppmøte", Attendance.ONLINE: "på nett"}
STATUS = {
    SignupStatus.CONFIRMED: "påmeldt",
    SignupStatus.WAITING: "på venteliste",
    SignupStatus.CANCELLED: "meldt av",
    SignupStatus.REPEAT: "gjentatt",
}


def summary(signups: list[Signup]) -> str:
    """Return how many there are of each status, «12 påmeldt (8 oppmøte, 4 på nett)»."""
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
    """Return a table with a row for each sign-up, oldest first, times in `zone`; then their words.

    `unreached` are the ids of those to whom no mail can be delivered.
    """
    rows = [_row(each, zone, is_unreached=each.id in unreached) for each in signups]
    words = [line for each in signups for line in _words(each, event)]
    listed = tabulate(rows, headers="keys", maxcolwidths=_WIDEST, disable_numparse=True)
    return "\n\n".join([listed, *(["Svar og meldinger", *words] if words else [])])


def _words(signup: Signup, event: Event | None) -> Iterator[str]:
    """Yield the answers to the event's own questions, and the message."""
    questions = {each.key: each.text for each in event.signup.questions} if event else {}
    own = signup.answers.own
    lines = [f"{questions.get(key, key)} {', '.join(answer)}" for key, answer in own.items()]
    text = "\n".join([*lines, *filter(None, [signup.answers.message])])
    if text:
        yield f"{signup.reference} {signup.answers.name}:\n{indent(text, '  | ', _always)}"


def _always(_line: str) -> bool:
    """Mark blank lines too, so that no message can look like the list's own text."""
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
