"""Register: adds and finds sign-ups; an event has one register for all its language versions.

Every function takes an open connection; the caller owns the transaction. Functions that change a
sign-up take the event's original, in whose words it is recorded what each person was told.
"""

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database as Connection

from formhandler.events.email_address import address_key
from formhandler.events.model import Event, EventState
from formhandler.signups import rows, seats
from formhandler.signups.models import Answers, Change, Done, Outcome, Signup, SignupStatus
from formhandler.signups.seats import FullError

_BY_SUBMIT_ID = "select * from signups where event = :event and submit_id = :submit_id"
# The sign-ups of one form: the sender's `submit_id`, then with `.1`, `.2` …
_COLLEAGUES = """
select * from signups
where event = :event and substr(submit_id, 1, length(:submit_id) + 1) = :submit_id || '.'
order by id
"""
# Somebody who has cancelled and signed up again is also the sender of their earlier colleagues.
_SIGNED_UP_BY = """
select * from signups where signed_up_by = :id or signed_up_by in (
    select same.id from signups as own join signups as same
    on same.event = own.event and same.email_key = own.email_key
    where own.id = :id and own.email_key <> '')
order by id
"""
_OTHERS = """
select * from signups
where event = :event and email_key = :email_key and id <> :id order by id
"""
_BY_ID = "select * from signups where id = :id"
_BY_PUBLIC_ID = "select * from signups where public_id = :public_id"
_BY_LINK_ID = "select * from signups where link_id = :link_id"
_BY_EVENT = "select * from signups where event = :event order by id"
_STANDING = """
select * from signups
where event = :event and email_key = :email_key and status in ('confirmed', 'waiting')
"""
_STANDING_BY_EVENT = """
select event, count(*) from signups
where status in ('confirmed', 'waiting') group by event order by event
"""
_ANY = "select 1 from signups limit 1"


class NotOpenError(Exception):
    """The event takes no sign-ups at the moment; `state` says why."""

    def __init__(self, state: EventState) -> None:
        """Keep the state."""
        self.state = state
        super().__init__(state)


class SomeMustWaitError(Exception):
    """Some of several people would get a seat and some would wait, which has not been accepted."""

    def __init__(self, outcomes: tuple[SignupStatus, ...]) -> None:
        """Keep what each would get, in the form's order."""
        self.outcomes = outcomes
        super().__init__(outcomes)


class AlreadySentError(Exception):
    """The same form was sent before with other answers; `signup` is the result of that."""

    def __init__(self, signup: Signup) -> None:
        """Keep the sign-up that stands."""
        self.signup = signup
        super().__init__(signup.reference)


def add(
    db: Connection,
    event: Event,
    answers: Answers,
    *,
    submit_id: str,
    now: datetime,
    colleagues: tuple[Answers, ...] = (),
    accepted: tuple[SignupStatus, ...] = (),
    language: str | None = None,
) -> Done:
    """Store a sign-up with its `colleagues`, or find the one that this form has already made.

    If there are seats for only some of several people, `accepted` must list the outcome of each, in
    the form's order. `language` is the page's, if it is not the event's own. Call it in a write
    transaction: counting and inserting must not be separated, or two people take the last seat.
    Raises NotOpenError, FullError, SomeMustWaitError or AlreadySentError, with nothing stored.
    """
    people = (answers, *colleagues)
    if earlier := _sent_before(db, event, submit_id, people):
        return Done(earlier)
    if (state := event.state(now)) is not EventState.OPEN:
        raise NotOpenError(state)
    promoted = seats.promote(db, event, now)
    outcomes = _outcomes(db, event, people, accepted)
    stored = _store(db, event, people, outcomes, submit_id, language or event.language, now)
    # Colleagues without an address of their own are mentioned in the sender's mail.
    told = (each for each in stored if not each.answers.shares_email)
    changes = (Change(each, Outcome(each.status.value)) for each in told)
    return Done(stored[0], (*changes, *promoted))


def _sent_before(
    db: Connection, event: Event, submit_id: str, people: tuple[Answers, ...]
) -> Signup | None:
    """Return what came of this very form if it was sent before; raises AlreadySentError."""
    earlier = rows.first(db, _BY_SUBMIT_ID, event=event.register, submit_id=submit_id)
    if earlier is not None:
        sent = (earlier.answers, *(each.answers for each in with_same_form(db, earlier)))
        if sent != people:
            raise AlreadySentError(earlier)
    return earlier


