"""Errors: the pages for what went wrong, in Norwegian, with what to do."""

import logging

from flask import Flask, Response, render_template
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException, NotFound

from formhandler.signups.database import DatabaseBusyError
from formhandler.templating import SOURCE_LANGUAGE, speak
from formhandler.web.published import NotPublishedError
from formhandler.web.services import services

_LOG = logging.getLogger(__name__)

_BARE_PAGE = Markup("""\
<!doctype html>
<html lang="nb">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{heading}</title>
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{text}</p>
{items}<p><a href="/">Se alle arrangementer</a></p>
</main>
</body>
</html>
""")

Message = tuple[str, str]

_OTHER: Message = ("Dette gikk ikke", "Gå tilbake og prøv en gang til.")
_MESSAGES: dict[int, Message] = {
    400: (
        "Vi forstår ikke forespørselen",
        "Adressen eller det som ble sendt, har feil form. Begynn på nytt fra listen.",
    ),
    403: (
        "Skjemaet må sendes fra vår egen side",
        "Ingenting er lagret. Finn arrangementet i listen, og meld deg på i skjemaet der.",
    ),
    405: ("Adressen kan ikke brukes slik", "Finn arrangementet i listen, og bruk skjemaet der."),
    413: (
        "Det er for mye tekst",
        "Ingenting er lagret. Gå tilbake, kort ned meldingen og send skjemaet på nytt.",
    ),
    415: (
        "Skjemaet kom i feil format",
        "Ingenting er lagret. Finn arrangementet i listen, og meld deg på i skjemaet der.",
    ),
    429: (
        "Det er prøvd for mange lenker herfra",
        "Vent ti minutter, og bruk lenken i e-posten eller på kvitteringen slik den står.",
    ),
    500: (
        "Noe er galt hos oss",
        "Sendte du et skjema, så send det gjerne en gang til: du blir ikke påmeldt to ganger.",
    ),
    503: (
        "Påmeldingen er nede akkurat nå",
        "Vent et minutt og last siden på nytt. Hjelper det ikke, så ta kontakt med arrangøren.",
    ),
}
_EVENT: Message = (
    "Vi finner ikke arrangementet",
    "Det kan være flyttet eller tatt bort. Se om du finner det i listen, eller spør arrangøren.",
)
_SIGNUP: Message = (
    "Vi finner ikke påmeldingen",
    "Lenken kan være skrevet feil, eller opplysningene kan være slettet. Er e-postadressen rettet, "
    "så bruk lenken i den nyeste e-posten fra oss.",
)
RETRY_AFTER_SECONDS = "60"


class UnknownEventError(NotFound):
    """There is no published event at this address."""


class UnknownSignupError(NotFound):
    """The link leads to no sign-up: mistyped, tampered with, or deleted; nobody is told which."""


_UNKNOWN: dict[type, Message] = {UnknownEventError: _EVENT, UnknownSignupError: _SIGNUP}


def message(status: int) -> Message:
    """Return heading and text for an HTTP status (RFC 9110 §15)."""
    return _MESSAGES.get(status, _OTHER)


def register(app: Flask) -> None:
    """Let every error of the app be answered with a page of ours."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DatabaseBusyError, _busy)
    app.register_error_handler(NotPublishedError, _not_published)


def _page(status: int, told: Message | None = None) -> Response:
    # These pages are in the site's language, whatever event was asked for.
    speak(SOURCE_LANGUAGE)
    heading, text = told or message(status)
    template = "404.html" if status == 404 and told is None else "message.html"
    try:
        return Response(render_template(template, heading=heading, lines=[text]), status)
    except NotPublishedError as error:
        return _not_published(error)


def _http_error(error: HTTPException) -> Response:
    response = _page(error.code or 500, _UNKNOWN.get(type(error)))
    if error.code == 429:
        response.headers["Retry-After"] = "600"
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _busy(error: DatabaseBusyError) -> Response:
    _LOG.error("database busy: %s", error)
    response = _page(503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _not_published(_error: NotPublishedError) -> Response:
    """Answer without the theme, which needs a built site to know the site's name."""
    problems = tuple(str(problem) for problem in services().problems())
    return Response(bare_page(503, problems), 503, mimetype="text/html")


def redirect(path: str, status: int = 303) -> Response:
    """Return a redirect to a path of this site, with no body to read."""
    return Response(status=status, headers={"Location": "/" + path.lstrip("/")})


def _breakable(text: str) -> Markup:
    """Let a long path break at its slashes, for want of a stylesheet."""
    return escape(text).replace("/", Markup("/<wbr>"))


def bare_page(status: int, problems: tuple[str, ...] = ()) -> str:
    """Return a page that stands alone, for where the theme is out of reach.

    In a preview whose first build has failed it lists the editor's `problems`.
    """
    heading, text = message(status)
    if problems:
        heading, text = "Siden er ikke bygget ennå", "Rett opp dette og lagre:"
    items = Markup("").join(
        Markup("<li>{}</li>\n").format(_breakable(problem)) for problem in problems
    )
    return _BARE_PAGE.format(
        heading=heading, text=text, items=Markup("<ul>\n{}</ul>\n").format(items) if items else ""
    )
