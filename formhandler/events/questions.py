"""Questions: what an event asks besides name, address and organisation."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from formhandler.events.fields import ONE_OR_MORE, Text, absent, one_of, wrong
from formhandler.events.parts import Part
from formhandler.events.scalars import Days, YesNo


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    NUMBER = "number"
    CONSENT = "consent"


_KINDS = {
    "tekst": Kind.TEXT,
    "lang tekst": Kind.LONG_TEXT,
    "ett valg": Kind.ONE_CHOICE,
    "flere valg": Kind.SEVERAL_CHOICES,
    "tall": Kind.NUMBER,
    "samtykke": Kind.CONSENT,
}


class TargetQuestion(Part):
    """Asks whether the event is meant for this person; `otherwise` is shown to others."""

    text: Text = Field(
        alias="spørsmål",
        description="Spørsmålet, som man svarer ja eller nei på.",
        examples=["Arbeider du i offentlig sektor?"],
    )
    otherwise: Text | None = Field(
        None,
        alias="ellers",
        description="Hva den som svarer nei, kan gjøre i stedet.",
        examples=["Les rapporten på nettsiden vår."],
    )


class Question(Part):
    """One of an event's own questions. Each states its purpose (GDPR article 5(1)(b))."""

    key: Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")] = Field(
        alias="nøkkel",
        description="Et kort navn: små bokstaver, tall og understrek.",
        examples=["buss"],
    )
    text: Text = Field(
        alias="spørsmål",
        description="Spørsmålet slik det skal stå.",
        examples=["Tar du bussen fra Oslo?"],
    )
    kind: Annotated[Kind, one_of(_KINDS)] = Field(
        Kind.TEXT,
        alias="type",
        description="`tekst`, `lang tekst`, `ett valg`, `flere valg`, `tall` eller `samtykke`.",
        examples=["ett valg"],
    )
    choices: Annotated[tuple[Text, ...], ONE_OR_MORE] = Field(
        (),
        alias="valg",
        description="Svarene man kan velge mellom.",
        examples=[["Ja", "Nei"]],
        validate_default=True,
    )
    required: YesNo = Field(
        False, alias="må_besvares", description="Om man må svare.", examples=["ja"]
    )
    purpose: Text = Field(
        alias="formål",
        description="Hvorfor du spør. Må være med.",
        examples=["Vi bestiller plass på bussen"],
    )
    health: YesNo = Field(
        False,
        alias="helse",
        description=(
            "Svaret kan si noe om helse, for eksempel allergi. Det slettes 7 dager etter "
            "arrangementet hvis du ikke skriver `slettes_etter`."
        ),
        examples=["ja"],
    )
    days_kept: Days | None = Field(
        None,
        alias="slettes_etter",
        description="Når svaret slettes, hvis det er før resten.",
        examples=["3 dager"],
    )

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """The value, label and hint of each choice."""
        return [(choice, choice, "") for choice in self.choices]

    @field_validator("choices")
    @classmethod
    def _choices_where_one_chooses(
        cls, choices: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        chooses = info.data.get("kind") in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES)
        if chooses and not choices:
            raise absent("valg")
        if chooses and len(choices) < 2:
            raise wrong("må ha minst to svar å velge mellom. Skriv for eksempel [Ja, Nei].")
        return choices
