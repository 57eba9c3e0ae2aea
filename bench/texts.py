"""Texts: made-up events of about 3 KB each, no two of the same title, for both programs."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

_TOPICS = (
    "innkjøp",
    "klima",
    "frivillighet",
    "lokalhistorie",
    "språk",
    "kunst",
    "bygdeliv",
    "data",
)
_KINDS = ("Frokostmøte", "Kurs", "Seminar", "Åpen dag", "Konferanse")
_TOWNS = ("Hamar", "Bodø", "Førde", "Tromsø", "Ås")
_PEOPLE = ("Kari Nordmann", "Ola Nordmann", "Ingrid Eksempel", "Nils Eksempel")
_FIRST_DAY = date(2090, 1, 2)
_SENTENCES = (
    "Vi ser på tre eksempler fra små kommuner.",
    "Etterpå er det tid til å snakke sammen over en kopp kaffe.",
    "Du trenger ingen forkunnskaper, bare lyst til å lære.",
    "Hver deltaker får **en kort sjekkliste** med seg hjem.",
    "Erfaringene blir samlet i [en åpen rapport](https://example.no/rapport/).",
    "Hva virker, hva virker ikke, og hva koster det?",
    "Vi regner med at halvparten er nye siden sist.",
)


def write_events(content: Path, number: int) -> None:
    """Write so many event files, as `pameldt` reads them, below `content`."""
    folder = content / "arrangementer"
    folder.mkdir(parents=True)
    (content / "bilder").mkdir()
    for place in range(number):
        keys = yaml.safe_dump(_front_matter(place), allow_unicode=True, sort_keys=False, width=1000)
        (folder / f"{_slug(place)}.md").write_text(f"---\n{keys}---\n\n{body(place)}", "utf-8")


def write_articles(content: Path, number: int) -> None:
    """Write the same texts with the lines above them that bare Pelican needs."""
    content.mkdir(parents=True)
    for place in range(number):
        lines = f"title: {title(place)}\ndate: {_day(place)} 09:00\ncategory: arrangementer\n"
        (content / f"{_slug(place)}.md").write_text(f"{lines}\n{body(place)}", "utf-8")


def title(place: int) -> str:
    """Return an event's title, which no other event has."""
    kind, topic = _KINDS[place % len(_KINDS)], _TOPICS[place % len(_TOPICS)]
    return f"{kind} om {topic} i {_TOWNS[place % len(_TOWNS)]}, nr. {place + 1}"


def body(place: int) -> str:
    """Return an event's text in Markdown."""
    sections = (_section(place, number) for number in range(4))
    return "\n\n".join((*sections, _table(place))) + "\n"


def _slug(place: int) -> str:
    return f"arrangement-{place + 1:04}"


def _day(place: int) -> date:
    return _FIRST_DAY + timedelta(days=place)


def _section(place: int, number: int) -> str:
    topic = _TOPICS[(place + number) % len(_TOPICS)]
    sentences = [_SENTENCES[(place + number + step) % len(_SENTENCES)] for step in range(6)]
    points = "\n".join(f"- {each}" for each in sentences[:3])
    text = " ".join(sentences)
    return f"## Del {number + 1}: {topic}\n\nArrangement {place + 1}. {text}\n\n{points}"


def _table(place: int) -> str:
    rows = "\n".join(f"| {each} | Rom {place % 9 + 1} |" for each in _TOPICS[:4])
    return f"## Rom\n\n| Tema | Rom |\n|---|---|\n{rows}"


def _front_matter(place: int) -> dict[str, Any]:
    day = _day(place)
    keys = {
        "tittel": title(place),
        "ingress": f"{_SENTENCES[place % len(_SENTENCES) - 2]} Påmelding på nettsiden.",
        "start": f"{day} 09.00",
        "slutt": f"{day} 15.00",
        "målgruppe": f"Alle som arbeider med {_TOPICS[place % len(_TOPICS)]}",
        "pris": str(place % 4 * 150),
        "arrangører": ["Eksempelforeningen", f"{_TOWNS[place % len(_TOWNS)]} kommune"],
        "kontakt": {"navn": _PEOPLE[place % len(_PEOPLE)], "epost": "post@example.no"},
    }
    return keys | _where(place) | _who_and_when(place) | _signup(place)


def _where(place: int) -> dict[str, Any]:
    town = _TOWNS[place % len(_TOWNS)]
    here = {"sted": {"navn": "Kulturhuset", "adresse": "Storgata 1", "poststed": town}}
    online = {"digitalt": {"plattform": "Teams"}}
    return (here, here | online, online)[place % 3]


def _who_and_when(place: int) -> dict[str, Any]:
    people = [
        {"navn": _PEOPLE[(place + step) % len(_PEOPLE)], "rolle": "Kursholder"}
        for step in range(place % 3)
    ]
    programme = [
        {"kl": f"{9 + step:02}.00", "tittel": _TOPICS[(place + step) % len(_TOPICS)].capitalize()}
        for step in range(place % 5)
    ]
    found = {"personer": people, "program": programme}
    return {key: value for key, value in found.items() if value}


def _signup(place: int) -> dict[str, Any]:
    rules: dict[str, Any] = {"plasser": str(20 + place % 80), "frist": f"{_day(place - 2)}"}
    if place % 3 == 2:
        rules = {"plasser_digitalt": "200"}
    if place % 4 == 0:
        question = {
            "nøkkel": "lunsj",
            "spørsmål": "Spiser du lunsj?",
            "type": "ett valg",
            "valg": ["Ja", "Nei"],
            "formål": "Vi bestiller lunsj",
        }
        rules["spørsmål"] = [question]
    return {"påmelding": rules}
