"""Site config: the settings in pelicanconf.py, read once, and every problem with them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pelican.settings import read_settings
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from formhandler.core.errors import ContentError, Problem
from formhandler.publishing import setting_values as setting
from formhandler.publishing.branding.colour_tokens import Colours
from formhandler.publishing.branding.look import LogoFile
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.quiet import quiet
from formhandler.publishing.settings_file import SettingsFileError, lines_of_settings, run_settings
from formhandler.publishing.theme import own_theme
from formhandler.publishing.unexpected import in_words


class ConfigurationError(ContentError):
    """pelicanconf.py is unusable; `problems` has every reason, by line."""


class ServerConfig(BaseModel):
    """The settings that a server needs; a mistake in any other must not keep the site down."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    zone: Annotated[ZoneInfo, PlainValidator(setting.read_zone)] = Field(alias="TIMEZONE")
    theme: Annotated[Path, PlainValidator(setting.read_theme)] = Field(
        alias="THEME", default_factory=own_theme
    )

    @field_validator("*", mode="before")
    @classmethod
    def _has_no_comma(cls, value: object, info: ValidationInfo) -> object:
        """Refuse a stray trailing comma; a list of plugins may be a tuple."""
        if info.field_name != "plugins":
            setting.refuse_comma(value)
        return value


class SiteConfig(ServerConfig):
    """All settings of the site, validated.

    `others` holds every setting in the file unchanged, for Pelican. Logo files are read only for a
    build.
    """

    name: Annotated[str, PlainValidator(setting.read_name)] = Field(alias="SITENAME")
    url: Annotated[str, PlainValidator(setting.read_url)] = Field("", alias="SITEURL")
    language: Annotated[str, PlainValidator(setting.read_language)] = Field(
        "en", alias="DEFAULT_LANG"
    )
    accessibility_statement: Annotated[str | None, PlainValidator(setting.read_link)] = Field(
        None, alias="ACCESSIBILITY_STATEMENT"
    )
    mail_from: Annotated[str | None, PlainValidator(setting.read_mail_from)] = Field(
        None, alias="MAIL_FROM"
    )
    colours: Annotated[Colours | None, PlainValidator(setting.read_colours)] = Field(
        None, alias="COLOURS"
    )
    logo: Annotated[LogoFile | None, PlainValidator(setting.read_logo)] = Field(None, alias="LOGO")
    logo_dark: Annotated[LogoFile | None, PlainValidator(setting.read_dark_logo)] = Field(
        None, alias="LOGO_DARK"
    )
    plugins: Annotated[tuple[Any, ...], PlainValidator(setting.read_plugins)] = Field(
        (), alias="PLUGINS"
    )
    others: dict[str, Any]

    def for_pelican(self, **overrides: Any) -> dict[str, Any]:
        """Return all settings as Pelican wants them; `overrides` replace those in the file."""
        paths = self.others.get("PLUGIN_PATHS") or []
        paths = [paths] if isinstance(paths, str) else paths
        own = {
            "PATH": str(self.folder),
            "THEME": str(self.theme),
            "PLUGINS": list(self.plugins),
            "PLUGIN_PATHS": [str(self.folder / each) for each in paths],
        }
        with quiet():
            settings: dict[str, Any] = read_settings(override=self.others | own | overrides)
        return settings


_Config = TypeVar("_Config", bound=ServerConfig)


def read_server_config(path: Path) -> ServerConfig:
    """Return the settings that a server needs; raises ConfigurationError."""
    return _validated(ServerConfig, _run(path), path)


def read_site_config(path: Path, images: Path | None = None) -> SiteConfig:
    """Return all settings; raises ConfigurationError with every problem.

    A build passes the folder of `images`, which contains the logos.
    """
    config = site_config_of(_run(path), path, images)
    try:
        config.for_pelican()
    # Pelican checks few of its own settings before it uses them.
    except Exception as error:
        reason = f"Innstillingene kan ikke brukes: {in_words(error)}."
        raise _unusable(path, reason) from error
    return config


def site_config_of(
    settings: Mapping[str, Any], path: Path, images: Path | None = None
) -> SiteConfig:
    """Return the site's settings out of Pelican's; raises ConfigurationError."""
    return _validated(SiteConfig, settings, path, images)


def _run(path: Path) -> dict[str, Any]:
    try:
        return run_settings(path)
    except SettingsFileError as error:
        raise _unusable(path, str(error), error.line) from error


def _unusable(path: Path, reason: str, line: int = 1) -> ConfigurationError:
    return ConfigurationError([Problem(shown_path(path), line, 1, "", reason)])


def _validated(
    kind: type[_Config], settings: Mapping[str, Any], path: Path, images: Path | None = None
) -> _Config:
    folder = path.absolute().parent
    context = setting.Context(folder, images, settings.get("LOGO_DARK") is not None)
    # What is missing from the file is reported by its setting's name, too.
    given = {"LOGO": None, **settings, "folder": folder, "others": settings}
    try:
        return kind.model_validate(given, context=context)
    except ValidationError as error:
        lines, shown = lines_of_settings(path), shown_path(path)
        raise ConfigurationError(
            Problem(shown, lines.get(name, 1), 1, name, reason) for name, reason in _reasons(error)
        ) from error


def _reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield each problem as the name of its setting and the reason."""
    for detail in error.errors():
        name = str(detail["loc"][0])
        if detail["type"] == "missing":
            yield name, f"mangler. Skriv for eksempel {setting.REQUIRED[name]}."
        else:
            for reason in detail["ctx"]["error"].reasons:
                yield name, reason
