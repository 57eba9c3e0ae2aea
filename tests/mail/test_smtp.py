"""A message reaches the relay whole, the password stays private, and a refusal is understood."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from formhandler.core.settings import Relay
from formhandler.mail.eml_files import FileTransport, file_name, sweep
from formhandler.mail.smtp import (
    PermanentError,
    QueueError,
    RelayTransport,
    TemporaryError,
    UnansweredError,
)
from formhandler.signups.database import Connection, Database
from tests.support.events import an_event
from tests.support.forms import store
from tests.support.letters import a_message
from tests.support.mailbox import (
    PASSWORD,
    USER,
    Mailbox,
    a_mailbox,
    a_server_that,
    certificate,
    free_port,
)
from tests.support.tables import each_case

SENDER, TO = "pamelding@example.org", "kari@example.no"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with a_mailbox() as running:
        yield running


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server_tls(pem: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    return context


def send(relay: Relay, to: str = TO, *, trusted: Path | None = None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trusted:
        context.load_verify_locations(trusted)
    transport = RelayTransport(relay, seconds=0.3, context=context)
    transport.send(a_message(to=to), SENDER, to, "000042")


def elsewhere(relay: Relay) -> Relay:
    """Return the relay as one that is not on this machine, as far as anybody can tell."""
    return replace(relay, host="127.0.0.2")


def with_login(relay: Relay, password: str = PASSWORD) -> Relay:
    return replace(relay, user=USER, password=password)


def why(relay: Relay) -> str:
    with pytest.raises(QueueError) as caught:
        send(relay)
    return str(caught.value)


def test_a_message_reaches_the_relay_whole(mailbox: Mailbox) -> None:
    message = a_message()

    RelayTransport(mailbox.relay).send(message, SENDER, TO, "000042")

    (received,) = mailbox.received
    assert (received.sender, received.to) == (SENDER, (TO,))
    assert received.content == message.as_bytes()


def test_we_greet_with_the_sender_s_domain_and_ask_no_name_server(mailbox: Mailbox) -> None:
    send(mailbox.relay)

    assert mailbox.received[0].greeting == "example.org"


def test_an_address_with_other_letters_goes_to_a_relay_that_takes_them(mailbox: Mailbox) -> None:
    send(mailbox.relay, "kåre@example.no")

    assert mailbox.recipients == ["kåre@example.no"]
    assert "To: kåre@example.no\r\n".encode() in mailbox.received[0].content


def test_f32_an_address_with_other_letters_is_given_up_where_the_relay_takes_none() -> None:
    with a_mailbox(is_utf8=False) as mailbox, pytest.raises(PermanentError) as caught:
        send(mailbox.relay, "kåre@example.no")

    assert caught.value.reply == "550 5.6.7"


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ("450 4.2.1 kari@example.no is full", "450 4.2.1"),
        ("451 try later, kari@example.no", "451"),
        ("452 4.3.1 no room", "452 4.3.1"),
    ],
)
def test_f31_an_address_that_is_put_off_is_a_temporary_error(
    mailbox: Mailbox, answer: str, reply: str
) -> None:
    mailbox.refused[TO] = answer

    with pytest.raises(TemporaryError) as caught:
        send(mailbox.relay)

    assert str(caught.value) == reply


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ("550 5.1.1 <kari@example.no>: unknown", "550 5.1.1"),
        ("553 kari@example.no", "553"),
        ("550 5.1.1kari@example.no", "550"),
    ],
)
def test_f32_an_address_that_is_refused_is_a_permanent_error_without_the_server_s_words(
    mailbox: Mailbox, answer: str, reply: str
) -> None:
    mailbox.refused[TO] = answer

    with pytest.raises(PermanentError) as caught:
        send(mailbox.relay)

    assert str(caught.value) == reply


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 4.7.1 greylisted", TemporaryError), ("554 5.7.1 no", PermanentError)],
)
def test_a_refusal_of_the_content_is_one_of_that_mail(
    mailbox: Mailbox, answer: str, error: type[Exception]
) -> None:
    mailbox.content = answer

    with pytest.raises(error):
        send(mailbox.relay)


@pytest.mark.parametrize("answer", ["421 4.3.2 closing", "530 5.7.0 log in first", "535 5.7.8 no"])
def test_f33_what_is_refused_to_everybody_is_an_error_of_the_queue(
    mailbox: Mailbox, answer: str
) -> None:
    mailbox.refused[TO] = answer

    assert why(mailbox.relay) == answer[:3]


@pytest.mark.parametrize("answer", ["550 5.1.8 who are you", "450 4.1.8 who are you"])
def test_f33_a_refused_sender_is_an_error_of_the_queue(mailbox: Mailbox, answer: str) -> None:
    mailbox.senders = answer

    assert why(mailbox.relay) == f"SMTPSenderRefused {answer[:3]}"


def test_f33_a_refused_password_is_an_error_of_the_queue() -> None:
    with a_mailbox(takes_login=True) as mailbox:
        assert why(with_login(mailbox.relay, "feil")) == "SMTPAuthenticationError 535"


def test_f33_a_relay_that_takes_no_login_is_an_error_of_the_queue(mailbox: Mailbox) -> None:
    assert why(with_login(mailbox.relay)) == "SMTPNotSupportedError"


def test_f33_a_certificate_that_nobody_vouches_for_is_an_error_of_the_queue(
    server_tls: ssl.SSLContext,
) -> None:
    with a_mailbox(starttls=server_tls) as mailbox:
        assert why(mailbox.relay) == "SSLCertVerificationError"

    assert mailbox.received == []


def test_f33_control_the_same_certificate_will_do_where_it_is_trusted(
    server_tls: ssl.SSLContext, pem: Path
) -> None:
    with a_mailbox(starttls=server_tls) as mailbox:
        send(mailbox.relay, trusted=pem)

    assert mailbox.received[0].is_private


def test_f33_a_certificate_for_another_host_is_an_error_of_the_queue(
    server_tls: ssl.SSLContext, pem: Path
) -> None:
    with a_mailbox(starttls=server_tls) as mailbox, pytest.raises(QueueError):
        send(replace(mailbox.relay, host="localhost"), trusted=pem)


def test_tls_from_the_first_byte_carries_login_and_message(
    server_tls: ssl.SSLContext, pem: Path
) -> None:
    with a_mailbox(tls=server_tls, takes_login=True) as mailbox:
        send(replace(with_login(mailbox.relay), has_tls=True), trusted=pem)

    assert (mailbox.recipients, mailbox.logins) == ([TO], [PASSWORD.encode()])


def test_tls_from_the_first_byte_needs_a_certificate_too(server_tls: ssl.SSLContext) -> None:
    with a_mailbox(tls=server_tls) as mailbox:
        assert why(replace(mailbox.relay, has_tls=True)) == "SSLCertVerificationError"


def test_a_password_is_never_sent_in_the_clear_to_another_machine() -> None:
    with a_mailbox(takes_login=True, host="127.0.0.2") as mailbox:
        assert why(with_login(elsewhere(mailbox.relay))) == "no TLS for the password"

    assert mailbox.logins == []


def test_control_on_this_machine_a_password_may_go_in_the_clear() -> None:
    with a_mailbox(takes_login=True) as mailbox:
        send(with_login(mailbox.relay))

    assert mailbox.logins == [PASSWORD.encode()]


def test_f29_a_relay_that_is_down_is_an_error_of_the_queue() -> None:
    assert why(Relay("127.0.0.1", free_port())) == "ConnectionRefusedError"


@each_case("says", [b"", b"220-hang on", b"220 welcome\r\n"])
def test_f30_a_relay_that_hangs_is_left_when_the_time_is_up(says: bytes) -> None:
    begun = time.monotonic()

    with a_server_that(says=says) as relay:
        why(relay)

    assert time.monotonic() - begun < 2


@each_case("says", [b"", b"220 welcome\r\n", b"421 not now\r\n", b"hello\r\n"])
def test_f30_a_relay_that_hangs_up_is_an_error_of_the_queue(says: bytes) -> None:
    with a_server_that(says=says, hangs_up=True) as relay:
        why(relay)


def test_a_relay_s_answer_to_our_farewell_is_not_waited_for() -> None:
    talk = b"220 hi\r\n250 hi\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken\r\n"

    with a_server_that(says=talk) as relay:
        send(relay)


@contextlib.contextmanager
def a_relay_that_ends(last: bytes) -> Iterator[Relay]:
    """Run a relay that reads a whole mail, says `last` to it, and resets the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as lines:
                for reply in (b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go on"):
                    connection.sendall(reply + b"\r\n")
                    lines.readline()
                while lines.readline() not in (b".\r\n", b""):
                    pass
                connection.sendall(last)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        thread = threading.Thread(target=talk)
        thread.start()
        yield Relay("127.0.0.1", listening.getsockname()[1])
        thread.join()


def test_f34_a_relay_that_cuts_the_connection_after_taking_a_mail_has_taken_it() -> None:
    with a_relay_that_ends(b"250 taken\r\n") as relay:
        send(relay)


def test_f34_a_relay_that_ends_without_a_word_to_the_whole_content_may_have_taken_it() -> None:
    with a_relay_that_ends(b"") as relay, pytest.raises(UnansweredError):
        send(relay)


def test_f34_a_relay_that_says_nothing_to_the_whole_content_may_have_taken_it() -> None:
    talk = b"220 hi\r\n250 hi\r\n250 ok\r\n250 ok\r\n354 go on\r\n"

    with a_server_that(says=talk) as relay, pytest.raises(UnansweredError):
        RelayTransport(relay, 0.3, answer_seconds=0.3).send(a_message(), SENDER, TO, "000042")


def test_a_line_that_begins_with_a_dot_arrives_as_it_is(mailbox: Mailbox) -> None:
    message = EmailMessage(policy=SMTP)
    message.set_content(".\n..a\n.b.\n")

    RelayTransport(mailbox.relay).send(message, SENDER, TO, "000042")

    assert mailbox.received[0].message.get_content().splitlines() == [".", "..a", ".b."]


def test_no_error_names_the_address_the_server_s_words_or_the_password(mailbox: Mailbox) -> None:
    mailbox.senders = f"550 {TO} {PASSWORD}"

    with pytest.raises(QueueError) as caught:
        send(mailbox.relay)

    assert (TO in repr(caught.value), caught.value.__cause__) == (False, None)


def test_a_file_holds_the_message(tmp_path: Path) -> None:
    message = a_message()

    FileTransport(tmp_path / "mail").send(message, SENDER, TO, "000042")

    assert (tmp_path / "mail" / "000042.eml").read_bytes() == message.as_bytes()


def test_a_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    FileTransport(folder).send(a_message(), SENDER, TO, "000042")

    modes = [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "000042.eml")]

    assert modes == ["0o700", "0o600"]


