"""Proceedings: what an event leaves behind: recordings, slides and a summary."""

import re
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from formhandler.events.fields import (
    ONE_OR_MORE,
    Text,
    not_valid,
    one_must_be_there,
    text_as,
    wrong,
)
from formhandler.events.parts import Part

_EXAMPLE = "https://video.example.no/frokostmote"
_SLIDES_EXAMPLE = "https://example.no/lysark.pdf"
_NEVER_IN_AN_ADDRESS = re.compile(r'[\s"<>\\^`{|}]')


def _web_address(value: str) -> str:
    """Return an absolute address (RFC 3987 §2.2), unchanged."""
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise not_valid("en nettadresse", _EXAMPLE)
    if "@" in parts.netloc:
        raise wrong("har brukernavn eller passord i seg, og alt her blir offentlig. Ta det bort.")
    return value


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        is_right = parts.port != 0 and not _NEVER_IN_AN_ADDRESS.search(address)
    except ValueError:
        return None
    return parts if is_right else None


WebAddress = Annotated[Text, AfterValidator(_web_address)]


class WebLink(Part):
    """Something elsewhere on the web."""

    url: WebAddress = Field(
        alias="lenke",
        description="Adressen, med `https://` foran.",
        examples=[_EXAMPLE, _SLIDES_EXAMPLE],
    )
    title: Text | None = Field(
        None,
        alias="tittel",
        description="Hva det er, når det er flere.",
        examples=["Første dag", "Åpningen"],
    )

    @property
    def host(self) -> str:
        """The link's host, without www."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


_Links = Annotated[tuple[Annotated[WebLink, text_as("lenke")], ...], ONE_OR_MORE]


class Proceedings(Part):
    """What an event leaves behind: at least one of the three."""

    model_config = ConfigDict(
        json_schema_extra=one_must_be_there("opptak", "lysark", "oppsummering")
    )

    recordings: _Links = Field(
        (),
        alias="opptak",
        description="Ett eller flere opptak. Arrangementet får merket «Opptak» i listen.",
        examples=[_EXAMPLE],
    )
    slides: _Links = Field(
        (),
        alias="lysark",
        description="Lysarkene, ett eller flere sett.",
        examples=[_SLIDES_EXAMPLE],
    )
    summary: Text | None = Field(
        None,
        alias="oppsummering",
        description=(
            "Noen setninger om hvordan det gikk. Skal det være mer, så skriv det i teksten."
        ),
        examples=["Vi var 40 som møttes."],
    )

    @model_validator(mode="after")
    def _not_nothing(self) -> Self:
        if not (self.recordings or self.slides or self.summary):
            raise wrong(
                "må ha opptak, lysark eller oppsummering. "
                f"Skriv for eksempel «etterpå: {{opptak: {_EXAMPLE}}}»."
            )
        return self
