"""Two files that say that they are one event in two languages must agree on the facts."""

from typing import Any

import pytest

from formhandler.core.errors import ContentError
from formhandler.publishing.build import Build, check
from tests.support.events import write_event

NN: dict[str, Any] = {"språk": "nn", "oversettelse_av": "frokostmote"}
ORIGINAL = "content/arrangementer/frokostmote.md"
ALIKE = "En oversettelse har andre ord, men de samme opplysningene."
BUS = {
    "nøkkel": "buss",
    "spørsmål": "Tar du bussen?",
    "type": "ett valg",
    "valg": ["Ja", "Nei"],
    "formål": "Vi bestiller plass",
}
FOOD = {"nøkkel": "mat", "spørsmål": "Er det mat du ikke tåler?", "formål": "Lunsj", "helse": "ja"}
ASKED = {"påmelding": {"spørsmål": [BUS, FOOD]}}


@pytest.fixture(autouse=True)
def here(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand where an editor stands, beside the content folder."""
    monkeypatch.chdir(build.content.parent)


def problems(build: Build) -> list[str]:
    """Give what is wrong with the content, line by line."""
    try:
        check(build)
    except ContentError as error:
        return [str(problem) for problem in error.problems]
    return []


def key_line(build: Build, slug: str, key: str) -> int:
    """Give the line in a file on which a key stands."""
    lines = (build.content / f"arrangementer/{slug}.md").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.lstrip("- ").startswith(key))


def told(build: Build, original: dict[str, Any], translation: dict[str, Any]) -> list[str]:
    """Give what is said of a translation with other keys than the original, without its path."""
    write_event(build.content, **original)
    write_event(build.content, "mote-nn", **(NN | translation))
    return [each.removeprefix("content/arrangementer/mote-nn.md:") for each in problems(build)]


def test_words_may_differ(build: Build) -> None:
    question = BUS | {"spørsmål": "Tek du bussen?", "valg": ["Ja", "Nei takk"], "formål": "Plass"}
    words = {
        "tittel": "Frukostmøte",
        "ingress": "Kom!",
        "målgruppe": "Alle som arbeider med innkjøp",
        "sted": {"navn": "Kulturhuset i Hamar", "adresse": "Storgata 1", "poststed": "Hamar"},
        "påmelding": {"spørsmål": [question, FOOD], "venteliste": "ja"},
        "status": "planlagt",
    }

    assert told(build, ASKED, words) == []


PLACE = {"navn": "Kulturhuset", "adresse": "Storgata 1", "poststed": "Hamar"}
# Keys of the original, keys of the translation, the key, what both have there.
DISAGREE: list[tuple[dict[str, Any], dict[str, Any], str, str, str]] = [
    ({}, {"start": "2030-06-04 08.15"}, "start", "2030-06-04 08.15", "2030-06-04 08.30"),
    ({}, {"slutt": "2030-06-04 10.15"}, "slutt", "2030-06-04 10.15", "2030-06-04 10.00"),
    ({}, {"pris": "100"}, "pris", "100", "0"),
    ({}, {"sted": PLACE | {"adresse": "Storgata 2"}}, "sted.adresse", "Storgata 2", "Storgata 1"),
    ({}, {"sted": PLACE | {"poststed": "Gjøvik"}}, "sted.poststed", "Gjøvik", "Hamar"),
    (
        {},
        {"kontakt": {"navn": "Ola Nordmann", "epost": "olav@example.no"}},
        "kontakt.epost",
        "olav@example.no",
        "ola@example.no",
    ),
    ({"status": "avlyst"}, {"status": "utsatt"}, "status", "utsatt", "avlyst"),
    *(
        ({"påmelding": {key: theirs}}, {"påmelding": {key: ours}}, f"påmelding.{key}", ours, theirs)
        for key, ours, theirs in (
            ("åpner", "2030-05-02", "2030-05-01"),
            ("frist", "2030-06-01", "2030-06-02"),
            ("plasser", "30", "60"),
            ("venteliste", "nei", "ja"),
            ("flere", "3", "5"),
            ("slettes_etter", "20 dager", "30 dager"),
        )
    ),
]


@pytest.mark.parametrize(("original", "translation", "key", "ours", "theirs"), DISAGREE)
def test_facts_may_not(
    build: Build,
    original: dict[str, Any],
    translation: dict[str, Any],
    key: str,
    ours: str,
    theirs: str,
) -> None:
    [problem] = told(build, original, translation)
    line, _column, said = problem.split(":", 2)

    assert said == f" {key}: «{ours}» er ikke det samme som «{theirs}» i {ORIGINAL}. {ALIKE}"
    assert int(line) == key_line(build, "mote-nn", key.rpartition(".")[2])


def test_the_same_fact_may_be_written_otherwise(build: Build) -> None:
    otherwise = {"start": "2030-06-04 08:30", "pris": "gratis", "påmelding": {"plasser": "060"}}

    assert told(build, {"påmelding": {"plasser": "60"}}, otherwise) == []


@pytest.mark.parametrize(
    ("original", "translation", "problem"),
    [
        (
            {},
            {"digitalt": "Teams"},
            f"18:11: digitalt: «Teams» er ikke med i {ORIGINAL}. {ALIKE}",
        ),
        ({"digitalt": "Teams"}, {}, f"1:1: digitalt: mangler, men {ORIGINAL} har «Teams». {ALIKE}"),
        (
            {"digitalt": {}},
            {"sted": None, "digitalt": "Teams"},
            f"1:1: sted: mangler, men {ORIGINAL} har det. {ALIKE}",
        ),
        (
            {"påmelding": {"plasser": "60"}},
            {},
            f"1:1: påmelding.plasser: mangler, men {ORIGINAL} har «60». {ALIKE}",
        ),
        (
            {},
            {"status": "avlyst"},
            f"18:9: status: «avlyst» er ikke med i {ORIGINAL}. {ALIKE}",
        ),
        (
            {},
            {"påmelding": {"målgruppe_spørsmål": "Arbeider du i det offentlige?"}},
            "19:23: påmelding.målgruppe_spørsmål: «Arbeider du i det offentlige?» er ikke med i "
            f"{ORIGINAL}. {ALIKE}",
        ),
        (
            {"påmelding": {"deles_med": ["Hamar kommune", "Gjøvik kommune"]}},
            {"påmelding": {"deles_med": ["Hamar kommune"]}},
            "19:3: påmelding.deles_med: «1 navn» er ikke det samme som «2 navn» i "
            f"{ORIGINAL}. {ALIKE}",
        ),
    ],
)
def test_what_one_of_them_lacks_is_told(
    build: Build, original: dict[str, Any], translation: dict[str, Any], problem: str
) -> None:
    assert told(build, original, translation) == [problem]


@pytest.mark.parametrize(
    ("asked", "key", "said"),
    [
        (
            [BUS | {"type": "flere valg"}, FOOD],
            "spørsmål[1].type",
            "«flere valg»",
        ),
        ([BUS | {"må_besvares": "ja"}, FOOD], "spørsmål[1].må_besvares", "«ja»"),
        ([BUS, FOOD | {"helse": "nei"}], "spørsmål[2].helse", "«nei»"),
        ([BUS, FOOD | {"slettes_etter": "3 dager"}], "spørsmål[2].slettes_etter", "«3 dager»"),
        ([BUS | {"valg": ["Ja", "Nei", "Kanskje"]}, FOOD], "spørsmål[1].valg", "«3 svar»"),
        ([BUS], "spørsmål", "«buss»"),
        ([FOOD, BUS], "spørsmål", "«mat, buss»"),
    ],
)
def test_questions_must_be_the_same_but_for_their_words(
    build: Build, asked: list[dict[str, Any]], key: str, said: str
) -> None:
    [problem] = told(build, ASKED, {"påmelding": {"spørsmål": asked}})

    assert f": påmelding.{key}: {said} er ikke " in problem


def test_answers_to_choose_from_stand_in_the_same_order(build: Build) -> None:
    turned = {"påmelding": {"spørsmål": [BUS | {"valg": ["Nei", "Ja"]}, FOOD]}}

    assert told(build, ASKED, turned) == [
        "23:5: påmelding.spørsmål[1].valg: «Nei» har en annen plass i "
        f"{ORIGINAL}. Bruk samme rekkefølge."
    ]


def test_all_disagreements_are_told_at_once(build: Build) -> None:
    assert len(told(build, {}, {"pris": "100", "status": "avlyst", "digitalt": "Teams"})) == 3


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (
            {"oversettelse_av": "frokostmøte.md"},
            "«frokostmøte.md» er ikke filnavnet til et arrangement, uten .md. "
            "Skriv for eksempel frokostmote.",
        ),
        ({"oversettelse_av": "frokostmoet"}, "«frokostmoet» finnes ikke. Mente du «frokostmote»?"),
        (
            {"oversettelse_av": "kurs"},
            "«kurs» finnes ikke. Skriv filnavnet til originalen, uten .md.",
        ),
        (
            {"oversettelse_av": "mote-nn"},
            "«mote-nn» er denne filen selv. Skriv filnavnet til originalen, uten .md.",
        ),
    ],
)
def test_an_original_that_is_none_is_refused(
    build: Build, keys: dict[str, Any], problem: str
) -> None:
    assert told(build, {}, keys) == [f"17:18: oversettelse_av: {problem}"]


def test_a_translation_of_a_translation_is_refused(build: Build) -> None:
    write_event(build.content, "mote-en", **{"språk": "en", "oversettelse_av": "mote-nn"})

    assert told(build, {}, {}) == [
        "content/arrangementer/mote-en.md:17:18: oversettelse_av: «mote-nn» er selv en "
        "oversettelse av «frokostmote». Skriv frokostmote."
    ]


def test_two_versions_in_one_language_are_refused(build: Build) -> None:
    write_event(build.content, "nynorsk", **NN)

    assert told(build, {}, {}) == [
        "content/arrangementer/nynorsk.md:16:8: språk: Språket er «nn», som i "
        "content/arrangementer/mote-nn.md. Skriv språket denne filen er på."
    ]


@pytest.mark.parametrize(
    ("keys", "place"),
    [({"språk": "nb"}, "16:8: språk"), ({"språk": None}, "16:18: oversettelse_av")],
)
def test_a_translation_into_the_same_language_is_refused(
    build: Build, keys: dict[str, Any], place: str
) -> None:
    assert told(build, {}, keys) == [
        f"{place}: Språket er «nb», som i {ORIGINAL}. Skriv språket denne filen er på."
    ]


def test_a_translation_is_not_published_before_its_original(build: Build) -> None:
    assert told(build, {"utkast": "ja"}, {}) == [
        "17:18: oversettelse_av: «frokostmote» er et utkast og blir ikke publisert. "
        "Skriv «utkast: ja» her også."
    ]
    assert told(build, {"utkast": "ja"}, {"utkast": "ja"}) == []
    assert told(build, {}, {"utkast": "ja"}) == []


def test_an_original_with_mistakes_is_not_said_to_be_missing(build: Build) -> None:
    [problem] = told(build, {"pris": "mye"}, {})

    assert "frokostmote.md" in problem
    assert "pris" in problem
