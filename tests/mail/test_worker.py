"""Every mail is delivered once, whatever the relay does; what cannot be delivered is told."""

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database as Connection

from formhandler.core.background import Background
from formhandler.core.settings import Relay
from formhandler.events.manifest import Manifest
from formhandler.mail import outbox, worker
from formhandler.mail.eml_files import FileTransport
from formhandler.mail.kinds import Occasion
from formhandler.mail.letters import Letter
from formhandler.mail.outbox import LEASE, Mail
from formhandler.mail.smtp import EventGoneError, RelayTransport, Transport, UnansweredError
from formhandler.mail.worker import Compose, Worker
from formhandler.signups.correct_email import mend_email
from formhandler.signups.database import Database, DatabaseBusyError
from formhandler.signups.models import Signup
from tests.conftest import SetClock
from tests.support.events import NOW, a_manifest, an_event
from tests.support.forms import change
from tests.support.letters import TEMPLATES, a_letter, compose, put_mail, rows, statuses
from tests.support.mailbox import Mailbox, a_mailbox, a_server_that, free_port

DAY = timedelta(days=1)
ADA, BO, CY = "ada@example.no", "bo@example.no", "cy@example.no"


class KilledError(BaseException):
    """The process is killed here."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with a_mailbox() as running:
        yield running


@dataclass
class Office:
    """A database and a clock, and workers that deliver from the one by the other."""

    database: Database
    clock: SetClock

    def worker(self, transport: Transport, compose: Compose = compose, **options: Any) -> Worker:
        manifest = a_manifest(an_event())
        return Worker(
            self.database, lambda: manifest, self.clock, transport, compose, TEMPLATES, **options
        )

    def through(self, relay: Relay, seconds: float = 0.3) -> Worker:
        # Reading all authorities of the machine takes longer than the whole of a test.
        trusting_none = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return self.worker(RelayTransport(relay, seconds, trusting_none))

    def work_for(self, worker: Worker, time: timedelta, step: timedelta) -> None:
        """Deliver what is due, again and again, while the time passes."""
        until = self.clock.now + time
        while self.clock.now < until:
            worker.deliver_due()
            self.clock.now += step
        worker.deliver_due()


@pytest.fixture
def office(database: Database, clock: SetClock) -> Office:
    return Office(database, clock)


def attempts(database: Database) -> list[int]:
    return [row["attempts"] for row in rows(database)]


def test_each_mail_that_is_due_is_sent_once(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, "Ada", "Bo")

    tried = [office.through(mailbox.relay).deliver_due() for _ in range(2)]

    assert (tried, mailbox.recipients) == ([2, 0], [ADA, BO])
    assert statuses(office.database) == [("confirmed", "sent")] * 2


def test_a_mail_that_is_not_due_waits(office: Office, mailbox: Mailbox) -> None:
    (signup,) = put_mail(office.database, "Ada")
    with office.database.writing() as db:
        outbox.insert(db, signup, Occasion.REMINDER, NOW, due=NOW + DAY)
    worker = office.through(mailbox.relay)

    first, second = worker.deliver_due(), worker.deliver_due()
    office.clock.now += DAY

    assert (first, second, worker.deliver_due()) == (1, 0, 1)


def test_nothing_is_sent_while_nothing_is_published(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, "Ada")
    transport = RelayTransport(mailbox.relay)
    worker = Worker(office.database, lambda: None, office.clock, transport, compose, TEMPLATES)

    assert (worker.deliver_due(), attempts(office.database)) == (0, [0])


def test_a_mail_with_nothing_to_tell_any_more_is_dropped(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, "Ada")

    office.worker(RelayTransport(mailbox.relay), lambda *_: None).deliver_due()

    assert (mailbox.received, statuses(office.database)) == ([], [("confirmed", "dropped")])


def test_a_mail_is_written_when_it_is_sent_and_no_transaction_is_open_then(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")

    @dataclass
    class Writing:
        """Writes to the database while the relay is being talked to."""

        def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
            put_mail(office.database, "Bo")
            RelayTransport(mailbox.relay).send(message, sender, to, name)

    office.worker(Writing()).deliver_next()

    assert mailbox.recipients == [ADA]


def test_f29_all_is_delivered_once_after_the_relay_was_down_for_a_day(
    office: Office,
) -> None:
    put_mail(office.database, "Ada", "Bo", "Cy")
    down = office.through(Relay("127.0.0.1", free_port()))
    office.work_for(down, DAY, timedelta(hours=6))

    with a_mailbox() as mailbox:
        office.work_for(office.through(mailbox.relay), timedelta(minutes=20), timedelta(minutes=10))

    assert sorted(mailbox.recipients) == [ADA, BO, CY]


def test_f29_a_relay_that_comes_back_is_found_by_the_same_worker_within_ten_minutes(
    office: Office,
) -> None:
    put_mail(office.database, "Ada")
    port = free_port()
    worker = office.through(Relay("127.0.0.1", port))
    office.work_for(worker, DAY, timedelta(hours=6))

    with a_mailbox(port=port) as mailbox:
        office.clock.now += timedelta(minutes=10)
        worker.deliver_due()

    assert mailbox.recipients == [ADA]


def test_f30_a_relay_that_hangs_holds_the_worker_for_the_time_out_only(office: Office) -> None:
    put_mail(office.database, "Ada", "Bo")
    begun = time.monotonic()

    with a_server_that() as relay:
        office.through(relay).deliver_due()

    assert time.monotonic() - begun < 1
    assert statuses(office.database) == [("confirmed", "waiting")] * 2


def test_f31_a_mail_that_is_put_off_is_sent_later_and_others_go_on(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada", "Bo")
    mailbox.refused[ADA] = "450 4.2.0 greylisted"
    worker = office.through(mailbox.relay)
    worker.deliver_due()
    mailbox.refused.clear()
    office.work_for(worker, timedelta(minutes=1), timedelta(seconds=30))

    assert mailbox.recipients == [BO, ADA]


def test_f31_a_mail_that_is_put_off_for_two_days_is_given_up_and_the_organiser_told(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")
    mailbox.refused[ADA] = "450 4.2.0 not now"

    office.work_for(office.through(mailbox.relay), 3 * DAY, timedelta(hours=12))

    assert mailbox.recipients == ["ola@example.no"]
    assert [row["reply"] for row in rows(office.database)] == ["450 4.2.0", ""]
    assert statuses(office.database) == [("confirmed", "undeliverable"), ("undeliverable", "sent")]


def test_f32_an_address_that_is_refused_is_given_up_and_the_others_go_on(
    office: Office, mailbox: Mailbox
) -> None:
    ada, _ = put_mail(office.database, "Ada", "Bo")
    mailbox.refused[ADA] = "550 5.1.1 <ada@example.no>: no such user"

    office.through(mailbox.relay).deliver_due()

    assert mailbox.recipients == [BO, "ola@example.no"]
    assert rows(office.database)[0]["reply"] == "550 5.1.1"
    with office.database.reading() as db:
        assert outbox.is_unreached(db, ada)


def test_f32_the_organiser_is_told_once_of_each_address(office: Office, mailbox: Mailbox) -> None:
    (ada,) = put_mail(office.database, "Ada")
    mailbox.refused[ADA] = "550 5.1.1 no"
    with office.database.writing() as db:
        outbox.insert(db, ada, Occasion.REMINDER, NOW)

    office.through(mailbox.relay).deliver_due()

    assert statuses(office.database) == [
        ("confirmed", "undeliverable"),
        ("reminder", "undeliverable"),
        ("undeliverable", "sent"),
    ]


def test_f32_a_notice_that_cannot_be_delivered_makes_no_further_one(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")
    mailbox.refused |= {ADA: "550 5.1.1 no", "ola@example.no": "550 5.1.1 no"}

    office.through(mailbox.relay).deliver_due()

    assert statuses(office.database) == [
        ("confirmed", "undeliverable"),
        ("undeliverable", "undeliverable"),
    ]


def test_f32_an_address_that_was_refused_and_then_reached_is_told_of_again(
    office: Office, mailbox: Mailbox
) -> None:
    (ada,) = put_mail(office.database, "Ada")
    for answer in ("550 5.1.1 no", None, "550 5.1.1 no"):
        mailbox.refused = {ADA: answer} if answer else {}
        with office.database.writing() as db:
            outbox.insert(db, ada, Occasion.REMINDER, NOW)
        office.through(mailbox.relay).deliver_due()

    assert statuses(office.database).count(("undeliverable", "sent")) == 2


def notices(office: Office, mailbox: Mailbox) -> int:
    """Let twelve addresses be refused, and return how many notices the organiser gets."""
    names = [f"Person{number}" for number in range(12)]
    put_mail(office.database, *names)
    mailbox.refused = {f"{name.lower()}@example.no": "550 5.1.1 no" for name in names}
    office.through(mailbox.relay).deliver_due()
    return mailbox.recipients.count("ola@example.no")


def test_f32_the_organiser_gets_ten_notices_a_day_at_most(office: Office, mailbox: Mailbox) -> None:
    assert notices(office, mailbox) == 10
    office.clock.now += DAY
    put_mail(office.database, "Ada", now=office.clock.now)
    mailbox.refused[ADA] = "550 5.1.1 no"
    office.through(mailbox.relay).deliver_due()

    assert mailbox.recipients.count("ola@example.no") == 11


def test_f32_control_without_the_most_of_a_day_each_address_is_a_notice(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_MOST_NOTICES", 99)

    assert notices(office, mailbox) == 12


def test_f32_an_address_that_is_mended_while_it_is_refused_needs_nobody_s_help(
    office: Office, mailbox: Mailbox
) -> None:
    (ada,) = put_mail(office.database, "Ada")
    mailbox.refused[ADA] = "550 5.1.1 no"
    given = (office.database, mend_email, an_event(), ada, "right@example.no")
    office.worker(Meanwhile(RelayTransport(mailbox.relay), lambda: change(*given))).deliver_due()

    assert mailbox.recipients == ["right@example.no"]
    assert statuses(office.database) == [("confirmed", "undeliverable"), ("confirmed", "sent")]


def refuse_login(mailbox: Mailbox) -> Relay:
    return Relay("127.0.0.1", mailbox.port, user="pameldt", password="feil")


def refuse_sender(mailbox: Mailbox) -> Relay:
    mailbox.senders = "550 5.7.1 not you"
    return mailbox.relay


def want_tls(mailbox: Mailbox) -> Relay:
    return Relay("127.0.0.1", mailbox.port, has_tls=True)


QUEUE_ERRORS = [refuse_login, refuse_sender, want_tls]


@pytest.mark.parametrize("fail", QUEUE_ERRORS)
def test_f33_what_the_relay_refuses_to_everybody_costs_no_mail_a_try(
    fail: Callable[[Mailbox], Relay], office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada", "Bo")

    office.work_for(office.through(fail(mailbox)), 3 * DAY, timedelta(hours=12))

    assert statuses(office.database) == [("confirmed", "waiting")] * 2
    assert attempts(office.database) == [0, 0]


@pytest.mark.parametrize("fail", QUEUE_ERRORS)
def test_f33_all_mails_are_sent_once_when_it_is_put_right(
    fail: Callable[[Mailbox], Relay], office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada", "Bo")
    office.work_for(office.through(fail(mailbox)), 3 * DAY, DAY)
    mailbox.senders = None
    office.clock.now += timedelta(minutes=10)

    office.through(mailbox.relay).deliver_due()

    assert sorted(mailbox.recipients) == [ADA, BO]


def test_f33_control_a_failure_that_is_counted_has_mails_given_up(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(db: Connection, mail: Mail, due: datetime) -> None:
        outbox.send_again(db, mail, due, "")

    monkeypatch.setattr(outbox, "put_back", counted)
    put_mail(office.database, "Ada")

    office.work_for(office.through(refuse_sender(mailbox)), DAY, timedelta(hours=6))

    assert attempts(office.database) == [5]


def test_f33_the_queue_rests_after_one_failure(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, "Ada", "Bo", "Cy")

    assert office.through(refuse_sender(mailbox)).deliver_due() == 1


def test_f33_the_queue_rests_for_longer_each_time_until_something_is_sent(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada", "Bo")
    worker = office.through(refuse_sender(mailbox))
    tried = []
    for second in range(0, 1200, 10):
        office.clock.now = NOW + timedelta(seconds=second)
        tried += [second] * worker.deliver_due()

    assert tried == [0, 30, 90, 210, 510, 1110]


def test_f33_a_mail_that_always_breaks_the_connection_lets_the_others_pass(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada", "Bo", "Cy")
    mailbox.refused[ADA] = "421 4.3.0 something is wrong"

    office.work_for(office.through(mailbox.relay), timedelta(minutes=2), timedelta(seconds=30))

    assert mailbox.recipients == [BO, CY]


@dataclass
class Killed:
    """Has the process killed when the relay has taken the mail."""

    inner: Transport

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        self.inner.send(message, sender, to, name)
        raise KilledError


def test_f34_killed_before_it_is_noted_a_mail_is_sent_once_more_with_the_same_id(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")
    with pytest.raises(KilledError):
        office.worker(Killed(RelayTransport(mailbox.relay))).deliver_next()

    office.work_for(office.through(mailbox.relay), timedelta(hours=1), timedelta(minutes=15))

    first, second = [each.message["Message-ID"] for each in mailbox.received]
    assert first == second


class Silent:
    """Takes each mail, and never says so."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        self.inner.send(message, sender, to, name)
        raise UnansweredError("TimeoutError")


