"""Configuration: what pelicanconf.py says of the site, and what in it cannot be used."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican.settings import read_settings

from formhandler.core.errors import ExpectedError
from formhandler.core.i18n import LANGUAGES
from formhandler.events.email_address import AddressError, parse_address
from formhandler.publishing.branding.look import LookError, read_look
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.images.renditions import IMAGES
from formhandler.publishing.theme import theme_in

# What comes of running settings with a mistake in them.
_UNUSABLE = (
    *(ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError),
    *(OSError, RuntimeError, SyntaxError, TypeError, ValueError),
)

OWN_THEME = "Ta bort linjen for å bruke Påmeldts eget utseende."


class ConfigurationError(ExpectedError):
    """pelicanconf.py or the folder to build in cannot be used; the text says why."""


def read_zone(configuration: Path) -> ZoneInfo:
    """Return the site's time zone, as pelicanconf.py says it; raises ConfigurationError."""
    return ZoneInfo(configured(configuration, {})["TIMEZONE"])


def read_site_name(configuration: Path) -> str:
    """Return the site's name, as pelicanconf.py says it; raises ConfigurationError."""
    return str(configured(configuration, {})["SITENAME"])


def read_theme(configuration: Path) -> Path:
    """Return the folder of the site's theme; raises ConfigurationError where it is none."""
    theme = theme_in(configured(configuration, {}))
    if not (theme / "templates").is_dir():
        raise ConfigurationError(
            f"{shown_path(configuration)}: THEME: {shown_path(theme)} har ingen mappe templates. "
            f"{OWN_THEME}"
        )
    return theme


def configured(configuration: Path, overrides: dict[str, Any]) -> dict[str, Any]:
    """Return Pelican's settings with these in place of the file's; raises ConfigurationError."""
    # Pelican refuses a folder of content that is not there, in English; a build names its own.
    base = {"PATH": str(configuration.absolute().parent)}
    try:
        settings: dict[str, Any] = read_settings(str(configuration), override=base | overrides)
        ZoneInfo(settings["TIMEZONE"])
    except _UNUSABLE as error:
        raise ConfigurationError(f"{shown_path(configuration)}{_reason(error)}") from error
    return settings


def _reason(error: Exception) -> str:
    """Return why the settings cannot be used; Pelican looks for the theme when it reads them."""
    _, is_theme, name = str(error).partition("Could not find the theme ")
    if is_theme:
        return f": THEME: finner ikke mappen «{name}». {OWN_THEME}"
    return f" kan ikke brukes: {error}"


def check_sender(configuration: Path, address: str | None) -> None:
    """Raise ConfigurationError where no mail could come from this address."""
    try:
        if address is not None and not parse_address(address).rpartition("@")[0].isascii():
            raise AddressError(address)
    except AddressError as error:
        raise ConfigurationError(
            f"{shown_path(configuration)}: MAIL_FROM: «{address}» er ikke en e-postadresse. "
            'Skriv for eksempel "pamelding@example.no".'
        ) from error


def check_language(configuration: Path, language: str) -> None:
    """Raise ConfigurationError where the pages cannot be in this language."""
    if language not in LANGUAGES:
        raise ConfigurationError(
            f"{shown_path(configuration)}: DEFAULT_LANG: «{language}» er ikke et språk vi "
            f"har tekster på. Skriv {', '.join(LANGUAGES[:-1])} eller {LANGUAGES[-1]}."
        )


def check_look(configuration: Path, content: Path) -> None:
    """Raise ConfigurationError where name, colours or logo cannot be used."""
    try:
        read_look(configured(configuration, {}), content / IMAGES)
    except LookError as error:
        raise unusable_look(configuration, error) from error


def unusable_look(configuration: Path, error: LookError) -> ConfigurationError:
    """Return the error that tells each problem with the look, with the file that it is in."""
    shown = shown_path(configuration)
    return ConfigurationError("\n".join(f"{shown}: {each}" for each in error.problems))
