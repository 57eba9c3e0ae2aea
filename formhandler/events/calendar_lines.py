"""Calendar lines: an iCalendar file's properties, escaped and folded (RFC 5545 §3.1, §3.3)."""

from collections.abc import Iterable
from datetime import UTC, datetime

_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_LONGEST = 74  # RFC 5545 §3.1 allows 75 octets, of which a folded line's space is one.


def text(value: str) -> str:
    """Return a TEXT value (§3.3.11)."""
    return value.replace("\r\n", "\n").translate(_ESCAPED)


def utc(moment: datetime) -> str:
    """Return a DATE-TIME in UTC (§3.3.5, form 2)."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(moment: datetime) -> str:
    """Return a DATE-TIME as the clock on the wall shows it; the property's TZID says where."""
    return f"{moment:%Y%m%dT%H%M%S}"


def lines(properties: Iterable[tuple[str, str]]) -> bytes:
    """Return properties, each a name (with its parameters) and a value, as content lines."""
    return b"".join(_folded(f"{name}:{value}") + b"\r\n" for name, value in properties)


def _folded(line: str) -> bytes:
    """Return a line with no more than 75 octets before each line end."""
    left = line.encode()
    parts = []
    while len(left) > _LONGEST:
        cut = _whole(left)
        parts.append(left[:cut])
        left = left[cut:]
    return b"\r\n ".join([*parts, left])


def _whole(octets: bytes) -> int:
    """Return how many octets fit, with no character and no escaped one cut in two."""
    cut = _LONGEST
    while octets[cut] & 0xC0 == 0x80:  # RFC 3629 §3: a later octet of the same character
        cut -= 1
    kept = octets[:cut]
    return cut - (len(kept) - len(kept.rstrip(b"\\"))) % 2
