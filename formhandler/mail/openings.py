"""Openings: the first words of each mail: what has happened, before the sign-up itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from formhandler.core.formatting import at, moment, plain, span_text, when_text
from formhandler.core.i18n import translate as _
from formhandler.events.model import Attendance, Event, Plan, where_in_words, whereabouts
from formhandler.mail.kinds import Kind, Occasion
from formhandler.mail.letters import Subject
from formhandler.mail.outbox import Mail
from formhandler.signups.models import Outcome, Signup, SignupStatus, Told
from formhandler.wording.receipt_text import Receipt, how_to_attend

Lead = tuple[str | Markup, ...]
Pair = tuple[str, str | Markup]


@dataclass(frozen=True)
class Story:
    """How a letter begins. The subject contains nothing written by a visitor."""

    subject: str
    heading: str | Markup
    lead: Lead
    facts: tuple[Pair, ...] = ()


def story(subject: Subject) -> Story:
    """Return the opening of the letter about a sign-up."""
    mail, signup, event, answer = subject.mail, subject.signup, subject.event, subject.answer
    if event.plan is Plan.CANCELLED:
        return Story(_("Avlyst"), answer.heading, _off(signup))
    if mail.kind is Outcome.EVENT_CHANGED:
        return _moved(subject)
    if mail.kind is Occasion.REMINDER:
        return _reminder(signup, event, subject.now)
    lead = _lead(subject)
    if signup.status is SignupStatus.WAITING and Attendance.ONLINE in answer.switches:
        lead += (_("På nett er det plass. Vil du delta der i stedet, så bytt med lenken under."),)
    return Story(_words(mail, signup, answer), answer.heading, lead)


def _words(mail: Mail, signup: Signup, answer: Receipt) -> str:
    """Return the subject's first words: the status, or its cause."""
    if mail.kind is Outcome.PROMOTED:
        return (
            _("Kollegaen din har fått plass") if _is_colleague(signup) else _("Du har fått plass")
        )
    if mail.kind is Outcome.REPEAT:
        waits = signup.status is SignupStatus.WAITING
        return _("Du står allerede på venteliste") if waits else _("Du er allerede påmeldt")
    if _is_colleague(signup):
        return {
            SignupStatus.CONFIRMED: _("Kollegaen din er påmeldt"),
            SignupStatus.WAITING: _("Kollegaen din står på venteliste"),
            SignupStatus.CANCELLED: _("Kollegaen din er meldt av"),
        }[signup.status]
    words = plain(answer.heading)
    return _("%(status)s (endret)", status=words) if mail.kind is Outcome.CHANGED else words


def _is_colleague(signup: Signup) -> bool:
    return signup.answers.shares_email


def _lead(subject: Subject) -> Lead:
    signup = subject.signup
    leads: dict[Kind, Lead] = {
        Outcome.CONFIRMED: (*_by_colleague(subject), _seat(signup)),
        Outcome.WAITING: (
            *_by_colleague(subject),
            _("Det er fullt akkurat nå. Blir en plass ledig, går den til den som står først."),
            _("Får du den, sender vi deg e-post med en gang."),
        ),
        Outcome.PROMOTED: (_("En plass ble ledig."), _seat(signup)),
        Outcome.CHANGED: (_("Endringen er lagret. Slik er påmeldingen nå."),),
        Outcome.CANCELLED: (_("Takk for at du sa fra. Angrer du, så bruk lenken under."),),
        Outcome.REPEAT: (
            _("Denne adressen er meldt på en gang til. Det er den første påmeldingen som gjelder."),
            _("Kollegene som ble meldt på nå, står under, sammen med dem fra før.")
            if subject.has_added
            else _("Ingenting er endret. Vil du endre noe, så bruk lenken under."),
        ),
    }
    return leads[subject.mail.kind]


def _by_colleague(subject: Subject) -> Lead:
    """Name the sender to somebody who may not know that they were signed up."""
    if subject.sender is None or _is_colleague(subject.signup):
        return ()
    return (_("%(name)s har meldt deg på.", name=subject.sender.answers.name),)


def _seat(signup: Signup) -> str:
    return _("Kollegaen din har plass.") if _is_colleague(signup) else _("Plassen er din.")


def _off(signup: Signup) -> Lead:
    first = _("Arrangementet blir ikke holdt. Vi er lei for det.")
    if signup.status is SignupStatus.CANCELLED:
        return (first,)
    return (
        first,
        _("Du trenger ikke å gjøre noe. Åpne vedlegget for å ta det bort fra kalenderen."),
    )


def _moved(subject: Subject) -> Story:
    """Give the old and the new time and place."""
    signup, event = subject.signup, subject.event
    before = Told.from_json(subject.mail.about)
    if event.plan is Plan.POSTPONED:
        lead = _("Ny dato er ikke bestemt. Påmeldingen gjelder, og du får e-post om ny dato.")
        return Story(_("Utsatt"), _("Arrangementet er utsatt"), (lead,))
    waits = signup.status is SignupStatus.WAITING
    stands = _("Du står fortsatt på venteliste.") if waits else _("Påmeldingen gjelder fortsatt.")
    told = (stands, _("Passer det ikke lenger, så meld deg av med lenken under."))
    words, heading = {
        Plan.CANCELLED: (_("Holdes likevel"), _("Arrangementet holdes likevel")),
        Plan.POSTPONED: (_("Ny dato"), _("Ny dato er klar")),
        Plan.SCHEDULED: (_("Endret"), _("Arrangementet er endret")),
    }[Plan(before.plan)]
    return Story(words, heading, told, tuple(_differences(before, subject)))


def _differences(before: Told, subject: Subject) -> Iterator[Pair]:
    signup, event = subject.signup, subject.event
    zone = event.starts.tzinfo
    starts, ends = (
        datetime.fromisoformat(text).astimezone(zone) for text in (before.starts, before.ends)
    )
    if (old := span_text(starts, ends)) != (new := when_text(event)):
        yield from ((_("Før"), old), (_("Ny tid"), new))
    is_other_way = before.attendance != signup.answers.attendance.value
    way = signup.answers.attendance
    if not is_other_way and before.where != subject.original.where(way):
        yield from (
            (_("Før"), where_in_words(way, before.where)),
            (_("Nytt sted"), whereabouts(event, way)),
        )


def _reminder(signup: Signup, event: Event, now: datetime) -> Story:
    """Return the reminder, which differs by the way to attend."""
    is_today = now.astimezone(event.starts.tzinfo).date() == event.starts.date()
    soon = _("Arrangementet er i dag") if is_today else _("Arrangementet er i morgen")
    if signup.answers.attendance is Attendance.ONLINE:
        opens = _("Du deltar på nett. Lenken åpner %(when)s.", when=at(event.link_opens))
        return Story(_("Påminnelse"), soon, (opens,))
    where = how_to_attend(event, Attendance.IN_PERSON)
    come = _("%(where)s, %(when)s.", where=where, when=plain(moment(event.starts)))
    other = _("Kan du ikke komme likevel? Meld deg av, så kan en annen få plassen.")
    return Story(_("Påminnelse"), soon, (come, other))
