"""Every page and state that people can meet, each with its name, its words and the way to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, Response

from formhandler.events.model import Attendance
from formhandler.mail import outbox
from formhandler.signups import changes, register
from formhandler.signups.models import Answers, Signup
from formhandler.web.app import LARGEST_BODY
from formhandler.web.security import FORM_LASTS, MOST, Links, Tokens
from tests.conftest import SECRET
from tests.support.cast import (
    ALI,
    BO,
    BO_HERE,
    BO_ONLINE,
    EVENTS,
    EVERYTHING,
    FAULTY,
    IN_PERSON,
    KARI,
    KARI_HERE,
    KARI_ONLINE,
    LONG,
    LONG_ANSWERS,
    LONG_URL,
    LONG_WORD,
    ODA,
    ONLINE,
    OWN,
    given,
)
from tests.support.events import NOW, write_event
from tests.support.stage import Stage, delivered, fill_in, opened, press, pressed, send, worker_for

FAULT = "Siden er ikke oppdatert. Rett opp dette og lagre"
EMPTY: dict[str, str] = {}
LONG_ONLINE = given(LONG_ANSWERS, Attendance.ONLINE)

# Addresses that one can simply open, each with words that show that the state is the right one.
OPENED = {
    "list": ("/", "Tidligere"),
    "search": ("/sok/?q=kulturhuset", "arrangementer passer til «kulturhuset»"),
    "search, nothing": (f"/sok/?q={LONG_WORD}zzz", "Ingen arrangementer passer"),
    "privacy": ("/personvern/", "Når du leser sidene"),
    "erased": ("/slettet/", "du er ikke påmeldt"),
    "event, open": ("/arrangementer/open/", "Påmeldingen er åpen til arrangementet begynner"),
    "event, everything": ("/arrangementer/everything/", "Hvem du møter"),
    "event, online": ("/arrangementer/online/", "På nett med Teams"),
    "event, deadline": ("/arrangementer/deadline/", "Påmeldingen er åpen til mandag 20. mai"),
    "event, not open": ("/arrangementer/not-open/", "Påmeldingen åpner fredag 10. mai"),
    "event, closed": ("/arrangementer/closed/", "Påmeldingen er stengt"),
    "event, held": ("/arrangementer/held/", "Arrangementet er holdt"),
    "event, record": ("/arrangementer/record/", "Her finner du opptak, lysark og en"),
    "event, cancelled": ("/arrangementer/cancelled/", "Arrangementet blir ikke holdt"),
    "event, postponed": ("/arrangementer/postponed/", "Utsatt. Ny dato er ikke bestemt"),
    "event, days": ("/arrangementer/days/", "torsdag 2. januar 2031"),
    "event, long": ("/arrangementer/long/", LONG_WORD),
    "form, in person": ("/pamelding/open/", "Slik bruker vi opplysningene"),
    "form, online": ("/pamelding/online/", "På nett"),
    "form, hybrid": ("/pamelding/everything/", "Hvordan deltar du?"),
    "form, one way full": ("/pamelding/one-way-full/", "Fullt. Du kan stå på venteliste."),
    "form, waiting list": ("/pamelding/waiting/", "Sett meg på ventelisten"),
    "form, long": ("/pamelding/long/", LONG_WORD),
    "form, questions": ("/pamelding/questions/", "Svaret kan si noe om helsen din"),
    "form, target question": ("/pamelding/target/", "Arbeider du med innkjøp?"),
    "unavailable, not open": ("/pamelding/not-open/", "har ikke åpnet ennå"),
    "unavailable, closed": ("/pamelding/closed/", "Påmeldingen er stengt"),
    "unavailable, held": ("/pamelding/held/", "Arrangementet er holdt"),
    "unavailable, cancelled": ("/pamelding/cancelled/", "Arrangementet er avlyst"),
    "unavailable, postponed": ("/pamelding/postponed/", "Arrangementet er utsatt"),
    "unavailable, full": ("/pamelding/full/", "Arrangementet er fullt"),
}
# Events whose only seat Bo takes first, each in person.
FILLED = ("waiting", "full", "held-full", "one-way-full", "no-list")

# Sign-ups in this order, each by its name: to which event, and the answers of all who come along.
SIGNED_UP: dict[str, tuple[str, *tuple[Answers, ...]]] = {
    "confirmed": ("everything", KARI_HERE),
    "online": ("everything", BO_ONLINE),
    "repeat": ("everything", given(attendance=Attendance.ONLINE, message="Er det lunsj?")),
    "long": ("long", LONG_ONLINE, given(LONG_ANSWERS, shares_email=True)),
    "waiting": ("waiting", KARI_HERE),
    "could be online": ("one-way-full", KARI_HERE),
    "held": ("held", KARI_HERE),
    "held, waiting": ("held-full", KARI_HERE),
    "cancelled": ("cancelled", KARI_HERE),
    "postponed": ("postponed", KARI_HERE),
    "gone": ("gone", KARI_HERE),
}
# And those of the next day, when the page is looked at.
SIGNED_UP_LATER: dict[str, tuple[str, *tuple[Answers, ...]]] = {
    "new": ("open", KARI_HERE),
    "not reached": ("open", BO_HERE),
    "colleagues": ("team", KARI_HERE, ALI, ODA),
    "questions": ("questions", given(own=OWN)),
    "last seat": ("last-seat", KARI_HERE),
    "left": ("online", KARI_ONLINE),
    "left, now full": ("left-full", KARI_HERE),
    "left, no list": ("left-no-list", KARI_HERE),
}
# What the receipt of a sign-up says, and what «Min påmelding» with what stands below it says.
RECEIPTS = {
    "confirmed": "Oppmøte på Kulturhuset",
    "online": "På nett, med Teams",
    "repeat": "Er det lunsj?",
    "long": LONG_WORD,
    "waiting": "Du står på venteliste (nr. 1)",
    "could be online": "På nett er det plass",
    "held": "Du var påmeldt",
    "held, waiting": "Du sto på venteliste",
    "cancelled": "Arrangementet er avlyst",
    "postponed": "Opprinnelig tid",
    "gone": "Arrangementet er ikke lenger på nettsiden",
    "new": "Du kan rette adressen her fram til kl. 12.30",
    "not reached": "Vi fikk ikke levert e-posten til",
    "colleagues": "Ali Ødegård: påmeldt",
    "questions": "Nøtter og Melk",
    "left": "Du er meldt av",
}
OWN_PAGES = {
    ("confirmed", ""): "Delta på nett i stedet",
    ("confirmed", "?lagret"): "Endringen er lagret",
    ("confirmed", "endre/"): "Lagre endringene",
    ("confirmed", "meld-av/"): "Vil du melde deg av?",
    ("confirmed", "slett/"): "Vil du slette alt?",
    ("online", ""): "Bli med på nett",
    ("long", ""): LONG_WORD,
    ("long", "endre/"): LONG_WORD,
    ("long", "meld-av/"): "Vil du melde deg av?",
    ("long", "slett/"): "slettes sammen med deg",
    ("waiting", ""): "Gå ut av ventelisten",
    ("waiting", "meld-av/"): "Vil du gå ut av ventelisten?",
    ("could be online", ""): "På nett er det plass nå",
    ("held", ""): "Du var påmeldt",
    ("cancelled", ""): "Arrangementet er avlyst",
    ("postponed", ""): "Arrangementet er utsatt",
    ("gone", ""): "Slett alt om meg nå",
    ("gone", "slett/"): "Vil du slette alt?",
    ("not reached", ""): "Vi fikk ikke levert e-post til denne adressen",
    ("colleagues", ""): "Se, endre eller meld av Ali Ødegård",
    ("colleagues", "slett/"): "slettes sammen med deg: Ali Ødegård",
    ("colleague", ""): "Ali Ødegård er påmeldt",
    ("colleague", "meld-av/"): "Vil du melde av Ali Ødegård?",
    ("questions", "endre/"): "Hva kan du ikke spise?",
    ("left", ""): "Angre avmeldingen",
    ("left, now full", ""): "Nå er det fullt, men du kan stå på venteliste",
    ("left, no list", ""): "Nå er det fullt, og det er ingen venteliste",
}
DOORS = {
    "online": "Kom tilbake hit da",
    "confirmed": "Vil du delta på nett i stedet",
    "held": "Det er ikke noe møte å gå til",
}


class State(NamedTuple):
    """How to get there, what stands there, and the HTTP status."""

    reach: Callable[[Page], Response]
    says: str
    status: int = 200


@contextmanager
def every_state(folder: Path) -> Iterator[dict[str, State]]:
    """Give every state by its name, in an order in which they can be visited."""
    main = Stage(folder / "main")
    for slug, keys in EVENTS.items():
        write_event(main.content, slug, **keys)
    with ExitStack() as stack:
        url = stack.enter_context(main.served())
        signups = _sign_up_all(main)
        empty = stack.enter_context(Stage(folder / "empty").served())
        many = stack.enter_context(_of_many_years(folder / "many").served())
        yield (
            {name: at(url + path, says) for name, (path, says) in OPENED.items()}
            | {"list, empty": at(f"{empty}/", "Ingen arrangementer er satt opp akkurat nå")}
            | {"list, years": at(f"{many}/", "2008 (1)")}
            | {"404": at(f"{url}/finnes-ikke/", "Vi finner ikke siden", 404)}
            | {"404 of a receipt": at(f"{url}/kvittering/abc/", "Vi finner ikke påmeldingen", 404)}
            | _own_pages(Links(Tokens(SECRET), url), signups)
            | _changed(main, Links(Tokens(SECRET), url), signups)
            | _sent_forms(main, url)
            | _previews(stack, folder)
            | {"429": State(partial(_guess, f"{url}/kvittering/abc/"), "for mange lenker", 429)}
        )


def _of_many_years(folder: Path) -> Stage:
    """Give a stage with an event in each of so many years that the older ones are folded."""
    stage = Stage(folder)
    for year in range(2008, 2030):
        times = {"start": f"{year}-03-04 10.00", "slutt": f"{year}-03-04 11.00"}
        write_event(stage.content, f"ar-{year}", **times)
    return stage


def at(url: str, says: str, status: int = 200) -> State:
    """Return the state that one comes to by opening an address."""
    return State(lambda page: opened(page, url), says, status)


def _sign_up_all(main: Stage) -> dict[str, Signup]:
    """Store all sign-ups, and let happen what makes their pages differ."""
    for slug in FILLED:
        main.put(slug, BO_HERE)
    signups = {name: main.put(*who) for name, who in SIGNED_UP.items()}
    _a_day_passes(main)
    signups |= {name: main.put(*who) for name, who in SIGNED_UP_LATER.items()}
    _leave(main, *(signups[name] for name in ("left", "left, now full", "left, no list")))
    main.put("left-full", BO_HERE)
    main.put("left-no-list", BO_HERE)
    _lose_mail(main, signups["not reached"])
    with main.database.reading() as db:
        signups["colleague"] = register.with_same_form(db, signups["colleagues"])[0]
    return signups


def _a_day_passes(main: Stage) -> None:
    """Let the organiser call off one event, put off another and take a third away."""
    write_event(main.content, "cancelled", status="avlyst")
    write_event(main.content, "postponed", status="utsatt")
    (main.content / "arrangementer" / "gone.md").unlink()
    main.clock.now = NOW + timedelta(days=1)
    main.publish()


def _leave(main: Stage, *signups: Signup) -> None:
    with main.database.writing() as db:
        for signup in signups:
            changes.cancel(db, main.event(signup.event), signup, main.clock())


def _lose_mail(main: Stage, signup: Signup) -> None:
    """Let the mail to this person come back."""
    with main.database.writing() as db:
        while mail := outbox.take(db, main.clock()):
            if mail.signup == signup.id:
                outbox.give_up(db, mail, "550 5.1.1")


def _guess(url: str, page: Page) -> Response:
    """Try more wrong links than anybody mistypes."""
    for _ in range(MOST):
        page.request.get(url)
    return opened(page, url)


def _own_pages(links: Links, signups: Mapping[str, Signup]) -> dict[str, State]:
    """Give the pages that a person's own links lead to."""
    receipts = {
        f"receipt, {name}": at(links.receipt(signups[name]), says)
        for name, says in RECEIPTS.items()
    }
    managed = {
        f"own, {name}, {path or 'see'}": at(links.manage(signups[name]) + path, says)
        for (name, path), says in OWN_PAGES.items()
    }
    doors = {
        f"meeting, {name}": at(links.attend(signups[name]), says) for name, says in DOORS.items()
    }
    return receipts | managed | doors


