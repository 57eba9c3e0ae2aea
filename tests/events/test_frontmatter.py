"""An event file is read right, or every mistake in it is told in Norwegian, with its place."""

from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from formhandler.events.frontmatter import read_event
from formhandler.events.model import Attendance, Event, Plan
from formhandler.events.parts import Contact, Image, Online, Organiser, Person, Place, ProgrammeItem
from formhandler.events.questions import Kind, Question, TargetQuestion
from formhandler.events.terms import SignupTerms
from tests.support.events import OSLO
from tests.support.tables import each_case

SEED = Path(__file__).resolve().parent.parent.parent / "content" / "arrangementer"
RIGHT = """\
---
tittel: Frokostmøte
start: 2030-06-04 08.30
slutt: 2030-06-04 10.00
sted: Kulturhuset
målgruppe: Alle
pris: 0
arrangører: [Eksempelforeningen]
kontakt: {navn: Ola, epost: ola@example.no}
---
Velkommen.
"""
TOP_KEYS = (
    "Nøklene her er tittel, ingress, start, slutt, sted, digitalt, målgruppe, pris, arrangører, "
    "bilde, kontakt, personer, program, påmelding, status, språk, oversettelse_av, utkast og "
    "etterpå."
)
SIGNUP_KEYS = (
    "åpner, frist, plasser, plasser_digitalt, venteliste, flere, slettes_etter, deles_med, "
    "målgruppe_spørsmål og spørsmål."
)
NOT_A_MOMENT = "er ikke en dato med klokkeslett. Skriv for eksempel 2026-12-03 18.00."
LOOK_AROUND = "kan ikke leses. Se etter innrykk, kolon og anførselstegn på linjen og den over."
NO_COLON = (
    "mangler kolon og mellomrom etter nøkkelen. Skriv for eksempel «pris: 0». Hører linjen til "
    "teksten over, så begynn den med mellomrom."
)
OPEN_BRACKET = "kan ikke leses. Mangler det en «]», en «}» eller et komma?"
NO_ALT = (
    "mangler «alt». Skriv for eksempel «alt: Tre personer rundt et bord». "
    "Er bildet bare pynt, så skriv «dekorativt: ja»."
)
AFTER_START = "er etter at arrangementet starter."


def read(text: str | bytes, path: str = "mote.md") -> Event:
    reading = read_event(text if isinstance(text, bytes) else text.encode(), path, OSLO)
    assert reading.source is not None, reading.problems
    return reading.source.event


def told(text: str | bytes, path: str = "mote.md") -> list[str]:
    """Give what an editor is told of the file, in the order in which it is shown."""
    raw = text if isinstance(text, bytes) else text.encode()
    return [str(problem) for problem in sorted(read_event(raw, path, OSLO).problems)]


def changed(old: str, new: str) -> str:
    assert old in RIGHT
    return RIGHT.replace(old, new)


def added(*lines: str) -> str:
    """Give the right file with these lines from line 10 on, last in the front matter."""
    return changed("---\nVel", "\n".join([*lines, "---\nVel"]))


def test_the_event_we_are_given_is_read_whole() -> None:
    [path] = SEED.glob("*.md")

    assert read(path.read_bytes(), path.name) == SEED_EVENT


SEED_LEAD = (
    "I samarbeid med Stavanger kommune, Oslo kommune, Statsbygg, Sykehusinnkjøp og Universitetet i "
    "Bergen inviterer Etisk handel Norge innkjøpsledere i offentlig sektor til informasjonsmøte om "
    "et banebrytende og innovativt pilotprosjekt."
)
SEED_AUDIENCE = (
    "Innkjøpsledere og innkjøpere i offentlig sektor, kun fra kommuner, fylkeskommuner og "
    "statlige virksomheter"
)
SEED_ORGANISERS = tuple(
    Organiser.model_construct(name=name, responsible=name == "Etisk handel Norge")
    for name in (
        "Etisk handel Norge",
        "Stavanger kommune",
        "Oslo kommune",
        "Statsbygg",
        "Sykehusinnkjøp",
        "Universitetet i Bergen",
    )
)
SEED_PERSON = Person.model_construct(
    name="Magne Paulsrud",
    role="Kursholder og møteleder",
    text="En eller flere deltakere fra styringsgruppen vil delta på møtet.",
)


SEED_EVENT = Event.model_construct(
    slug="samarbeid-om-baerekraftige-anskaffelser",
    title="Informasjonsmøte – Samarbeid om bærekraftige anskaffelser i offentlig sektor",
    lead=SEED_LEAD,
    starts=datetime(2020, 1, 28, 13, 45, tzinfo=OSLO),
    ends=datetime(2020, 1, 28, 15, 15, tzinfo=OSLO),
    place=Place.model_construct(
        name="Røde Kors konferansesenter", street="Hausmanns gate 7", town="Oslo"
    ),
    online=Online.model_construct(platform="GoToMeeting"),
    audience=SEED_AUDIENCE,
    price=Decimal(0),
    organisers=SEED_ORGANISERS,
    image=Image.model_construct(
        file="samarbeid.svg", alt="Seks bånd, ett for hver arrangør, løper sammen til ett"
    ),
    contact=Contact.model_construct(name="Magne Paulsrud", email="magne@etiskhandel.no"),
    people=(SEED_PERSON,),
    signup=SignupTerms.model_construct(party=5),
)


