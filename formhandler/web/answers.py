"""Answers: what a person is told of an event or a sign-up, before it becomes a page."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from formhandler.events.model import Attendance, Event, EventState
from formhandler.signups.model import Signup, SignupStatus
from formhandler.templating import at
from formhandler.templating import translate as _

FULL = "full"


@dataclass(frozen=True)
class Notice:
    """Something to tell above the form."""

    heading: str
    text: str
    color: str = "info"
    link: str | None = None
    link_text: str = ""


WAITING_LIST = Notice(
    "Det er fullt",
    "Du kan sette deg på ventelisten. Arrangøren tar kontakt hvis en plass blir ledig.",
    "warning",
)
NOT_STORED = Notice(
    "Vi fikk ikke lagret påmeldingen",
    "Det du har skrevet, står i skjemaet. Vent et minutt og send det på nytt.",
    "danger",
)


def sent_before(receipt: str) -> Notice:
    """Return what to tell when the same form comes again with other answers."""
    return Notice(
        "Dette skjemaet er allerede sendt",
        "Ingenting er endret. Vil du melde på en person til, så send skjemaet en gang til.",
        "warning",
        receipt,
        "Se påmeldingen som gjelder",
    )


@dataclass(frozen=True)
class Unavailable:
    """Why one cannot sign up, and what to do instead."""

    heading: str
    lines: tuple[str, ...]
    color: str = "neutral"
    offers_calendar: bool = False


_UNAVAILABLE = {
    EventState.NOT_YET_OPEN: Unavailable(
        "Påmeldingen har ikke åpnet ennå", (), "info", offers_calendar=True
    ),
    EventState.CLOSED: Unavailable("Påmeldingen er stengt", ("Spør om det fortsatt er plass.",)),
    EventState.PAST: Unavailable(
        "Arrangementet er holdt", ("Det går ikke lenger an å melde seg på.",)
    ),
    EventState.CANCELLED: Unavailable(
        "Arrangementet er avlyst", ("Arrangementet blir ikke holdt.",), "danger"
    ),
    EventState.POSTPONED: Unavailable(
        "Arrangementet er utsatt",
        ("Ny dato er ikke bestemt. Påmeldingen åpner når den er klar.",),
        "warning",
    ),
    FULL: Unavailable(
        "Arrangementet er fullt",
        ("Alle plassene er tatt, og det er ingen venteliste. Spør om noen har meldt avbud.",),
        "warning",
    ),
}


def unavailable(event: Event, reason: EventState | str) -> Unavailable:
    """Return what to tell who cannot sign up to the event."""
    answer = _UNAVAILABLE[reason]
    if reason is EventState.NOT_YET_OPEN and event.signup.opens:
        opens = _("Du kan melde deg på fra %(when)s.", when=at(event.signup.opens))
        return replace(answer, lines=(opens, _("Legg arrangementet i kalenderen så lenge.")))
    if reason is EventState.CLOSED:
        closed = _("Fristen var %(when)s.", when=at(event.closes))
        return replace(answer, lines=(closed, *answer.lines))
    return answer


def attendances(event: Event, full: set[Attendance]) -> list[tuple[str, str, str]]:
    """Return value, label and hint for each way to attend; the hint says where it is full."""
    return [
        (way.value, _label(event, way), _hint(event, way, is_full=way in full))
        for way in event.attendances
    ]


def _label(event: Event, attendance: Attendance) -> str:
    if attendance is Attendance.ONLINE:
        return _("Jeg deltar på nett")
    town = event.place.town if event.place else None
    return _("Jeg kommer til %(town)s", town=town) if town else _("Jeg møter opp")


def _hint(event: Event, attendance: Attendance, *, is_full: bool) -> str:
    if is_full and event.signup.waiting_list:
        return _("Fullt. Du kan stå på venteliste.")
    if is_full:
        return _("Fullt.")
    if attendance is Attendance.ONLINE:
        platform = event.online.platform if event.online else None
        return _("Med %(platform)s", platform=platform) if platform else ""
    place = event.place
    return ", ".join(part for part in (place.name, place.street) if part) if place else ""


@dataclass(frozen=True)
class Receipt:
    """The clear answer: what the sign-up is, and what happens next, with dates we keep."""

    heading: str
    color: str
    symbol: str
    steps: tuple[tuple[str, str], ...]
    offers_calendar: bool


def receipt(event: Event, signup: Signup, place_in_line: int, now: datetime) -> Receipt:
    """Return what to tell who has signed up."""
    deleted = (at(event.deleted_on), _("Vi sletter opplysningene dine."))
    state = event.state(now)
    if state is EventState.CANCELLED:
        return Receipt(_("Arrangementet er avlyst"), "danger", "no", (deleted,), False)
    if signup.status is SignupStatus.CANCELLED:
        return Receipt(_("Du er meldt av"), "neutral", "no", (deleted,), False)
    if signup.answered is SignupStatus.WAITING:
        heading = _("Du står på venteliste (nr. %(place)s)", place=place_in_line)
        line = (_when_a_seat_is_free(), _begins(event, waiting=True), deleted)
        return Receipt(heading, "warning", "waiting", line, False)
    if state is EventState.PAST:
        return Receipt(_("Du var påmeldt"), "neutral", "yes", (deleted,), False)
    if state is EventState.POSTPONED:
        postponed = (_("Ny dato er ikke bestemt"), _("Arrangementet er utsatt."))
        return Receipt(_("Du er påmeldt"), "warning", "waiting", (postponed, deleted), False)
    return Receipt(_("Du er påmeldt"), "success", "yes", (_begins(event), deleted), True)


def _when_a_seat_is_free() -> tuple[str, str]:
    return _("Hvis en plass blir ledig"), _("Arrangøren tar kontakt med den som står først.")


def _begins(event: Event, *, waiting: bool = False) -> tuple[Markup, str]:
    text = _("Arrangementet begynner.")
    if waiting:
        text += " " + _("Har du ikke hørt fra oss, har du ikke fått plass.")
    return at(event.starts), text


def written(event: Event, answers: Any) -> list[tuple[str, str]]:
    """Return label and text of each answer that the person gave."""
    pairs = [
        ("Navn", answers.name),
        ("E-post", answers.email),
        ("Virksomhet", answers.organisation),
    ]
    if event.is_hybrid:
        pairs.append(("Hvordan deltar du?", _label(event, answers.attendance)))
    if answers.message:
        pairs.append(("Melding til arrangøren", answers.message))
    return pairs
