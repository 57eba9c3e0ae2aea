"""Site config: the settings of the site in pelicanconf.py, read once, with every problem told."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any
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
from formhandler.publishing.settings_file import SettingsFileError, lines_of_settings, run_settings
from formhandler.publishing.theme import own_theme
from formhandler.publishing.unexpected import in_words


class ConfigurationError(ContentError):
    """pelicanconf.py cannot be used; `problems` has every reason, by line."""


class SiteConfig(BaseModel):
    """The settings of the site in pelicanconf.py, each of which can be used.

    `others` has all settings in the file as they are, for Pelican. The files of the logos are read
    only for a build.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path
    name: Annotated[str, PlainValidator(setting.read_name)] = Field(alias="SITENAME")
    url: Annotated[str, PlainValidator(setting.read_url)] = Field("", alias="SITEURL")
    zone: Annotated[ZoneInfo, PlainValidator(setting.read_zone)] = Field(alias="TIMEZONE")
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
    logo_dark: Annotated[LogoFile | None, PlainValidator(setting.read_logo)] = Field(
        None, alias="LOGO_DARK"
    )
    theme: Annotated[Path, PlainValidator(setting.read_theme)] = Field(
        alias="THEME", default_factory=own_theme
    )
    plugins: Annotated[tuple[Any, ...], PlainValidator(setting.read_plugins)] = Field(
        (), alias="PLUGINS"
    )
    others: dict[str, Any]

    @field_validator("*", mode="before")
    @classmethod
    def _has_no_comma(cls, value: object, info: ValidationInfo) -> object:
        """Refuse a comma too many, but in a list."""
        if info.field_name != "plugins":
            setting.refuse_comma(value)
        return value

    def for_pelican(self, **overrides: Any) -> dict[str, Any]:
        """Return all of Pelican's settings, with these in place of the file's."""
        paths = self.others.get("PLUGIN_PATHS") or []
        own = {
            "PATH": str(self.folder),
            "THEME": str(self.theme),
            "PLUGINS": list(self.plugins),
            "PLUGIN_PATHS": [
                str(self.folder / each) for each in ([paths] if isinstance(paths, str) else paths)
            ],
        }
        settings: dict[str, Any] = read_settings(override=self.others | own | overrides)
        return settings


def read_site_config(path: Path, images: Path | None = None) -> SiteConfig:
    """Return the settings in the file; raises ConfigurationError with all that is wrong.

    A build gives the folder of `images`, in which the logos are.
    """
    try:
        settings = run_settings(path)
    except SettingsFileError as error:
        raise _unusable(path, str(error), error.line) from error
    config = site_config_of(settings, path, images)
    try:
        config.for_pelican()
    # Pelican checks few of its own settings before it uses them.
    except Exception as error:
        reason = f"Innstillingene kan ikke brukes: {in_words(error)}."
        raise _unusable(path, reason) from error
    return config


def _unusable(path: Path, reason: str, line: int = 1) -> ConfigurationError:
    return ConfigurationError([Problem(shown_path(path), line, 1, "", reason)])


def site_config_of(
    settings: Mapping[str, Any], path: Path, images: Path | None = None
) -> SiteConfig:
    """Return what these settings, read from the file, are for the site; as `read_site_config`."""
    folders = setting.Folders(path.absolute().parent, images)
    given = {**settings, "folder": folders.site, "others": settings}
    told = list(_unpaired_logo(settings))
    config = None
    try:
        config = SiteConfig.model_validate(given, context=folders)
    except ValidationError as error:
        told += _reasons(error)
    if config is None or told:
        lines, shown = lines_of_settings(path), shown_path(path)
        raise ConfigurationError(
            Problem(shown, lines.get(name, 1), 1, name, reason) for name, reason in told
        )
    return config


def _unpaired_logo(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if settings.get("LOGO") is None and settings.get("LOGO_DARK") is not None:
        yield "LOGO", "mangler. Skriv logoen her, og den for mørke skjermer i LOGO_DARK."


def _reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield the name of each setting that cannot be used, with each reason."""
    for detail in error.errors():
        name = str(detail["loc"][0])
        if detail["type"] == "missing":
            yield name, f"mangler. Skriv for eksempel {setting.REQUIRED[name]}."
        else:
            for reason in detail["ctx"]["error"].reasons:
                yield name, reason
