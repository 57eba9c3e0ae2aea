"""New event: the commented Markdown file that `pameldt new` writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter, ValidationError

from formhandler.core.errors import Problem
from formhandler.events.frontmatter import read_event
from formhandler.events.model import Event
from formhandler.events.moments import Day, TimeOfDay
from formhandler.events.slug import slugify
from formhandler.events.yaml_with_places import quote

_ENDLESS = 1_000_000


class _AllTexts(yaml.SafeDumper):
    """Writes `350` without quotes, because every value in the front matter is read as text."""

    yaml_implicit_resolvers = {}  # noqa: RUF012


def as_yaml(value: Any) -> str:
    """Return texts, lists and mappings as YAML on one line."""
    text = yaml.dump(
        value,
        Dumper=_AllTexts,
        allow_unicode=True,
        default_flow_style=True,
        sort_keys=False,
        width=_ENDLESS,
    )
    return text.removesuffix("...\n").rstrip("\n")


_NO = ("", "nei")
_EXAMPLE_DAY, _EXAMPLE_HOURS = "2027-03-04", "08.30-10.00"
_TEXT = """
<!-- Under denne linjen skriver du teksten på siden. Dette er en kommentar, og vises ikke. -->

## Dette får du på møtet

Skriv her hva deltakerne får vite, lære eller være med på.

## Praktisk

Skriv her om veien dit, mat og tilrettelegging, og hvordan folk betaler hvis det koster noe.
"""


@dataclass(frozen=True)
class Draft:
    """A new event as its editor has described it so far; the rest are examples.

    `hours` are start and end, with a hyphen. Place, platform and seats may be empty.
    """

    title: str = "Nytt arrangement"
    day: str = _EXAMPLE_DAY
    hours: str = _EXAMPLE_HOURS
    place: str = "Kulturhuset"
    online: str = "Teams"
    price: str = "0"
    seats: str = ""
    organisers: tuple[str, ...] = ()
    contact: dict[str, str] = field(default_factory=dict)

    def answered(self, name: str, answer: str) -> "Draft":
        """Return the draft with a new answer to one question."""
        return replace(self, **{name: answer})  # type: ignore[arg-type]

    @property
    def begins(self) -> str:
        """The start, as in the front matter."""
        return f"{self.day.strip()} {_from_to(self.hours)[0]}"

    @property
    def ends(self) -> str:
        """The end, on the same day."""
        return f"{self.day.strip()} {_from_to(self.hours)[1]}"


def _from_to(hours: str) -> tuple[str, str]:
    begins, _, ends = hours.replace("\u2013", "-").replace("til", "-").partition("-")
    return begins.strip(), ends.strip()


# The front-matter keys that each answer affects.
_KEYS = {
    "title": ("tittel",),
    "day": ("start",),
    "hours": ("start", "slutt"),
    "place": ("sted",),
    "online": ("sted", "digitalt"),
    "price": ("pris",),
    "seats": ("påmelding",),
    "organisers": ("arrangører",),
    "contact": ("kontakt",),
}
_DAY, _TIME = TypeAdapter(Day), TypeAdapter(TimeOfDay)


def refusal(draft: Draft, name: str, zone: ZoneInfo) -> str | None:
    """Return what is wrong with the answer to one question, in the model's words, or None."""
    if name == "day" and (message := _form_problem(_DAY, draft.day)):
        return message
    if name == "hours":
        for part in _from_to(draft.hours):
            if message := _form_problem(_TIME, part):
                return f"{message.partition('. ')[0]}. Skriv fra og til slik: 08.30-10.00."
    problems = read_event(draft_text(draft).encode(), "utkast.md", zone).problems
    return next((_told(each) for each in problems if _root(each) in ("", *_KEYS[name])), None)


def _form_problem(kind: TypeAdapter[Any], text: str) -> str | None:
    try:
        kind.validate_python(text)
    except ValidationError as error:
        return f"{quote(text)} {error.errors(include_url=False)[0]['msg'] or 'er tom.'}"
    return None


def _told(problem: Problem) -> str:
    """Return the message, with the key unless it begins with the value."""
    is_clear = problem.message.startswith("«") or not problem.key
    return problem.message if is_clear else f"{problem.key}: {problem.message}"


def _root(problem: Problem) -> str:
    return problem.key.partition(".")[0].partition("[")[0]


def following(event: Event | None, site_name: str) -> Draft:
    """Return a draft with an earlier event's organisers and contact, if there is one."""
    if event is None:
        contact = {"navn": "Fornavn Etternavn", "epost": "navn@example.no"}
        return Draft(organisers=(site_name,), contact=contact)
    contact = {"navn": event.contact.name, "epost": event.contact.email}
    if event.contact.phone:
        contact["telefon"] = event.contact.phone
    return Draft(organisers=tuple(each.name for each in event.organisers), contact=contact)


def file_name(title: str, taken: Iterable[str]) -> str:
    """Return the new file's name: the title's words, with a number if that is taken."""
    wanted, known = slugify(title), set(taken)
    slug, number = wanted, 1
    while slug in known:
        number += 1
        slug = f"{wanted}-{number}"
    return f"{slug}.md"


def draft_text(draft: Draft) -> str:
    """Return the file's text, which passes `check` if the values are valid."""
    return "\n".join(["---", *_lines(draft), "---", _TEXT])


def _lines(draft: Draft) -> Iterator[str]:
    yield "# Linjer som begynner med # er kommentarer til deg. De vises ikke, og kan slettes."
    yield "# Alle nøklene du kan bruke, står i docs/redaktor.md."
    yield _line("tittel", draft.title)
    yield "# Én eller to setninger, som vises i listen og i søk. Ta bort # foran når de er skrevet."
    yield "# ingress: Kom og hør tre eksempler."
    yield _line("start", draft.begins)
    yield _line("slutt", draft.ends)
    yield from _where(draft)
    yield "# Hvem kan delta?"
    yield _line("målgruppe", "Alle som er interessert")
    yield "# I kroner. 0 er gratis."
    yield _line("pris", draft.price)
    yield "# Hvem inviterer? Skriv flere slik: [Foreningen, Hamar kommune]"
    yield _line("arrangører", list(draft.organisers))
    yield "# Hvem kan folk spørre? Navn og adresse vises på siden."
    yield _line("kontakt", draft.contact)
    yield from _terms(draft)
    yield "# Ta bort denne linjen når arrangementet skal ut på nettsiden."
    yield _line("utkast", "ja")


def _where(draft: Draft) -> Iterator[str]:
    if draft.place.strip():
        yield "# Med adresse: sted: {navn: Kulturhuset, adresse: Storgata 1, poststed: Hamar}"
        yield _line("sted", draft.place)
    if draft.online.strip().lower() not in _NO:
        yield "# Lenken til møtet skal aldri stå her, for alt her blir offentlig."
        yield _line("digitalt", draft.online)


def _terms(draft: Draft) -> Iterator[str]:
    """Yield the terms of sign-up; without a limit, an example that is commented out."""
    yield "# Plasser og frist, for eksempel {plasser: 60, frist: 2027-03-02}. Begge kan sløyfes."
    if draft.seats.strip():
        yield _line("påmelding", {"plasser": draft.seats})
    else:
        yield "# påmelding: {plasser: 60}"


def _line(key: str, value: Any) -> str:
    return f"{key}: {as_yaml(value)}"
