"""Slugs: the last part of an event's path, from the file's name."""

import re
import unicodedata

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 100
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


def is_slug(text: str) -> bool:
    """Tell whether the text can be a slug."""
    return len(text) <= _LONGEST and SLUG.fullmatch(text) is not None


def slugify(text: str) -> str:
    """Return the nearest slug: lower case, æ ø å as ae o a, anything else as hyphens."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_NORWEGIAN)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST].strip("-") or "arrangement"


def slug_problem(stem: str) -> str | None:
    """Return what is wrong with a file's name (without `.md`), or None."""
    if is_slug(stem):
        return None
    return (
        f"Filnavnet «{stem}.md» kan ikke bli en nettadresse. "
        f"Gi filen for eksempel navnet «{slugify(stem)}.md»."
    )
