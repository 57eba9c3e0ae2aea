"""Every kind of page in nynorsk and in English, each with its words and the way to it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, Response

from formhandler.signups.models import Signup
from formhandler.web.security import Links, Tokens
from tests.conftest import SECRET
from tests.support.cast import (
    ALI,
    BO_HERE,
    EVERYTHING,
    KARI_HERE,
    KARI_ONLINE,
    ONE_SEAT,
    QUESTIONS,
    TEAM,
)
from tests.support.events import write_event
from tests.support.stage import Stage, opened, send
from tests.support.states import State, at

PURPOSE = {"formål": "For å planlegge dagen"}
ASKED = {"påmelding": TEAM | {"spørsmål": [each | PURPOSE for each in QUESTIONS]}}
CODES = ("nn", "en")
# Addresses that one can simply open, with words in nynorsk and in English, and the status.
OPENED = {
    "list": ("/", "Kommande", "Upcoming", 200),
    "search": ("/sok/?q=Hamar", "3 arrangement passar til", "3 events match", 200),
    "privacy": ("/personvern/", "Når du les sidene", "When you read the pages", 200),
    "erased": ("/slettet/", "du er ikkje påmeld", "you are not signed up", 200),
    "404": ("/finnes-ikke/", "Vi finn ikkje sida", "We cannot find the page", 404),
    "404 of a receipt": (
        "/kvittering/abc/",
        "finn ikkje påmeldinga",
        "cannot find the sign-up",
        404,
    ),
    "event": ("/arrangementer/everything/", "Kven du møter", "Who you will meet", 200),
    "event, cancelled": ("/arrangementer/cancelled/", "blir ikkje halde", "will not take", 200),
    "form": ("/pamelding/everything/", "Korleis deltek du?", "How will you attend?", 200),
    "form, waiting list": ("/pamelding/waiting/", "Set meg på", "Put me on", 200),
    "unavailable": ("/pamelding/cancelled/", "Arrangementet er avlyst", "is cancelled", 200),
}
# What stands on the receipt and on «Min påmelding», with what stands below it.
OWN = {
    "": ("Dette har vi lagra", "What we have saved"),
    "endre/": ("Lagre endringane", "Save the changes"),
    "meld-av/": ("Vil du melde deg av?", "Do you want to cancel your sign-up?"),
    "slett/": ("Vil du slette alt?", "Do you want to delete everything?"),
}
RECEIPT = ("E-posten til deg", "Your email")
WAITING = ("Du står på venteliste (nr. 1)", "You are on the waiting list (no. 1)")
DOOR = ("Kom tilbake hit då", "Come back here then")
ERRORS = ("Vel korleis du deltek", "Choose how you will attend")


@contextmanager
def every_kind_of_page(folder: Path) -> Iterator[dict[str, State]]:
    """Give each page of a site in nynorsk and of one in English, by its name."""
    with ExitStack() as stack:
        pages: dict[str, State] = {}
        for place, code in enumerate(CODES):
            stage = Stage(folder / code, f"DEFAULT_LANG = {code!r}")
            url = stack.enter_context(_served(stage, code))
            pages |= {f"{code}, {name}": state for name, state in _pages(stage, url, place)}
        yield pages


@contextmanager
def _served(stage: Stage, code: str) -> Iterator[str]:
    """Serve a site in a language, with an event that is there in bokmål too."""
    write_event(stage.content, "original", **EVERYTHING | ASKED)
    translation = {"språk": code, "oversettelse_av": "original"}
    write_event(stage.content, "everything", **EVERYTHING | ASKED | translation)
    write_event(stage.content, "waiting", språk=code, påmelding=ONE_SEAT)
    write_event(stage.content, "cancelled", språk=code, status="avlyst")
    with stage.served() as url:
        yield url


def _pages(stage: Stage, url: str, place: int) -> Iterator[tuple[str, State]]:
    kari = stage.put("everything", KARI_ONLINE, ALI)
    stage.put("waiting", BO_HERE)
    waiting = stage.put("waiting", KARI_HERE)
    for name, (path, *words, status) in OPENED.items():
        yield name, at(url + path, words[place], status)
    yield "form, errors", State(partial(_sent, f"{url}/pamelding/everything/"), ERRORS[place], 422)
    yield from _own_pages(Links(Tokens(SECRET), url), kari, waiting, place)


def _own_pages(
    links: Links, kari: Signup, waiting: Signup, place: int
) -> Iterator[tuple[str, State]]:
    yield "receipt", at(links.receipt(kari), RECEIPT[place])
    yield "receipt, waiting", at(links.receipt(waiting), WAITING[place])
    yield "meeting", at(links.attend(kari), DOOR[place])
    for path, words in OWN.items():
        yield f"own, {path or 'see'}", at(links.manage(kari) + path, words[place])


def _sent(url: str, page: Page) -> Response:
    """Send a form with nothing in it."""
    opened(page, url)
    return send(page)
