"""Share pictures: what stands on them, that it fits, and that no letter breaks the build."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from formhandler.events.manifest import LIGHT, Shades
from formhandler.publishing.build import Build
from formhandler.publishing.share.cards import Card, SharePictures, event_card, tones
from formhandler.publishing.share.typesetting import Typeface, fitted
from tests.conftest import PROJECT
from tests.publishing.test_build import Page, event_page
from tests.support.builds import published
from tests.support.events import URL, an_event, write_event
from tests.support.images import opened
from tests.support.tables import each_case

FONTS = PROJECT / "theme" / "fonts"
FONT_FILES = ("InterDisplay-SemiBold.woff2", "Inter-Regular.woff2")
MOST_BYTES = 40 * 1024
LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéèêóòôäöüčđŋšŧž"
SIGNS = "0123456789«»–.,:;!?()/&%+-…"


@pytest.fixture
def share() -> SharePictures:
    return SharePictures("Eksempelforeningen", FONTS)


def drawn(share: SharePictures, title: str, line: str = "", mark: str = "") -> Image.Image:
    """Give a share picture in its colours."""
    return opened(share.draw(Card("slug", title, line, mark))).convert("RGB")


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Give the box around all that is white."""
    return image.convert("L").point(lambda tone: 255 if tone > 240 else 0).getbbox() or (0, 0, 0, 0)


TITLES = {
    "one word": "Frokostmøte",
    "a common one": "Informasjonsmøte – Samarbeid om bærekraftige anskaffelser i offentlig sektor",
    "a very long one": "Et navn som aldri tar slutt, " * 20,
    "a hundred letters in one word": "sykehusinnkjøp" * 8,
    "Sami": "Čoahkkin Kárášjogas ja Guovdageainnus: ŋ, đ, ŧ og ž",
    "one letter": "Å",
}


@pytest.mark.parametrize("name", TITLES)
def test_a_title_stays_inside_its_picture(share: SharePictures, name: str) -> None:
    picture = drawn(share, TITLES[name], "tirsdag 28. januar 2020 kl. 13.45–15.15", "Avlyst")
    left, top, right, bottom = ink(picture)

    assert picture.size == (1200, 630)
    assert (left >= 70, top >= 60, right <= 1130, bottom <= 580) == (True, True, True, True)


@pytest.mark.parametrize("name", TITLES)
def test_a_share_picture_weighs_little(share: SharePictures, name: str) -> None:
    card = Card("slug", TITLES[name], "tirsdag 28. januar 2020 kl. 13.45–15.15", "Avlyst")

    assert len(share.draw(card)) <= MOST_BYTES


def test_a_share_picture_has_two_pixels_to_a_byte(share: SharePictures) -> None:
    png = share.draw(Card("slug", "Frokostmøte"))
    # Bit depth and colour type, where 3 is a palette: https://www.w3.org/TR/png-3/#11IHDR
    assert (png[24], png[25], opened(png).mode) == (4, 3, "P")


@pytest.mark.parametrize("font", FONT_FILES)
def test_the_fonts_have_the_letters_of_norwegian_and_the_sami_languages(font: str) -> None:
    wanted = LETTERS + LETTERS.upper() + SIGNS

    assert Typeface(FONTS / font).known(wanted) == wanted


@pytest.mark.parametrize("odd", ["🎉", "日本", "\u200d", "עברית", "\U000e0041", "\0", "\xad"])
def test_letters_that_the_fonts_lack_are_left_out(share: SharePictures, odd: str) -> None:
    plain = drawn(share, "Årsmøte nå")

    assert drawn(share, f"Årsmøte {odd} nå{odd}").tobytes() == plain.tobytes()


@pytest.mark.parametrize("title", ["", " ", "🎉", "日本 日本"])
def test_without_a_letter_to_draw_there_is_a_picture(share: SharePictures, title: str) -> None:
    assert drawn(share, title, "🎉").size == (1200, 630)


def test_the_name_of_the_site_may_be_of_any_letters() -> None:
    assert drawn(SharePictures("日本 🎉", FONTS), "Frokostmøte").size == (1200, 630)


def shades(main: str, shade: str, on_main: str) -> Shades:
    return LIGHT.model_copy(update={"main": main, "shade": shade, "on_main": on_main})


def test_a_site_s_own_colours_are_used() -> None:
    own = shades("#803000", "#501e00", "#ffff00")
    picture = drawn(SharePictures("Eksempelforeningen", FONTS, own), "Frokostmøte")
    found = {colour for _, colour in picture.getcolors() or []}

    assert {(0x80, 0x30, 0x00), (0xFF, 0xFF, 0x00)} <= found
    assert len(found) <= 16


def test_the_tones_go_from_shade_over_ground_to_ink() -> None:
    palette = tones(shades("#102030", "#000000", "#ffffff"))
    found = [tuple(palette[start : start + 3]) for start in range(0, 48, 3)]

    assert (found[0], found[5], found[15]) == ((0, 0, 0), (16, 32, 48), (255, 255, 255))
    assert found == sorted(found)