def test_the_event_we_are_given_has_its_words_in_markdown() -> None:
    [path] = SEED.glob("*.md")
    lines = path.read_text("utf-8").split("\n")

    reading = read_event(path.read_bytes(), path.name, OSLO)

    assert reading.body == "\n".join(lines[reading.body_line - 1 :])
    assert (lines[reading.body_line - 2], reading.body.count("\n## ")) == ("---", 4)


SIGNUP = """\
påmelding:
  åpner: 2030-05-01
  frist: 2030-06-03 12.00
  plasser: 60
  plasser_digitalt: 200
  venteliste: nei
  flere: 5
  slettes_etter: 14 dager
  deles_med: Oslo kommune
  målgruppe_spørsmål: {spørsmål: Kjøper du inn for andre, ellers: Les rapporten}
  spørsmål:
    - nøkkel: mat
      spørsmål: Trenger du noe særskilt å spise?
      type: flere valg
      valg: [Glutenfritt, Halal]
      må_besvares: ja
      formål: Vi bestiller lunsj
      helse: ja
      slettes_etter: 7 dager"""
QUESTION = Question.model_construct(
    key="mat",
    text="Trenger du noe særskilt å spise?",
    kind=Kind.SEVERAL_CHOICES,
    choices=("Glutenfritt", "Halal"),
    required=True,
    purpose="Vi bestiller lunsj",
    health=True,
    days_kept=7,
)


def test_every_key_of_the_sign_up_is_read() -> None:
    assert read(added("digitalt: Teams", SIGNUP)).signup == SignupTerms.model_construct(
        opens=datetime(2030, 5, 1, 0, 0, tzinfo=OSLO),
        deadline=datetime(2030, 6, 3, 12, 0, tzinfo=OSLO),
        seats=60,
        seats_online=200,
        waiting_list=False,
        party=5,
        days_kept=14,
        shared_with=("Oslo kommune",),
        target_question=TargetQuestion.model_construct(
            text="Kjøper du inn for andre", otherwise="Les rapporten"
        ),
        questions=(QUESTION,),
    )


def test_twenty_can_be_signed_up_with_one_form() -> None:
    assert read(added("påmelding: {flere: 20}")).signup.party == 20


def test_letters_that_are_written_in_two_ways_become_the_same() -> None:
    composed, decomposed = (
        read(
            asked("      formål: a", "      type: ett valg", f"      valg: [{yes}, Nei]").replace(
                "Kommer du?", f"Kommer du {yes}?"
            )
        ).signup.questions
        for yes in ("P\u00e5 b\u00e5ten", "Pa\u030a ba\u030aten")
    )

    assert composed == decomposed
    assert composed[0].choices == ("P\u00e5 b\u00e5ten", "Nei")


def test_a_question_of_who_the_event_is_for_can_be_a_bare_text() -> None:
    signup = read(added("påmelding: {målgruppe_spørsmål: Er du innkjøper}")).signup

    assert signup.target_question == TargetQuestion.model_construct(text="Er du innkjøper")


def test_no_question_takes_the_key_of_that_question() -> None:
    taken = "påmelding: {spørsmål: [{nøkkel: malgruppe, spørsmål: a, formål: b}]}"

    assert told(added(taken)) == [
        "mote.md:10:33: påmelding.spørsmål[1].nøkkel: «malgruppe» er opptatt: "
        "målgruppe_spørsmål bruker den. Velg en annen nøkkel."
    ]


def test_every_other_key_that_the_given_event_lacks_is_read() -> None:
    event = read(
        added(
            "program: [{kl: 9.05, tittel: Kaffe, hvem: Ola}]",
            "personer: [{rolle: Vert, bilde: ola.jpg}]",
            "status: utsatt",
            "språk: nn",
            "utkast: ja",
        )
    )

    assert (event.plan, event.language, event.draft) == (Plan.POSTPONED, "nn", True)
    assert event.programme == (
        ProgrammeItem.model_construct(at=time(9, 5), title="Kaffe", who="Ola"),
    )
    assert event.people == (Person.model_construct(role="Vert", portrait="ola.jpg"),)


@each_case(
    ("lines", "expected"),
    [
        ("personer: Ola", (Person.model_construct(name="Ola"),)),
        ("personer: {rolle: Vert}", (Person.model_construct(role="Vert"),)),
        ("personer: []", ()),
        ("personer:", ()),
    ],
)
def test_one_person_needs_no_list(lines: str, expected: tuple[Person, ...]) -> None:
    assert read(added(lines)).people == expected


@pytest.mark.parametrize("text", ["Eksempelforeningen", "{navn: Eksempelforeningen}"])
def test_one_organiser_needs_no_list(text: str) -> None:
    assert read(changed("[Eksempelforeningen]", text)) == read(RIGHT)


def test_an_online_event_needs_no_place_and_no_platform() -> None:
    event = read(changed("sted: Kulturhuset", "digitalt: {}"))

    assert (event.attendances, event.online) == (
        (Attendance.ONLINE,),
        Online.model_construct(platform=None),
    )


