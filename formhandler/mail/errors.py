"""Errors: why a mail was not sent, and so whether it waits alone, with all others, or no more."""


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
