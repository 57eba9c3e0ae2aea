"""Colleagues: several people in one form get what they have accepted, all of them or nobody."""

from dataclasses import replace
from datetime import datetime

import pytest

from formhandler.events.model import Attendance, Event
from formhandler.signups import register
from formhandler.signups.database import Database
from formhandler.signups.models import Answers, Done, Signup, SignupStatus
from formhandler.signups.register import AlreadySentError, NotOpenError, SomeMustWaitError
from formhandler.signups.seats import FullError
from tests.support.events import NOW, an_event
from tests.support.forms import answers, as_it_is, seating, store, stored
from tests.support.letters import statuses

C, W = SignupStatus.CONFIRMED, SignupStatus.WAITING
ADA = answers("ada")


def seats(number: int) -> Event:
    return an_event(påmelding={"plasser": number})


def sharing(name: str, attendance: Attendance = Attendance.IN_PERSON) -> Answers:
    """Return the answers of a colleague who has ada's address."""
    given = answers(name, attendance=attendance)
    return replace(given, email="ada@example.no", shares_email=True)


BO, CY = sharing("bo"), sharing("cy")


def sign_up(
    database: Database,
    event: Event,
    *colleagues: Answers,
    sender: Answers = ADA,
    accepted: tuple[SignupStatus, ...] = (),
    submit_id: str = "abc",
    now: datetime = NOW,
) -> Done:
    with database.writing() as db:
        return register.add(
            db,
            event,
            sender,
            submit_id=submit_id,
            now=now,
            colleagues=colleagues,
            accepted=accepted,
        )


def belonging(database: Database, signup: Signup) -> list[str]:
    with database.reading() as db:
        return [each.answers.name for each in register.signed_up_by(db, signup)]


def test_all_get_a_seat_where_there_are_enough(database: Database) -> None:
    done = sign_up(database, seats(3), BO, answers("cy"))
    found = stored(database)

    assert done.signup == found[0]
    assert [each.answers for each in found] == [ADA, BO, answers("cy")]
    assert [each.signed_up_by for each in found] == [None, found[0].id, found[0].id]
    assert seating(database) == "ccc"


def test_each_has_links_and_a_reference_of_their_own(database: Database) -> None:
    sign_up(database, seats(3), BO, CY)
    found = stored(database)

    for key in ("public_id", "link_id", "reference", "submit_id"):
        assert len({getattr(each, key) for each in found}) == 3


def test_all_wait_where_there_is_no_seat_and_nobody_is_asked(database: Database) -> None:
    store(database, seats(1), answers("di"))
    sign_up(database, seats(1), BO, CY)

    assert seating(database) == "cwww"


def test_where_some_must_wait_they_are_asked_and_nothing_is_stored(database: Database) -> None:
    with pytest.raises(SomeMustWaitError) as raised:
        sign_up(database, seats(2), BO, CY)

    assert raised.value.outcomes == (C, C, W)
    assert stored(database) == []


def test_where_some_must_wait_it_is_as_they_have_accepted(database: Database) -> None:
    sign_up(database, seats(2), BO, CY, accepted=(C, C, W))

    assert seating(database) == "ccw"


def test_seats_taken_since_they_accepted_are_told_anew(database: Database) -> None:
    store(database, seats(2), answers("di"))

    with pytest.raises(SomeMustWaitError) as raised:
        sign_up(database, seats(2), BO, CY, accepted=(C, C, W))
    assert raised.value.outcomes == (C, W, W)
    assert seating(database) == "c"


def test_seats_freed_since_they_accepted_are_given_without_asking(database: Database) -> None:
    sign_up(database, seats(3), BO, CY, accepted=(C, C, W))

    assert seating(database) == "ccc"


def test_all_seats_taken_since_they_accepted_lets_all_wait(database: Database) -> None:
    store(database, seats(1), answers("di"))
    sign_up(database, seats(1), BO, CY, accepted=(C, C, W))

    assert seating(database) == "cwww"


@pytest.mark.parametrize("accepted", [(), (C, C, W)])
def test_where_nobody_can_wait_all_have_a_seat_or_nobody(
    database: Database, accepted: tuple[SignupStatus, ...]
) -> None:
    event = an_event(påmelding={"plasser": 2, "venteliste": "nei"})

    with pytest.raises(FullError) as raised:
        sign_up(database, event, BO, CY, accepted=accepted)
    assert raised.value.outcomes == (C, C, W)
    assert stored(database) == []