@each_case(
    "text",
    ["null", "~", "ja", "no", "true", "1_000", "0x10", "2030", "13:45", "2030-06-04", "1e3", "💬"],
)
def test_what_yaml_would_have_given_a_type_stays_the_text_it_was(text: str) -> None:
    assert read(changed("Frokostmøte", text)).title == text


def test_texts_over_several_lines_become_one() -> None:
    folded = read(added("ingress: >-", "  Kom  og", "  hør.")).lead
    literal = read(added("ingress: |", "  Kom", "  og hør.")).lead
    plain = read(added("ingress: Kom", "  og hør.")).lead

    assert {folded, literal, plain} == {"Kom og hør."}


# The same file, written on other machines.


@each_case(
    "raw",
    [
        b"\xef\xbb\xbf" + RIGHT.encode(),
        RIGHT.encode().replace(b"\n", b"\r\n"),
        RIGHT.encode().replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + RIGHT.encode().replace(b"\n", b"\r\n"),
        RIGHT.replace("---\n", "---  \n").encode(),
    ],
    ids=["BOM", "CRLF", "CR", "BOM and CRLF", "spaces after the dashes"],
)
def test_a_file_means_the_same_however_it_was_saved(raw: bytes) -> None:
    saved, right = read_event(raw, "mote.md", OSLO), read_event(RIGHT.encode(), "mote.md", OSLO)

    assert (saved.source, saved.body_line) == (right.source, right.body_line)


@each_case(
    ("raw", "line", "byte"),
    [
        (RIGHT.encode("latin-1"), 2, "0xF8"),
        (RIGHT.encode() + "blåbær".encode("latin-1"), 12, "0xE5"),
        (b"\xef\xbb\xbf" + RIGHT.encode() + b"bl\xe5b\xe6r", 12, "0xE5"),
        (RIGHT.encode().replace(b"\n", b"\r\n") + b"\xe5", 12, "0xE5"),
        (RIGHT.encode("utf-16"), 1, "0xFF"),
    ],
    ids=["front matter", "Markdown", "after a BOM", "after CRLF", "UTF-16"],
)
def test_a_file_that_is_not_utf8_is_told_at_its_first_bad_byte(
    raw: bytes, line: int, byte: str
) -> None:
    assert told(raw) == [
        f"mote.md:{line}:1: Filen er ikke lagret som UTF-8 (ugyldig tegn {byte} på denne linjen). "
        "Velg «Lagre som» og tegnkoding UTF-8."
    ]


# Keys that are not there, that are empty, or that are not keys.

MISSING = {
    "tittel": "«tittel: Frokostmøte om innkjøp»",
    "start": "«start: 2026-12-03 18.00»",
    "slutt": "«slutt: 2026-12-03 20.00»",
    "sted": "«sted: Kulturhuset», «digitalt: Teams» eller begge",
    "målgruppe": "«målgruppe: Alle som arbeider med innkjøp»",
    "pris": "«pris: 0»",
    "arrangører": "«arrangører: [Etisk handel Norge]»",
    "kontakt": "«kontakt: {navn: Kari Nordmann, epost: kari@example.no}»",
}
LINES = {line.split(":")[0]: line for line in RIGHT.splitlines()}
NUMBERS = {line.split(":")[0]: number for number, line in enumerate(RIGHT.splitlines(), 1)}


@each_case(("key", "example"), MISSING.items())
def test_a_missing_key_is_told_at_line_1(key: str, example: str) -> None:
    text = changed(f"{LINES[key]}\n", "")

    assert told(text) == [f"mote.md:1:1: {key}: mangler. Skriv for eksempel {example}."]


@each_case(("key", "example"), MISSING.items())
def test_an_empty_key_is_told_at_its_own_line(key: str, example: str) -> None:
    text = changed(LINES[key], f"{key}:")
    place = f"mote.md:{NUMBERS[key]}:{len(key) + 2}"

    assert told(text) == [f"{place}: {key}: er tom. Skriv for eksempel {example}."]


@each_case("empty", ["''", '"  "', r'"\t"'])
@each_case(
    "key", ["tittel", "målgruppe", "start", "slutt", "sted", "pris", "arrangører", "kontakt"]
)
def test_a_text_with_nothing_in_it_is_told_as_empty(key: str, empty: str) -> None:
    text = changed(LINES[key], f"{key}: {empty}")
    [problem] = told(text)

    assert problem.startswith(f"mote.md:{NUMBERS[key]}:{len(key) + 3}: {key}: er tom. ")


@each_case("items", ["['', A]", "[{navn: '', ansvarlig: ja}]", "\n  -\n  - A"])
def test_an_organiser_without_a_name_is_told(items: str) -> None:
    [problem] = told(changed("[Eksempelforeningen]", items))

    assert "arrangører[1]" in problem
    assert "er tom. Skriv for eksempel" in problem


def test_all_missing_keys_are_told_at_once() -> None:
    problems = told("---\n---\n")

    assert problems == sorted(
        f"mote.md:1:1: {key}: mangler. Skriv for eksempel {example}."
        for key, example in MISSING.items()
    )


