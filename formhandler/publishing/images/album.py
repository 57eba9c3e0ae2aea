"""Album: all pictures of a site, each examined once for as long as its file stays the same."""

import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from formhandler.core.hashed_names import is_hashed
from formhandler.publishing.images.convert import NO_IMAGE, UnreadableImageError, gif_size, look_at
from formhandler.publishing.images.renditions import PROCESSES, Picture, photographed

_ROOT = re.compile(r"<svg\b[^>]*>", re.I)
_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_SIDE = r"""\s%s\s*=\s*["']\s*{number}\s*(px|pt|pc|mm|cm|in|)\s*["']""".replace("{number}", _NUMBER)
_VIEW_BOX = re.compile(
    rf"""\sviewBox\s*=\s*["']\s*-?{_NUMBER}[\s,]+-?{_NUMBER}[\s,]+{_NUMBER}[\s,]+{_NUMBER}\s*["']"""
)
# Pixels per unit (CSS Values and Units 4, §6.2).
_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def svg_size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels; raises UnreadableImageError if there are none."""
    root = _ROOT.search(data.decode("utf-8", "replace"))
    if root is None:
        raise UnreadableImageError(NO_IMAGE)
    width, height = (_side(root[0], name) for name in ("width", "height"))
    if width is None or height is None:
        box = _VIEW_BOX.search(root[0])
        width, height = (round(float(box[3])), round(float(box[4]))) if box else (0, 0)
    if min(width, height) <= 0:
        raise UnreadableImageError(NO_IMAGE)
    return width, height


def _side(root: str, name: str) -> int | None:
    side = re.search(_SIDE % name, root)
    return round(float(side[1]) * _UNITS[side[2]]) if side else None


ENDINGS = {*PROCESSES, ".gif", ".svg"}

_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Fault:
    """What is wrong with an image, as the rest of a sentence that begins with its name."""

    message: str


class Album:
    """Remembers all images, and examines only those that have changed."""

    def __init__(self) -> None:
        """Start empty."""
        self._seen: dict[Path, tuple[_Stamp, Picture | Fault]] = {}

    def look(self, images: Mapping[Path, Path]) -> dict[str, Picture | Fault]:
        """Return each image by its path below `bilder/`, and forget all others."""
        stamps = {file: _stamp(file) for file in images.values()}
        new = [
            (place.as_posix(), file)
            for place, file in images.items()
            if file not in self._seen or self._seen[file][0] != stamps[file]
        ]
        for (_, file), seen in zip(new, _look(new), strict=True):
            self._seen[file] = (stamps[file], seen)
        self._seen = {file: self._seen[file] for file in stamps}
        return {place.as_posix(): self._seen[file][1] for place, file in images.items()}


def _stamp(file: Path) -> _Stamp:
    """Return a value that changes when the file is saved."""
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _look(images: Iterable[tuple[str, Path]]) -> list[Picture | Fault]:
    """Examine images in threads; Pillow releases the lock while it decodes."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda image: look_at_file(*image), images))


def look_at_file(place: str, file: Path) -> Picture | Fault:
    """Examine an image; `place` is its path below `bilder/`."""
    if is_hashed(file.name):
        return Fault("har et navn som nettsiden lager selv. Gi filen et nytt navn.")
    try:
        data = file.read_bytes()
        match file.suffix.lower():
            case ".gif":
                return Picture(place, *gif_size(data), file)
            case ".svg":
                return Picture(place, *svg_size(data), file)
            case _:
                return photographed(place, file, look_at(data))
    except UnreadableImageError as error:
        return Fault(str(error))
    except OSError as error:
        return Fault(f"kan ikke leses ({error.strerror}).")
