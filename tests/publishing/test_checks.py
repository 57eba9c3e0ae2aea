"""What a careful colleague would see is told: as an error with its place, or as advice."""

import re
from pathlib import Path
from typing import Any

import pytest

from formhandler.core.errors import Severity
from formhandler.publishing.content.checks.vanished import Standing
from formhandler.publishing.content.headings import RESERVED
from formhandler.publishing.content.library import read_library
from tests.conftest import PROJECT
from tests.support.events import OSLO, URL, write_event

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


def found(content: Path, signed_up: dict[str, int] | None = None) -> list[str]:
    library = read_library(content, OSLO, url=URL, standing=Standing(signed_up or {}))
    return [str(problem).replace(f"{content}/", "") for problem in library.problems]


def told(content: Path, body: str = "Velkommen.", **keys: Any) -> list[str]:
    """Return what is told of one event, without its path; the body begins at line 18."""
    write_event(content, body=body, **keys)
    return [line.removeprefix("arrangementer/frokostmote.md:") for line in found(content)]


# Weekdays. The event is on Tuesday 4 June 2030.


@pytest.mark.parametrize(
    "text",
    [
        "tirsdag 4. juni 2030",
        "Tirsdag den 4. juni",
        "tysdag 4. juni",
        "TIRSDAG 4. JUNI",
        "Tuesday 4 June 2030",
        "Tuesday, June 4th, 2030",
        "Tuesday the 4th of June",
        "**tirsdag** 4. juni",
        "tirsdag 4.6.2030",
        "tirsdag 04/06/2030",
        "tirsdag 2030-06-04",
        "mandag 31. desember 2029",
        "mandag 31. desember",
        "søndag 29. februar 2032",
        "søndag 29. februar",
        "fredag 12.30",
        "fredag kl. 4. Juni er fin",
        "hver fredag i juni",
        "mandag og tirsdag 3. og 4. juni",
    ],
)
def test_a_weekday_that_fits_its_date_or_has_none_is_let_be(content: Path, text: str) -> None:
    assert told(content, f"Vi møtes {text}.") == []


IS_TUESDAY = "stemmer ikke: 4. juni 2030 er en tirsdag. Rett ukedagen eller datoen."


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ("fredag 4. juni 2030", f"«fredag 4. juni 2030» {IS_TUESDAY}"),
        ("fredag 4. juni", f"«fredag 4. juni» {IS_TUESDAY}"),
        ("Måndag den 4. juni", f"«Måndag den 4. juni» {IS_TUESDAY}"),
        ("laurdag 4. juni", f"«laurdag 4. juni» {IS_TUESDAY}"),
        ("Friday, June 4", f"«Friday, June 4» {IS_TUESDAY}"),
        ("Friday the 4th of June 2030", f"«Friday the 4th of June 2030» {IS_TUESDAY}"),
        ("fredag 4.6.2030", f"«fredag 4.6.2030» {IS_TUESDAY}"),
        ("fredag 2030-06-04", f"«fredag 2030-06-04» {IS_TUESDAY}"),
        ("fredag\n4. juni", f"«fredag 4. juni» {IS_TUESDAY}"),
        ("**fredag** 4. juni", f"«fredag 4. juni» {IS_TUESDAY}"),
        (
            "fredag 31. februar 2030",
            "«fredag 31. februar 2030» finnes ikke: måneden har ikke så mange dager. Rett datoen.",
        ),
    ],
)
def test_a_weekday_that_does_not_fit_its_date_is_told(
    content: Path, text: str, told_of: str
) -> None:
    column = 10 + len(text) - len(text.lstrip("*"))

    assert told(content, f"Hei.\nVi møtes {text}.") == [f"19:{column}: {told_of}"]


@pytest.mark.parametrize(
    ("start", "slutt", "text"),
    [
        ("2030-01-02 09.00", "2030-01-02 10.00", "søndag 30. desember"),  # 2029
        ("2030-12-30 09.00", "2030-12-30 10.00", "onsdag 1. januar"),  # 2031
    ],
)
def test_without_a_year_the_date_is_the_one_nearest_to_the_event(
    content: Path, start: str, slutt: str, text: str
) -> None:
    assert told(content, text, start=start, slutt=slutt) == []