@each_case("key", ["ingress", "digitalt", "personer", "påmelding", "status", "utkast"])
def test_an_empty_key_that_need_not_be_there_is_as_if_it_were_not(key: str) -> None:
    assert read(added(f"{key}:")) == read(RIGHT)


def test_a_postcode_stands_before_the_town_and_keeps_its_zeros() -> None:
    event = read(
        changed("sted: Kulturhuset", "sted: {navn: Salt, postnummer: 0150, poststed: Oslo}")
    )

    assert event.place
    assert (event.place.postcode, event.place.address) == ("0150", "0150 Oslo")


@each_case(
    ("line", "problem"),
    [
        ("tittle: a", "10:9: tittle: er ikke en nøkkel vi kjenner. Mente du «tittel»?"),
        ("Tittel: a", "10:9: Tittel: er ikke en nøkkel vi kjenner. Mente du «tittel»?"),
        (
            "arrangorer: [a]",
            "10:13: arrangorer: er ikke en nøkkel vi kjenner. Mente du «arrangører»?",
        ),
        (
            "paamelding: {}",
            "10:13: paamelding: er ikke en nøkkel vi kjenner. Mente du «påmelding»?",
        ),
        ("date: 2030", f"10:7: date: er ikke en nøkkel vi kjenner. {TOP_KEYS}"),
        ("save_as: ../../x", f"10:10: save_as: er ikke en nøkkel vi kjenner. {TOP_KEYS}"),
        ("url: /x", f"10:6: url: er ikke en nøkkel vi kjenner. {TOP_KEYS}"),
        ("template: x", f"10:11: template: er ikke en nøkkel vi kjenner. {TOP_KEYS}"),
        ("<<: {a: b}", f"10:5: <<: er ikke en nøkkel vi kjenner. {TOP_KEYS}"),
        ("slug: a", "10:7: slug: er ikke en nøkkel. Filnavnet, «mote.md», blir adressen."),
        (
            "påmelding: {plaser: 3}",
            "10:21: påmelding.plaser: er ikke en nøkkel vi kjenner. Mente du «plasser»?",
        ),
        (
            "påmelding: {xyz: 3}",
            f"10:18: påmelding.xyz: er ikke en nøkkel vi kjenner. Nøklene her er {SIGNUP_KEYS}",
        ),
        (
            "personer: [{navnn: a, rolle: b}]",
            "10:20: personer[1].navnn: er ikke en nøkkel vi kjenner. Mente du «navn»?",
        ),
        (
            "program:\n  - {kl: 9.00, tittel: a}\n  - {kl: 9.30, tittel: b, hvemm: c}",
            "12:34: program[2].hvemm: er ikke en nøkkel vi kjenner. Mente du «hvem»?",
        ),
    ],
)
def test_a_key_that_is_not_one_is_told_with_what_was_probably_meant(
    line: str, problem: str
) -> None:
    assert told(added(line)) == [f"mote.md:{problem}"]


@each_case(
    ("line", "problem"),
    [
        ("tittel: To", "10:1: tittel: står to ganger, først på linje 2."),
        ("kontakt:\n  navn: a", "10:1: kontakt: står to ganger, først på linje 9."),
        (
            "bilde:\n  fil: a.jpg\n  alt: b\n  alt: c",
            "13:3: alt: står to ganger, først på linje 12.",
        ),
    ],
)
def test_a_key_that_stands_twice_is_told(line: str, problem: str) -> None:
    assert told(added(line)) == [f"mote.md:{problem}"]


# Values of the wrong form.


@each_case(
    "value",
    [
        "2030-13-03 08.00",
        "2030-02-30 08.00",
        "2030-06-04",
        "2030-06-04 25.00",
        "2030-06-04 08.60",
        "2030-06-04 8.3",
        "04.06.2030 08.30",
        "4. juni 2030 kl. 8",
        "i morgen",
        "0000-01-01 08.00",
        "0001-01-01 00.00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
    ],
)
def test_a_start_that_is_no_date_with_time_is_told(value: str) -> None:
    text = changed("2030-06-04 08.30", value)

    assert told(text) == [f"mote.md:3:8: start: «{value}» {NOT_A_MOMENT}"]


@each_case(
    "value",
    [
        "2030-06-04 8.30",
        "2030-06-04 08:30",
        "2030-06-04T08:30",
        "2030-06-04 kl. 08.30",
        "2030-6-4 8:30",
    ],
)
def test_a_time_may_be_written_in_several_ways(value: str) -> None:
    assert read(changed("2030-06-04 08.30", value)) == read(RIGHT)


def test_a_time_that_the_clocks_jump_over_is_told() -> None:
    text = changed("2030-06-04 08.30", "2026-03-29 02.30")

    assert told(text) == [
        "mote.md:3:8: start: «2026-03-29 02.30» finnes ikke: "
        "klokken stilles forbi dette tidspunktet til sommertid."
    ]


def test_a_time_that_comes_twice_is_asked_about() -> None:
    text = changed("2030-06-04 08.30", "2026-10-25 02.30")

    assert told(text) == [
        "mote.md:3:8: start: «2026-10-25 02.30» kommer to ganger, fordi klokken stilles tilbake. "
        "Skriv «sommertid» (den første) eller «vintertid» (den andre) etter klokkeslettet."
    ]


