"""Images made over: upright, in sRGB, in their own tones, and with nothing that a camera told."""

import io
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from formhandler.publishing.images.convert import (
    AVIF,
    JPEG,
    PNG,
    WEBP,
    ChangedImageError,
    Process,
    UnreadableImageError,
    develop,
    look_at,
)
from tests.support.images import (
    SECRET,
    a_phone_photo,
    a_photo,
    as_file,
    opened,
    srgb_profile,
    swapped_profile,
    told_by_a_phone,
)
from tests.support.tables import each_case

NO_IMAGE = "er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP, AVIF eller SVG."
PROCESSES = [JPEG, PNG, WEBP, AVIF]
Colour = tuple[int, ...]


def made(
    folder: Path, data: bytes, process: Process = PNG, size: tuple[int, int] = (9, 6)
) -> bytes:
    file = folder / "bilde"
    file.write_bytes(data)
    return develop(file, look_at(data), size, process)


def colour(image: Image.Image, x: int = 0, y: int = 0) -> Colour:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def is_near(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.format)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_that_a_camera_told_goes_out(tmp_path: Path, kind: str, process: Process) -> None:
    data = a_phone_photo(kind=kind)
    assert SECRET.encode() in data
    out = opened(made(tmp_path, data, process))

    assert (dict(out.getexif()), out.info.get("exif"), out.info.get("xmp")) == ({}, None, None)


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.format)
def test_no_comment_and_no_profile_goes_out(tmp_path: Path, process: Process) -> None:
    secret = SECRET.encode()
    data = as_file(a_photo(), comment=secret, icc_profile=srgb_profile(), xmp=secret)
    assert data.count(secret) == 2
    out = made(tmp_path, data, process)

    assert secret not in out
    assert opened(out).info.get("icc_profile") is None


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_comes_out_as_a_viewer_shows_it(tmp_path: Path, turn: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = a_photo(90, 60)
    stored = upright.transpose(undo[turn]) if turn in undo else upright
    data = as_file(stored, quality=95, exif=told_by_a_phone(turn))
    out = opened(made(tmp_path, data, size=(90, 60)))

    assert (look_at(data).width, look_at(data).height) == (90, 60)
    assert all(is_near(colour(out, x, y), colour(upright, x, y)) for x in (5, 84) for y in (5, 54))


@each_case("turn", [0, 9, 65535])
def test_a_turn_that_does_not_exist_is_none(turn: int) -> None:
    assert look_at(as_file(a_photo(), exif=told_by_a_phone(turn))).turn == 1


def test_a_photo_in_the_colours_of_print_is_shown_in_those_of_a_screen(tmp_path: Path) -> None:
    data = as_file(Image.new("CMYK", (90, 60), (0, 255, 255, 0)), quality=95)

    assert is_near(colour(opened(made(tmp_path, data))), (255, 0, 0))


def test_a_profile_is_followed(tmp_path: Path) -> None:
    data = as_file(Image.new("RGB", (90, 60), "red"), "PNG", icc_profile=swapped_profile())

    assert is_near(colour(opened(made(tmp_path, data))), (0, 255, 0))


def test_a_profile_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    data = as_file(Image.new("RGB", (90, 60), "red"), "PNG", icc_profile=b"tull")

    assert colour(opened(made(tmp_path, data))) == (255, 0, 0)


def test_sixteen_bits_of_grey_become_eight(tmp_path: Path) -> None:
    data = as_file(Image.new("I;16", (90, 60), 0x8000), "PNG")

    assert colour(opened(made(tmp_path, data))) == (128, 128, 128)


def palette() -> Image.Image:
    return Image.new("RGB", (90, 60), "red").quantize(4)


SEE_THROUGH: dict[str, Callable[[], bytes]] = {
    "RGBA": lambda: as_file(Image.new("RGBA", (90, 60), (255, 0, 0, 0)), "PNG"),
    "LA": lambda: as_file(Image.new("LA", (90, 60), (255, 0)), "PNG"),
    "a palette": lambda: as_file(palette(), "PNG", transparency=b"\0"),
    "one colour": lambda: as_file(
        Image.new("RGB", (90, 60), "red"), "PNG", transparency=(255, 0, 0)
    ),
}


@pytest.mark.parametrize("kind", SEE_THROUGH)
@pytest.mark.parametrize("process", [PNG, WEBP, AVIF], ids=lambda process: process.format)
def test_what_can_be_seen_through_still_can(tmp_path: Path, kind: str, process: Process) -> None:
    out = opened(made(tmp_path, SEE_THROUGH[kind](), process)).convert("RGBA")

    assert colour(out)[3] <= 2


@pytest.mark.parametrize("kind", SEE_THROUGH)
def test_what_can_be_seen_through_is_white_as_jpeg(tmp_path: Path, kind: str) -> None:
    assert is_near(colour(opened(made(tmp_path, SEE_THROUGH[kind](), JPEG))), (255, 255, 255))


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.format)
def test_the_smallest_of_pictures_comes_out(tmp_path: Path, process: Process) -> None:
    out = made(tmp_path, as_file(Image.new("RGB", (1, 1), "red"), "PNG"), process, (1, 1))

    assert opened(out).size == (1, 1)


