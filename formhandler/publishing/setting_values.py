"""Setting values: validates each setting of the site, with a message for every bad value."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican.settings import DEFAULT_THEME
from pydantic import ValidationInfo

from formhandler.core.i18n import LANGUAGES
from formhandler.core.settings import origin
from formhandler.events.email_address import AddressError, parse_address
from formhandler.publishing.branding import colours
from formhandler.publishing.branding.colour_tokens import Colours
from formhandler.publishing.branding.look import LogoError, LogoFile, check_logo_name
from formhandler.publishing.branding.look import read_logo as read_logo_file
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.theme import own_theme

_OWN_THEME = "Ta bort linjen for å bruke Påmeldts eget utseende."
# What must be set, and an example of each.
REQUIRED = {"SITENAME": '"Eksempelforeningen"', "TIMEZONE": '"Europe/Oslo"'}
_LINK = re.compile(r"(https?:/)?/\S+")


class SettingError(ValueError):
    """The value is unusable; `reasons` has every reason, each in one line."""

    def __init__(self, *reasons: str) -> None:
        """Store the reasons."""
        # Pydantic encodes an error's text, which a surrogate in the value would make impossible.
        super().__init__("unusable")
        self.reasons = reasons


@dataclass(frozen=True)
class Context:
    """What validation depends on besides the value itself.

    Relative paths start from `folder`. Without a folder of `images`, logo files are not read.
    """

    folder: Path
    images: Path | None
    has_dark_logo: bool


def read_name(value: object) -> str:
    """Return the name of the site."""
    if not isinstance(value, str) or not value.strip() or not _is_text(value):
        raise SettingError(f"«{value}» er ikke et navn. Skriv for eksempel {REQUIRED['SITENAME']}.")
    return value


def _is_text(value: str) -> bool:
    """Tell whether the text has no control characters and can be written as UTF-8."""
    return all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in value)


def read_url(value: object) -> str:
    """Return the URL of the site as browsers write it, or an empty text."""
    # Pelican's own default; a build gets its URL from the environment.
    if value == "":
        return value
    url = origin(value) if isinstance(value, str) else None
    if url is None:
        raise SettingError(
            f"«{value}» må være http:// eller https:// og et vertsnavn, uten sti. "
            'Skriv for eksempel "https://arrangement.example.no".'
        )
    return url


def read_zone(value: object) -> ZoneInfo:
    """Return the time zone."""
    try:
        # A folder of zones is an OSError, and a path to somewhere else a ValueError.
        return ZoneInfo(value)  # type: ignore[arg-type]
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        message = f"«{value}» er ikke en tidssone. Skriv for eksempel {REQUIRED['TIMEZONE']}."
        raise SettingError(message) from error


def read_language(value: object) -> str:
    """Return the language of the pages, one of `LANGUAGES`."""
    # Pelican reads the setting in lower case, too.
    code = value.lower() if isinstance(value, str) else None
    if code not in LANGUAGES:
        raise SettingError(
            f"«{value}» er ikke et språk vi har tekster på. "
            f"Skriv {', '.join(LANGUAGES[:-1])} eller {LANGUAGES[-1]}."
        )
    return code


def read_link(value: object) -> str | None:
    """Return an address to link to, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _LINK.fullmatch(value) or not _is_text(value):
        raise SettingError(
            f"«{value}» er ikke en nettadresse. "
            'Skriv for eksempel "https://example.no/tilgjengelighet".'
        )
    return value


def read_mail_from(value: object) -> str | None:
    """Return the address that mail comes from, or None."""
    try:
        if value is None:
            return None
        if isinstance(value, str) and parse_address(value).rpartition("@")[0].isascii():
            return value
    except AddressError:
        pass
    raise SettingError(
        f'«{value}» er ikke en e-postadresse. Skriv for eksempel "pamelding@example.no".'
    )


def read_colours(value: object) -> Colours | None:
    """Return the three colours, or None."""
    try:
        return None if value is None else colours.read_colours(value)
    except colours.ColoursError as error:
        raise SettingError(*error.problems) from error


def read_logo(value: object, info: ValidationInfo[Context]) -> LogoFile | None:
    """Return the logo; raises SettingError if there is only one for dark screens."""
    if value is None and info.context.has_dark_logo:
        raise SettingError("mangler. Skriv logoen her, og den for mørke skjermer i LOGO_DARK.")
    return read_dark_logo(value, info)


def read_dark_logo(value: object, info: ValidationInfo[Context]) -> LogoFile | None:
    """Return the logo for dark screens; None if there is none or its file is not to be read."""
    images = info.context.images
    if value is None:
        return None
    try:
        name = check_logo_name(value)
        return read_logo_file(name, images) if images else None
    except LogoError as error:
        raise SettingError(str(error)) from error


def read_theme(value: object, info: ValidationInfo[Context]) -> Path:
    """Return the folder of the theme."""
    if value in (None, DEFAULT_THEME):
        return own_theme()
    if not isinstance(value, str | Path):
        raise SettingError(f"«{value}» er ikke navnet på en mappe. {_OWN_THEME}")
    # As Pelican does, which has themes of its own.
    places = (info.context.folder / value, Path(DEFAULT_THEME).parent / value)
    theme = next((each for each in places if each.is_dir()), None)
    if theme is None:
        raise SettingError(f"finner ikke mappen «{value}». {_OWN_THEME}")
    if not (theme / "templates").is_dir():
        raise SettingError(f"{shown_path(theme)} har ingen mappe templates. {_OWN_THEME}")
    return theme


def read_plugins(value: object) -> tuple[Any, ...]:
    """Return the plugins, each as its name or its module."""
    if not isinstance(value, list | tuple | None):
        raise SettingError(f'«{value}» er ikke en liste. Skriv for eksempel ["mitt_tillegg"].')
    return tuple(value or ())


def refuse_comma(value: object) -> None:
    """Raise SettingError for `"text",`, which Python reads as a tuple."""
    if isinstance(value, tuple) and len(value) == 1:
        [meant] = value
        right = json.dumps(meant, ensure_ascii=False, default=repr)
        message = f"«{meant}» har et komma etter seg. Ta bort kommaet til slutt: {right}."
        raise SettingError(message)