def _changed(stage: Stage, links: Links, signups: Mapping[str, Signup]) -> dict[str, State]:
    """Give what comes of changes that cannot be made."""
    deeds = Deeds(stage, links, signups)
    return {
        "meeting, soon": State(deeds.early_link, "Arrangøren har ikke lagt inn lenken ennå"),
        "own, begun": State(deeds.begun, "Du er påmeldt"),
        "own, begun meanwhile": State(deeds.begun_meanwhile, "Dette kan ikke endres nå", 409),
        "own, full meanwhile": State(deeds.full_meanwhile, "Det ble fullt i mellomtiden", 409),
        "own, answers, errors": State(deeds.emptied, "For å lagre må du rette opp dette", 422),
        "receipt, wrong address": State(deeds.wrong_address, "må ha en krøllalfa", 422),
        "receipt, too late to mend": State(
            deeds.mended_late, "Adressen kan ikke rettes her lenger", 409
        ),
    }


@dataclass(frozen=True)
class Deeds:
    """What people do with their own pages, where that takes more than opening them."""

    stage: Stage
    links: Links
    signups: Mapping[str, Signup]

    def manage(self, name: str) -> str:
        """Return the address of this one's own page."""
        return self.links.manage(self.signups[name])

    @contextmanager
    def when_it_begins(self, minutes: int = 0) -> Iterator[None]:
        """Let the clock be so many minutes past the start of the conference."""
        starts = self.stage.event("everything").starts
        with self.stage.later(starts - self.stage.clock() + timedelta(minutes=minutes)):
            yield

    def early_link(self, page: Page) -> Response:
        """Come to the meeting before the organiser has given the link."""
        with self.when_it_begins(-10):
            return opened(page, self.links.attend(self.signups["online"]))

    def begun(self, page: Page) -> Response:
        """Look at a sign-up when the event has begun."""
        with self.when_it_begins(1):
            return opened(page, self.manage("confirmed"))

    def begun_meanwhile(self, page: Page) -> Response:
        """Change a sign-up on a page that was opened before the event began."""
        opened(page, self.manage("confirmed"))
        with self.when_it_begins(1):
            return press(page, "Delta på nett i stedet")

    def full_meanwhile(self, page: Page) -> Response:
        """Press the button for the last seat when somebody else has it."""
        opened(page, self.manage("last seat"))
        self.stage.put("last-seat", BO_ONLINE)
        return press(page, "Delta på nett i stedet")

    def emptied(self, page: Page) -> Response:
        """Take out of the answers all that must be there."""
        opened(page, f"{self.manage('questions')}endre/")
        for label in ("Navn", "Virksomhet", "Hva er rollen din?"):
            page.get_by_label(label).fill("")
        return press(page, "Lagre endringene")

    def wrong_address(self, page: Page) -> Response:
        """Mend the address to what is none."""
        opened(page, self.links.receipt(self.signups["new"]))
        page.get_by_label("Riktig e-postadresse").fill("kari")
        return press(page, "Rett adressen")

    def mended_late(self, page: Page) -> Response:
        """Mend the address on a page that has been open for too long."""
        opened(page, self.links.receipt(self.signups["new"]))
        with self.stage.later(timedelta(minutes=31)):
            return press(page, "Rett adressen")


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
        "form, questions, errors": State(
            partial(forms.sent, slug="questions"), "Velg et svar på «Blir du til lunsj?»", 422
        ),
        "form, questions, filled in": State(forms.answered, "Skriv et tall, for eksempel 2", 422),
        "form, target question, errors": State(
            partial(forms.sent, slug="target", answers=KARI), "Svar ja eller nei", 422
        ),
        "unavailable, outside": State(forms.outside, "Se opptaket på example.no."),
        "form, colleagues": State(forms.with_colleagues, "Ta bort kollega 2"),
        "form, colleagues, errors": State(
            forms.with_nameless_colleagues, "Skriv inn navnet til kollegaen", 422
        ),
        "form, colleagues, some must wait": State(
            partial(forms.with_too_many, "team-some-wait"), "Det er ikke plass til alle", 409
        ),
        "form, colleagues, some left out": State(
            partial(forms.with_too_many, "team-left-out"), "men ikke til Cecilie Å", 409
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

    def answered(self, page: Page) -> Response:
        """Answer all of the event's own questions, one of them wrongly."""
        opened(page, f"{self.url}/questions/")
        fill_in(page)
        page.get_by_label("Hva er rollen din?").fill("Leder")
        page.get_by_label("Hva har dere prøvd?").fill(LONG_WORD)
        page.get_by_label("Hvor mange innkjøp").fill("mange")
        for label in ("Ja", "Nøtter", "Melk", "Dere kan ta bilder av meg"):
            page.get_by_label(label).first.check()
        return send(page)

    def outside(self, page: Page) -> Response:
        """Say that the event is for others."""
        opened(page, f"{self.url}/target/")
        fill_in(page, KARI, "Nei")
        return send(page)

    def with_colleagues(self, page: Page) -> Response:
        """Ask for fields for two colleagues."""
        opened(page, f"{self.url}/team/")
        press(page, "Legg til en kollega")
        return press(page, "Legg til enda en kollega")

    def with_nameless_colleagues(self, page: Page) -> Response:
        """Write of the colleagues nothing but addresses, one of them wrong."""
        self.with_colleagues(page)
        for number, address in enumerate(("oda@example.no", "ali")):
            page.get_by_label("E-postadressen til kollegaen").nth(number).fill(address)
        return send(page)

    def with_too_many(self, slug: str, page: Page) -> Response:
        """Sign up one more than there are seats."""
        opened(page, f"{self.url}/{slug}/")
        fill_in(page)
        for name in ("Bo", "Cecilie Å"):
            pressed(page, page.locator("[name=add_colleague]"))
            page.get_by_label("Navnet til kollegaen").last.fill(name)
        return send(page)

    def stale(self, page: Page) -> Response:
        """Let the form lie open for too long before it is sent."""
        opened(page, f"{self.url}/everything/")
        fill_in(page, KARI, ONLINE)
        with self.stage.later(FORM_LASTS):
            return send(page)

    def too_late(self, page: Page) -> Response:
        """Send the form when the event has begun."""
        opened(page, f"{self.url}/long/")
        fill_in(page, LONG_ANSWERS, IN_PERSON)
        with self.stage.later(timedelta(days=60)):
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
        action = f"{self.url}/open/"
        page.set_content(f'<form method="post" action="{action}"><button class="primary"></form>')
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
def _away(path: Path) -> Iterator[None]:
    away = path.rename(path.with_name("away"))
    yield
    away.rename(path)


def _previews(stack: ExitStack, folder: Path) -> dict[str, State]:
    stage, unbuilt = (Stage(folder / name, preview=NOW) for name in ("preview", "unbuilt"))
    write_event(stage.content)
    write_event(stage.content, "conference", **EVERYTHING)
    write_event(stage.content, "long", **LONG)
    write_event(stage.content, "draft", utkast="ja")
    write_event(unbuilt.content, "feil", **FAULTY)
    url, nothing = (stack.enter_context(each.served()) for each in (stage, unbuilt))
    form, notice = f"{url}/pamelding/frokostmote/", "Forhåndsvisning: Klokken her startet"
    return {
        "preview, list": at(f"{url}/", notice),
        "preview, form": at(form, notice),
        "preview, all states": at(f"{url}/_tilstander/draft/", "Siden i alle tilstander"),
        "preview, a draft": at(f"{url}/arrangementer/draft/", "UTKAST – blir ikke"),
        "preview, few left": at(f"{url}/_tilstander/draft/fa-plasser/skjema/", "Få plasser igjen"),
        "preview, put off": at(f"{url}/_tilstander/draft/utsatt/kvittering/", "Opprinnelig tid"),
        "preview, not built": at(f"{nothing}/", "Siden er ikke bygget ennå", 503),
        "preview, problems": State(partial(_with_fault, stage, f"{url}/"), FAULT),
        "preview, problems at the form": State(partial(_with_fault, stage, form), FAULT),
        "post, none": at(f"{url}/_post/", "Ingen e-poster ennå"),
        "post": State(partial(_with_mail, stage, url), "Du er påmeldt: Innkjøpskonferansen"),
        "post, one": at(f"{url}/_post/000001/", "Vedlegg: arrangement.ics"),
        "post, as it looks": at(f"{url}/_post/000001/html/", "Se, endre eller meld av"),
        "post, long": at(f"{url}/_post/000002/", LONG_WORD),
        "post, long, as it looks": at(f"{url}/_post/000002/html/", LONG_WORD),
    }


def _with_mail(stage: Stage, url: str, page: Page) -> Response:
    """Let somebody sign up and get mail, and see what an editor sees of it."""
    stage.put("conference", KARI_ONLINE, ALI)
    stage.put("long", LONG_ONLINE, given(LONG_ANSWERS, shares_email=True))
    delivered(worker_for(stage.services, url))
    return opened(page, f"{url}/_post/")


def _with_fault(stage: Stage, url: str, page: Page) -> Response:
    """Save a file with mistakes, look, and take it away."""
    fault = write_event(stage.content, "feil", **FAULTY, **{LONG_WORD: LONG_URL})
    stage.preview.refresh()
    response = opened(page, url)
    fault.unlink()
    stage.preview.refresh()
    return response