def _outcomes(
    db: Connection,
    event: Event,
    people: tuple[Answers, ...],
    accepted: tuple[SignupStatus, ...],
) -> tuple[SignupStatus, ...]:
    """Return confirmed or waiting for each person, as a new address would be told."""
    outcomes = tuple(seats.allot(db, event, [each.attendance for each in people]))
    must_wait = SignupStatus.WAITING in outcomes
    if must_wait and not event.signup.waiting_list:
        raise FullError(outcomes)
    if must_wait and SignupStatus.CONFIRMED in outcomes and outcomes != accepted:
        raise SomeMustWaitError(outcomes)
    return outcomes


def _store(
    db: Connection,
    event: Event,
    people: tuple[Answers, ...],
    outcomes: tuple[SignupStatus, ...],
    submit_id: str,
    language: str,
    now: datetime,
) -> list[Signup]:
    """Store the sender of a form and then the colleagues, each with its own submit_id."""
    stored: list[Signup] = []
    for number, (answers, told) in enumerate(zip(people, outcomes, strict=True)):
        is_known = (
            not answers.shares_email and standing(db, event.register, answers.email) is not None
        )
        signup = rows.insert(
            db,
            event,
            answers,
            SignupStatus.REPEAT if is_known else told,
            told,
            submit_id=f"{submit_id}.{number}" if stored else submit_id,
            signed_up_by=_sender(db, stored[0]) if stored else None,
            language=language,
            now=now,
        )
        stored.append(signup)
    return stored


def _sender(db: Connection, holder: Signup) -> int:
    """Return the id of the sign-up through which the sender of a form finds the colleagues."""
    stands = standing(db, holder.event, holder.answers.email)
    return stands.id if stands else holder.id


def standing(db: Connection, event: str, email: str) -> Signup | None:
    """Return the sign-up that counts for this address, or None."""
    return rows.first(db, _STANDING, event=event, email_key=address_key(email))


def find(db: Connection, public_id: str) -> Signup | None:
    """Return the sign-up with this public id, or None."""
    return rows.first(db, _BY_PUBLIC_ID, public_id=public_id)


def find_by_link(db: Connection, link_id: str) -> Signup | None:
    """Return the sign-up that a mailed link leads to, or None."""
    return rows.first(db, _BY_LINK_ID, link_id=link_id)


def find_by_id(db: Connection, id_: int) -> Signup | None:
    """Return the sign-up with this id, or None."""
    return rows.first(db, _BY_ID, id=id_)


def as_it_stands(db: Connection, signup: Signup) -> Signup:
    """Return the sign-up; a repeat of a cancelled one counts as cancelled."""
    is_repeat = signup.status is SignupStatus.REPEAT
    if is_repeat and standing(db, signup.event, signup.answers.email) is None:
        return replace(signup, status=SignupStatus.CANCELLED)
    return signup


def with_same_form(db: Connection, signup: Signup) -> list[Signup]:
    """Return the colleagues who were signed up with the same form, in its order."""
    found = rows.every(db, _COLLEAGUES, event=signup.event, submit_id=signup.submit_id)
    return [as_it_stands(db, each) for each in found]


def signed_up_by(db: Connection, signup: Signup) -> list[Signup]:
    """Return everyone whom this person has signed up, oldest first."""
    return [as_it_stands(db, each) for each in rows.every(db, _SIGNED_UP_BY, id=signup.id)]


def others_with_address(db: Connection, signup: Signup) -> list[Signup]:
    """Return all other sign-ups under the same address, oldest first."""
    if signup.answers.shares_email:
        return []
    key = address_key(signup.answers.email)
    return rows.every(db, _OTHERS, event=signup.event, email_key=key, id=signup.id)


def participants(db: Connection, event: str) -> list[Signup]:
    """Return all sign-ups in an event's register, oldest first."""
    return rows.every(db, _BY_EVENT, event=event)


def standing_by_event(db: Connection) -> dict[str, int]:
    """Return how many are confirmed or waiting, by the event's slug."""
    return dict(db.execute(_STANDING_BY_EVENT))


def has_any(db: Connection) -> bool:
    """Tell whether there is any sign-up."""
    return db.execute(_ANY).fetchone() is not None
