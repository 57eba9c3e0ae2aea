"""Text: which characters a person may send us, and the form in which they are stored."""

import unicodedata

# Zero-width joiner and non-joiner belong to the spelling of names in several scripts.
_JOINERS = "\u200c\u200d"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# Hangul fillers are letters by category, and blank.
_BLANK = "\u115f\u1160\u3164\uffa0"
# Normalising takes time that grows with the square of the marks; what is longer is refused anyway.
_TOO_LONG = 6000
_REPLACEMENT = "\ufffd"


def normal(text: str | None) -> str:
    """Return the text in NFC, without white space around it, its line ends made line feeds."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return (unicodedata.normalize("NFC", lines) if len(lines) < _TOO_LONG else lines).strip()


def has_unseen(text: str, *, lines: bool = False) -> bool:
    """Tell whether the text has control, bidi, zero-width or undecodable characters.

    Line feeds and tabs are fine where the text has several `lines`.
    """
    allowed = _JOINERS + ("\n\t" if lines else "")
    return any(_is_unseen(letter) for letter in text if letter not in allowed)


def _is_unseen(letter: str) -> bool:
    is_noncharacter = ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF
    return (
        unicodedata.category(letter) in _UNSEEN
        or is_noncharacter
        or letter in _BLANK + _REPLACEMENT
    )


def has_letters(text: str) -> bool:
    """Tell whether there is a letter or a digit, of any script, in the text."""
    return any(letter.isalnum() for letter in text)
