"""Unavailable: why sign-up is not possible, and what to do instead."""

from dataclasses import dataclass, replace

from formhandler.core.formatting import at
from formhandler.core.i18n import translate as _
from formhandler.events.model import Event, EventState

FULL = "full"
OUTSIDE = "outside"


@dataclass(frozen=True)
class Unavailable:
    """Why sign-up is not possible (`reason`), and what to do instead (`advice`)."""

    heading: str
    reason: str
    advice: str = ""
    color: str = "neutral"
    when: str = ""
    offers_calendar: bool = False


def unavailable(event: Event, reason: EventState | str) -> Unavailable:
    """Build the page for an event that takes no sign-ups."""
    answer = {
        EventState.NOT_YET_OPEN: _not_yet_open,
        EventState.CLOSED: _closed,
        EventState.PAST: _past,
        EventState.CANCELLED: _cancelled,
        EventState.POSTPONED: _postponed,
        FULL: _full,
        OUTSIDE: _outside,
    }[reason](event)
    return answer if answer.when else replace(answer, when=_("Når"))


def _not_yet_open(event: Event) -> Unavailable:
    opens = _("Du kan melde deg på fra %(when)s.", when=at(event.signup.opens or event.starts))
    advice = _("Legg arrangementet i kalenderen så lenge.")
    heading = _("Påmeldingen har ikke åpnet ennå")
    return Unavailable(heading, opens, advice, color="info", offers_calendar=True)


def _closed(event: Event) -> Unavailable:
    deadline = _("Fristen var %(when)s.", when=at(event.closes))
    advice = _("Spør om det fortsatt er mulig å bli med.")
    return Unavailable(_("Påmeldingen er stengt"), deadline, advice)


def _past(event: Event) -> Unavailable:
    left = _("På siden om arrangementet finner du det som er lagt ut etterpå.")
    reason = _("Det går ikke lenger an å melde seg på.")
    return Unavailable(_("Arrangementet er holdt"), reason, left if event.proceedings else "")


def _cancelled(_event: Event) -> Unavailable:
    return Unavailable(_("Arrangementet er avlyst"), _("Det blir ikke holdt."), color="danger")


def _postponed(_event: Event) -> Unavailable:
    return Unavailable(
        _("Arrangementet er utsatt"),
        _("Ny dato er ikke bestemt."),
        _("Kom tilbake til siden når den nye datoen er klar."),
        "warning",
        when=_("Opprinnelig tid"),
    )


def _full(_event: Event) -> Unavailable:
    return Unavailable(
        _("Arrangementet er fullt"),
        _("Alle plassene er tatt, og det er ingen venteliste."),
        _("Spør om noen har meldt avbud."),
        "warning",
    )


def _outside(event: Event) -> Unavailable:
    question = event.signup.target_question
    advice = question.otherwise if question else None
    return Unavailable(
        _("Dette arrangementet er for andre"),
        _("Målgruppen er: %(audience)s.", audience=event.audience.rstrip(".")),
        advice or _("Du er velkommen til å se hva annet som skjer."),
        "info",
    )