def test_a_weekday_under_a_key_is_told_there(content: Path) -> None:
    program = [{"kl": "9.00", "tittel": "Til fredag 4. juni"}]

    assert told(content, ingress="Vi ses tirsdag 4. juni", program=program) == [
        f"19:11: program[1].tittel: «fredag 4. juni» {IS_TUESDAY}"
    ]


def test_a_weekday_is_looked_for_though_the_front_matter_is_wrong(content: Path) -> None:
    lines = told(content, "fredag 4. juni 2030, fredag 4. juni", pris="dyrt")

    assert lines[1:] == [f"18:1: «fredag 4. juni 2030» {IS_TUESDAY}"]


# Headings and anchors.


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("### Om", "18:1: Overskriften «### Om» står uten en overskrift over. Skriv «## »."),
        (
            "## Om\n\n#### Mat",
            "20:1: Overskriften «#### Mat» står rett under «## ». Skriv «### ».",
        ),
        (
            "## Om\n\n##",
            "20:1: Overskriften er tom. Skriv noe etter «## », eller slett den.",
        ),
        (
            "## Om\n\n<h4>Mat</h4>",
            "20:1: Overskriften «#### Mat» står rett under «## ». Skriv «### ».",
        ),
    ],
)
def test_a_heading_out_of_order_is_told(content: Path, body: str, line: str) -> None:
    assert told(content, body) == [line]


@pytest.mark.parametrize("body", ["## A\n\n### B\n\n#### C\n\n## D", "Tekst uten.", "A\n---"])
def test_headings_in_order_are_let_be(content: Path, body: str) -> None:
    assert told(content, body) == []


def test_headings_get_ids_that_no_other_part_of_the_page_has(content: Path) -> None:
    write_event(content, body="## Program\n\n## Å møtes\n\n### Å *møtes*\n\n## 💬")
    [text] = read_library(content, OSLO).texts.values()

    assert text.prose.anchors == ("program-2", "a-motes", "a-motes-2", "arrangement")


def test_every_id_of_the_theme_on_an_event_s_page_is_reserved() -> None:
    templates = PROJECT / "theme" / "templates"
    used = {
        name
        for file in ("base.html", "article.html", "parts.html")
        for name in re.findall(r'\bid="([a-z-]+)"', (templates / file).read_text("utf-8"))
    }

    assert used - RESERVED == set()
    assert {"innhold", "fakta", "kontakt", "program", "personer"} <= used


# Links.

