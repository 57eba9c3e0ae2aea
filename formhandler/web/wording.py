"""Wording: what a person is told of an event or a sign-up, before it becomes a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

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


def full_this_way(event: Event, attendance: Attendance) -> Notice:
    """Return what to tell who chose a way to attend that is full, where another one is not."""
    other = next(way for way in event.attendances if way is not attendance)
    return Notice(
        "Det er fullt for det du valgte",
        f"Du kan fortsatt velge «{_label(event, other)}».",
        "warning",
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
    """Why one cannot sign up (`reason`), and what to do instead (`advice`)."""

    heading: str
    reason: str
    advice: str = ""
    color: str = "neutral"
    when: str = "Når"
    offers_calendar: bool = False


_UNAVAILABLE = {
    EventState.NOT_YET_OPEN: Unavailable(
        "Påmeldingen har ikke åpnet ennå",
        "",
        "Legg arrangementet i kalenderen så lenge.",
        color="info",
        offers_calendar=True,
    ),
    EventState.CLOSED: Unavailable(
        "Påmeldingen er stengt", "", "Spør om det fortsatt er mulig å bli med."
    ),
    EventState.PAST: Unavailable(
        "Arrangementet er holdt", "Det går ikke lenger an å melde seg på."
    ),
    EventState.CANCELLED: Unavailable(
        "Arrangementet er avlyst", "Det blir ikke holdt.", color="danger"
    ),
    EventState.POSTPONED: Unavailable(
        "Arrangementet er utsatt",
        "Ny dato er ikke bestemt.",
        "Kom tilbake til siden når den nye datoen er klar.",
        "warning",
        when="Opprinnelig tid",
    ),
    FULL: Unavailable(
        "Arrangementet er fullt",
        "Alle plassene er tatt, og det er ingen venteliste.",
        "Spør om noen har meldt avbud.",
        "warning",
    ),
}


def unavailable(event: Event, reason: EventState | str) -> Unavailable:
    """Return what to tell who cannot sign up to the event."""
    answer = _UNAVAILABLE[reason]
    if reason is EventState.NOT_YET_OPEN and event.signup.opens:
        opens = _("Du kan melde deg på fra %(when)s.", when=at(event.signup.opens))
        return replace(answer, reason=opens)
    if reason is EventState.CLOSED:
        return replace(answer, reason=_("Fristen var %(when)s.", when=at(event.closes)))
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
    where = _platform(event) if attendance is Attendance.ONLINE else event.where(attendance)
    if not is_full:
        return where
    full = _("Fullt: du kan stå på venteliste.") if event.signup.waiting_list else _("Fullt.")
    return f"{where}. {full}" if where else full


def _platform(event: Event) -> str:
    platform = event.online.platform if event.online else None
    return _("Med %(platform)s", platform=platform) if platform else ""


@dataclass(frozen=True)
class Receipt:
    """The clear answer: what the sign-up is, and what happens next, with dates we keep.

    `reason` says what has happened to the event, `when` labels its time, and `how` the way to
    attend, where the person does; `stands` tells whether there is still something to attend.
    """

    heading: str
    color: str
    symbol: str
    steps: tuple[tuple[str, str], ...]
    reason: str = ""
    when: str = "Når"
    how: str | None = None
    stands: bool = True
    offers_calendar: bool = False


def receipt(event: Event, signup: Signup, place_in_line: int, now: datetime) -> Receipt:
    """Return what to tell who has signed up."""
    deleted = (at(signup.deleted_on(event)), _("Vi sletter opplysningene dine."))
    state = event.state(now)
    if state is EventState.CANCELLED:
        heading, when = _("Arrangementet er avlyst"), "Skulle vært holdt"
        return Receipt(heading, "danger", "no", (deleted,), when=when, stands=False)
    if signup.status is SignupStatus.CANCELLED:
        return Receipt(_("Du er meldt av"), "neutral", "no", (deleted,), stands=False)
    if state is EventState.PAST:
        return _past(signup, deleted)
    answer = _waiting(event, place_in_line) if _waits(signup) else _confirmed(event)
    if state is EventState.POSTPONED:
        return _postponed(answer, signup)
    return replace(answer, steps=(*answer.steps, deleted))


def _waits(signup: Signup) -> bool:
    return signup.answered is SignupStatus.WAITING


def _past(signup: Signup, deleted: tuple[str, str]) -> Receipt:
    heading = _("Du sto på venteliste") if _waits(signup) else _("Du var påmeldt")
    symbol = "waiting" if _waits(signup) else "yes"
    return Receipt(heading, "neutral", symbol, (deleted,), stands=False)


def _waiting(event: Event, place_in_line: int) -> Receipt:
    heading = _("Du står på venteliste (nr. %(place)s)", place=place_in_line)
    free = (_("Hvis en plass blir ledig"), _("Arrangøren tar kontakt med den som står først."))
    unheard = _("Har du ikke hørt fra oss, har du ikke fått plass.")
    begins = (at(event.starts), f"{_('Arrangementet begynner.')} {unheard}")
    return Receipt(heading, "warning", "waiting", (free, begins), how="Slik vil du delta")


def _confirmed(event: Event) -> Receipt:
    begins = (at(event.starts), _("Arrangementet begynner."))
    heading, how = _("Du er påmeldt"), "Slik deltar du"
    return Receipt(heading, "success", "yes", (begins,), how=how, offers_calendar=True)


def _postponed(answer: Receipt, signup: Signup) -> Receipt:
    """Say that the date no longer holds; the sign-up does, and is kept until there is a new one."""
    new_date = (_("Når ny dato er klar"), _("Arrangøren gir deg beskjed. Påmeldingen gjelder."))
    days = _("%(days)s dager etter den nye datoen", days=signup.days_kept)
    deleted = (days, _("Vi sletter opplysningene dine."))
    return replace(
        answer,
        color="warning",
        steps=(new_date, deleted),
        reason=_("Arrangementet er utsatt."),
        when="Opprinnelig tid",
        offers_calendar=False,
    )


LABELS = {
    "name": "Navn",
    "email": "E-post",
    "organisation": "Virksomhet",
    "attendance": "Hvordan deltar du?",
    "message": "Melding til arrangøren",
}


def written(event: Event, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return label and text of each answer that the person gave, in the form's order."""
    shown = dict(values)
    if not event.is_hybrid or shown["attendance"] not in set(event.attendances):
        shown["attendance"] = ""
    if shown["attendance"]:
        shown["attendance"] = _label(event, Attendance(shown["attendance"]))
    return [(label, shown[name]) for name, label in LABELS.items() if shown[name]]