@pytest.mark.parametrize("turn", [1, 6])
def test_of_another_form_the_middle_is_shown(tmp_path: Path, turn: int) -> None:
    image = Image.new("RGB", (90, 60), "red")
    image.paste("blue", (15, 0, 75, 60))
    out = opened(made(tmp_path, as_file(image, "PNG", exif=told_by_a_phone(turn)), size=(10, 10)))

    assert all(is_near(colour(out, x, y), (0, 0, 255)) for x in (1, 8) for y in (1, 8))


def bomb() -> bytes:
    """Return a PNG that says that it has a million million pixels."""
    data = bytearray(as_file(Image.new("L", (1, 1)), "PNG"))
    data[16:24] = (1_000_000).to_bytes(4) * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4)
    return bytes(data)


def large() -> bytes:
    return as_file(Image.new("1", (10_000, 5_001)), "PNG")


TOO_LARGE = "har over 50 millioner piksler. Gjør det mindre, for eksempel 3000 piksler bredt."
PHOTO = a_phone_photo()
UNREADABLE = {
    "nothing": (b"", NO_IMAGE),
    "text": (b"Hei.", NO_IMAGE),
    "half a JPEG": (PHOTO[: len(PHOTO) * 3 // 4], NO_IMAGE),
    "half a PNG": (as_file(a_photo(), "PNG")[:-40], NO_IMAGE),
    "half a WebP": (as_file(a_photo(), "WEBP")[:-20], NO_IMAGE),
    "half an AVIF": (as_file(a_photo(), "AVIF")[:-20], NO_IMAGE),
    "a TIFF": (as_file(a_photo(), "TIFF"), NO_IMAGE),
    "an EPS": (as_file(a_photo(), "EPS"), NO_IMAGE),
    "a bomb": (bomb(), TOO_LARGE),
    "fifty million pixels and more": (large(), TOO_LARGE),
}


@each_case("name", UNREADABLE)
def test_what_cannot_be_shown_is_told(name: str) -> None:
    data, message = UNREADABLE[name]

    with pytest.raises(UnreadableImageError) as raised:
        look_at(data)
    assert str(raised.value) == message


@each_case("end", range(4, len(PHOTO) - 2, 97))
def test_a_photo_cut_off_anywhere_is_told(end: int) -> None:
    with pytest.raises(UnreadableImageError):
        look_at(PHOTO[:end])


def test_odd_metadata_is_no_hindrance_and_no_warning(tmp_path: Path) -> None:
    exif = bytearray(told_by_a_phone().tobytes())
    exif[20:26] = b"\xff" * 6
    data = as_file(a_photo(), exif=bytes(exif))

    assert opened(made(tmp_path, data)).size == (9, 6)


def test_a_file_that_changed_after_it_was_looked_at_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "mote.jpg"
    file.write_bytes(a_phone_photo(91))

    with pytest.raises(ChangedImageError) as raised:
        develop(file, look_at(PHOTO), (9, 6), JPEG)
    assert str(raised.value) == "mote.jpg ble endret mens nettsiden ble bygget."


def test_threads_that_work_at_once_make_the_same(tmp_path: Path) -> None:
    file = tmp_path / "mote.jpg"
    file.write_bytes(PHOTO)
    photo = look_at(PHOTO)

    def make(number: int) -> bytes:
        return develop(file, photo, (40, 27), PROCESSES[number % len(PROCESSES)])

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(make, range(40)))
    assert together == [make(number) for number in range(40)]


def test_two_makings_of_a_picture_are_the_same(tmp_path: Path) -> None:
    assert [made(tmp_path, PHOTO, process) for process in PROCESSES] == [
        made(tmp_path, PHOTO, process) for process in PROCESSES
    ]


def test_a_photo_s_name_for_itself_is_not_trusted(tmp_path: Path) -> None:
    out = made(tmp_path, as_file(a_photo(), "PNG"), JPEG)

    assert Image.open(io.BytesIO(out)).format == "JPEG"