def test_a_mail_that_is_sent_twice_is_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        FileTransport(tmp_path).send(a_message(), SENDER, TO, "000042")

    assert [path.name for path in tmp_path.iterdir()] == ["000042.eml"]


def test_f33_a_folder_that_cannot_be_written_is_an_error_of_the_queue(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")

    with pytest.raises(QueueError) as caught:
        FileTransport(tmp_path / "mail").send(a_message(), SENDER, TO, "000042")

    assert str(caught.value) == "FileExistsError"


def test_f37_files_of_mails_that_are_gone_are_swept_and_others_left(
    tmp_path: Path, database: Database
) -> None:
    store(database, an_event())
    folder = tmp_path / "mail"
    folder.mkdir()
    for name in ("000001.eml", "000002.eml", "000003.tmp", "README", "notes.eml"):
        (folder / name).touch()

    sweep(folder, database)

    left = sorted(path.name for path in folder.iterdir())
    assert left == ["000001.eml", "README", "notes.eml"]


def test_f37_a_mail_that_comes_while_files_are_swept_is_left(
    tmp_path: Path, database: Database
) -> None:
    class Late(Database):
        @contextlib.contextmanager
        def reading(self) -> Iterator[Connection]:
            with super().reading() as db:
                yield db
            (tmp_path / "000002.eml").touch()

    (tmp_path / "000001.eml").touch()
    sweep(tmp_path, Late(database.path))

    assert [path.name for path in tmp_path.glob("*.eml")] == ["000002.eml"]


def test_sweeping_a_folder_that_is_not_there_does_nothing(
    tmp_path: Path, database: Database
) -> None:
    sweep(tmp_path / "mail", database)

    assert not (tmp_path / "mail").exists()


def test_files_are_named_by_number_and_sort_so() -> None:
    assert [file_name(number) for number in (42, 1234567)] == ["000042", "1234567"]
