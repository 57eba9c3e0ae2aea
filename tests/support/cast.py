"""The events and the answers that the states are made of: plain ones, full ones and long ones."""

from dataclasses import replace
from typing import Any

from formhandler.events.model import Attendance
from formhandler.signups.models import Answers

IN_PERSON, ONLINE = "Jeg kommer til", "Jeg deltar på nett"
TEAMS = {"plattform": "Teams"}
ONE_SEAT = {"plasser": "1"}
LAST_SEAT = ONE_SEAT | {"venteliste": "nei"}
LONG_WORD = "Sikkerhetsberedskapsplanleggingsarbeidsgruppemedlemskapsforpliktelseserklæringen"
LONG_URL = f"https://www.example.no/{'arrangementer-' * 8}pamelding/?kilde={'x' * 60}"
LONG_EMAIL = f"{'navn.mellomnavn.' * 3}etternavn@{'avdeling.' * 8}example.no"

EVERYTHING: dict[str, Any] = {
    "tittel": "Innkjøpskonferansen – bærekraft fra plan til kontrakt",
    "ingress": "Én dag om hvordan kommuner stiller krav som leverandørene kan møte.",
    "start": "2030-06-12 09.00",
    "slutt": "2030-06-12 15.30",
    "digitalt": TEAMS,
    "pris": "1250,50",
    "arrangører": ["Eksempelforeningen", "Hamar kommune", "Innlandet fylkeskommune"],
    "bilde": {"fil": "samarbeid.svg", "alt": "Seks bånd som møtes"},
    "kontakt": {"navn": "Ola Nordmann", "epost": "ola@example.no", "telefon": "99887766"},
    "program": [
        {"kl": "09.00", "tittel": "Velkommen"},
        {"kl": "09.15", "tittel": "Krav som virker", "hvem": "Åse Ødegård, Hamar kommune"},
    ],
    "personer": [
        {"navn": "Åse Ødegård", "rolle": "Møteleder", "bilde": "samarbeid.svg"},
        {"navn": "Bo", "tekst": "Har arbeidet med innkjøp i tjue år."},
        {"rolle": "En leverandør"},
    ],
    "påmelding": {"frist": "2030-06-10", "plasser": "60", "deles_med": ["Hamar kommune"]},
    "body": "## Om dagen\n\nFor **alle**.\n\n- Krav\n- Kontrakt\n\n[Mer](https://example.no/)",
}
QUESTIONS: list[dict[str, Any]] = [
    {"nøkkel": "rolle", "spørsmål": "Hva er rollen din?", "må_besvares": "ja"},
    {"nøkkel": "erfaring", "spørsmål": "Hva har dere prøvd?", "type": "lang tekst"},
    {"nøkkel": "lunsj", "spørsmål": "Blir du til lunsj?", "type": "ett valg", "valg": ["Ja", "Nei"]}
    | {"må_besvares": "ja"},
    {"nøkkel": "mat", "spørsmål": "Hva kan du ikke spise?", "type": "flere valg", "helse": "ja"}
    | {"valg": ["Nøtter", "Gluten", "Melk"]},
    {"nøkkel": "innkjop", "spørsmål": "Hvor mange innkjøp gjør dere i året?", "type": "tall"},
    {"nøkkel": "bilde", "spørsmål": "Dere kan ta bilder av meg", "type": "samtykke"},
]
PURPOSE = {"formål": "For å planlegge dagen"}
TARGET = {"spørsmål": "Arbeider du med innkjøp?", "ellers": "Se opptaket på example.no."}
LONG_QUESTION = {"nøkkel": "lang", "spørsmål": LONG_WORD, "type": "flere valg"} | {
    "valg": [LONG_WORD, LONG_URL],
    "formål": LONG_URL,
}
TEAM = {"flere": "3"}

