"""Proceedings: what there is of an event once it is over: recordings, slides and a summary."""

import re
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, model_validator

from formhandler.events.parts import Part
from formhandler.events.scalars import ONE_OR_MORE, Text, not_valid, text_as, wrong

_EXAMPLE = "https://video.example.no/frokostmote"
_NEVER_IN_AN_ADDRESS = re.compile(r'[\s"<>\\^`{|}]')


def _web_address(value: str) -> str:
    """Return an address (RFC 3987 §2.2) that leads to the same from any page, as it is written."""
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
    """Something that lies elsewhere on the web."""

    url: WebAddress = Field(alias="lenke", description="Nettadressen, med https:// foran.")
    title: Text | None = Field(
        None, alias="tittel", description="Hva det er, når det er flere av samme slag."
    )

    @property
    def host(self) -> str:
        """Return where the link leads, as people know it: without www."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


_Links = Annotated[tuple[Annotated[WebLink, text_as("lenke")], ...], ONE_OR_MORE]


class Proceedings(Part):
    """What an event leaves behind. At least one of the three is there."""

    recordings: _Links = Field((), alias="opptak", description="Ett eller flere opptak.")
    slides: _Links = Field((), alias="lysark", description="Lysarkene som ble vist.")
    summary: Text | None = Field(
        None, alias="oppsummering", description="Noen setninger om hvordan det gikk."
    )

    @model_validator(mode="after")
    def _not_nothing(self) -> Self:
        if not (self.recordings or self.slides or self.summary):
            raise wrong(
                "må ha opptak, lysark eller oppsummering. "
                f"Skriv for eksempel «etterpå: {{opptak: {_EXAMPLE}}}»."
            )
        return self
