"""A send is over before its lease ends, however slowly the relay speaks."""

import math
import smtplib
import ssl
import time

import pytest

from formhandler.core.settings import Relay
from formhandler.mail.outbox import LEASE
from formhandler.mail.smtp import QueueError, RelayTransport, UnansweredError
from formhandler.mail.smtp_deadline import SEND_DEADLINE, BoundedSMTP
from tests.support.letters import a_message
from tests.support.mailbox import a_mailbox, a_slow_relay

SENDER, TO = "pamelding@example.org", "kari@example.no"
STEP = 0.4
DEADLINE, LEASED = 0.8, 1.2  # seconds, scaled down as the steps are


def seconds_for(
    relay: Relay, error: type[Exception] | None, *, deadline: float = DEADLINE
) -> float:
    """Send a mail, expect this error, and return how long that took."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport = RelayTransport(relay, STEP, context, answer_seconds=30, all_seconds=deadline)
    message = a_message(to=TO)
    begun = time.monotonic()
    if error:
        with pytest.raises(error):
            transport.send(message, SENDER, TO, "000001")
    else:
        transport.send(message, SENDER, TO, "000001")
    return time.monotonic() - begun


def test_a_send_may_take_less_time_than_its_lease_by_a_step_and_more() -> None:
    transport = RelayTransport(Relay("127.0.0.1", 25))

    assert transport.all_seconds == SEND_DEADLINE.total_seconds()
    assert SEND_DEADLINE.total_seconds() + 2 * transport.seconds <= LEASE.total_seconds()
    assert transport.answer_seconds < transport.all_seconds


def test_f30_a_relay_with_each_step_in_time_is_left_at_the_deadline() -> None:
    with a_slow_relay(seconds=0.25) as relay:
        assert seconds_for(relay, QueueError) < LEASED


def test_f30_control_without_the_deadline_the_lease_ends_first() -> None:
    with a_slow_relay(seconds=0.25) as relay:
        assert seconds_for(relay, None, deadline=math.inf) > LEASED


def test_f30_a_relay_that_trickles_is_left_when_the_step_is_over() -> None:
    with a_slow_relay(trickles=b"220") as relay:
        assert seconds_for(relay, QueueError) < DEADLINE


def test_f30_an_answer_to_the_content_that_trickles_is_left_at_the_deadline() -> None:
    with a_slow_relay(trickles=b"250 taken") as relay:
        assert seconds_for(relay, UnansweredError) < LEASED


def test_f30_control_with_smtplib_s_own_reading_trickling_outlasts_the_lease(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unbounded(client: BoundedSMTP, _seconds: float | None = None) -> tuple[int, bytes]:
        return smtplib.SMTP.getreply(client)

    monkeypatch.setattr(BoundedSMTP, "getreply", unbounded)
    with a_slow_relay(trickles=b"250 taken") as relay:
        assert seconds_for(relay, None) > LEASED


def test_an_answer_in_time_is_taken() -> None:
    with a_slow_relay() as relay:
        assert seconds_for(relay, None) < DEADLINE


def test_a_message_of_many_records_arrives_whole() -> None:
    message = a_message(to=TO)
    message.add_attachment(bytes(range(256)) * 1000, maintype="application", subtype="x")
    with a_mailbox() as mailbox:
        RelayTransport(mailbox.relay).send(message, SENDER, TO, "000001")

    (received,) = mailbox.received
    *_, attached = received.message.iter_attachments()
    assert attached.get_content() == bytes(range(256)) * 1000