NO_SUCH = "leder ingen steder. Rett adressen, eller ta bort lenken."


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/personvern/",
        "/atom.xml",
        "kalender.ics",
        "/arrangementer/annet/",
        "../annet/",
        "../annet/#om-oss",
        "../annet/kalender.ics",
        "/arrangementer/annet/?fra=her#kontakt",
        f"{URL}/arrangementer/annet/",
        "/pamelding/annet/",
        "/bilder/Et%20tre.svg",
        "#mer",
        "#innhold",
        "https://example.no/arrangementer/borte/",
        "//example.no/borte",
        "mailto:a@example.no",
        "tel:+4799887766",
    ],
)
def test_a_link_that_leads_somewhere_is_let_be(content: Path, address: str) -> None:
    (content / "bilder" / "Et tre.svg").write_text(SVG)
    write_event(content, "annet", body="## Om oss")

    assert told(content, f"[a](<{address}>)\n\n## Mer") == []


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/arrangementer/borte/", f"Lenken «/arrangementer/borte/» {NO_SUCH}"),
        (
            "/arrangementer/anet/",
            "Lenken «/arrangementer/anet/» leder ingen steder. Mente du «/arrangementer/annet/»?",
        ),
        (
            "/arrangementer/annet",
            "Lenken «/arrangementer/annet» leder ingen steder. Mente du «/arrangementer/annet/»?",
        ),
        ("annet/", "Lenken «annet/» leder ingen steder. Mente du «/arrangementer/annet/»?"),
        (
            f"{URL}/personver/",
            f"Lenken «{URL}/personver/» leder ingen steder. Mente du «/personvern/»?",
        ),
        (
            "#pris",
            "Lenken «#pris» leder ingen steder: ingen overskrift der heter det. "
            "Siden har #mer, #fakta, #innhold, #kontakt.",
        ),
        (
            "../annet/#om-dere",
            "Lenken «../annet/#om-dere» leder ingen steder: ingen overskrift der heter det. "
            "Siden har #om-oss, #fakta, #innhold, #kontakt.",
        ),
        (
            "/arrangementer/kladd/",
            "Lenken «/arrangementer/kladd/» leder til et utkast, som ikke blir publisert. "
            "Vent med lenken.",
        ),
        (
            "/pamelding/kladd/",
            "Lenken «/pamelding/kladd/» leder til et utkast, som ikke blir publisert. "
            "Vent med lenken.",
        ),
        ("/bilder/borte.jpg", f"Lenken «/bilder/borte.jpg» {NO_SUCH}"),
        ("http://[", "Lenken «http://[» kan ikke leses som en adresse. Rett den."),
        ("", "Lenken har ingen adresse. Skriv den mellom parentesene, eller ta bort lenken."),
    ],
)
def test_a_link_that_leads_nowhere_is_told_at_its_line(
    content: Path, address: str, message: str
) -> None:
    write_event(content, "annet", body="## Om oss")
    write_event(content, "kladd", utkast="ja")

    assert told(content, f"Hei.\n\n[a]({address})\n\n## Mer") == [f"20:1: {message}"]


def test_drafts_may_lead_to_each_other(content: Path) -> None:
    write_event(content, "kladd", utkast="ja")

    assert told(content, "[a](/arrangementer/kladd/)", utkast="ja") == []


def test_a_link_to_a_file_with_mistakes_is_no_second_mistake(content: Path) -> None:
    write_event(content, "annet", pris="dyrt")

    assert len(told(content, "[a](/arrangementer/annet/#om-oss)")) == 1


def test_a_link_is_checked_though_the_front_matter_is_wrong(content: Path) -> None:
    lines = told(content, "[a](/borte/)", pris="dyrt")

    assert lines[1:] == [f"18:1: Lenken «/borte/» {NO_SUCH}"]


def test_each_of_two_equal_links_is_told_at_its_own_line(content: Path) -> None:
    lines = told(content, "/borte/ er borte.\n\n[a](/borte/)\n\n[b][1]\n\n[1]: /borte/")

    assert [line.split(":")[0] for line in lines] == ["20", "24"]


# Pictures.


def test_a_picture_in_the_text_must_be_there(content: Path) -> None:
    (content / "bilder" / "her.svg").write_text(SVG)

    assert told(content, "![Et tre](/bilder/her.svg)\n\n![Et tre](/bilder/borte.jpg)") == [
        "20:1: Bildet «/bilder/borte.jpg» finnes ikke. Legg det i bilder/."
    ]


@pytest.mark.parametrize(
    ("size", "lines"),
    [
        (4 * 1024 * 1024, []),
        (
            4 * 1024 * 1024 + 1,
            [
                "bilder/stort.svg:1:1: Bildet er på 4,1 MB, og 4 MB er det meste. Åpne det i et "
                "bildeprogram, gjør det 2000 piksler bredt, og lagre det som JPEG."
            ],
        ),
    ],
)
def test_a_picture_is_at_most_4_mb(content: Path, size: int, lines: list[str]) -> None:
    (content / "bilder" / "stort.svg").write_text(SVG.ljust(size))

    assert told(content) == lines


# People.

ONE_NAME = "Skriv navnet likt. Er det to personer, så skriv mellomnavn."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kari Nordmann", "kari nordmann"),
        ("Anne-Kari Moe", "Anne Kari Moe"),
        ("Åse Berg", "Aase Berg"),
        ("André Lie", "Andre Lie"),
        ("Siv O'Brien", "Siv O\u2019Brien"),
    ],
)
def test_one_person_under_two_spellings_is_told(content: Path, one: str, other: str) -> None:
    write_event(content, "annet", personer=[one])

    assert told(content, personer=[other]) == [
        f"17:3: personer[1].navn: «{other}» er skrevet «{one}» i arrangementer/annet.md:17. "
        f"{ONE_NAME}"
    ]


