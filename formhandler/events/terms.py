"""Terms: when, how many and on what terms people sign up to an event."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, field_validator

from formhandler.events.fields import ONE_OR_MORE, Text, text_as, wrong
from formhandler.events.moments import Deadline, Opening
from formhandler.events.parts import Part
from formhandler.events.questions import Question, TargetQuestion
from formhandler.events.scalars import Count, Days, YesNo

DEFAULT_DAYS_KEPT = 30
HEALTH_DAYS_KEPT = 7
LARGEST_PARTY = 20
TARGET_KEY = "malgruppe"


def is_before(one: datetime, other: datetime) -> bool:
    """Tell whether one instant comes before another.

    Python compares two times of the same zone by wall-clock time, which shows the same hour twice
    on the night when summer time ends.
    """
    return one.timestamp() < other.timestamp()


class SignupTerms(Part):
    """When, how many and on what terms people sign up."""

    opens: Opening | None = Field(
        None,
        alias="åpner",
        description="Når den åpner. Bare dato betyr fra midnatt.",
        examples=["2027-02-01 09.00"],
    )
    deadline: Deadline | None = Field(
        None,
        alias="frist",
        description="Når den stenger. Bare dato betyr til kl. 23.59 den dagen.",
        examples=["2027-03-02"],
    )
    seats: Count | None = Field(
        None,
        alias="plasser",
        description=(
            "Hvor mange det er plass til. Uten tall er det ingen grense. Kan man også delta"
            " på nett, gjelder tallet bare dem som møter opp."
        ),
        examples=["60"],
    )
    seats_online: Count | None = Field(
        None,
        alias="plasser_digitalt",
        description="Hvor mange som kan delta på nett.",
        examples=["200"],
    )
    waiting_list: YesNo = Field(
        True,
        alias="venteliste",
        description="Om folk kan stå på venteliste når det er fullt. Ja hvis du ikke skriver noe.",
        examples=["nei"],
    )
    party: Count = Field(
        1,
        alias="flere",
        description=(
            "Hvor mange én person kan melde på med ett skjema, seg selv medregnet. Med "
            "`flere: 5` kan man legge til fire kolleger. Høyst 20."
        ),
        examples=["5"],
    )
    days_kept: Days = Field(
        DEFAULT_DAYS_KEPT,
        alias="slettes_etter",
        description=(
            "Når påmeldingene slettes, regnet fra den siste dagen. 30 dager hvis du ikke "
            "skriver noe."
        ),
        examples=["30 dager"],
    )
    shared_with: Annotated[tuple[Text, ...], ONE_OR_MORE] = Field(
        (),
        alias="deles_med",
        description="Hvem andre som får se påmeldingene. Det står på skjemaet.",
        examples=[["Hamar kommune"]],
    )
    target_question: Annotated[TargetQuestion | None, text_as("spørsmål")] = Field(
        None,
        alias="målgruppe_spørsmål",
        description=(
            "Skjemaet spør om arrangementet passer. Den som svarer nei, får en vennlig side"
            " i stedet for å bli påmeldt."
        ),
        examples=["Arbeider du i offentlig sektor?"],
    )
    questions: Annotated[tuple[Question, ...], ONE_OR_MORE] = Field(
        (),
        alias="spørsmål",
        description="Egne spørsmål. Svarene står på kvitteringen, i e-posten og i listen din.",
        examples=[
            {"nøkkel": "buss", "spørsmål": "Kommer du med bussen", "formål": "Vi bestiller plass"}
        ],
    )

    def days_kept_for(self, question: Question) -> int:
        """Return how many days after the event the answers to a question are kept."""
        own = question.days_kept or (HEALTH_DAYS_KEPT if question.health else self.days_kept)
        return min(own, self.days_kept)

    @field_validator("party")
    @classmethod
    def _party_fits_a_form(cls, party: int) -> int:
        if party > LARGEST_PARTY:
            raise wrong(f"er for mange i ett skjema. Skriv høyst {LARGEST_PARTY}.")
        return party

    @field_validator("questions")
    @classmethod
    def _each_question_has_its_key(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        keys = [question.key for question in questions]
        for number, key in enumerate(keys):
            if key == TARGET_KEY:
                sentence = "er opptatt: målgruppe_spørsmål bruker den. Velg en annen nøkkel."
                raise wrong(sentence, number, "nøkkel")
            if key in keys[:number]:
                sentence = "er brukt i et spørsmål over. Gi spørsmålet en egen nøkkel."
                raise wrong(sentence, number, "nøkkel")
        return questions
