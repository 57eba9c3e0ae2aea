"""Convert: examines an editor's image and converts it for the web, upright and without metadata.

Metadata (EXIF, XMP, IPTC) says where a photo was taken, so none of it is published.
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

# Only these: Pillow runs other programs for some of its formats.
_READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_MOST_PIXELS = 50_000_000
NO_IMAGE = "er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP, AVIF eller SVG."
_TOO_LARGE = "har over 50 millioner piksler. Gjør det mindre, for eksempel 3000 piksler bredt."
# EXIF 2.32 §4.6.4: from 5 on, width and height are swapped.
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
# Warning filters apply to all threads.
_OPENING = Lock()


class UnreadableImageError(Exception):
    """The file is not a usable image; the text, after the file's name, says what to do."""


class ChangedImageError(OSError):
    """The file has changed since it was examined."""


@dataclass(frozen=True)
class Photo:
    """The result of examining an image file: a digest, its upright size, and its orientation."""

    digest: str
    width: int
    height: int
    turn: int = 1


@dataclass(frozen=True)
class Process:
    """How a picture is written: Pillow's name of the format, and its options."""

    format: str
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    is_opaque: bool = False

    def __str__(self) -> str:
        """Return a text that changes when the written picture would."""
        return f"{self.format} {dict(self.options)}"


# A photo 1400 pixels wide: AVIF takes 108 ms and 168 KB at speed 9, 1170 ms and the same size at
# Pillow's default 6; WebP takes 220 ms and 303 KB. Each thread does one at a time.
AVIF = Process("AVIF", MappingProxyType({"quality": 50, "speed": 9, "max_threads": 1}))
WEBP = Process("WEBP", MappingProxyType({"quality": 75, "method": 4}))
JPEG = Process(
    "JPEG", MappingProxyType({"quality": 80, "optimize": True, "progressive": True}), is_opaque=True
)
PNG = Process("PNG", MappingProxyType({"optimize": True}))


def look_at(data: bytes) -> Photo:
    """Examine an image; raises UnreadableImageError, even if only its end is missing."""
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
    """Return the width and height of a GIF; raises UnreadableImageError if it is not one."""
    try:
        return _opened(data, ("GIF",))[0].size
    except (*_BROKEN, *_BOMBS) as error:
        raise UnreadableImageError(NO_IMAGE) from error


def develop(file: Path, photo: Photo, size: tuple[int, int], process: Process) -> bytes:
    """Return the image in a size, cropped to its centre if the shape differs; thread-safe.

    Raises ChangedImageError if the file has changed since it was examined.
    """
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != photo.digest:
        raise ChangedImageError(f"{file.name} ble endret mens nettsiden ble bygget.")
    image, turn = _opened(data)
    if turn in _LYING:
        size = size[::-1]
    # A JPEG can be decoded at a half or less of its size; twice the wanted size is enough.
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
    """Return the image, not decoded yet, and its orientation (EXIF)."""
    with _OPENING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=formats)
        if image.width * image.height > _MOST_PIXELS:
            raise Image.DecompressionBombError
        turn = image.getexif().get(ExifTags.Base.Orientation, 1)
    return image, turn if turn in _TURNS else 1


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in a mode that can be resized, with its colours unchanged."""
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode.startswith("I;16"):
        # Pillow would turn all but the darkest of the 65,536 tones white.
        return image.point(lambda tone: tone / 256).convert("L")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _middle(size: tuple[int, int], wanted: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the largest centred box with the wanted aspect ratio."""
    (width, height), (across, down) = size, wanted
    scale = min(width / across, height / down)
    # Rounding must not exceed the edges.
    left = max(0, (width - across * scale) / 2)
    top = max(0, (height - down * scale) / 2)
    return left, top, width - left, height - top


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image in sRGB, which browsers assume if there is no profile."""
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
    # Otherwise Pillow would write the comments and profiles of the original file.
    image.info = {}
    file = io.BytesIO()
    image.save(file, process.format, **process.options)
    return file.getvalue()
