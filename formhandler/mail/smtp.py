"""SMTP: hands a finished message to a relay (RFC 5321), over TLS if possible; its errors."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Protocol

from formhandler.core.settings import Relay
from formhandler.mail.smtp_deadline import SEND_DEADLINE, BoundedSMTP, Limits

_SECONDS = 20.0
# RFC 5321 §4.5.3.2.6 gives a relay ten minutes for the content; ours must be over by the deadline.
_ANSWER_SECONDS = 180.0
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\S)")  # RFC 3463
_GO_AHEAD = 354
_DOT = re.compile(rb"^\.", re.M)
_CLOSING = 421  # RFC 5321 §3.8: said of the whole connection, in answer to any command
_UTF8_UNKNOWN = "550 5.6.7"  # RFC 6531 §3.5
_UTF8_OPTIONS = ("SMTPUTF8", "BODY=8BITMIME")


class QueueError(Exception):
    """The relay is not to be had, for this mail as little as for any other; the text says why."""


class _RefusedError(Exception):
    """The relay was there, and did not take this mail.

    `reply` is the relay's status (RFC 5321 §4.2, RFC 3463) without its words: they may hold the
    address.
    """

    def __init__(self, reply: str) -> None:
        """Keep the status, «550 5.1.1»."""
        self.reply = reply
        super().__init__(reply)


class TemporaryError(_RefusedError):
    """The relay did not take this mail now, and may do so later."""


class PermanentError(_RefusedError):
    """The relay will never take this mail."""


class UnansweredError(Exception):
    """The relay has got the whole mail and has not answered; it may have taken it."""


class EventGoneError(Exception):
    """The mail's event is not published now; it may be so again."""


class UnsendableError(Exception):
    """The letter makes no message that may be sent: its address or what a reader finds is wrong."""


class Transport(Protocol):
    """Where finished messages go."""

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        """Hand the message over, addresses as on the wire; `name` is its own.

        Raises QueueError, TemporaryError, PermanentError or UnansweredError.
        """


@dataclass(frozen=True)
class RelayTransport:
    """Hands messages to a relay; no step takes more than so many `seconds`, nor all `all_seconds`.

    Only the answer to the whole content may take `answer_seconds`, since the relay may have taken
    it by then, and would get it twice.
    """

    relay: Relay
    seconds: float = _SECONDS
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    answer_seconds: float = _ANSWER_SECONDS
    all_seconds: float = SEND_DEADLINE.total_seconds()

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        """Hand the message over on a connection of its own; see `Transport`."""
        is_utf8 = not (sender + to).isascii()
        with _own_errors(), self._connected(sender.rpartition("@")[2]) as client:
            if is_utf8 and not client.has_extn("smtputf8"):
                raise PermanentError(_UTF8_UNKNOWN)
            options = _UTF8_OPTIONS if is_utf8 else ()
            client.sendmail(sender, [to], message.as_bytes(), options)

    @contextlib.contextmanager
    def _connected(self, domain: str) -> Iterator[smtplib.SMTP]:
        """Give a connection that is logged in, and as private as the relay can make it."""
        client = self._client(domain)
        try:
            client.ehlo_or_helo_if_needed()
            if not self.relay.has_tls and client.has_extn("starttls"):
                client.starttls(context=self.context)
                client.ehlo()
            self._log_in(client)
            yield client
            # Its answer is not waited for: the mail is taken, and each moment until that is noted
            # is one in which a power cut would have it sent once more.
            with contextlib.suppress(OSError):
                client.putcmd("QUIT")
        finally:
            client.close()

    def _client(self, domain: str) -> "_Client":
        # Without a name of its own smtplib would ask the network for this machine's.
        host, port = self.relay.host, self.relay.port
        limits = Limits(self.seconds, self.all_seconds)
        client = (
            _TlsClient(limits, host, port, domain, context=self.context)
            if self.relay.has_tls
            else _Client(limits, host, port, domain)
        )
        client.answer_seconds = self.answer_seconds
        return client

    def _log_in(self, client: smtplib.SMTP) -> None:
        if not self.relay.user:
            return
        if not (self.relay.is_here or isinstance(client.sock, ssl.SSLSocket)):
            raise QueueError("no TLS for the password")
        client.login(self.relay.user, self.relay.password)


class _Client(BoundedSMTP):
    """Tells apart what failed before a relay had the whole content, and what failed after."""

    answer_seconds = _ANSWER_SECONDS

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content, and return the answer (RFC 5321 §4.1.1.4); raises UnansweredError."""
        self.putcmd("data")
        code, reply = self.getreply()
        if code != _GO_AHEAD:
            raise smtplib.SMTPDataError(code, reply)
        content = msg.encode("ascii") if isinstance(msg, str) else bytes(msg)
        # A line of a dot alone ends the content, so a dot at the start of a line is doubled.
        self.send(_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
        try:
            return self.getreply(self.answer_seconds)
        except OSError as error:
            raise UnansweredError(type(error).__name__) from error


class _TlsClient(_Client, smtplib.SMTP_SSL):
    """Speaks TLS from the first byte."""


@contextlib.contextmanager
def _own_errors() -> Iterator[None]:
    """Let what smtplib raises be an error of ours, without any word of the server's."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        ((code, words),) = error.recipients.values()
        raise _refusal(code, words) from None
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPResponseException as error:
        raise QueueError(f"{type(error).__name__} {error.smtp_code}") from None
    except OSError as error:
        # Also smtplib's own, such as a connection that was closed, and those of TLS.
        raise QueueError(type(error).__name__) from None


def _refusal(code: int, words: bytes | str) -> QueueError | TemporaryError | PermanentError:
    """Return what a refusal of a recipient or of the content means (RFC 5321 §4.2.1)."""
    if code == _CLOSING or 530 <= code < 540 or not 400 <= code < 600:
        return QueueError(str(code))
    found = _ENHANCED.match(words if isinstance(words, bytes) else words.encode())
    reply = f"{code} {found[0].decode()}" if found else str(code)
    return TemporaryError(reply) if code < 500 else PermanentError(reply)