LONG: dict[str, Any] = {
    "tittel": f"{LONG_WORD} – {LONG_WORD} {'og enda litt mer om innkjøp ' * 4}",
    "ingress": f"{LONG_WORD} {LONG_URL}",
    "sted": {"navn": LONG_WORD, "adresse": f"{LONG_WORD} 123 B", "poststed": LONG_WORD},
    "digitalt": {"plattform": LONG_WORD},
    "målgruppe": f"{LONG_WORD} og {LONG_URL}",
    "arrangører": [LONG_WORD, f"{LONG_WORD} kommune"],
    "kontakt": {"navn": LONG_WORD, "epost": LONG_EMAIL},
    "program": [{"kl": "09.00", "tittel": LONG_WORD, "hvem": LONG_URL}],
    "personer": [{"navn": LONG_WORD, "rolle": LONG_WORD, "tekst": LONG_URL}],
    "påmelding": {
        "flere": "4",
        "deles_med": [LONG_WORD],
        "målgruppe_spørsmål": {"spørsmål": LONG_WORD, "ellers": LONG_URL},
        "spørsmål": [LONG_QUESTION],
    },
    "body": f"## {LONG_WORD}\n\n<{LONG_URL}>\n\n`{LONG_URL}`\n\n| {LONG_WORD} | {LONG_WORD} |\n"
    f"|---|---|\n| {LONG_URL} | {LONG_WORD} |\n\nKode:\n\n    {LONG_URL}",
}
RECORD: dict[str, Any] = {
    "start": "2030-04-09 09.00",
    "slutt": "2030-04-10 15.30",
    "program": [{"kl": "09.00", "tittel": "Velkommen"}, {"kl": "08.30", "tittel": "Dag to"}],
    "etterpå": {
        "opptak": LONG_URL,
        "lysark": [{"tittel": LONG_WORD, "lenke": LONG_URL}, LONG_URL],
        "oppsummering": f"Vi var 40 som møttes, og snakket om {LONG_WORD}.",
    },
}
EVENTS: dict[str, dict[str, Any]] = {
    "open": {},
    "everything": EVERYTHING,
    "online": {"sted": None, "digitalt": TEAMS},
    "deadline": {"påmelding": {"frist": "2030-05-20 12.00"}},
    "not-open": {"påmelding": {"åpner": "2030-05-10 09.00"}},
    "closed": {"påmelding": {"frist": "2030-05-02 18.00"}},
    "held": {"start": "2030-05-02 18.00", "slutt": "2030-05-02 19.00"},
    "record": RECORD,
    "cancelled": {},
    "postponed": {},
    "gone": {},
    "full": {"påmelding": LAST_SEAT},
    "waiting": {"påmelding": ONE_SEAT},
    "one-way-full": {"digitalt": TEAMS, "påmelding": ONE_SEAT},
    "no-list": {"digitalt": TEAMS, "påmelding": LAST_SEAT},
    "held-full": {"start": "2030-05-02 18.00", "slutt": "2030-05-02 19.00", "påmelding": ONE_SEAT},
    "days": {"start": "2030-12-30 13.00", "slutt": "2031-01-02 12.00"},
    "long": LONG,
    "questions": {"påmelding": {"spørsmål": [each | PURPOSE for each in QUESTIONS]}},
    "target": {"påmelding": {"målgruppe_spørsmål": TARGET}},
    "team": {"digitalt": TEAMS, "påmelding": TEAM},
    "team-some-wait": {"påmelding": TEAM | {"plasser": "2"}},
    "team-left-out": {"påmelding": TEAM | {"plasser": "2", "venteliste": "nei"}},
    "left-full": {"påmelding": ONE_SEAT},
    "left-no-list": {"påmelding": LAST_SEAT},
    "last-seat": {"digitalt": TEAMS, "påmelding": {"plasser_digitalt": "1"}},
}
FAULTY = {"start": "2030-13-04 08.30", "tittel": None, "pris": "litt"}

KARI = {"name": "Kari Nordmann", "email": "kari@example.no", "organisation": "Hamar kommune"}
BO = {"name": "Bo Å", "email": "bo@example.no", "organisation": "Å AS"}
LONG_ANSWERS = {
    "name": LONG_WORD,
    "email": LONG_EMAIL,
    "organisation": LONG_WORD,
    "message": LONG_URL * 2,
}


def given(
    answers: dict[str, str] = KARI, attendance: Attendance = Attendance.IN_PERSON, **more: Any
) -> Answers:
    """Return what the form makes of these answers."""
    return replace(Answers(**answers, attendance=attendance), **more)  # type: ignore[arg-type]


KARI_HERE, KARI_ONLINE = given(), given(attendance=Attendance.ONLINE)
BO_HERE, BO_ONLINE = given(BO), given(BO, Attendance.ONLINE)
ODA = given({"name": "Oda Å", "email": "oda@example.no", "organisation": "Hamar kommune"})
ALI = given(KARI | {"name": "Ali Ødegård"}, shares_email=True)
OWN = {"rolle": ("Leder",), "lunsj": ("Ja",), "mat": ("Nøtter", "Melk"), "bilde": ("ja",)}
