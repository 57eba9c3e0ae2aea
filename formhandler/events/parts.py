"""Parts: the small frozen values that an event consists of."""

import re
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from formhandler.events.fields import Text, absent, not_valid, one_must_be_there, wrong
from formhandler.events.moments import TimeOfDay
from formhandler.events.scalars import Address, YesNo

_POSTCODE = re.compile(r"\d{4}", re.ASCII)
# Answers of editors who read the key as a yes-or-no question.
_ANSWERS = {"ja", "jo", "yes", "nei", "nei takk", "no", "ingen"}


class Part(BaseModel):
    """A part of an event: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Part):
    """Where people meet."""

    name: Text = Field(alias="navn", description="Navnet på stedet.", examples=["Kulturhuset"])
    street: Text | None = Field(
        None, alias="adresse", description="Gate og nummer.", examples=["Storgata 1"]
    )
    postcode: Text | None = Field(
        None,
        alias="postnummer",
        description="Fire sifre. Vises foran poststedet.",
        examples=["2315"],
    )
    town: Text | None = Field(
        None, alias="poststed", description="By eller tettsted.", examples=["Hamar"]
    )

    @field_validator("postcode")
    @classmethod
    def _four_digits(cls, postcode: str | None) -> str | None:
        if postcode and not _POSTCODE.fullmatch(postcode):
            raise not_valid("et postnummer", "2315")
        return postcode

    @property
    def address(self) -> str:
        """Street, postcode and town on one line, as far as they are known."""
        town = " ".join(part for part in (self.postcode, self.town) if part)
        return ", ".join(part for part in (self.street, town) if part)


class Online(Part):
    """How to attend online. The meeting link is not here: an event is public."""

    platform: Text | None = Field(
        None,
        alias="plattform",
        description="Hva man bruker. Lenken til møtet må aldri stå her: alt blir offentlig.",
        examples=["GoToMeeting"],
    )

    @field_validator("platform")
    @classmethod
    def _no_meeting_link(cls, platform: str | None) -> str | None:
        if platform and ("://" in platform or platform.lower().startswith("www.")):
            raise wrong(
                "er en lenke, og alt her blir offentlig. Skriv bare navnet, for eksempel Teams."
            )
        if platform and platform.lower() in _ANSWERS:
            raise wrong("er ikke et navn. Skriv hva dere bruker, for eksempel Teams.")
        return platform


class Organiser(Part):
    """One of the organisers; the responsible one is the controller of the personal data."""

    name: Text = Field(
        alias="navn", description="Navnet på arrangøren.", examples=["Hamar kommune"]
    )
    responsible: YesNo = Field(
        False,
        alias="ansvarlig",
        description="Den som har ansvaret for personopplysningene. Ellers er det den første.",
        examples=["ja"],
    )


class Contact(Part):
    """Whom to ask."""

    name: Text = Field(alias="navn", description="Kontaktpersonen.", examples=["Kari Nordmann"])
    email: Address = Field(
        alias="epost", description="Adressen vises på siden.", examples=["kari@example.no"]
    )
    phone: Text | None = Field(
        None,
        alias="telefon",
        description="Valgfritt. Vises som 99 88 77 66.",
        examples=["99887766"],
    )


class Person(Part):
    """A person at the event: a name, a role, or both."""

    model_config = ConfigDict(json_schema_extra=one_must_be_there("navn", "rolle"))

    name: Text | None = Field(
        None,
        alias="navn",
        description="Navnet. Kan sløyfes hvis rollen er nok.",
        examples=["Kari Nordmann"],
    )
    role: Text | None = Field(
        None,
        alias="rolle",
        description="Hva personen gjør på arrangementet.",
        examples=["Kursholder"],
        validate_default=True,
    )
    text: Text | None = Field(
        None,
        alias="tekst",
        description="En setning om personen.",
        examples=["Arbeider med innkjøp i Hamar."],
    )
    portrait: Text | None = Field(
        None,
        alias="bilde",
        description=(
            "Portrett i `content/bilder/`. Midten av det vises i en sirkel. Uten bilde vises "
            "initialene."
        ),
        examples=["kari.jpg"],
    )

    @field_validator("role")
    @classmethod
    def _name_or_role(cls, role: str | None, info: ValidationInfo) -> str | None:
        if role is None and info.data.get("name", ...) is None:
            raise absent("navn")
        return role

    @property
    def initials(self) -> str:
        """The initials of the first and last name."""
        names = (self.name or "").split()
        return "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper()


def picture_path(file: str) -> str:
    """Return the path of a picture."""
    return f"/bilder/{quote(file)}"


class Image(Part):
    """The event's picture. `alt` describes it and is required unless the picture is decorative."""

    model_config = ConfigDict(json_schema_extra=one_must_be_there("alt", "dekorativt"))

    file: Text = Field(
        alias="fil",
        description="Filen, i mappen `content/bilder/`. JPEG, PNG, WebP, AVIF, GIF eller SVG.",
        examples=["mote.jpg"],
    )
    alt: Text | None = Field(
        None,
        alias="alt",
        description="Hva bildet viser, for den som ikke ser det. Må være med.",
        examples=["Tre personer rundt et bord"],
    )
    decorative: YesNo = Field(
        False,
        alias="dekorativt",
        description="Bildet er bare pynt, så `alt` kan sløyfes.",
        examples=["ja"],
        validate_default=True,
    )

    @property
    def path(self) -> str:
        """The picture's path."""
        return picture_path(self.file)

    @field_validator("decorative")
    @classmethod
    def _alt_or_decorative(cls, decorative: bool, info: ValidationInfo) -> bool:
        if not decorative and info.data.get("alt", ...) is None:
            raise absent("alt")
        return decorative


class ProgrammeItem(Part):
    """One line of the programme."""

    at: TimeOfDay = Field(alias="kl", description="Klokkeslettet.", examples=["08.30"])
    title: Text = Field(alias="tittel", description="Hva som skjer.", examples=["Velkommen"])
    who: Text | None = Field(
        None, alias="hvem", description="Hvem som holder det.", examples=["Kari Nordmann"]
    )
