"""Failures: what to say when something went wrong, and what to do about it."""

from dataclasses import dataclass

from formhandler.core.i18n import translate as _


@dataclass(frozen=True)
class Failure:
    """What went wrong, and what to do about it."""

    heading: str
    text: str


def failure(status: int) -> Failure:
    """Return the explanation of an HTTP status (RFC 9110 §15)."""
    other = Failure(_("Dette gikk ikke"), _("Gå tilbake og prøv en gang til."))
    return _refused().get(status) or _ours().get(status) or other


def unknown_page() -> Failure:
    """Return the explanation for an address with nothing there."""
    return Failure(
        _("Vi finner ikke siden"),
        _("Adressen kan være skrevet feil, eller siden kan være flyttet."),
    )


def unknown_event() -> Failure:
    """Return the explanation for an unknown event."""
    return Failure(
        _("Vi finner ikke arrangementet"),
        _(
            "Det kan være flyttet eller tatt bort. Se om du finner det i listen, "
            "eller spør arrangøren."
        ),
    )


def unknown_signup() -> Failure:
    """Return the explanation for a link that leads to no sign-up, whatever the reason."""
    return Failure(
        _("Vi finner ikke påmeldingen"),
        _(
            "Lenken kan være skrevet feil, eller opplysningene kan være slettet. Er e-postadressen "
            "rettet, så bruk lenken i den nyeste e-posten fra oss."
        ),
    )


def not_built() -> Failure:
    """Return the explanation for an editor whose first build failed, above the list of mistakes."""
    return Failure(_("Siden er ikke bygget ennå"), _("Rett opp dette og lagre:"))


def _refused() -> dict[int, Failure]:
    """Return the explanation for a request that cannot be answered."""
    from_the_form = _(
        "Ingenting er lagret. Finn arrangementet i listen, og meld deg på i skjemaet der."
    )
    return {
        400: Failure(
            _("Vi forstår ikke forespørselen"),
            _("Adressen eller det som ble sendt, har feil form. Begynn på nytt fra listen."),
        ),
        403: Failure(_("Skjemaet må sendes fra vår egen side"), from_the_form),
        404: unknown_page(),
        405: Failure(
            _("Adressen kan ikke brukes slik"),
            _("Finn arrangementet i listen, og bruk skjemaet der."),
        ),
        413: Failure(
            _("Det er for mye tekst"),
            _("Ingenting er lagret. Gå tilbake, kort ned meldingen og send skjemaet på nytt."),
        ),
        415: Failure(_("Skjemaet kom i feil format"), from_the_form),
        429: Failure(
            _("Det er prøvd for mange lenker herfra"),
            _("Vent ti minutter, og bruk lenken i e-posten eller på kvitteringen slik den står."),
        ),
    }


def _ours() -> dict[int, Failure]:
    """Return the explanation for a fault of ours."""
    return {
        500: Failure(
            _("Noe er galt hos oss"),
            _(
                "Sendte du et skjema, så send det gjerne en gang til: "
                "du blir ikke påmeldt to ganger."
            ),
        ),
        503: Failure(
            _("Påmeldingen er nede akkurat nå"),
            _(
                "Vent et minutt og last siden på nytt. Hjelper det ikke, "
                "så ta kontakt med arrangøren."
            ),
        ),
    }