@each_case(
    ("value", "instant"),
    [
        ("2026-03-29 01.59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("2026-03-29 03.00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-10-25 01.59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("2026-10-25 02.30 sommertid", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25 02.30 vintertid", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-10-25 03.00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_times_around_the_clock_changes_are_the_right_instants(
    value: str, instant: datetime
) -> None:
    assert read(changed("2030-06-04 08.30", value)).starts.astimezone(UTC) == instant


@each_case("value", ["2030-06-04 08.30", "2030-06-04 08.00", "2029-06-04 10.00"])
def test_an_end_that_is_not_after_the_start_is_told(value: str) -> None:
    text = changed("slutt: 2030-06-04 10.00", f"slutt: {value}")

    assert told(text) == [
        f"mote.md:4:8: slutt: «{value}» er ikke etter start. Slutt må være senere enn start."
    ]


def test_an_end_at_the_same_reading_of_the_clock_an_hour_later_is_after_the_start() -> None:
    text = changed("2030-06-04 08.30", "2026-10-25 02.30 sommertid")
    event = read(text.replace("2030-06-04 10.00", "2026-10-25 02.30 vintertid"))

    assert (event.ends.astimezone(UTC) - event.starts.astimezone(UTC)).total_seconds() == 3600


@each_case(
    ("terms", "problem"),
    [
        ("frist: 2030-06-04 08.31", f"påmelding.frist: «2030-06-04 08.31» {AFTER_START}"),
        (
            "frist: 2030-06-04",
            f"påmelding.frist: «2030-06-04» {AFTER_START} "
            "Uten klokkeslett gjelder fristen til 23.59.",
        ),
        ("åpner: 2030-06-05", "påmelding.åpner: «2030-06-05» er etter at påmeldingen stenger."),
        (
            "åpner: 2030-06-03, frist: 2030-06-02",
            "påmelding.åpner: «2030-06-03» er etter at påmeldingen stenger.",
        ),
    ],
)
def test_a_sign_up_that_opens_closes_and_starts_in_the_wrong_order_is_told(
    terms: str, problem: str
) -> None:
    assert told(added(f"påmelding: {{{terms}}}")) == [f"mote.md:10:20: {problem}"]


def test_a_deadline_may_be_the_start_itself() -> None:
    event = read(added("påmelding: {frist: 2030-06-04 08.30, åpner: 2030-06-04 08.29}"))

    assert event.closes == event.starts


def test_two_organisers_cannot_both_be_responsible() -> None:
    text = changed("[Eksempelforeningen]", "[{navn: A, ansvarlig: ja}, {navn: B, ansvarlig: ja}]")

    assert told(text) == [
        "mote.md:8:13: arrangører: har flere med «ansvarlig: ja». Bare én kan være ansvarlig."
    ]


def test_an_empty_list_of_organisers_is_told() -> None:
    assert told(changed("[Eksempelforeningen]", "[]")) == [
        "mote.md:8:13: arrangører: er tom. Skriv for eksempel [Etisk handel Norge, Oslo kommune]."
    ]


@each_case(
    ("line", "problem"),
    [
        ("bilde: {fil: a.jpg}", f"10:8: bilde: {NO_ALT}"),
        ("bilde: {fil: a.jpg, dekorativt: nei}", f"10:8: bilde: {NO_ALT}"),
        (
            "bilde: {fil: a.jpg, alt: ''}",
            f"10:26: bilde.alt: {NO_ALT.replace('mangler «alt»', 'er tom')}",
        ),
        ("bilde: {alt: a}", "10:8: bilde: mangler «fil». Skriv for eksempel «fil: mote.jpg»."),
        (
            "bilde: a.jpg",
            "10:8: bilde: «a.jpg» har feil form. Her skal det stå fil, alt og dekorativt.",
        ),
    ],
)
def test_a_picture_without_words_or_file_is_told(line: str, problem: str) -> None:
    assert told(added(line)) == [f"mote.md:{problem}"]


def test_a_decorative_picture_may_do_without_words() -> None:
    event = read(added("bilde: {fil: a.jpg, dekorativt: ja}"))

    assert event.image == Image.model_construct(file="a.jpg", alt=None, decorative=True)


@each_case(
    ("old", "new", "problem"),
    [
        (
            "kontakt: {navn: Ola, epost: ola@example.no}",
            "kontakt: ola@example.no",
            "9:10: kontakt: «ola@example.no» har feil form. "
            "Her skal det stå navn, epost og telefon.",
        ),
        (
            ", epost: ola@example.no",
            "",
            "9:10: kontakt: mangler «epost». Skriv for eksempel «epost: kari@example.no».",
        ),
        (
            "ola@example.no",
            "ola@example",
            "9:29: kontakt.epost: «ola@example» er ikke en e-postadresse. "
            "Skriv for eksempel navn@eksempel.no.",
        ),
        (
            "ola@example.no",
            "Ola <ola@example.no>",
            "9:29: kontakt.epost: «Ola <ola@example.no>» er ikke en e-postadresse. "
            "Skriv for eksempel navn@eksempel.no.",
        ),
        (
            "sted: Kulturhuset",
            "sted: {adresse: Storgata 1}",
            "5:7: sted: mangler «navn». Skriv for eksempel «navn: Kulturhuset».",
        ),
        (
            "sted: Kulturhuset",
            "sted: [Kulturhuset]",
            "5:7: sted: har feil form. Her skal det stå navn, adresse, postnummer og poststed.",
        ),
        (
            "sted: Kulturhuset",
            "sted: {navn: Kulturhuset, postnummer: 23150}",
            "5:39: sted.postnummer: «23150» er ikke et postnummer. Skriv for eksempel 2315.",
        ),
        (
            "[Eksempelforeningen]",
            "[{ansvarlig: ja}]",
            "8:14: arrangører[1]: mangler «navn». Skriv for eksempel «navn: Etisk handel Norge».",
        ),
        (
            "[Eksempelforeningen]",
            "[{navn: A, ansvarlig: kanskje}]",
            "8:35: arrangører[1].ansvarlig: «kanskje» er ikke ja eller nei. Skriv for eksempel ja.",
        ),
        (
            "pris: 0",
            "pris: dyrt",
            "7:7: pris: «dyrt» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 eller 0.",
        ),
        (
            "pris: 0",
            "pris: -1",
            "7:7: pris: «-1» er ikke en pris i kroner. Skriv for eksempel 350, 1250,50 eller 0.",
        ),
    ],
)
def test_a_required_value_of_the_wrong_form_is_told(old: str, new: str, problem: str) -> None:
    assert told(changed(old, new)) == [f"mote.md:{problem}"]


@each_case(
    ("line", "problem"),
    [
        (
            "status: hidden",
            "10:9: status: «hidden» er ikke ett av ordene planlagt, avlyst, utsatt. "
            "Skriv for eksempel planlagt.",
        ),
        (
            "språk: de",
            "10:8: språk: «de» er ikke ett av ordene nb, nn, en. Skriv for eksempel nb.",
        ),
        ("utkast: true", "10:9: utkast: «true» er ikke ja eller nei. Skriv for eksempel ja."),
        ("ingress: [a, b]", "10:10: ingress: er ikke en tekst. Skriv for eksempel «Frokostmøte»."),
        (
            "personer: [[a]]",
            "10:12: personer[1]: har feil form. Her skal det stå navn, rolle, tekst og bilde.",
        ),
        (
            "personer: [{tekst: a}]",
            "10:12: personer[1]: mangler «navn». Skriv for eksempel «navn: Kari Nordmann».",
        ),
        (
            "program: [{kl: 25.00, tittel: a}]",
            "10:16: program[1].kl: «25.00» er ikke et klokkeslett. Skriv for eksempel 13.45.",
        ),
        (
            "program: [{tittel: a}]",
            "10:11: program[1]: mangler «kl». Skriv for eksempel «kl: 13.45».",
        ),
        (
            "påmelding: {plasser: mange}",
            "10:22: påmelding.plasser: «mange» er ikke et helt tall. Skriv for eksempel 60.",
        ),
        (
            "påmelding: {plasser: -3}",
            "10:22: påmelding.plasser: «-3» er ikke et helt tall. Skriv for eksempel 60.",
        ),
        (
            "påmelding: {flere: 0}",
            "10:20: påmelding.flere: «0» er for lite. Skriv 1 eller mer.",
        ),
        (
            "påmelding: {flere: 21}",
            "10:20: påmelding.flere: «21» er for mange i ett skjema. Skriv høyst 20.",
        ),
        (
            "påmelding: {venteliste: no}",
            "10:25: påmelding.venteliste: «no» er ikke ja eller nei. Skriv for eksempel ja.",
        ),
        (
            "påmelding: {slettes_etter: en måned}",
            "10:28: påmelding.slettes_etter: «en måned» er ikke et antall dager. "
            "Skriv for eksempel 30 dager.",
        ),
        (
            "påmelding: {slettes_etter: 0}",
            "10:28: påmelding.slettes_etter: «0» er ikke et antall dager. "
            "Skriv for eksempel 30 dager.",
        ),
        (
            "påmelding: {frist: i morgen}",
            "10:20: påmelding.frist: «i morgen» er ikke en dato. "
            "Skriv for eksempel 2026-12-01 eller 2026-12-01 12.00.",
        ),
        (
            "påmelding: {åpner: snart}",
            "10:20: påmelding.åpner: «snart» er ikke en dato. "
            "Skriv for eksempel 2026-11-01 eller 2026-11-01 09.00.",
        ),
        (
            "påmelding: 60",
            f"10:12: påmelding: «60» har feil form. Her skal det stå {SIGNUP_KEYS}",
        ),
        (
            "påmelding: {plasser_digitalt: 5}",
            "10:31: påmelding.plasser_digitalt: «5» gjelder bare når «digitalt» er med.",
        ),
    ],
)
def test_another_value_of_the_wrong_form_is_told(line: str, problem: str) -> None:
    assert told(added(line)) == [f"mote.md:{problem}"]


def asked(*lines: str) -> str:
    """Give the right file with a question on line 12; these lines come after it."""
    start = ["påmelding:", "  spørsmål:", "    - nøkkel: buss", "      spørsmål: Kommer du?"]
    return added(*start, *lines)


@each_case(
    ("text", "problem"),
    [
        (
            asked(),
            "12:7: påmelding.spørsmål[1]: mangler «formål». "
            "Skriv for eksempel «formål: Vi bestiller plass på bussen».",
        ),
        (
            asked("      formål: a", "      type: avkryssing"),
            "15:13: påmelding.spørsmål[1].type: «avkryssing» er ikke ett av ordene tekst, "
            "lang tekst, ett valg, flere valg, tall, samtykke. Skriv for eksempel tekst.",
        ),
        (
            asked("      formål: a", "      type: ett valg", "      valg: [Ja]"),
            "16:13: påmelding.spørsmål[1].valg: må ha minst to svar å velge mellom. "
            "Skriv for eksempel [Ja, Nei].",
        ),
        (
            asked("      formål: a", "      type: ett valg"),
            "12:7: påmelding.spørsmål[1]: mangler «valg». Skriv for eksempel «valg: [Ja, Nei]».",
        ),
        (
            asked("      formål: a").replace("nøkkel: buss", "nøkkel: Buss!"),
            "12:15: påmelding.spørsmål[1].nøkkel: «Buss!» kan bare ha små bokstaver (a til z), "
            "tall og understrek. Skriv for eksempel buss.",
        ),
        (
            asked("      formål: a", "    - {nøkkel: buss, spørsmål: b, formål: c}"),
            "15:16: påmelding.spørsmål[2].nøkkel: «buss» er brukt i et spørsmål over. "
            "Gi spørsmålet en egen nøkkel.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(text: str, problem: str) -> None:
    assert told(text) == [f"mote.md:{problem}"]


def test_a_key_of_a_question_that_is_a_list_is_told() -> None:
    text = asked("      formål: a").replace("nøkkel: buss", "nøkkel: [a]")
    [problem] = told(text)

    assert problem.startswith("mote.md:12:15: påmelding.spørsmål[1].nøkkel: er ikke en tekst. ")


# Texts that are not YAML, or not front matter.


@each_case(
    ("text", "problem"),
    [
        (
            changed("Frokostmøte", "Kurs: del 1"),
            "2:13: «tittel: Kurs: del 1» har et kolon der det ikke kan stå. Rett innrykket, "
            'eller sett teksten i anførselstegn: tittel: "Kurs: del 1".',
        ),
        (
            changed("pris: 0", " pris: 0"),
            "7:6: «pris: 0» har et kolon der det ikke kan stå. Rett innrykket, "
            'eller sett teksten i anførselstegn: tittel: "Kurs: del 1".',
        ),
        (
            added("\tstatus: avlyst"),
            "10:1: «status: avlyst» har et tabulatortegn. Bruk mellomrom i stedet.",
        ),
        (
            added("påmelding:", "\tplasser: 3"),
            "11:1: «plasser: 3» har et tabulatortegn. Bruk mellomrom i stedet.",
        ),
        (
            added("ingress: *Nytt* kurs"),
            "10:10: «ingress: *Nytt* kurs» bruker * først i verdien. "
            'Sett teksten i anførselstegn: tittel: "*nytt".',
        ),
        (
            added("ingress: *alt"),
            "10:10: «ingress: *alt» bruker * først i verdien. "
            'Sett teksten i anførselstegn: tittel: "*nytt".',
        ),
        (
            changed("[Eksempelforeningen]", "[A, B"),
            f"8:13: «arrangører: [A, B» {OPEN_BRACKET}",
        ),
        (
            changed("{navn: Ola, epost", "{navn: Ola epost"),
            f"9:26: «kontakt: {{navn: Ola epost: ola@example.no}}» {OPEN_BRACKET}",
        ),
        (
            changed("pris: 0", "pris 0"),
            f"7:1: «pris 0» {NO_COLON}",
        ),
        (
            added("ingress: @olanordmann"),
            "10:10: «ingress: @olanordmann» bruker @ først i verdien. "
            'Sett teksten i anførselstegn: tittel: "@nytt".',
        ),
        (added("ingress"), f"10:1: «ingress» {NO_COLON}"),
        (added("- punkt"), f"10:1: «- punkt» {LOOK_AROUND}"),
        (
            changed("tittel: Frokostmøte", 'tittel: "Frokostmøte'),
            '2:9: «tittel: "Frokostmøte» mangler et anførselstegn til slutt.',
        ),
        (
            added("påmelding: {spørsmål: [{nøkkel: buss, spørsmål: Kommer du?}]}"),
            "10:58: «påmelding: {spørsmål: [{nøkkel: buss, spørsmål: Kommer du?}]…» kan ikke "
            'leses. Sett teksten med spørsmålstegn i anførselstegn: spørsmål: "Kommer du?".',
        ),
        (added("? [a]: b"), "10:3: Her skal det stå en nøkkel, for eksempel «pris: 0»."),
        (added("ingress: a \a b"), "10:1: Tegnet U+0007 kan ikke stå her. Slett det."),
        (changed("pris: 0", "pris: 0\0"), "7:1: Tegnet U+0000 kan ikke stå her. Slett det."),
        (
            changed("Velkommen.", "\0Velkommen."),
            "11:1: Tegnet U+0000 kan ikke stå her. Slett det.",
        ),
        ("---\nhei\n---\n", "2:1: Skriv nøkler med kolon etter, for eksempel «pris: 0»."),
        ("---\n- hei\n---\n", "2:1: Skriv nøkler med kolon etter, for eksempel «pris: 0»."),
        (
            RIGHT.removeprefix("---\n"),
            "1:1: Filen må begynne med en linje med bare tre bindestreker (---), "
            "men linje 1 er «tittel: Frokostmøte».",
        ),
        ("", "1:1: Filen er tom. Slett den, og lag en ny med «pameldt new»."),
        (" \r\n", "1:1: Filen er tom. Slett den, og lag en ny med «pameldt new»."),
        (
            f"\n{RIGHT}",
            "1:1: Filen må begynne med en linje med bare tre bindestreker (---), "
            "men linje 1 er tom.",
        ),
        (
            changed("---\nVel", "\nVel"),
            "1:1: Finner ikke linjen med tre bindestreker (---) som avslutter nøklene.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_what_to_do(text: str, problem: str) -> None:
    assert told(text) == [f"mote.md:{problem}"]


def test_front_matter_that_ends_at_a_rule_in_the_text_is_told_at_a_line_with_words() -> None:
    [problem] = told(changed("---\nVel", "\n## Om møtet\n\nVel") + "\n---\n")

    assert "«»" not in problem


def test_a_control_character_by_escape_is_told() -> None:
    [problem] = told(changed("Frokostmøte", '"Frokost\\amøte"'))

    assert problem.startswith("mote.md:2:9: tittel: ")


def test_values_inside_one_another_without_end_are_told() -> None:
    [problem] = told(changed("Kulturhuset", "[" * 2000 + "]" * 2000))

    assert problem.startswith("mote.md:5:")


def test_aliases_that_would_grow_without_bound_are_refused() -> None:
    bomb = ["a: &a [x, x]", *(f"{b}: &{b} [*{a}, *{a}]" for a, b in ("ab", "bc", "cd"))]

    assert told(added(*bomb)) == [
        "mote.md:11:8: «b: &b [*a, *a]» bruker * først i verdien. "
        'Sett teksten i anførselstegn: tittel: "*nytt".'
    ]


def test_a_tag_never_makes_an_object() -> None:
    text = changed("Frokostmøte", "!!python/object/apply:os.getcwd []")

    assert told(text) == [
        "mote.md:2:9: tittel: er ikke en tekst. Skriv for eksempel «Frokostmøte»."
    ]


def test_a_long_value_is_quoted_short() -> None:
    text = changed("pris: 0", f"pris: {'9' * 100}")

    assert told(text) == [
        f"mote.md:7:7: pris: «{'9' * 60}…» er ikke en pris i kroner. "
        "Skriv for eksempel 350, 1250,50 eller 0."
    ]


# The file's name.


@each_case(
    ("name", "better"),
    [
        ("Møte.md", "mote.md"),
        ("Frokost møte.md", "frokost-mote.md"),
        ("mo\u0308te.md", "mote.md"),
        ("a--b.md", "a-b.md"),
        ("-a.md", "a.md"),
        ("a.b.md", "a-b.md"),
        ("blåbær.md", "blabaer.md"),
        ("…….md", "arrangement.md"),
        (f"{'a' * 101}.md", f"{'a' * 100}.md"),
    ],
)
def test_a_name_that_cannot_be_an_address_is_told_with_one_that_can(name: str, better: str) -> None:
    path = f"content/arrangementer/{name}"

    assert told(RIGHT, path) == [
        f"{path}:1:1: Filnavnet «{name}» kan ikke bli en nettadresse. "
        f"Gi filen for eksempel navnet «{better}»."
    ]
    assert told(RIGHT, f"content/arrangementer/{better}") == []


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = changed("tittel: Frokostmøte", "titel: Frokostmøte").replace("pris: 0", "pris: mye")
    text = text.replace("2030-06-04 08.30", "2030-13-03 18:00")

    assert told(text, "Møte.md") == [
        "Møte.md:1:1: Filnavnet «Møte.md» kan ikke bli en nettadresse. "
        "Gi filen for eksempel navnet «mote.md».",
        "Møte.md:1:1: tittel: mangler. Skriv for eksempel «tittel: Frokostmøte om innkjøp».",
        "Møte.md:2:8: titel: er ikke en nøkkel vi kjenner. Mente du «tittel»?",
        f"Møte.md:3:8: start: «2030-13-03 18:00» {NOT_A_MOMENT}",
        "Møte.md:7:7: pris: «mye» er ikke en pris i kroner. "
        "Skriv for eksempel 350, 1250,50 eller 0.",
    ]


@each_case("text", ["'a: b #3'", '"Kurs: del #1"', "[A, 'b: c #d']"])
def test_a_hash_in_a_quoted_text_is_no_comment(text: str) -> None:
    assert told(changed("[Eksempelforeningen]", text)) == []
