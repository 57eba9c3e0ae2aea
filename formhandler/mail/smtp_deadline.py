"""SMTP deadline: a conversation with a relay that ends in time, however slowly the relay speaks."""

import io
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from formhandler.mail.outbox import LEASE

# A mail must be sent and noted before its lease ends, else another worker sends it too. The margin
# is for writing the mail, for a TLS handshake that begins just before the deadline (one step, 20 s)
# and for noting what became of it.
SEND_DEADLINE = LEASE - timedelta(seconds=60)

# A TLS record (RFC 8446 §5.1). Python bounds the time of each one, but not that of them all.
_RECORD = 16_384


@dataclass
class Limits:
    """How long a conversation may take that begins now, and each step of it, in seconds."""

    step_seconds: float
    all_seconds: float
    _begun: float = field(default_factory=time.monotonic, init=False)

    def step_end(self, seconds: float | None = None) -> float:
        """Return when a step that begins now must be over, by the monotonic clock."""
        end = time.monotonic() + (self.step_seconds if seconds is None else seconds)
        return min(end, self._begun + self.all_seconds)


def _left_until(end: float) -> float:
    """Return how many seconds are left; raises TimeoutError where none are."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("deadline")
    return left


class BoundedSMTP(smtplib.SMTP):
    """Lets no step, nor all of them together, take longer than its limits.

    A socket's own time-out begins anew with every byte, so a relay that trickles would hold it.
    """

    def __init__(self, limits: Limits, host: str, port: int, domain: str, **options: Any) -> None:
        """Connect within the limits, and be ready to greet with the domain."""
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
        """Return the relay's whole answer, which may take one step or so many seconds."""
        self._step_end = self.limits.step_end(seconds)
        if self.file is None and self.sock:
            self.file = io.BufferedReader(_Reading(self, self.sock))
        return super().getreply()

    def receive_into(self, sock: socket.socket, buffer: Any) -> int:
        """Fill the buffer with what comes before the step ends, and return how many bytes."""
        sock.settimeout(_left_until(self._step_end))
        return sock.recv_into(buffer)


class _Reading(io.RawIOBase):
    """A socket to read from, in the time that its client's step has left."""

    def __init__(self, client: BoundedSMTP, sock: socket.socket) -> None:
        """Take the client and its socket, which is another one from STARTTLS on."""
        self._client, self._sock = client, sock

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; raises TimeoutError when the step is over."""
        return self._client.receive_into(self._sock, buffer)
