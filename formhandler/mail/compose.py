"""Compose: writes each mail from the sign-up and the event as they are when it is sent."""

from dataclasses import replace
from datetime import datetime, timedelta

from formhandler.core.formatting import day, plain
from formhandler.core.i18n import speaking
from formhandler.core.i18n import translate as _
from formhandler.events.calendar import calendar_file
from formhandler.events.manifest import Manifest
from formhandler.events.model import Attendance, Event, Plan
from formhandler.mail import announcements, openings
from formhandler.mail.kinds import TELL_ALL, Occasion, is_true_of
from formhandler.mail.letters import Letter, Link, Links, Subject
from formhandler.mail.outbox import Mail, recipient_of
from formhandler.mail.smtp import EventGoneError
from formhandler.signups import register, seats
from formhandler.signups.database import Connection
from formhandler.signups.models import Outcome, Signup, SignupStatus, Told, own_entry, told_of
from formhandler.wording.answers import written_answers
from formhandler.wording.receipt_text import (
    Receipt,
    colleague_name,
    colleague_status,
    facts,
    receipt,
    short_status,
)

_USEFUL = timedelta(hours=48)


def compose(
    links: Links, db: Connection, mail: Mail, manifest: Manifest, now: datetime
) -> Letter | None:
    """Return a mail's letter, or None if it is no longer true or wanted.

    Raises EventGoneError if the event is not on the site.
    """
    signup = register.find_by_id(db, mail.signup)
    if signup is None or not _is_true(mail, signup):
        return None
    is_repeat = mail.kind is Outcome.REPEAT
    holder = register.standing(db, signup.event, signup.answers.email) if is_repeat else signup
    theirs = manifest.find_version(signup.event, (holder or signup).language)
    if theirs is None:
        raise EventGoneError(signup.event)
    original = manifest.original(theirs)
    if holder is None or _is_moot(mail, holder, original, now):
        return None
    event = original if mail.kind is Occasion.UNDELIVERABLE else theirs
    with speaking(event.language):
        return _write(
            Subject(
                mail=mail,
                signup=holder,
                event=event,
                original=original,
                site=manifest.site,
                answer=_answer(db, event, holder, now),
                colleagues=tuple(register.signed_up_by(db, holder)),
                has_added=bool(register.with_same_form(db, signup)),
                sender=register.find_by_id(db, holder.signed_up_by or 0),
                note=announcements.find(db, mail.message) if mail.message else None,
                links=links,
                now=now,
            )
        )


def _write(subject: Subject) -> Letter:
    if subject.note:
        return _message(subject, subject.note)
    if subject.mail.kind is Occasion.UNDELIVERABLE:
        return _undeliverable(subject)
    return _letter(subject)


def _is_true(mail: Mail, signup: Signup) -> bool:
    """Tell whether the mail is still true, and for the same address."""
    return recipient_of(signup) == mail.recipient and is_true_of(mail.kind, signup)


def _is_moot(mail: Mail, signup: Signup, event: Event, now: datetime) -> bool:
    """Tell whether the news is outdated: the event is over, or was changed back."""
    if mail.kind is Occasion.REMINDER:
        return event.plan is not Plan.SCHEDULED or now >= event.starts
    if mail.kind is Outcome.EVENT_CHANGED:
        return Told.from_json(mail.about) == told_of(event, signup.answers.attendance)
    return mail.kind is Outcome.EVENT_CANCELLED and event.plan is not Plan.CANCELLED


def _answer(db: Connection, event: Event, signup: Signup, now: datetime) -> Receipt:
    free = [way for way in event.attendances if not seats.is_full(db, event, way)]
    place = seats.place_in_line(db, signup) if signup.waits else 0
    return receipt(event, signup, place, now, free)


def _letter(subject: Subject) -> Letter:
    """Return a letter about the whole sign-up that begins with what has happened."""
    signup, event = subject.signup, subject.event
    story = openings.story(subject)
    return replace(
        _envelope(subject, story.subject),
        heading=story.heading,
        lead=story.lead,
        facts=(*story.facts, *facts(event, signup, subject.answer), _reference(signup)),
        steps=subject.answer.steps,
        people=_people(subject),
        answers=tuple(written_answers(event, signup.answers)),
        links=_links(subject),
        footer=_footer(subject),
        calendar=_calendar(subject) if subject.mail.kind in TELL_ALL else None,
    )


