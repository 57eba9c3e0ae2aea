"""SMTP: hands a finished message to a relay (RFC 5321); `worker` decides what a refusal means."""

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
_CLOSING = 421  # RFC 5321 §3.8: about the whole connection, in answer to any command
_UTF8_UNKNOWN = "550 5.6.7"  # RFC 6531 §3.5
_UTF8_OPTIONS = ("SMTPUTF8", "BODY=8BITMIME")


class QueueError(Exception):
    """The relay is unavailable for every mail; the text says why."""


class _RefusedError(Exception):
    """The relay answered and did not accept this mail.

    `reply` is the relay's status (RFC 5321 §4.2, RFC 3463) without its text, which may contain the
    address.
    """

    def __init__(self, reply: str) -> None:
        """Keep the status, «550 5.1.1»."""
        self.reply = reply
        super().__init__(reply)


class TemporaryError(_RefusedError):
    """The relay did not accept this mail now, but may do so later."""


class PermanentError(_RefusedError):
    """The relay will never accept this mail."""


class UnansweredError(Exception):
    """The relay received the whole mail but did not answer; it may have accepted it."""


class EventGoneError(Exception):
    """The mail's event is not published now, but may be again."""


class UnsendableError(Exception):
    """The message must not be sent: its address is invalid, or it parses as something else."""


class Transport(Protocol):
    """Where finished messages go."""

    def send(self, message: EmailMessage, sender: str, to: str, name: str) -> None:
        """Hand over the message, addresses as on the wire; `name` is the mail's own.

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
        """Yield a connection that is logged in, and encrypted if the relay offers it."""
        client = self._client(domain)
        try:
            client.ehlo_or_helo_if_needed()
            if not self.relay.has_tls and client.has_extn("starttls"):
                client.starttls(context=self.context)
                client.ehlo()
            self._log_in(client)
            yield client
            # Its answer is not awaited: the mail is accepted, and until that is recorded a power
            # cut would have it sent again.
            with contextlib.suppress(OSError):
                client.putcmd("QUIT")
        finally:
            client.close()

    def _client(self, domain: str) -> "_Client":
        # Without a name, smtplib would look up this machine's in the network.
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
    """Distinguishes failures before the relay had the whole content from failures after."""

    answer_seconds = _ANSWER_SECONDS

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content, and return the answer (RFC 5321 §4.1.1.4); raises UnansweredError."""
        self.putcmd("data")
        code, reply = self.getreply()
        if code != _GO_AHEAD:
            raise smtplib.SMTPDataError(code, reply)
        content = msg.encode("ascii") if isinstance(msg, str) else bytes(msg)
        # A line with only a dot ends the content, so a dot at the start of a line is doubled.
        self.send(_DOT.sub(b"..", content.rstrip(b"\r\n")) + b"\r\n.\r\n")
        try:
            return self.getreply(self.answer_seconds)
        except OSError as error:
            raise UnansweredError(type(error).__name__) from error


class _TlsClient(_Client, smtplib.SMTP_SSL):
    """Uses TLS from the first byte."""


@contextlib.contextmanager
def _own_errors() -> Iterator[None]:
    """Translate smtplib's errors to ours, without the server's text."""
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
        # Includes smtplib's own, such as a closed connection, and TLS errors.
        raise QueueError(type(error).__name__) from None


def _refusal(code: int, words: bytes | str) -> QueueError | TemporaryError | PermanentError:
    """Return the error for a refused recipient or content (RFC 5321 §4.2.1)."""
    if code == _CLOSING or 530 <= code < 540 or not 400 <= code < 600:
        return QueueError(str(code))
    found = _ENHANCED.match(words if isinstance(words, bytes) else words.encode())
    reply = f"{code} {found[0].decode()}" if found else str(code)
    return TemporaryError(reply) if code < 500 else PermanentError(reply)
