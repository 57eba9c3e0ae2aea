"""Darkroom: an editor's image looked at, and made over for the web, upright and without metadata.

Where a photo was taken stands in its metadata (EXIF, XMP, IPTC), so none of it goes out.
"""

import contextlib
import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

from PIL import ExifTags, Image, ImageCms

# Pillow knows many formats; some run other programs, so it is to try only these.
_READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_MOST_PIXELS = 50_000_000
NO_IMAGE = "er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP, AVIF eller SVG."
_TOO_LARGE = "har over 50 millioner piksler. Gjør det mindre, for eksempel 3000 piksler bredt."
# EXIF 2.32 §4.6.4: from 5 on, the picture lies on its side.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = range(5, 9)
# What Pillow raises for a broken file.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, RuntimeError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# Warnings are turned off for all threads at once.
_OPENING = Lock()


class UnreadableImageError(Exception):
    """The file is no image that can be shown; the text says what to do, after the file's name."""


class ChangedImageError(OSError):
    """The file is another one than the one that was looked at."""


@dataclass(frozen=True)
class Photo:
    """What an image file was seen to be: a digest of its bytes, its size upright, and its turn."""

    digest: str
    width: int
    height: int
    turn: int = 1


@dataclass(frozen=True)
class Process:
    """How a picture is written: Pillow's name for the format, and what it is to do."""

    format: str
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    is_opaque: bool = False

    def __str__(self) -> str:
        """Return what changes when the written picture does."""
        return f"{self.format} {dict(self.options)}"


# A photo of 1400 pixels: AVIF at speed 9 is ready in 108 ms and takes 168 KB, at Pillow's own
# speed 6 in 1170 ms and as much; WebP takes 220 ms and 303 KB. Each thread does one at a time.
AVIF = Process("AVIF", MappingProxyType({"quality": 50, "speed": 9, "max_threads": 1}))
WEBP = Process("WEBP", MappingProxyType({"quality": 75, "method": 4}))
JPEG = Process(
    "JPEG", MappingProxyType({"quality": 80, "optimize": True, "progressive": True}), is_opaque=True
)
PNG = Process("PNG", MappingProxyType({"optimize": True}))


def look_at(data: bytes) -> Photo:
    """Return what an image is; raises UnreadableImageError, also where only its end is missing."""
    try:
        image, turn = _opened(data)
        width, height = image.size
        image.draft(None, (1, 1))
        image.load()
    except _BOMBS as error:
        raise UnreadableImageError(_TOO_LARGE) from error
    except _BROKEN as error:
        raise UnreadableImageError(NO_IMAGE) from error
    if turn in _LYING:
        width, height = height, width
    return Photo(hashlib.sha256(data).hexdigest(), width, height, turn)


def gif_size(data: bytes) -> tuple[int, int]:
    """Return the width and height of a GIF; raises UnreadableImageError where it is none."""
    try:
        return _opened(data, ("GIF",))[0].size
    except (*_BROKEN, *_BOMBS) as error:
        raise UnreadableImageError(NO_IMAGE) from error


def develop(file: Path, photo: Photo, size: tuple[int, int], process: Process) -> bytes:
    """Return the image in a size, its middle where it has another form; threads may do it at once.

    Raises ChangedImageError where the file is not the one that was looked at.
    """
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != photo.digest:
        raise ChangedImageError(f"{file.name} ble endret mens nettsiden ble bygget.")
    image, turn = _opened(data)
    if turn in _LYING:
        size = size[::-1]
    # A JPEG can be read in a half or less of its size; twice what is wanted is enough.
    image.draft(None, (2 * size[0], 2 * size[1]))
    profile = image.info.get("icc_profile")
    small = _plain(image).resize(
        size, Image.Resampling.LANCZOS, _middle(image.size, size), reducing_gap=2
    )
    upright = _in_srgb(small, profile)
    if turn in _TURNS:
        upright = upright.transpose(_TURNS[turn])
    return _written(upright, process)


def _opened(data: bytes, formats: tuple[str, ...] = _READ) -> tuple[Image.Image, int]:
    """Return the image, its pixels not read yet, and how it is turned (EXIF)."""
    with _OPENING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=formats)
        if image.width * image.height > _MOST_PIXELS:
            raise Image.DecompressionBombError
        turn = image.getexif().get(ExifTags.Base.Orientation, 1)
    return image, turn if turn in _TURNS else 1


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in a form that can be made smaller, its colours untouched."""
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode.startswith("I;16"):
        # Pillow would make all but the darkest of the 65,536 tones white.
        return image.point(lambda tone: tone / 256).convert("L")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _middle(size: tuple[int, int], wanted: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the largest box of the wanted form in the middle of a picture."""
    (width, height), (across, down) = size, wanted
    scale = min(width / across, height / down)
    # Rounding must not take it past the edges.
    left = max(0, (width - across * scale) / 2)
    top = max(0, (height - down * scale) / 2)
    return left, top, width - left, height - top


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image in sRGB, which is what is shown where there is no profile."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    opaque = image.convert("RGB") if alpha else image
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            opaque = ImageCms.profileToProfile(opaque, given, srgb, outputMode="RGB") or opaque
    opaque = opaque.convert("RGB")
    if alpha:
        opaque.putalpha(alpha)
    return opaque


def _written(image: Image.Image, process: Process) -> bytes:
    if process.is_opaque and image.mode == "RGBA":
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image).convert("RGB")
    # Pillow writes comments and profiles that came with the file unless it has forgotten them.
    image.info = {}
    file = io.BytesIO()
    image.save(file, process.format, **process.options)
    return file.getvalue()