def test_the_spelling_that_is_used_most_is_the_right_one(content: Path) -> None:
    write_event(content, "a", personer=["kari nordmann"])
    write_event(content, "b", kontakt={"navn": "Kari Nordmann", "epost": "k@example.no"})
    program = [{"kl": "9.00", "tittel": "Hei", "hvem": "Ola Nordmann og Kari Nordmann"}]
    write_event(content, "c", program=program)

    assert found(content) == [
        "arrangementer/a.md:17:3: personer[1].navn: «kari nordmann» er skrevet «Kari Nordmann» i "
        f"arrangementer/b.md:14. {ONE_NAME}"
    ]


@pytest.mark.parametrize("near", ["Kari Nordman", "Kari Nordmnan", "Kari Nordmaan"])
def test_a_name_that_is_nearly_another_is_advice(content: Path, near: str) -> None:
    write_event(content, "annet", personer=["Kari Nordmann"])
    write_event(content, "tredje", personer=["Kari Nordmann"])

    assert told(content, personer=[near]) == [
        f"17:3: råd: personer[1].navn: «{near}» ligner på «Kari Nordmann» i "
        "arrangementer/annet.md:17. Er det samme person, så skriv navnet likt."
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kari Nordmann", "Karin Nordmo"),
        ("Ola", "Ole"),
        ("Bjørn Lie", "Björn Lee"),
        ("Per Moe", "Par Mob"),
    ],
)
def test_other_names_are_let_be(content: Path, one: str, other: str) -> None:
    write_event(content, "annet", personer=[one])

    assert told(content, personer=[other]) == []


# The programme. The event is from 08.30 to 10.00.


def items(*times: str) -> list[dict[str, str]]:
    return [{"kl": at, "tittel": "Kaffe"} for at in times]


OUTSIDE = "er utenom arrangementets start og slutt. Rett klokkeslettet, start eller slutt."


@pytest.mark.parametrize(
    ("times", "lines"),
    [
        (["8.30", "9.00", "10.00"], []),
        (["8.00"], [f"17:7: råd: program[1].kl: «8.00» {OUTSIDE}"]),
        (["9.00", "10.15"], [f"19:7: råd: program[2].kl: «10.15» {OUTSIDE}"]),
        (
            ["9.00", "8.45", "9.30"],
            [
                "19:7: råd: program[2].kl: «8.45» er tidligere enn punktet over. "
                "Sett punktene i rekkefølge."
            ],
        ),
    ],
)
def test_the_programme_is_within_the_event_and_in_order(
    content: Path, times: list[str], lines: list[str]
) -> None:
    assert told(content, program=items(*times)) == lines


def test_a_programme_of_two_days_begins_anew_in_the_morning(content: Path) -> None:
    program = items("9.00", "15.00", "8.30", "9.45")

    assert told(content, slutt="2030-06-05 10.00", program=program) == []


@pytest.mark.parametrize(
    ("start", "slutt", "lines"),
    [
        (
            "2030-03-30 20.00",
            "2030-03-31 05.00",
            [
                "19:7: program[2].kl: «2.30» finnes ikke: klokken stilles forbi dette "
                "tidspunktet til sommertid."
            ],
        ),
        (
            "2030-10-26 20.00",
            "2030-10-27 05.00",
            [
                "19:7: råd: program[2].kl: «2.30» kommer to ganger, fordi klokken stilles "
                "tilbake. Skriv i tittelen hvilken."
            ],
        ),
        ("2030-06-01 20.00", "2030-06-02 05.00", []),
    ],
)
def test_f25_an_hour_that_the_clock_skips_or_repeats_is_told(
    content: Path, start: str, slutt: str, lines: list[str]
) -> None:
    assert told(content, start=start, slutt=slutt, program=items("23.00", "2.30", "4.00")) == lines


# Plain language.

