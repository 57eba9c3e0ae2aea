"""Keys: what an editor writes about one event, and the rules between the keys.

Field names are the program's; aliases are the keys in the front matter. docs/redaktor.md and
editors' tools show the descriptions given here.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from formhandler.events.fields import (
    ONE_OR_MORE,
    Text,
    absent,
    one_must_be_there,
    one_of,
    text_as,
    wrong,
)
from formhandler.events.moments import Moment
from formhandler.events.parts import (
    Contact,
    Image,
    Online,
    Organiser,
    Part,
    Person,
    Place,
    ProgrammeItem,
)
from formhandler.events.proceedings import Proceedings
from formhandler.events.scalars import Price, Slug, YesNo
from formhandler.events.terms import SignupTerms, is_before


class Plan(StrEnum):
    """Whether the event takes place (schema.org's EventStatusType)."""

    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


def _why(deadline: datetime) -> str:
    """Explain a deadline that was probably written without a time of day."""
    is_whole_day = (deadline.hour, deadline.minute) == (23, 59)
    return " Uten klokkeslett gjelder fristen til 23.59." if is_whole_day else ""


class EventKeys(Part):
    """The keys of an event. Times are aware, in the site's time zone; the price is in kroner."""

    model_config = ConfigDict(json_schema_extra=one_must_be_there("sted", "digitalt"))

    slug: str
    title: Text = Field(
        alias="tittel", description="Navnet på arrangementet.", examples=["Frokostmøte om innkjøp"]
    )
    lead: Text | None = Field(
        None,
        alias="ingress",
        description="Én eller to setninger. Vises i listen, i søk og når noen deler siden.",
        examples=["Kom og hør tre eksempler."],
    )
    starts: Moment = Field(
        alias="start",
        description="Når det begynner. `08:30` går også.",
        examples=["2027-03-04 08.30"],
    )
    ends: Moment = Field(
        alias="slutt",
        description="Når det er slutt. Kan være en annen dag.",
        examples=["2027-03-04 10.00"],
    )
    place: Annotated[Place | None, text_as("navn")] = Field(
        None,
        alias="sted",
        description="Hvor man møter opp: bare et navn, eller `navn`, `adresse` og `poststed`.",
        examples=["Kulturhuset"],
    )
    online: Annotated[Online | None, text_as("plattform")] = Field(
        None,
        alias="digitalt",
        description="Man kan delta på nett. Skriv hva man bruker.",
        examples=["Teams"],
        validate_default=True,
    )
    audience: Text = Field(
        alias="målgruppe",
        description="Hvem som kan delta.",
        examples=["Alle som arbeider med innkjøp"],
    )
    price: Price = Field(
        alias="pris",
        description=(
            "I kroner. `0` eller `gratis` vises som «Gratis», `1250,50` som «1 250,50 kr». "
            "Skriv i teksten hvordan folk betaler."
        ),
        examples=["350"],
    )
    organisers: Annotated[tuple[Annotated[Organiser, text_as("navn")], ...], ONE_OR_MORE] = Field(
        alias="arrangører",
        description="Hvem som inviterer. Én eller flere.",
        examples=[["Foreningen", "Hamar kommune"]],
    )
    image: Image | None = Field(
        None,
        alias="bilde",
        description="Bildet på siden.",
        examples=[{"fil": "mote.jpg", "alt": "Tre personer rundt et bord"}],
    )
    contact: Contact = Field(
        alias="kontakt",
        description="Hvem folk kan spørre.",
        examples=[{"navn": "Kari Nordmann", "epost": "kari@example.no"}],
    )
    people: Annotated[tuple[Annotated[Person, text_as("navn")], ...], ONE_OR_MORE] = Field(
        (),
        alias="personer",
        description="Hvem man møter.",
        examples=[[{"navn": "Kari Nordmann", "rolle": "Kursholder"}]],
    )
    programme: Annotated[tuple[ProgrammeItem, ...], ONE_OR_MORE] = Field(
        (),
        alias="program",
        description=(
            "Programmet, punkt for punkt. Varer arrangementet i flere dager, begynner neste dag "
            "der klokken går tilbake."
        ),
        examples=[[{"kl": "08.30", "tittel": "Velkommen"}]],
    )
    signup: SignupTerms = Field(
        SignupTerms.model_validate({}),
        alias="påmelding",
        description="Regler for påmeldingen.",
        examples=[{"plasser": "60", "frist": "2027-03-02"}],
    )
    plan: Annotated[
        Plan,
        one_of({"planlagt": Plan.SCHEDULED, "avlyst": Plan.CANCELLED, "utsatt": Plan.POSTPONED}),
    ] = Field(
        Plan.SCHEDULED,
        alias="status",
        description=(
            "`planlagt`, `avlyst` eller `utsatt`. Avlyste og utsatte arrangementer blir "
            "stående, men kan ikke meldes på."
        ),
        examples=["avlyst"],
    )
    language: Annotated[Literal["nb", "nn", "en"], one_of({"nb": "nb", "nn": "nn", "en": "en"})] = (
        Field(
            "nb",
            alias="språk",
            description=(
                "`nb`, `nn` eller `en`. Bokmål hvis du ikke skriver noe. Side, skjema, kvittering, "
                "e-post og kalenderfil kommer på språket."
            ),
            examples=["nn"],
        )
    )
    translates: Slug | None = Field(
        None,
        alias="oversettelse_av",
        description=(
            "Denne filen er samme arrangement på et annet språk. Skriv filnavnet til originalen, "
            "uten `.md`. Se under."
        ),
        examples=["frokostmote"],
    )
    draft: YesNo = Field(
        False,
        alias="utkast",
        description=(
            "Arrangementet blir ikke publisert. I forhåndsvisningen er det med, merket «UTKAST», "
            "og du kan prøve skjemaet. Nøklene må være riktige likevel."
        ),
        examples=["ja"],
    )

    proceedings: Proceedings | None = Field(
        None,
        alias="etterpå",
        description="Det som ble igjen: `opptak`, `lysark` eller `oppsummering`.",
        examples=[{"opptak": "https://video.example.no/frokostmote"}],
    )

    # Rules that span two keys are validators on the later key, so they are reported with the rest.

    @field_validator("ends")
    @classmethod
    def _ends_after_start(cls, ends: datetime, info: ValidationInfo) -> datetime:
        starts = info.data.get("starts")
        if starts is not None and not is_before(starts, ends):
            raise wrong("er ikke etter start. Slutt må være senere enn start.")
        return ends

    @field_validator("online")
    @classmethod
    def _somewhere(cls, online: Online | None, info: ValidationInfo) -> Online | None:
        if online is None and info.data.get("place", ...) is None:
            raise absent("sted")
        return online

    @field_validator("organisers")
    @classmethod
    def _one_is_responsible(cls, organisers: tuple[Organiser, ...]) -> tuple[Organiser, ...]:
        if not organisers:
            raise wrong("er tom. Skriv for eksempel [Etisk handel Norge, Oslo kommune].")
        if sum(organiser.responsible for organiser in organisers) > 1:
            raise wrong("har flere med «ansvarlig: ja». Bare én kan være ansvarlig.")
        return organisers

    @field_validator("signup")
    @classmethod
    def _opens_then_closes_then_starts(
        cls, signup: SignupTerms, info: ValidationInfo
    ) -> SignupTerms:
        starts = info.data.get("starts")
        closes = signup.deadline or starts
        if starts and signup.deadline and is_before(starts, signup.deadline):
            raise wrong("er etter at arrangementet starter." + _why(signup.deadline), "frist")
        if closes and signup.opens and not is_before(signup.opens, closes):
            raise wrong("er etter at påmeldingen stenger.", "åpner")
        if signup.seats_online is not None and info.data.get("online", ...) is None:
            raise wrong("gjelder bare når «digitalt» er med.", "plasser_digitalt")
        return signup
