"""SMTP deadline: a connection to a relay that ends in time, however slowly the relay answers."""

import io
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from formhandler.mail.outbox import LEASE

# A mail must be sent and recorded before its lease ends, or another worker sends it too. The margin
# is for composing the mail, for a TLS handshake that begins just before the deadline (one step,
# 20 s) and for recording the result.
SEND_DEADLINE = LEASE - timedelta(seconds=60)

# A TLS record (RFC 8446 §5.1). Python limits the time of each one, but not of all together.
_RECORD = 16_384


@dataclass
class Limits:
    """How long a connection that begins now may take, and each of its steps, in seconds."""

    step_seconds: float
    all_seconds: float
    _begun: float = field(default_factory=time.monotonic, init=False)

    def step_end(self, seconds: float | None = None) -> float:
        """Return when a step that begins now must be over, by the monotonic clock."""
        end = time.monotonic() + (self.step_seconds if seconds is None else seconds)
        return min(end, self._begun + self.all_seconds)


def _left_until(end: float) -> float:
    """Return the seconds left; raises TimeoutError if there are none."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("deadline")
    return left


class BoundedSMTP(smtplib.SMTP):
    """An SMTP client with a limit for each step and for all together.

    A socket's own timeout restarts with every byte, so a relay that trickles would defeat it.
    """

    def __init__(self, limits: Limits, host: str, port: int, domain: str, **options: Any) -> None:
        """Connect within the limits; the domain is for the greeting."""
        self.limits = limits
        self._step_end = limits.step_end()
        super().__init__(host, port, domain, timeout=limits.step_seconds, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Try each of the host's addresses, for one step each; smtplib would not count them."""
        failed: OSError = TimeoutError("no address")
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            left = _left_until(self.limits.step_end())
            try:
                return super()._get_socket(address[0], port, left)  # type: ignore[misc,no-any-return]
            except ssl.SSLError:
                raise
            except OSError as error:
                failed = error
        raise failed

    def send(self, s: Any) -> None:
        """Send the text or bytes record by record, within one step."""
        content = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        end = self.limits.step_end()
        for start in range(0, len(content), _RECORD):
            if self.sock:
                self.sock.settimeout(_left_until(end))
            super().send(content[start : start + _RECORD])

    def getreply(self, seconds: float | None = None) -> tuple[int, bytes]:
        """Return the relay's whole answer, which may take one step or this many seconds."""
        self._step_end = self.limits.step_end(seconds)
        if self.file is None and self.sock:
            self.file = io.BufferedReader(_Reading(self, self.sock))
        return super().getreply()

    def receive_into(self, sock: socket.socket, buffer: Any) -> int:
        """Fill the buffer with what arrives before the step ends; return the number of bytes."""
        sock.settimeout(_left_until(self._step_end))
        return sock.recv_into(buffer)


class _Reading(io.RawIOBase):
    """A socket to read from, in the time left of its client's step."""

    def __init__(self, client: BoundedSMTP, sock: socket.socket) -> None:
        """Store the client and its socket, which is another one from STARTTLS on."""
        self._client, self._sock = client, sock

    def readable(self) -> bool:
        """Say that it is readable."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; raises TimeoutError when the step is over."""
        return self._client.receive_into(self._sock, buffer)