SAY_IT = "kan du sløyfe. Skriv rett fram: «Meld deg på innen fredag.»"
SAY_WHAT = "sier ikke hva leseren skal gjøre. Skriv for eksempel «Du må …»."


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Vennligst meld deg på.", f"«Vennligst» {SAY_IT}"),
        ("Ver venleg og meld deg på.", f"«Ver venleg» {SAY_IT}"),
        ("Påmelding er påkrevd.", f"«påkrevd» {SAY_WHAT}"),
        ("Obligatoriske felt.", f"«Obligatoriske» {SAY_WHAT}"),
    ],
)
def test_a_word_that_says_too_little_is_advice_at_its_letter(
    content: Path, text: str, advice: str
) -> None:
    column = text.index(advice[1:5]) + 1

    assert told(content, f"Hei.\n{text}") == [f"19:{column}: råd: {advice}"]


@pytest.mark.parametrize(
    "text", ["[a](https://example.no/vennligst)", "`påkrevd`", "Vennlig hilsen"]
)
def test_a_word_in_an_address_or_code_is_let_be(content: Path, text: str) -> None:
    assert told(content, text) == []


def sentence(words: int) -> str:
    return f"Dette{' ord' * (words - 1)}."


def test_a_sentence_of_more_than_30_words_is_advice_where_it_begins(content: Path) -> None:
    body = f"Kort. {sentence(30)}\n\n- Kort.\n- Kort. {sentence(31)} Kort."
    shown = sentence(31)[:60]

    assert told(content, body) == [
        f"21:9: råd: Setningen «{shown}…» har 31 ord. Del den, så er den lettere å lese."
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"{sentence(20)[:-1]}\n\n{sentence(20)}",
        f"- {sentence(20)[:-1]}\n- {sentence(20)}",
        f"## {sentence(20)[:-1]}\n{sentence(20)}",
        f"Hei.\n\n## {sentence(20)[:-1]}\n{sentence(20)}",
        f"> {sentence(20)[:-1]}\n\n> {sentence(20)}",
        f"| {sentence(20)[:-1]} | b |\n|---|---|\n| {sentence(20)} | b |",
        f"{sentence(20)} {sentence(20)}",
        f"{sentence(25)[:-1]} [a b c](https://example.no/a-b-c-d-e-f).",
    ],
)
def test_what_is_more_than_one_sentence_is_let_be(content: Path, body: str) -> None:
    assert told(content, body) == []


def test_a_long_sentence_under_a_key_is_advice_there(content: Path) -> None:
    [line] = told(content, ingress=sentence(31))

    assert line.startswith("16:10: råd: ingress: Setningen «Dette ord")


def test_advice_is_no_error(content: Path) -> None:
    write_event(content, body="Vennligst kom.\n\n### Hei")
    library = read_library(content, OSLO)

    assert [each.severity for each in library.errors] == [Severity.ERROR]
    assert [each.severity for each in library.advice] == [Severity.ADVICE]


# Events that people have signed up to.


def test_a_draft_that_was_only_tried_in_a_preview_holds_nothing_back(content: Path) -> None:
    write_event(content, "kladd", utkast="ja")
    library = read_library(content, OSLO, standing=Standing({"kladd": 1}, frozenset({"annet"})))

    assert library.problems == ()


def test_an_event_with_sign_ups_may_not_vanish(content: Path) -> None:
    write_event(content, "kladd", utkast="ja")
    write_event(content, "her")
    write_event(content, "med-feil", pris="dyrt")
    signed_up = {"borte": 1, "kladd": 12, "her": 3, "med-feil": 4}

    assert [line for line in found(content, signed_up) if "påmeldt" in line] == [
        "arrangementer/borte.md:1:1: 1 person er påmeldt, men filen er borte. Legg den tilbake, "
        "og sett «status: avlyst» hvis det ikke blir noe av.",
        "arrangementer/kladd.md:16:9: utkast: 12 personer er påmeldt, så siden kan ikke bli et "
        "utkast. Ta bort «utkast: ja», og sett «status: avlyst» hvis det ikke blir noe av.",
    ]