def test_each_of_a_card_s_texts_and_colours_gives_a_name_of_its_own(share: SharePictures) -> None:
    card = Card("a", "b", "c", "d")
    black = shades("#000000", "#000000", "#ffffff")
    paths = {
        share.path(card),
        share.path(Card("a", "bc", "", "d")),
        share.path(Card("a", "b", "c", "")),
        SharePictures("Andre", FONTS).path(card),
        SharePictures("Eksempelforeningen", FONTS, black).path(card),
    }

    assert len(paths) == 5
    assert SharePictures("Eksempelforeningen", FONTS).path(card) == share.path(card)


def test_threads_that_draw_at_once_draw_the_same() -> None:
    cards = [Card(f"{number}", f"{number} {LETTERS[number:]}") for number in range(20)]
    one, other = (SharePictures("Eksempelforeningen", FONTS) for _ in range(2))
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(one.draw, cards))

    assert together == [other.draw(card) for card in cards]


def test_lines_are_of_even_length_so_that_no_word_is_left_alone() -> None:
    size, lines = fitted("aaa bbb ccc ddd", [20, 10], len, width=110, height=30)

    assert (size, lines) == (10, ["aaa bbb", "ccc ddd"])


def test_a_title_is_as_large_as_it_can_be() -> None:
    assert fitted("aaa bbb", [40, 20, 10], len, width=140, height=30) == (20, ["aaa bbb"])


def test_what_does_not_fit_in_the_smallest_size_is_cut() -> None:
    assert fitted("aaaa bbbb cccc", [10], len, width=40, height=23) == (10, ["aaaa", "bbb…"])


def test_a_word_that_is_too_wide_is_broken() -> None:
    assert fitted("aaaabbbbcc", [20, 10], len, width=40, height=40) == (10, ["aaaa", "bbbb", "cc"])


def test_the_card_of_an_event_has_its_title_and_time() -> None:
    assert event_card(an_event()) == Card(
        "frokostmote",
        "Frokostmøte",
        "tirsdag 4. juni 2030 kl. 08.30–10.00",
    )


@each_case(
    ("keys", "alt"),
    [
        ({}, "Frokostmøte. tirsdag 4. juni 2030 kl. 08.30–10.00"),
        ({"språk": "nn"}, "Frokostmøte. tysdag 4. juni 2030 kl. 08.30–10.00"),
        ({"status": "avlyst"}, "Avlyst. Frokostmøte. tirsdag 4. juni 2030 kl. 08.30–10.00"),
        ({"status": "utsatt"}, "Utsatt. Frokostmøte"),
    ],
)
def test_a_card_says_in_the_event_s_language_what_has_to_be_known(
    keys: dict[str, str], alt: str
) -> None:
    assert event_card(an_event(**keys)).alt == alt


def meta(page: Page) -> Iterator[tuple[str, str]]:
    for tag, attrs in page.tags:
        key = attrs.get("property") or attrs.get("name") or ""
        if tag == "meta" and key.startswith(("og:", "twitter:")):
            yield key, attrs["content"] or ""


def test_a_page_tells_those_who_share_it_what_it_is(build: Build) -> None:
    write_event(build.content, ingress="Kom og hør.", språk="nn")
    published(build)
    told = dict(meta(event_page(build)))
    picture = told.pop("og:image")

    assert told == {
        "og:type": "article",
        "og:url": f"{URL}/arrangementer/frokostmote/",
        "og:title": "Frokostmøte",
        "og:description": "Kom og hør.",
        "og:site_name": "Etisk handel Norge",
        "og:locale": "nn_NO",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Frokostmøte. tysdag 4. juni 2030 kl. 08.30–10.00",
        "twitter:card": "summary_large_image",
    }
    assert opened(build.site / picture.removeprefix(f"{URL}/")).size == (1200, 630)


def test_the_list_page_has_a_picture_too(build: Build) -> None:
    published(build)
    told = dict(meta(Page((build.site / "index.html").read_text("utf-8"))))

    assert (told["og:type"], told["og:title"], told["og:url"]) == (
        "website",
        "Arrangementer",
        f"{URL}/",
    )
    assert opened(build.site / told["og:image"].removeprefix(f"{URL}/")).size == (1200, 630)


def test_a_share_picture_that_is_there_is_not_drawn_again(build: Build) -> None:
    write_event(build.content)
    published(build)
    first = {path.name: path.stat().st_ino for path in (build.site / "delt").iterdir()}
    published(build)

    assert {path.name: path.stat().st_ino for path in (build.site / "delt").iterdir()} == first


def test_a_changed_title_has_a_new_picture_and_the_old_one_goes(build: Build) -> None:
    write_event(build.content)
    published(build)
    first = {path.name for path in (build.site / "delt").iterdir()}
    write_event(build.content, tittel="Lunsjmøte")
    published(build)
    second = {path.name for path in (build.site / "delt").iterdir()}

    assert len(first) == len(second) == 2
    assert len(first & second) == 1
