"""Pictures: in which sizes each goes out, under which names."""

from dataclasses import replace
from pathlib import Path

import pytest

from formhandler.core.hashed_names import is_hashed
from formhandler.publishing.images.album import svg_size
from formhandler.publishing.images.convert import Photo
from formhandler.publishing.images.renditions import Picture, photographed
from tests.support.tables import each_case

FILE = Path("mote.jpg")


def picture(width: int, height: int, place: str = "mote.jpg") -> Picture:
    return photographed(place, FILE, Photo("digest", width, height))


@each_case(
    ("size", "shown"),
    [
        ((1, 1), (1, 1)),
        ((1600, 900), (1600, 900)),
        ((3000, 2000), (1600, 1067)),
        ((2000, 8000), (800, 3200)),
        ((30_000, 10), (1600, 1)),
        ((10, 30_000), (1, 3200)),
    ],
)
def test_a_picture_goes_out_as_large_as_a_page_needs(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    found = picture(*size)

    assert (found.width, found.height) == shown


@each_case(
    ("width", "widths"),
    [
        (1, [1]),
        (699, [699]),
        (700, [700]),
        (770, [770]),
        (800, [700, 800]),
        (1400, [700, 1000, 1400]),
        (1500, [700, 1000, 1400]),
        (6000, [700, 1000, 1400]),
    ],
)
def test_a_picture_is_made_in_fitting_widths_and_never_wider_than_it_is(
    width: int, widths: list[int]
) -> None:
    found = picture(width, width)

    assert [(each.width, each.height) for each in found.wide("avif")] == [(w, w) for w in widths]


@each_case(("side", "sides"), [(1, [1]), (111, [111]), (130, [112]), (900, [112, 168])])
def test_a_portrait_is_made_for_fine_screens(side: int, sides: list[int]) -> None:
    found = picture(side, 2 * side)

    assert [(each.width, each.height) for each in found.portraits("webp")] == [
        (s, s) for s in sides
    ]


@pytest.mark.parametrize("name", ["tre.svg", "tre.gif"])
def test_a_drawing_goes_out_as_it_is(name: str) -> None:
    drawing = Picture(name, 40, 30, Path(name))

    assert (drawing.own, drawing.wide("avif"), drawing.portraits("webp")) == (None, (), ())


def names(found: Picture) -> list[str]:
    own = [found.own.path] if found.own else []
    kinds = ("avif", "webp")
    return own + [
        each.path for kind in kinds for each in (*found.wide(kind), *found.portraits(kind))
    ]


def test_the_name_of_all_that_is_made_tells_what_it_holds() -> None:
    found = picture(3000, 2000)

    assert len(set(names(found))) == len(names(found)) == 11
    assert all(is_hashed(name) for name in names(found))
    assert names(found) == names(picture(3000, 2000))


def test_of_another_photo_every_name_is_another() -> None:
    one = picture(3000, 2000)
    other = replace(one, photo=Photo("another digest", 3000, 2000))

    assert set(names(one)) & set(names(other)) == set()


def test_a_name_is_made_an_address() -> None:
    found = picture(300, 200, "2030/Et bilde, #1.JPG")
    [wide] = found.wide("avif")

    assert wide.path.startswith("/bilder/2030/Et bilde, #1.300.")
    assert wide.address.startswith("/bilder/2030/Et%20bilde%2C%20%231.300.")
    assert found.path == "/bilder/2030/Et%20bilde%2C%20%231.JPG"


@each_case(
    ("tag", "size"),
    [
        ('<svg width="40" height="30">', (40, 30)),
        ("<svg width='40px' height='30px'>", (40, 30)),
        ('<svg width="1in" height="72pt">', (96, 96)),
        ('<svg width="100%" height="100%" viewBox="0 0 40 30">', (40, 30)),
        ('<svg viewBox="-20,-15,40.4,30">', (40, 30)),
        ('<svg\n  data-width="9"\n  viewBox = "0 0 40 30"\n>', (40, 30)),
        ('<!-- <b width="9"> --><svg width="40" height="30"><rect width="9"/>', (40, 30)),
    ],
)
def test_a_drawing_tells_its_size(tag: str, size: tuple[int, int]) -> None:
    assert svg_size(tag.encode()) == size
