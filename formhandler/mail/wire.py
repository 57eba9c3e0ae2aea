"""Wire: addresses and lines as they may stand in a message's headers and in SMTP."""

import unicodedata

from formhandler.events.address import wire_address as on_the_wire
from formhandler.mail.errors import UnsendableError


def wire_address(address: str) -> str:
    """Return an address as it stands in SMTP and in headers; raises UnsendableError."""
    if header_line(address) != address:
        raise UnsendableError("address")
    try:
        return on_the_wire(address)
    except ValueError as error:
        raise UnsendableError("address") from error


def header_line(text: str) -> str:
    """Return a text as one line without control characters, for a header.

    An encoded word (RFC 2047) in it is broken up: Python 3.11 decodes one as a header is set, and
    a line break inside begins a header of its own.
    """
    letters = (_in_header(letter) for letter in text)
    return " ".join("".join(letters).replace("=?", "= ?").split())


def _in_header(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":
        return ""
    return " " if category[0] == "Z" or category in ("Cc", "Cs") else letter
