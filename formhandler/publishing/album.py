"""Album: every image in `bilder/`, looked at once for as long as it stays the same."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from formhandler.events.lasting import is_lasting
from formhandler.publishing.darkroom import UnreadableImageError, gif_size, look_at
from formhandler.publishing.pictures import PROCESSES, Picture, photographed
from formhandler.publishing.svg import svg_size

ENDINGS = {*PROCESSES, ".gif", ".svg"}

_Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Fault:
    """What is wrong with an image, as the rest of a sentence that begins with its name."""

    message: str


class Album:
    """Keeps what has been seen of images, and looks again only at those that have changed."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._seen: dict[Path, tuple[_Stamp, Picture | Fault]] = {}

    def look(self, images: Mapping[Path, Path]) -> dict[str, Picture | Fault]:
        """Return what each image is, by its place below `bilder/`, and forget all others."""
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
    """Return what changes when the file is saved."""
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _look(images: Iterable[tuple[str, Path]]) -> list[Picture | Fault]:
    """Return what images are; Pillow leaves other threads alone while it unpacks one."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda image: look_at_file(*image), images))


def look_at_file(place: str, file: Path) -> Picture | Fault:
    """Return what an image is; `place` is where it lies below `bilder/`."""
    if is_lasting(file.name):
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
