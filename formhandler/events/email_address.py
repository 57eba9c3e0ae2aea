"""E-mail addresses: which ones are accepted, and what to say about the others.

The syntax is that of RFC 5321 and 5322 without comments, quoting and address literals, plus RFC
6531's letters; email-validator implements it.
"""

import difflib

from email_validator import EmailNotValidError, validate_email

MISSING_AT = "E-postadressen må ha en krøllalfa (@)"
WRONG_FORM = "Skriv e-postadressen slik: navn@eksempel.no"
TOO_LONG = "E-postadressen er for lang. Den kan ha høyst 254 tegn"

_LONGEST = 254  # RFC 5321 §4.5.3.1.3, as corrected by erratum 1690
_COMMON = {
    "gmail": ("com",),
    "hotmail": ("com", "no"),
    "icloud": ("com",),
    "live": ("no", "com"),
    "online": ("no",),
    "outlook": ("com",),
    "yahoo": ("no", "com"),
}
_ALIKE_BUT_REAL = {"email", "getmail", "mail", "ymail"}
_MISTYPED_ENDINGS = {
    "co": "com",
    "con": "com",
    "cm": "com",
    "om": "com",
    "cmo": "com",
    "comm": "com",
}
_MISTYPED_ENDINGS |= {"n": "no", "np": "no", "bo": "no", "nno": "no", "on": "no"}
_ONLY_COM = {"gmail", "icloud", "outlook"}
_ALIKE = 0.8


class AddressError(ValueError):
    """The text is not an address that mail can be sent to; the message says what to write."""


def parse_address(text: str) -> str:
    """Return the normalised address, or raise AddressError with what to do."""
    if "@" not in text:
        raise AddressError(MISSING_AT)
    if "=?" in text:
        # An encoded word (RFC 2047), which the email package would decode into a header.
        raise AddressError(WRONG_FORM)
    if len(text) > _LONGEST:
        raise AddressError(TOO_LONG)
    try:
        address = validate_email(text, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        raise AddressError(WRONG_FORM) from error
    if len(address) > _LONGEST:
        raise AddressError(TOO_LONG)
    return address


def wire_address(address: str) -> str:
    """Return an accepted address with its domain in A-labels (RFC 5890 §2.3.2.1), for SMTP.

    The part before the @ is unchanged; if it is not ASCII, the relay must support RFC 6531.
    """
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    return f"{local}@{validate_email(address, check_deliverability=False).ascii_domain}"


def address_key(address: str) -> str:
    """Return the key that all spellings of one address share: case is ignored."""
    return address.lower()


def likely_meant(address: str) -> str | None:
    """Return the address that was probably meant if the domain looks mistyped, else None."""
    local, _, domain = address.rpartition("@")
    name, _, ending = domain.casefold().partition(".")
    if name in _COMMON:
        meant = "com" if name in _ONLY_COM and ending == "no" else _MISTYPED_ENDINGS.get(ending)
        return f"{local}@{name}.{meant}" if meant else None
    near = difflib.get_close_matches(name, _COMMON, n=1, cutoff=_ALIKE)
    if not near or name in _ALIKE_BUT_REAL:
        return None
    endings = _COMMON[near[0]]
    return f"{local}@{near[0]}.{ending if ending in endings else endings[0]}"
