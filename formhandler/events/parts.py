"""Parts: what an event is made of, each a small frozen value."""

from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from formhandler.events.scalars import Address, Text, TimeOfDay, YesNo, absent, wrong


class Part(BaseModel):
    """A part of an event: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Part):
    """Where people meet."""

    name: Text = Field(alias="navn")
    street: Text | None = Field(None, alias="adresse")
    town: Text | None = Field(None, alias="poststed")

    @property
    def address(self) -> str:
        """Return street and town on one line, as far as they are known."""
        return ", ".join(part for part in (self.street, self.town) if part)


class Online(Part):
    """How to attend from elsewhere. The meeting link is not here: an event is public."""

    platform: Text | None = Field(None, alias="plattform")

    @field_validator("platform")
    @classmethod
    def _no_meeting_link(cls, platform: str | None) -> str | None:
        if platform and ("://" in platform or platform.lower().startswith("www.")):
            raise wrong(
                "er en lenke, og alt her blir offentlig. Skriv bare navnet, for eksempel Teams."
            )
        return platform


class Organiser(Part):
    """One of those who invite; the responsible one answers for the personal data."""

    name: Text = Field(alias="navn")
    responsible: YesNo = Field(False, alias="ansvarlig")


class Contact(Part):
    """Whom to ask."""

    name: Text = Field(alias="navn")
    email: Address = Field(alias="epost")
    phone: Text | None = Field(None, alias="telefon")


class Person(Part):
    """Somebody one meets at the event: a name, a role, or both."""

    name: Text | None = Field(None, alias="navn")
    role: Text | None = Field(None, alias="rolle", validate_default=True)
    text: Text | None = Field(None, alias="tekst")
    portrait: Text | None = Field(None, alias="bilde")

    @field_validator("role")
    @classmethod
    def _name_or_role(cls, role: str | None, info: ValidationInfo) -> str | None:
        if role is None and info.data.get("name", ...) is None:
            raise absent("navn")
        return role

    @property
    def initials(self) -> str:
        """Return the first letters of the first and the last name."""
        names = (self.name or "").split()
        return "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper()


def picture_path(file: str) -> str:
    """Return the address of a picture, below the site's."""
    return f"/bilder/{quote(file)}"


class Image(Part):
    """The event's picture. `alt` says what it shows; only a decorative one may do without."""

    file: Text = Field(alias="fil")
    alt: Text | None = Field(None, alias="alt")
    decorative: YesNo = Field(False, alias="dekorativt", validate_default=True)

    @property
    def path(self) -> str:
        """Return the picture's address, below the site's."""
        return picture_path(self.file)

    @field_validator("decorative")
    @classmethod
    def _alt_or_decorative(cls, decorative: bool, info: ValidationInfo) -> bool:
        if not decorative and info.data.get("alt", ...) is None:
            raise absent("alt")
        return decorative


class ProgrammeItem(Part):
    """One line of the programme."""

    at: TimeOfDay = Field(alias="kl")
    title: Text = Field(alias="tittel")
    who: Text | None = Field(None, alias="hvem")