def test_each_is_seated_in_the_way_that_they_attend(database: Database) -> None:
    event = an_event(digitalt="Teams", påmelding={"plasser": 1, "plasser_digitalt": 1})
    online = [sharing(name, Attendance.ONLINE) for name in ("bo", "cy")]

    with pytest.raises(SomeMustWaitError) as raised:
        sign_up(database, event, *online)
    assert raised.value.outcomes == (C, C, W)
    sign_up(database, event, *online, accepted=(C, C, W))
    assert seating(database) == "ccw"


def test_a_colleague_whose_address_has_signed_up_becomes_a_repeat(database: Database) -> None:
    known = store(database, seats(3), answers("bo"))
    sign_up(database, seats(3), answers("bo"), CY, accepted=(C, C, W))

    assert seating(database) == "ccrw"
    assert as_it_is(database, known) == known


def test_a05_a_colleague_whose_address_has_signed_up_is_told_what_others_are(
    database: Database,
) -> None:
    store(database, seats(3), answers("bo"))

    for colleague in (answers("bo"), answers("eli")):
        with pytest.raises(SomeMustWaitError) as raised:
            sign_up(database, seats(3), colleague, CY)
        assert raised.value.outcomes == (C, C, W)


def test_two_with_one_address_are_one_person(database: Database) -> None:
    sign_up(database, seats(9), answers("bo"), answers("bo"), ADA)

    assert seating(database) == "ccrr"


def test_colleagues_of_a_sender_who_has_signed_up_belong_to_all_sign_ups_of_the_address(
    database: Database,
) -> None:
    standing = store(database, seats(9), ADA)
    repeat = sign_up(database, seats(9), BO, answers("cy")).signup

    assert seating(database) == "crcc"
    assert belonging(database, standing) == belonging(database, repeat) == ["bo", "cy"]


def test_many_colleagues_without_an_address_stand_beside_each_other(database: Database) -> None:
    sign_up(database, seats(9), BO, CY)
    sign_up(database, seats(9), sharing("di"), sender=answers("eli"), submit_id="def")

    assert seating(database) == "ccccc"


def test_who_has_an_address_gets_a_mail_and_the_sender_one_for_the_others(
    database: Database,
) -> None:
    done = sign_up(database, seats(9), BO, answers("cy"))

    told = [(each.signup.answers.name, each.outcome.value) for each in done.changes]
    assert told == [("ada", "confirmed"), ("cy", "confirmed")]


def test_each_is_told_what_became_of_them(database: Database) -> None:
    store(database, seats(3), answers("bo"))
    people = (answers("bo"), answers("cy"))
    done = sign_up(database, seats(3), *people, accepted=(C, C, W))

    told = [(each.signup.answers.name, each.outcome.value) for each in done.changes]
    assert told == [("ada", "confirmed"), ("bo", "repeat"), ("cy", "waiting")]


def test_f22_the_same_form_again_gives_the_same_and_tells_nobody(database: Database) -> None:
    first = sign_up(database, seats(3), BO, answers("cy"))
    found = stored(database)

    assert sign_up(database, seats(3), BO, answers("cy")) == Done(first.signup)
    assert stored(database) == found


@pytest.mark.parametrize("others", [(), (BO,), (CY, BO), (BO, CY, sharing("di")), (BO, ADA)])
def test_f23_the_same_form_with_other_colleagues_changes_nothing(
    database: Database, others: tuple[Answers, ...]
) -> None:
    first = sign_up(database, seats(9), BO, CY).signup
    found = stored(database)

    with pytest.raises(AlreadySentError) as raised:
        sign_up(database, seats(9), *others)
    assert raised.value.signup == first
    assert stored(database) == found


def test_a_form_s_colleagues_are_found_in_its_order_and_no_other_form_s(database: Database) -> None:
    first = sign_up(database, seats(99), *(sharing(f"p{number}") for number in range(12))).signup
    sign_up(database, seats(99), BO, sender=answers("eli"), submit_id="abcd")

    with database.reading() as db:
        found = register.with_same_form(db, first)
    assert [each.answers.name for each in found] == [f"p{number}" for number in range(12)]


def test_colleagues_are_not_taken_after_the_deadline(database: Database) -> None:
    with pytest.raises(NotOpenError):
        sign_up(database, seats(9), BO, now=seats(9).starts)
    assert stored(database) == []


def test_seats_that_the_editor_has_added_go_first_to_those_who_wait(database: Database) -> None:
    for name in ("di", "eli"):
        store(database, seats(1), answers(name))

    with pytest.raises(SomeMustWaitError) as raised:
        sign_up(database, seats(3), BO, CY)
    assert raised.value.outcomes == (C, W, W)
    assert (seating(database), statuses(database)[-1][0]) == ("cw", "waiting")
