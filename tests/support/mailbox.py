"""A mail server on this machine that keeps what it is sent, and fails when it is told to."""

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from formhandler.core.settings import Relay

USER, PASSWORD = "pameldt", "hemmelig"


@dataclass(frozen=True)
class Received:
    """What was handed over: the addresses around the message, and its bytes."""

    sender: str
    to: tuple[str, ...]
    content: bytes
    greeting: str
    is_private: bool

    @property
    def message(self) -> EmailMessage:
        """Return the message as a mail reader sees it."""
        return BytesParser(policy=SMTP_POLICY).parsebytes(self.content)


@dataclass
class Mailbox:
    """What the server has got, and how it is to answer.

    `refused` are answers to an address as recipient, `content` is the answer to any content,
    `senders` to any sender.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    content: str = "250 2.0.0 OK"
    senders: str | None = None
    logins: list[bytes] = field(default_factory=list)

    @property
    def relay(self) -> Relay:
        """Return how to reach it without logging in."""
        return Relay("127.0.0.1", self.port)

    @property
    def recipients(self) -> list[str]:
        """Return whom it has got mail for, in order."""
        return [to for each in self.received for to in each.to]

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer MAIL FROM."""
        if self.senders:
            return self.senders
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer RCPT TO."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, unless it is to be refused."""
        if not self.content.startswith("250"):
            return self.content
        self.received.append(
            Received(
                str(envelope.mail_from),
                tuple(envelope.rcpt_tos),
                envelope.original_content or b"",
                str(session.host_name),
                session.ssl is not None,
            )
        )
        return self.content

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Take one password only."""
        assert isinstance(data, LoginPassword)
        self.logins.append(data.password)
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@contextlib.contextmanager
def a_mailbox(
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    takes_login: bool = False,
    is_utf8: bool = True,
    host: str = "127.0.0.1",
    port: int | None = None,
) -> Iterator[Mailbox]:
    """Run a server on this machine, on a free port unless another is given."""
    mailbox = Mailbox()
    login: dict[str, Any] = {"authenticator": mailbox.authenticate, "auth_require_tls": False}
    controller = Controller(
        mailbox,
        hostname=host,
        port=port or free_port(),
        ssl_context=tls,
        tls_context=starttls,
        enable_SMTPUTF8=is_utf8,
        **(login if takes_login else {}),
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def a_server_that(*, says: bytes = b"", hangs_up: bool = False) -> Iterator[Relay]:
    """Run a server that says this to the first who comes, and then hangs up or nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listening, contextlib.ExitStack() as open_:

        def answer() -> None:
            connection, _ = listening.accept()
            connection.sendall(says)
            if hangs_up:
                connection.close()
            else:
                open_.enter_context(connection)

        thread = threading.Thread(target=answer)
        thread.start()
        yield Relay("127.0.0.1", listening.getsockname()[1])
        thread.join()


_ANSWERS = (
    b"220 welcome\r\n",
    b"250 hello\r\n",
    b"250 sender ok\r\n",
    b"250 recipient ok\r\n",
    b"354 go on\r\n",
    b"250 taken by this relay\r\n",
)


@contextlib.contextmanager
def a_slow_relay(*, seconds: float = 0.0, trickles: bytes = b"-") -> Iterator[Relay]:
    """Run a relay that takes so long for each answer, and trickles those that begin like this.

    It trickles ten bytes a second.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
                for answer in _ANSWERS:
                    time.sleep(seconds)
                    is_slow = answer.startswith(trickles)
                    for each in [answer[i : i + 1] for i in range(len(answer))]:
                        connection.sendall(each)
                        time.sleep(0.1 if is_slow else 0)
                    is_content = answer.startswith(b"354")
                    while (line := lines.readline()) and is_content and line != b".\r\n":
                        pass

        thread = threading.Thread(target=talk)
        thread.start()
        yield Relay("127.0.0.1", listening.getsockname()[1])
        thread.join()


def certificate(folder: Path) -> Path:
    """Make a certificate of its own for 127.0.0.1, with its key, in one file."""
    key, made = folder / "key.pem", folder / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)),
        ],
        check=True,
        capture_output=True,
    )
    made.write_text(made.read_text() + key.read_text())
    return made
