"""The three colours: they make all others, easy to read, or are refused with ones that do."""

import re
from dataclasses import asdict

import pytest

from formhandler.publishing.branding.colour_tokens import GIVEN, Colours, given_tokens
from formhandler.publishing.branding.colours import ColoursError, read_colours
from formhandler.publishing.branding.contrasts import (
    DANGER_DARK,
    DANGER_LIGHT,
    PAIRS,
    contrast,
    failures,
    lightness,
    read_colour,
    tone,
)
from formhandler.publishing.branding.look import own_look
from tests.conftest import PROJECT
from tests.support.tables import each_case

OWN = {"main": "#8a1020", "paper": "#fff8ec", "text": "#241a1a"}
THEME = PROJECT / "theme"
_TOKEN = re.compile(r"--ds-color-([a-z0-9-]+): *(#[0-9a-f]{3,6})\b")
_ROOT = re.compile(r":root\s*\{([^}]*)\}")


def blocks(css: str) -> list[dict[str, str]]:
    """Return the colours of each `:root` in our own CSS: light, then dark."""
    found = [dict(_TOKEN.findall(block)) for block in _ROOT.findall(css)]
    return [{name: str(read_colour(each)) for name, each in block.items()} for block in found]


def own_blocks(colours: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    light, dark = blocks(own_look(read_colours(colours)).css)
    return light | DANGER_LIGHT, dark | DANGER_DARK


def reasons(value: object) -> list[str]:
    with pytest.raises(ColoursError) as refusal:
        read_colours(value)
    return refusal.value.problems


def proposed(colours: dict[str, str]) -> dict[str, str]:
    """Return the colours with those that are refused replaced by what the refusal says."""
    try:
        read_colours(colours)
    except ColoursError as error:
        named = (re.fullmatch(r'(\w+): .*: "(#\w+)"\.', each) for each in error.problems)
        return colours | {each[1]: each[2] for each in named if each}
    return colours


# What the table of contrasts knows.


def test_the_theme_s_own_colours_hold_all_contrasts() -> None:
    own = own_blocks(OWN)
    theme = blocks((THEME / "static" / "site.css").read_text("utf-8"))

    assert [failures(extra | block) for extra, block in zip(own, theme, strict=True)] == [[], []]


def test_the_reds_that_are_reckoned_with_are_designsystemet_s() -> None:
    css = (THEME / "designsystemet" / "designsystemet.css").read_text("utf-8")
    light = css.split("@layer ds.theme.color-scheme.light")[1]
    dark = css.split("@layer ds.theme.color-scheme.dark")[1]

    for reds, block in ((DANGER_LIGHT, light), (DANGER_DARK, dark)):
        first = dict(reversed(re.findall(r"--ds-color-([a-z0-9-]+):(#\w+)", block)))
        assert {name: first[name] for name in reds} == reds


# Three colours make all the others.


def test_all_colours_of_the_theme_s_own_are_made_anew_for_both_schemes() -> None:
    theme = blocks((THEME / "static" / "site.css").read_text("utf-8"))
    css = own_look(read_colours(OWN)).css

    assert [set(old) - set(new) for old, new in zip(theme, blocks(css), strict=True)] == [set()] * 2
    assert set(blocks(css)[0]) == set(blocks(css)[1])


def test_the_given_colours_are_the_light_theme_s() -> None:
    light, _ = own_blocks(OWN)

    assert {name: light[name] for name in GIVEN} == given_tokens(Colours(**OWN))


def test_every_colour_that_a_rule_of_ours_writes_with_is_held_to_a_contrast() -> None:
    css = (THEME / "static" / "site.css").read_text("utf-8").split("@layer components {")[1]
    used = set(re.findall(r"(?<!-)color: var\(--ds-color-([a-z-]+)\)", css))
    fronts = {pair.front for pair in PAIRS}
    # A name without a family is the accent's here, and in a panel with a colour its own.
    families = {name if name.startswith("neutral-") else f"accent-{name}" for name in used}

    assert families - fronts == set()
    assert families != set()


BRANDS = ("#e30613", "#00205b", "#ffd400", "#ff6900", "#00843d", "#00a3e0", "#6d2077", "#d6007f")
TRIPLES = [
    *({"main": brand, "paper": "#ffffff", "text": "#1a1a1a"} for brand in BRANDS),
    *({"main": brand, "paper": "#f6ecd6", "text": "#00205b"} for brand in BRANDS),
    *({"main": brand, "paper": "#ffd400", "text": brand} for brand in BRANDS),
    {"main": "#000000", "paper": "#ffffff", "text": "#000000"},
    {"main": "#ffffff", "paper": "#000000", "text": "#ffffff"},
    {"main": "#000000", "paper": "#000000", "text": "#000000"},
    {"main": "#ffffff", "paper": "#ffffff", "text": "#ffffff"},
    {"main": "#767676", "paper": "#ffffff", "text": "#767676"},
    {"main": "#777777", "paper": "#ffffff", "text": "#686868"},
    {"main": "#0000ff", "paper": "#ffff00", "text": "#ff0000"},
    {"main": "#00ff00", "paper": "#ff00ff", "text": "#00ffff"},
    {"main": "#123", "paper": "#FED", "text": "#456"},
    {"main": "#8a7100", "paper": "#fffdf2", "text": "#5c5c00"},
    {"main": "#0b5563", "paper": "#d6d6d6", "text": "#1d2423"},
    {"main": "#5d5d5d", "paper": "#d6d6d6", "text": "#5d5d5d"},
]


@each_case("colours", TRIPLES, ids=lambda each: "-".join(each.values()))
def test_three_colours_hold_all_contrasts_or_are_refused_with_three_that_do(
    colours: dict[str, str],
) -> None:
    accepted = asdict(read_colours(proposed(colours)))

    assert [failures(block) for block in own_blocks(accepted)] == [[], []]


def test_some_of_them_are_refused_and_some_are_not() -> None:
    kept = [colours for colours in TRIPLES if proposed(colours) == colours]

    assert 8 < len(kept) < len(TRIPLES) - 8


def test_a_pair_that_is_hard_to_read_would_be_found() -> None:
    light, _ = own_blocks(OWN)
    [found] = failures(light | {"neutral-text-subtle": "#999999"}, PAIRS[11:12])

    assert (found.front, found.ground) == ("#999999", OWN["paper"])
    assert found.ratio == pytest.approx(contrast("#999999", OWN["paper"]))


def test_contrast_is_the_one_of_wcag() -> None:
    pairs = [("#000000", "#ffffff"), ("#777777", "#ffffff"), ("#0b5563", "#0b5563")]

    assert [contrast(*pair) for pair in pairs] == pytest.approx([21, 4.478, 1], abs=0.001)


# Colours that cannot be used.


@each_case(
    ("value", "told"),
    [
        (
            OWN | {"main": "#ffd400"},
            "main: «#ffd400» er for svak mot paper «#fff8ec»: 1,35:1, og det må være 4,50:1. "
            'Nærmeste som går: "#8c6f00".',
        ),
        (
            OWN | {"text": "#999"},
            "text: «#999999» er for svak mot paper «#fff8ec»: 2,69:1, og det må være 4,50:1. "
            'Nærmeste som går: "#686868".',
        ),
        (
            {"main": "#000", "paper": "#fff", "text": "#707070"},
            "text: «#707070» er for svak mot bunnen i feilmeldinger «#f8e4e4»: 4,05:1, og det må "
            'være 4,50:1. Nærmeste som går: "#686868".',
        ),
        (
            OWN | {"paper": "#336699"},
            "paper: «#336699» er for mørk under den røde teksten i feilmeldinger «#b81a1a»: "
            '1,09:1, og det må være 4,50:1. Nærmeste som går: "#addcff".',
        ),
        (
            OWN | {"main": "petrol"},
            "main: «petrol» er ikke en farge. Skriv # og seks tegn fra 0–9 og a–f, for eksempel "
            '"#0b5563".',
        ),
        (
            OWN | {"paper": 255},
            "paper: «255» er ikke en farge. Skriv # og seks tegn fra 0–9 og a–f, for eksempel "
            '"#fbfaf7".',
        ),
        (
            OWN | {"text": "#1d242380"},
            "text: «#1d242380» er ikke en farge. Skriv # og seks tegn fra 0–9 og a–f, for "
            'eksempel "#1d2423".',
        ),
        (
            OWN | {"accent": "#fff"},
            "«accent» er ikke en av de tre fargene, som er main, paper og text.",
        ),
        (
            {"main": "#000", "paper": "#fff"},
            'text mangler. Skriv for eksempel "text": "#1d2423".',
        ),
        (
            "#0b5563",
            '«#0b5563» er ikke tre farger. Skriv for eksempel {"main": "#0b5563", '
            '"paper": "#fbfaf7", "text": "#1d2423"}.',
        ),
    ],
)
def test_colours_that_cannot_be_used_are_told(value: object, told: str) -> None:
    assert reasons(value) == [told]


@pytest.mark.parametrize("name", ["main", "text"])
def test_the_proposed_colour_is_the_nearest_of_its_hue(name: str) -> None:
    colours = OWN | {name: "#ffb000"}
    found = proposed(colours)[name]
    nearer = tone("#ffb000", lightness(found) + 0.003)

    assert reasons(OWN | {name: nearer})[0].startswith(f"{name}: «{nearer}» er for svak")
    assert read_colours(OWN | {name: found})


def test_a_contrast_that_is_almost_enough_is_not_shown_as_enough() -> None:
    [told] = reasons({"main": "#000", "paper": "#fff", "text": "#777"})

    assert "«#777777» er for svak mot paper «#ffffff»: 4,47:1" in told


def test_colours_after_a_wrong_one_are_measured_against_the_one_proposed_for_it() -> None:
    told = reasons({"main": "#fff", "paper": "#000", "text": "#fff"})

    assert [each.split(":")[0] for each in told] == ["paper", "text", "main"]
    assert told[2] == (
        "main: «#ffffff» er for svak mot paper «#d6d6d6»: 1,45:1, og det må være 4,50:1. "
        'Nærmeste som går: "#5d5d5d".'
    )
