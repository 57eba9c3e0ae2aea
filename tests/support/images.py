"""Images for tests: photos as editors have them, small, and with all that must not go out."""

import io
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageCms

SECRET = "Kari Nordmanns telefon"
LYING = 6


def a_photo(width: int = 90, height: int = 60) -> Image.Image:
    """Return a picture that is red at its left, green at its top, and never the same twice over."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.linear_gradient("L").rotate(180).resize((width, height))
    return Image.merge("RGB", (red, green, Image.new("L", (width, height), 60)))


def as_file(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the image as a file's bytes."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def told_by_a_phone(turn: int = 1) -> Image.Exif:
    """Return what a phone says of a photo: how it is turned, where it was taken, and by what."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    exif[ExifTags.Base.Model] = SECRET
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (59.0, 54.0, 48.0)
    return exif


def a_phone_photo(width: int = 90, height: int = 60, turn: int = 1, kind: str = "JPEG") -> bytes:
    """Return a photo with metadata in it, and its place among them."""
    return as_file(a_photo(width, height), kind, exif=told_by_a_phone(turn), quality=95)


def srgb_profile() -> bytes:
    """Return the colour profile of sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """Return a colour profile in which red is green and green is red."""
    return (
        srgb_profile().replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    )


def opened(data: bytes | Path) -> Image.Image:
    """Return what is in a file, unpacked."""
    image = Image.open(io.BytesIO(data) if isinstance(data, bytes) else data)
    image.load()
    return image


def a_heavy_photo() -> bytes:
    """Return a photo with the grain of a camera's, of some megabytes."""
    size = (2400, 1600)
    grain = Image.merge("RGB", [Image.effect_noise(size, 60)] * 3)
    return as_file(Image.blend(a_photo(*size), grain, 0.15), quality=95)