def _envelope(subject: Subject, words: str) -> Letter:
    """Return a letter without a body: «Du er påmeldt: Frokostmøte, tirsdag 4. juni»."""
    event = subject.event
    about = f"{event.title}, {plain(day(event.starts, year=False))}"
    return Letter(
        to=subject.signup.answers.email,
        language=event.language,
        subject=f"{words}: {about}",
        heading="",
        lead=(),
        title=event.title,
        contact=event.contact,
        expires=_expires(subject),
    )


def _expires(subject: Subject) -> datetime:
    """Return when the letter becomes useless: at the start of the event, if it is yet to come."""
    latest = subject.mail.created + _USEFUL
    is_ahead = subject.event.plan is Plan.SCHEDULED and subject.mail.created < subject.event.starts
    return min(latest, subject.event.starts) if is_ahead else latest


def _reference(signup: Signup) -> tuple[str, str]:
    return (_("Referanse"), signup.reference)


def _people(subject: Subject) -> tuple[tuple[str, str], ...]:
    return tuple(
        (colleague_name(each), colleague_status(subject.event, each)) for each in subject.colleagues
    )


def _links(subject: Subject) -> tuple[Link, ...]:
    signup = subject.signup
    manage = Link(_manage_words(subject), subject.links.manage(signup))
    page = Link(_("Les om arrangementet"), subject.site.url + subject.event.path)
    own = [Link(_("Bli med på nett"), subject.links.attend(signup))] if _is_online(signup) else []
    others = [
        Link(_("Bli med på nett: %(name)s", name=colleague_name(each)), subject.links.attend(each))
        for each in subject.colleagues
        if each.answers.shares_email and _is_online(each)
    ]
    attend = [*own, *others] if subject.answer.stands else []
    is_near = subject.mail.kind is Occasion.REMINDER and own
    return (*attend, manage, page) if is_near else (manage, *attend, page)


def _is_online(signup: Signup) -> bool:
    is_online = signup.answers.attendance is Attendance.ONLINE
    return is_online and signup.status is SignupStatus.CONFIRMED


def _manage_words(subject: Subject) -> str:
    if not subject.answer.stands:
        return _("Se påmeldingen")
    return _("Se, endre eller meld av")


def _footer(subject: Subject) -> tuple[str, ...]:
    if subject.mail.kind not in (Outcome.CONFIRMED, Outcome.WAITING, Outcome.REPEAT):
        return ()
    if subject.mail.kind is Outcome.REPEAT:
        return (
            _("Var det ikke du som skrev adressen en gang til? Da trenger du ikke å gjøre noe."),
        )
    if subject.sender:
        return (_("Vil du ikke være med? Meld deg av eller slett alt med lenken over."),)
    return (
        _(
            "Var det ikke du som meldte deg på? Da har noen skrevet adressen din. "
            "Du kan melde deg av eller slette alt med lenken over."
        ),
    )


def _calendar(subject: Subject) -> bytes:
    own = own_entry(subject.signup)
    return calendar_file(subject.event, subject.site, stamp=subject.now, own=own)


def _message(subject: Subject, note: announcements.Note) -> Letter:
    """Return a letter with an organiser's own message."""
    signup, event = subject.signup, subject.event
    return replace(
        _envelope(subject, note.subject),
        subject=note.subject,
        heading=note.subject,
        lead=note.paragraphs,
        facts=(*facts(event, signup, subject.answer), _reference(signup)),
        links=_links(subject),
        expires=subject.mail.created + _USEFUL,
    )


def _undeliverable(subject: Subject) -> Letter:
    """Return the letter that tells the organiser about somebody whom no mail reaches."""
    answers = subject.signup.answers
    lead = _(
        "Vi fikk ikke levert e-post til en som har meldt seg på. Adressen kan være feil. "
        "Påmeldingen gjelder likevel. Prøv å få tak i personen på en annen måte."
    )
    return replace(
        _envelope(subject, _("E-post kom ikke fram")),
        to=subject.event.contact.email,
        heading=_("E-post kom ikke fram"),
        lead=(lead,),
        facts=(
            (_("Navn"), answers.name),
            (_("E-post"), answers.email),
            (_("Påmeldingen"), short_status(subject.signup)),
            _reference(subject.signup),
        ),
        expires=subject.mail.created + _USEFUL,
    )