def test_f34_a_relay_that_never_says_that_it_has_taken_a_mail_gets_few_copies(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada", "Bo")

    worker = office.worker(Silent(RelayTransport(mailbox.relay)))
    office.work_for(worker, timedelta(days=2), timedelta(minutes=20))

    assert sorted(mailbox.recipients) == [ADA] * 3 + [BO] * 3


def test_f34_a_mail_whose_sender_died_waits_for_the_end_of_the_lease(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")
    with pytest.raises(KilledError):
        office.worker(Killed(RelayTransport(mailbox.relay))).deliver_next()
    worker = office.through(mailbox.relay)

    office.clock.now = NOW + LEASE - timedelta(seconds=1)
    before = worker.deliver_due()
    office.clock.now = NOW + LEASE

    assert (before, worker.deliver_due()) == (0, 1)


@dataclass
class Slow:
    """Lets another worker work while this one sends."""

    inner: Transport
    other: Worker

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        self.other.deliver_due()
        self.inner.send(message, sender, to, name)


def two_workers(office: Office, mailbox: Mailbox) -> None:
    transport = RelayTransport(mailbox.relay)
    office.worker(Slow(transport, office.worker(transport))).deliver_due()


def test_two_workers_never_send_the_same_mail(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, "Ada")

    two_workers(office, mailbox)

    assert mailbox.recipients == [ADA]


def test_control_without_the_lease_two_workers_send_it_twice(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(0))
    put_mail(office.database, "Ada")

    two_workers(office, mailbox)

    assert mailbox.recipients == [ADA, ADA]


def test_four_workers_at_once_send_each_mail_once(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, *(f"Person{number}" for number in range(10)))
    # None may rest because a busy machine is slow.
    workers = [office.through(mailbox.relay, seconds=20) for _ in range(4)]
    threads = [threading.Thread(target=each.deliver_due) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(mailbox.recipients) == sorted(
        f"person{number}@example.no" for number in range(10)
    )


def gone(db: Connection, mail: Mail, manifest: Manifest, now: datetime) -> Letter:
    raise EventGoneError


def mistaken(db: Connection, mail: Mail, manifest: Manifest, now: datetime) -> Letter | None:
    if mail.id == 1:
        raise KeyError("ada@example.no")
    return compose(db, mail, manifest, now)


def test_a_mail_of_an_event_that_is_gone_waits_for_it_to_come_back(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")
    office.work_for(office.worker(RelayTransport(mailbox.relay), gone), DAY, timedelta(hours=6))

    office.clock.now += timedelta(hours=4)
    office.through(mailbox.relay).deliver_due()

    assert mailbox.recipients == [ADA]


def test_a_mail_that_no_relay_has_refused_is_given_up_without_blaming_the_address(
    office: Office, mailbox: Mailbox
) -> None:
    (ada,) = put_mail(office.database, "Ada")
    office.work_for(office.worker(RelayTransport(mailbox.relay), gone), 3 * DAY, DAY / 2)

    assert (mailbox.received, statuses(office.database)) == ([], [("confirmed", "dropped")])
    with office.database.reading() as db:
        assert not outbox.is_unreached(db, ada)


def test_a_mail_that_we_cannot_write_lets_the_others_pass(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    put_mail(office.database, "Ada", "Bo")

    office.worker(RelayTransport(mailbox.relay), mistaken).deliver_due()

    assert (mailbox.recipients, caplog.messages) == (
        [BO],
        ["mail 1 cannot be sent: KeyError"],
    )


class UnheardOfError(Exception):
    """An error that nobody has listed."""


@dataclass(frozen=True)
class FailsFor:
    """A transport that fails for one address, in a way that nobody has thought of."""

    address: str
    transport: Transport

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        if to == self.address:
            raise UnheardOfError(to)
        self.transport.send(message, sender, to, name)


def test_f44_a_mail_that_raises_the_unexpected_is_tried_later_and_the_others_pass(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    put_mail(office.database, "Ada", "Bo")
    worker = office.worker(FailsFor(ADA, RelayTransport(mailbox.relay)))

    assert (worker.deliver_due(), mailbox.recipients) == (2, [BO])
    assert attempts(office.database) == [1, 1]
    assert caplog.messages == ["mail 1 cannot be sent: UnheardOfError"]
    assert "in send" in caplog.text
    assert ADA not in caplog.text

    office.through(mailbox.relay).deliver_due()
    assert mailbox.recipients == [BO]
    office.clock.now += timedelta(minutes=1)
    office.through(mailbox.relay).deliver_due()
    assert mailbox.recipients == [BO, ADA]


def test_f44_a_mail_that_always_raises_the_unexpected_is_given_up_in_the_end(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")
    worker = office.worker(FailsFor(ADA, RelayTransport(mailbox.relay)))

    office.work_for(worker, 3 * DAY, DAY / 4)

    assert statuses(office.database) == [("confirmed", "dropped")]


def test_f44_the_mail_thread_outlives_what_nobody_has_listed(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_now: datetime) -> None:
        raise UnheardOfError(ADA)

    put_mail(office.database, "Ada")

    with at_work(office.worker(RelayTransport(mailbox.relay), chores=broken)):
        assert wait_for(lambda: mailbox.recipients == [ADA])
        assert wait_for(lambda: caplog.messages == ["mail failed with UnheardOfError"])
    assert ADA not in caplog.text


def unsafe(db: Connection, mail: Mail, manifest: Manifest, now: datetime) -> Letter:
    return a_letter(to="ada@example.no, mallory@example.com")


def test_a02_a_message_that_is_not_the_one_that_was_meant_is_never_sent(
    office: Office, mailbox: Mailbox
) -> None:
    put_mail(office.database, "Ada")

    office.worker(RelayTransport(mailbox.relay), unsafe).deliver_due()

    assert mailbox.received == []
    assert statuses(office.database) == [("confirmed", "dropped")]


def test_nobody_s_address_or_link_is_logged(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put_mail(office.database, "Ada", "Bo", "Cy")
    mailbox.refused = {ADA: f"550 no {ADA}", BO: f"421 no {BO}", CY: f"450 no {CY}"}

    office.work_for(office.through(mailbox.relay), 3 * DAY, timedelta(hours=12))

    logged = [each.getMessage() for each in caplog.records if each.name.startswith("formhandler")]
    assert logged
    assert [line for line in logged if "@" in line] == []


def test_f37_a_mail_to_somebody_who_is_erased_meanwhile_leaves_no_file(
    office: Office, tmp_path: Path
) -> None:
    (ada,) = put_mail(office.database, "Ada")
    folder = tmp_path / "mail"
    worker = office.worker(FileTransport(folder), folder=folder)
    worker.deliver_due()
    before = len(list(folder.iterdir()))

    erase(office.database, ada)
    worker.do_chores()

    assert (before, list(folder.iterdir())) == (1, [])


def erase(database: Database, signup: Signup) -> None:
    with database.writing() as db:
        db.execute("delete from signups where id = :id", {"id": signup.id})


@dataclass
class Meanwhile:
    """Does something before the relay is asked to take a mail."""

    inner: Transport
    do: Callable[[], object]

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        self.do()
        self.inner.send(message, sender, to, name)


@pytest.mark.parametrize("answer", ["250 ok", "450 4.2.0 later", "550 5.1.1 no", "421 bye"])
def test_f37_whoever_is_erased_while_mail_is_sent_stays_erased(
    answer: str, office: Office, mailbox: Mailbox
) -> None:
    (ada,) = put_mail(office.database, "Ada")
    mailbox.refused = {} if answer.startswith("250") else {ADA: answer}
    transport = Meanwhile(RelayTransport(mailbox.relay), lambda: erase(office.database, ada))

    office.worker(transport).deliver_next()

    assert rows(office.database) == []


def test_chores_are_done_at_once_and_then_each_minute(office: Office, tmp_path: Path) -> None:
    done: list[datetime] = []
    worker = office.worker(FileTransport(tmp_path / "mail"), chores=done.append)
    for second in range(0, 121, 20):
        office.clock.now = NOW + timedelta(seconds=second)
        worker.do_chores()

    assert [(each - NOW).seconds for each in done] == [0, 60, 120]


@dataclass(frozen=True)
class Reminding:
    """A chore that puts a mail into the outbox."""

    database: Database

    def __call__(self, now: datetime) -> None:
        put_mail(self.database, "Ada")


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    thread = worker.background.start()
    try:
        yield
    finally:
        worker.background.stop()
        thread.join()


def wait_for(claim: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not claim() and time.monotonic() < until:
        time.sleep(0.02)
    return claim()


def test_a_worker_in_a_thread_does_chores_first_and_then_delivers(
    office: Office, mailbox: Mailbox
) -> None:
    transport = RelayTransport(mailbox.relay)

    with at_work(office.worker(transport, chores=Reminding(office.database))):
        assert wait_for(lambda: mailbox.recipients == [ADA])


def failing(_now: datetime) -> None:
    raise PermissionError("/secret/place")


def test_a_chore_that_fails_does_not_end_the_delivery(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    put_mail(office.database, "Ada")

    with at_work(office.worker(RelayTransport(mailbox.relay), chores=failing)):
        assert wait_for(lambda: mailbox.recipients == [ADA])
        assert wait_for(lambda: caplog.messages == ["mail failed with PermissionError"])


def test_a_chore_that_fails_is_told_once_no_mail_is_due(office: Office, mailbox: Mailbox) -> None:
    put_mail(office.database, "Ada")
    worker = office.worker(RelayTransport(mailbox.relay), chores=failing)

    assert worker.background.turn() == 0.0
    # So the loop makes no good turn, and /healthz tells that it stands still.
    for _ in range(2):
        with pytest.raises(PermissionError):
            worker.background.turn()
    assert mailbox.recipients == [ADA]


def test_a_database_that_is_not_to_be_had_is_no_good_turn(office: Office, mailbox: Mailbox) -> None:
    worker = office.worker(RelayTransport(mailbox.relay))
    path, away = office.database.path, office.database.path.with_suffix(".away")
    path.rename(away)

    with pytest.raises(DatabaseBusyError):
        worker.background.turn()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_control_without_the_guard_a_chore_that_fails_ends_it(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Background, "_take_turn", lambda loop: loop.turn())
    put_mail(office.database, "Ada")
    thread = office.worker(RelayTransport(mailbox.relay), chores=failing).background.start()
    thread.join(timeout=5)

    assert not thread.is_alive()


def test_a_worker_survives_a_database_that_is_not_to_be_had(
    office: Office, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    put_mail(office.database, "Ada")
    path, away = office.database.path, office.database.path.with_suffix(".away")
    path.rename(away)

    with at_work(office.through(mailbox.relay)):
        assert wait_for(lambda: bool(caplog.messages))
        away.rename(path)
        office.clock.now += timedelta(minutes=1)
        assert wait_for(lambda: mailbox.recipients == [ADA])
