"""Every page and state that people can meet, each with its name, its words and the way to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, Response

from formhandler.web.app import LARGEST_BODY
from formhandler.web.tokens import FORM_LASTS
from tests.cast import BO, EVENTS, FAULTY, LONG_ANSWERS, LONG_URL, LONG_WORD
from tests.events import NOW, write_event
from tests.stage import KARI, Stage, fill_in, opened, send

IN_PERSON, ONLINE = "Jeg kommer til", "Jeg deltar på nett"
FAULT = "Siden er ikke oppdatert. Rett opp dette og lagre"
EMPTY: dict[str, str] = {}

# Addresses that one can simply open, each with words that show that the state is the right one.
OPENED = {
    "list": ("/", "Tidligere"),
    "privacy": ("/personvern/", "Når du leser sidene"),
    "event, open": ("/arrangementer/open/", "Påmeldingen er åpen til arrangementet begynner"),
    "event, everything": ("/arrangementer/everything/", "Hvem du møter"),
    "event, online": ("/arrangementer/online/", "På nett med Teams"),
    "event, deadline": ("/arrangementer/deadline/", "Påmeldingen er åpen til mandag 20. mai"),
    "event, not open": ("/arrangementer/not-open/", "Påmeldingen åpner fredag 10. mai"),
    "event, closed": ("/arrangementer/closed/", "Påmeldingen er stengt"),
    "event, held": ("/arrangementer/held/", "Arrangementet er holdt"),
    "event, cancelled": ("/arrangementer/cancelled/", "Arrangementet blir ikke holdt"),
    "event, postponed": ("/arrangementer/postponed/", "Utsatt. Ny dato er ikke bestemt"),
    "event, days": ("/arrangementer/days/", "torsdag 2. januar 2031"),
    "event, long": ("/arrangementer/long/", LONG_WORD),
    "form, in person": ("/pamelding/open/", "Slik bruker vi opplysningene"),
    "form, online": ("/pamelding/online/", "På nett"),
    "form, hybrid": ("/pamelding/everything/", "Hvordan deltar du?"),
    "form, one way full": ("/pamelding/one-way-full/", "Fullt: du kan stå på venteliste"),
    "form, waiting list": ("/pamelding/waiting/", "Sett meg på ventelisten"),
    "form, long": ("/pamelding/long/", LONG_WORD),
    "unavailable, not open": ("/pamelding/not-open/", "har ikke åpnet ennå"),
    "unavailable, closed": ("/pamelding/closed/", "Påmeldingen er stengt"),
    "unavailable, held": ("/pamelding/held/", "Arrangementet er holdt"),
    "unavailable, cancelled": ("/pamelding/cancelled/", "Arrangementet er avlyst"),
    "unavailable, postponed": ("/pamelding/postponed/", "Arrangementet er utsatt"),
    "unavailable, full": ("/pamelding/full/", "Arrangementet er fullt"),
}
# Events whose only seat somebody takes first, and how that one attends.
FILLED = {
    "waiting": None,
    "full": None,
    "held-full": None,
    "one-way-full": IN_PERSON,
    "no-list": IN_PERSON,
}
# Sign-ups, in this order: event, how one attends, answers, and what the receipt says in the end.
SIGNED_UP: dict[str, tuple[str, str | None, dict[str, str], str]] = {
    "confirmed": ("everything", IN_PERSON, KARI, "Oppmøte på Kulturhuset"),
    "online": ("everything", ONLINE, BO, "På nett, med Teams"),
    "repeat": ("everything", ONLINE, KARI | {"message": "Er det lunsj?"}, "Er det lunsj?"),
    "long": ("long", ONLINE, LONG_ANSWERS, LONG_WORD),
    "waiting": ("waiting", None, KARI, "Du står på venteliste (nr. 1)"),
    "held": ("held", None, KARI, "Du var påmeldt"),
    "held, waiting": ("held-full", None, KARI, "Du sto på venteliste"),
    "cancelled": ("cancelled", None, KARI, "Arrangementet er avlyst"),
    "postponed": ("postponed", None, KARI, "Opprinnelig tid"),
    "gone": ("gone", None, KARI, "Påmeldingen er lagret"),
}


class State(NamedTuple):
    """How to get there, what stands there, and the HTTP status."""

    reach: Callable[[Page], Response]
    says: str
    status: int = 200


@contextmanager
def every_state(folder: Path, page: Page) -> Iterator[dict[str, State]]:
    """Give every state by its name; `page` signs up those whose receipts are looked at."""
    main = Stage(folder / "main")
    for slug, keys in EVENTS.items():
        write_event(main.content, slug, **keys)
    with ExitStack() as stack:
        url = stack.enter_context(main.served())
        for slug, attendance in FILLED.items():
            _signed_up(page, url, slug, attendance, BO)
        receipts = {
            f"receipt, {name}": _at(_signed_up(page, url, slug, attendance, answers), says)
            for name, (slug, attendance, answers, says) in SIGNED_UP.items()
        }
        _a_day_passes(main)
        pages = {name: _at(url + path, says) for name, (path, says) in OPENED.items()}
        empty = stack.enter_context(Stage(folder / "empty").served())
        yield (
            pages
            | {"list, empty": _at(f"{empty}/", "Ingen arrangementer er satt opp akkurat nå")}
            | {"404": _at(f"{url}/finnes-ikke/", "Vi finner ikke siden", 404)}
            | {"404 of a receipt": _at(f"{url}/kvittering/abc/", "Vi finner ikke påmeldingen", 404)}
            | receipts
            | _sent_forms(main, url)
            | _previews(stack, folder)
        )


def _at(url: str, says: str, status: int = 200) -> State:
    return State(lambda page: opened(page, url), says, status)


def _signed_up(
    page: Page, url: str, slug: str, attendance: str | None, answers: dict[str, str]
) -> str:
    """Sign up, and give the address of the receipt."""
    opened(page, f"{url}/pamelding/{slug}/")
    fill_in(page, answers, attendance)
    return send(page).url


def _a_day_passes(main: Stage) -> None:
    """Let the organiser call off one event, put off another and take a third away."""
    write_event(main.content, "cancelled", status="avlyst")
    write_event(main.content, "postponed", status="utsatt")
    (main.content / "arrangementer" / "gone.md").unlink()
    main.clock.now = NOW + timedelta(days=1)
    main.publish()


def _sent_forms(stage: Stage, url: str) -> dict[str, State]:
    forms = Forms(stage, f"{url}/pamelding")
    typo, wrong = {"email": "kari@gmial.com"}, {"email": "kari", "message": LONG_WORD}
    return {
        "form, empty": State(partial(forms.sent, slug="everything"), "Velg hvordan du deltar", 422),
        "form, errors": State(partial(forms.sent, answers=wrong), "må ha en krøllalfa", 422),
        "form, typo": State(partial(forms.sent, answers=KARI | typo), "Mente du", 422),
        "form, waiting list, errors": State(
            partial(forms.sent, slug="waiting"), "Skriv inn navnet ditt", 422
        ),
        "form, long, errors": State(
            partial(forms.sent, slug="long", answers=LONG_ANSWERS), "Velg hvordan", 422
        ),
        "form, chosen way full": State(
            partial(forms.sent, slug="no-list", answers=KARI, attendance=IN_PERSON),
            "Det er fullt for det du valgte",
            409,
        ),
        "form, stale": State(forms.stale, "Skjemaet var åpent for lenge", 422),
        "form, sent before": State(forms.sent_before, "allerede sendt", 409),
        "form, not stored": State(forms.not_stored, "Vi fikk ikke lagret påmeldingen", 503),
        "unavailable, too late": State(forms.too_late, "Dette skrev du", 409),
        "403": State(forms.from_another_site, "Skjemaet må sendes fra vår egen side", 403),
        "413": State(forms.too_large, "Det er for mye tekst", 413),
        "503": State(forms.without_database, "Påmeldingen er nede akkurat nå", 503),
        "503 of a site that is not built": State(
            forms.without_manifest, "Påmeldingen er nede akkurat nå", 503
        ),
    }


@dataclass(frozen=True)
class Forms:
    """What comes of forms that are sent in ways that end in other pages than the receipt."""

    stage: Stage
    url: str

    def sent(
        self,
        page: Page,
        slug: str = "open",
        answers: dict[str, str] = EMPTY,
        attendance: str | None = None,
    ) -> Response:
        """Open a form, fill in these answers and nothing else, and send it."""
        opened(page, f"{self.url}/{slug}/")
        fill_in(page, answers, attendance)
        return send(page)

    def stale(self, page: Page) -> Response:
        """Let the form lie open for too long before it is sent."""
        opened(page, f"{self.url}/everything/")
        fill_in(page, KARI, ONLINE)
        with self._later(FORM_LASTS):
            return send(page)

    def too_late(self, page: Page) -> Response:
        """Send the form when the event has begun."""
        opened(page, f"{self.url}/long/")
        fill_in(page, LONG_ANSWERS, IN_PERSON)
        with self._later(timedelta(days=60)):
            return send(page)

    def sent_before(self, page: Page) -> Response:
        """Send the same form again with another name, as when a browser brings it back."""
        opened(page, f"{self.url}/open/")
        fill_in(page)
        token = page.locator("[name=token]").input_value()
        send(page)
        opened(page, f"{self.url}/open/")
        fill_in(page, BO)
        page.locator("[name=token]").evaluate("(field, token) => field.value = token", token)
        return send(page)

    def from_another_site(self, page: Page) -> Response:
        """Send a form from a page that is not ours."""
        page.goto("about:blank")
        page.set_content(f'<form method="post" action="{self.url}/open/"><button></form>')
        return send(page)

    def too_large(self, page: Page) -> Response:
        """Send more text than the server takes."""
        return self.sent(page, answers=KARI | {"message": "x" * LARGEST_BODY})

    def not_stored(self, page: Page) -> Response:
        """Send the form while the database cannot be reached."""
        opened(page, f"{self.url}/open/")
        fill_in(page)
        with _away(self.stage.database.path):
            return send(page)

    def without_database(self, page: Page) -> Response:
        """Ask for a form while the database cannot be reached."""
        with _away(self.stage.database.path):
            return opened(page, f"{self.url}/full/")

    def without_manifest(self, page: Page) -> Response:
        """Ask for a form where no site is built."""
        with _away(self.stage.site / "events.json"):
            return opened(page, f"{self.url}/open/")

    @contextmanager
    def _later(self, time: timedelta) -> Iterator[None]:
        now = self.stage.clock.now
        self.stage.clock.now = now + time
        yield
        self.stage.clock.now = now


@contextmanager
def _away(path: Path) -> Iterator[None]:
    away = path.rename(path.with_name("away"))
    yield
    away.rename(path)


def _previews(stack: ExitStack, folder: Path) -> dict[str, State]:
    stage, unbuilt = (Stage(folder / name, preview=NOW) for name in ("preview", "unbuilt"))
    write_event(stage.content)
    write_event(unbuilt.content, "feil", **FAULTY)
    url, nothing = (stack.enter_context(each.served()) for each in (stage, unbuilt))
    form, notice = f"{url}/pamelding/frokostmote/", "Forhåndsvisning: Klokken her startet"
    return {
        "preview, list": _at(f"{url}/", notice),
        "preview, form": _at(form, notice),
        "preview, not built": _at(f"{nothing}/", "Siden er ikke bygget ennå", 503),
        "preview, problems": State(partial(_with_fault, stage, f"{url}/"), FAULT),
        "preview, problems at the form": State(partial(_with_fault, stage, form), FAULT),
    }


def _with_fault(stage: Stage, url: str, page: Page) -> Response:
    """Save a file with mistakes, look, and take it away."""
    fault = write_event(stage.content, "feil", **FAULTY, **{LONG_WORD: LONG_URL})
    stage.preview.refresh()
    response = opened(page, url)
    fault.unlink()
    stage.preview.refresh()
    return response
