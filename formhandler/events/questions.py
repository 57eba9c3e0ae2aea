"""Questions: what an event asks beside name, address and organisation."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from formhandler.events.parts import Part
from formhandler.events.scalars import ONE_OR_MORE, Days, Text, YesNo, absent, one_of, wrong


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
    """Asks whether the person is one of those for whom the event is; `otherwise` is for others."""

    text: Text = Field(alias="spørsmål")
    otherwise: Text | None = Field(None, alias="ellers")


class Question(Part):
    """One question of an event's own. Each says what the answer is for (GDPR article 5 1 b)."""

    key: Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")] = Field(alias="nøkkel")
    text: Text = Field(alias="spørsmål")
    kind: Annotated[Kind, one_of(_KINDS)] = Field(Kind.TEXT, alias="type")
    choices: Annotated[tuple[Text, ...], ONE_OR_MORE] = Field(
        (), alias="valg", validate_default=True
    )
    required: YesNo = Field(False, alias="må_besvares")
    purpose: Text = Field(alias="formål")
    health: YesNo = Field(False, alias="helse")
    days_kept: Days | None = Field(None, alias="slettes_etter")

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return value, label and hint of each answer that one can choose."""
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
