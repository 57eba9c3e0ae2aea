"""Receipt text: what a sign-up is and what happens next, with dates that the code keeps."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from formhandler.core.formatting import at, price, sentences, when
from formhandler.core.i18n import translate as _
from formhandler.events.model import Attendance, Event, EventState, whereabouts
from formhandler.signups.models import Signup, SignupStatus

Step = tuple[str | Markup, str | Markup]


@dataclass(frozen=True)
class Receipt:
    """What the sign-up is, and what happens next.

    `reason` says what has happened to the event, `when` labels its time, and `how` is the way to
    attend, if the person does; `stands` is whether there is still something to attend, and
    `switches` are the other ways to attend that have seats.
    """

    heading: str
    color: str
    symbol: str
    steps: tuple[Step, ...]
    reason: str = ""
    when: str = ""
    how: str | None = None
    stands: bool = True
    offers_calendar: bool = False
    switches: tuple[Attendance, ...] = ()


def receipt(
    event: Event,
    signup: Signup,
    place_in_line: int,
    now: datetime,
    free: Collection[Attendance] = (),
) -> Receipt:
    """Build the receipt for a participant; `free` are the ways to attend that have seats."""
    answer = _receipt(event, signup, place_in_line, now)
    can_change = answer.stands and event.takes_changes(now)
    others = (way for way in event.attendances if way is not signup.answers.attendance)
    switches = tuple(way for way in others if can_change and way in free)
    return replace(answer, when=answer.when or _("Når"), switches=switches)


def _receipt(event: Event, signup: Signup, place_in_line: int, now: datetime) -> Receipt:
    deleted = (at(signup.deleted_on(event)), _deleted(signup))
    state = event.state(now)
    if state is EventState.CANCELLED:
        heading = _("Arrangementet er avlyst")
        when_label = _("Skulle vært holdt")
        return Receipt(heading, "danger", "no", (deleted,), when=when_label, stands=False)
    if signup.status is SignupStatus.CANCELLED:
        heading = status_words(signup, SignupStatus.CANCELLED)
        return Receipt(heading, "neutral", "no", (deleted,), stands=False)
    if state is EventState.PAST:
        return _past(signup, deleted)
    answer = (
        _waiting(event, signup, place_in_line) if signup.waits else _confirmed(event, signup, now)
    )
    if state is EventState.POSTPONED:
        return _postponed(answer, signup)
    return replace(answer, steps=(*answer.steps, deleted))


def status_words(signup: Signup, status: SignupStatus) -> str:
    """Return the person's status in words, «Du er påmeldt»; a colleague is named."""
    if signup.answers.shares_email:
        name = signup.answers.name
        return {
            SignupStatus.CONFIRMED: _("%(name)s er påmeldt", name=name),
            SignupStatus.WAITING: _("%(name)s står på venteliste", name=name),
            SignupStatus.CANCELLED: _("%(name)s er meldt av", name=name),
        }[status]
    return {
        SignupStatus.CONFIRMED: _("Du er påmeldt"),
        SignupStatus.WAITING: _("Du står på venteliste"),
        SignupStatus.CANCELLED: _("Du er meldt av"),
    }[status]


def short_status(signup: Signup) -> str:
    """Return somebody's status in a list, «påmeldt»; a repeat has the status it was told."""
    told = signup.answered if signup.status is SignupStatus.REPEAT else signup.status
    return {
        SignupStatus.CONFIRMED: _("påmeldt"),
        SignupStatus.WAITING: _("på venteliste"),
        SignupStatus.CANCELLED: _("meldt av"),
    }[told]


def colleague_name(signup: Signup) -> str:
    """Return a colleague's name as shown to the sender, as long as the sender wrote it."""
    is_theirs = signup.managed and not signup.answers.shares_email
    return _("En kollega") if is_theirs else signup.answers.name


def colleague_status(event: Event, signup: Signup) -> str:
    """Return a colleague's status, «påmeldt, på nett»."""
    if not event.is_hybrid:
        return short_status(signup)
    is_online = signup.answers.attendance is Attendance.ONLINE
    way = _("på nett") if is_online else _("møter opp")
    return f"{short_status(signup)}, {way}"


def how_to_attend(event: Event, attendance: Attendance) -> str:
    """Return the way to attend, «Oppmøte på Kulturhuset, Storgata 1, Hamar»."""
    where = whereabouts(event, attendance)
    if attendance is Attendance.ONLINE:
        return where
    return _("Oppmøte på %(place)s", place=where) if where else _("Oppmøte")


def facts(event: Event, signup: Signup, answer: Receipt) -> list[tuple[str, str | Markup]]:
    """Return label and value of the facts at the top of page and mail."""
    rows: list[tuple[str, str | Markup]] = [(answer.when, when(event))]
    if answer.how:
        rows.append((answer.how, how_to_attend(event, signup.answers.attendance)))
    if answer.stands and event.price:
        rows.append((_("Pris"), price(event.price)))
    return rows


def _deleted(signup: Signup) -> str:
    if signup.answers.shares_email:
        return _("Vi sletter opplysningene.")
    return _("Vi sletter opplysningene dine.")


def _past(signup: Signup, deleted: Step) -> Receipt:
    if signup.answers.shares_email:
        name = signup.answers.name
        heading = (
            _("%(name)s sto på venteliste", name=name)
            if signup.waits
            else _("%(name)s var påmeldt", name=name)
        )
    else:
        heading = _("Du sto på venteliste") if signup.waits else _("Du var påmeldt")
    symbol = "waiting" if signup.waits else "yes"
    return Receipt(heading, "neutral", symbol, (deleted,), stands=False)


def _waiting(event: Event, signup: Signup, place_in_line: int) -> Receipt:
    number = _("(nr. %(place)s)", place=place_in_line)
    heading = Markup("{} {}").format(status_words(signup, SignupStatus.WAITING), number)
    free = (
        _("Hvis en plass blir ledig"),
        _("Den som står først, får plassen og e-post med en gang."),
    )
    unheard = _("Har du ikke hørt fra oss, har du ikke fått plass.")
    begins = (at(event.starts), sentences(_("Arrangementet begynner."), unheard))
    return Receipt(heading, "warning", "waiting", (free, begins), how=_("Slik vil du delta"))


def _confirmed(event: Event, signup: Signup, now: datetime) -> Receipt:
    steps = []
    if now < event.reminded_at and signup.created_at < event.reminded_at:
        steps.append((at(event.reminded_at), _("Vi sender deg en påminnelse på e-post.")))
    if signup.answers.attendance is Attendance.ONLINE:
        opens = _("Lenken til møtet åpner. Du finner den i e-posten fra oss.")
        steps.append((at(event.link_opens), opens))
    steps.append((at(event.starts), _("Arrangementet begynner.")))
    heading, how = status_words(signup, SignupStatus.CONFIRMED), _("Slik deltar du")
    return Receipt(heading, "success", "yes", tuple(steps), how=how, offers_calendar=True)


def _postponed(answer: Receipt, signup: Signup) -> Receipt:
    """Say that the date no longer applies, but the sign-up does, until there is a new date."""
    new_date = (_("Når ny dato er klar"), _("Arrangøren gir deg beskjed. Påmeldingen gjelder."))
    days = _("%(days)s dager etter den nye datoen", days=signup.days_kept)
    deleted = (days, _deleted(signup))
    return replace(
        answer,
        color="warning",
        steps=(new_date, deleted),
        reason=_("Arrangementet er utsatt."),
        when=_("Opprinnelig tid"),
        offers_calendar=False,
    )
