"""Notices: what is said above a form or a receipt."""

from dataclasses import dataclass

from formhandler.core.formatting import listed, sentences
from formhandler.core.i18n import translate as _
from formhandler.events.model import Attendance, Event
from formhandler.signups.models import Answers, SignupStatus
from formhandler.wording.answers import way_label


@dataclass(frozen=True)
class Notice:
    """A message above the form."""

    heading: str
    text: str
    color: str = "info"
    link: str | None = None
    link_text: str = ""


def waiting_list() -> Notice:
    """Build the notice for somebody who can only join the waiting list."""
    return Notice(
        _("Det er fullt"),
        _(
            "Du kan sette deg på ventelisten. Blir en plass ledig, går den til den som står først. "
            "Da sender vi e-post."
        ),
        "warning",
    )


def not_stored() -> Notice:
    """Build the notice for a sign-up that could not be stored."""
    return Notice(
        _("Vi fikk ikke lagret påmeldingen"),
        _("Det du har skrevet, står i skjemaet. Vent et minutt og send det på nytt."),
        "danger",
    )


def full_this_way(event: Event, attendance: Attendance) -> Notice:
    """Build the notice for a way to attend that is full when another is not."""
    other = next(way for way in event.attendances if way is not attendance)
    return Notice(
        _("Det er fullt for det du valgte"),
        _("Du kan fortsatt velge «%(way)s».", way=way_label(event, other)),
        "warning",
    )


def some_must_wait(
    people: tuple[Answers, ...], outcomes: tuple[SignupStatus, ...], *, has_list: bool
) -> Notice:
    """Build the notice for a group of which only some get a seat."""
    named = list(zip(people, outcomes, strict=True))
    seated = listed(each.name for each, told in named if told is SignupStatus.CONFIRMED)
    waiting = listed(each.name for each, told in named if told is SignupStatus.WAITING)
    heading = _("Det er ikke plass til alle") if seated else _("Det er ikke plass til dere")
    short = (
        _("Det er plass til %(seated)s, men ikke til %(waiting)s.", seated=seated, waiting=waiting)
        if seated
        else _("Det er ikke plass til %(waiting)s.", waiting=waiting)
    )
    again = _(
        "Send skjemaet en gang til, så får %(seated)s plass, og %(waiting)s står på venteliste. "
        "Du kan også endre hvem som er med, eller hvordan de deltar.",
        seated=seated,
        waiting=waiting,
    )
    change = _("Endre hvem som er med, eller hvordan de deltar.")
    return Notice(heading, sentences(short, again if has_list else change), "warning")


def sent_before(receipt: str) -> Notice:
    """Build the notice for a form sent again with other answers."""
    return Notice(
        _("Dette skjemaet er allerede sendt"),
        _("Ingenting er endret. Vil du melde på en person til, så send skjemaet en gang til."),
        "warning",
        receipt,
        _("Se påmeldingen som gjelder"),
    )


def saved() -> Notice:
    """Build the notice for a stored change."""
    return Notice(_("Endringen er lagret"), _("Du får også en e-post om det."), "success")


def erased_colleague() -> Notice:
    """Build the notice for somebody who has deleted a colleague."""
    return Notice(
        _("Kollegaen er slettet"), _("Vi har ikke lenger lagret noe om kollegaen."), "success"
    )


def address_mended(email: str) -> Notice:
    """Build the notice for a corrected address."""
    return Notice(
        _("Adressen er rettet"),
        _("Vi sender en bekreftelse til %(email)s.", email=email),
        "success",
    )


def full_now() -> Notice:
    """Build the notice for somebody who came too late for a seat."""
    return Notice(
        _("Det ble fullt i mellomtiden"),
        _("Ingenting er endret. Slik er påmeldingen nå."),
        "warning",
    )


def too_late_to_change() -> Notice:
    """Build the notice for a sign-up that can no longer be changed."""
    return Notice(
        _("Dette kan ikke endres nå"),
        _("Ingenting er endret. Ta kontakt med arrangøren hvis noe er feil."),
        "warning",
    )


def too_late_to_mend() -> Notice:
    """Build the notice for an address that can no longer be corrected from the receipt."""
    return Notice(
        _("Adressen kan ikke rettes her lenger"),
        _("Ingenting er endret. Ta kontakt med arrangøren, og oppgi referansen."),
        "warning",
    )
