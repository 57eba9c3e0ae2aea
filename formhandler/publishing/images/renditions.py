"""Renditions: the sizes and formats in which the pictures in `bilder/` are published.

Drawings (SVG) and GIF are copied. Everything else is converted: at its own path in its own format,
and beside it as AVIF and WebP in several widths, from which the browser chooses.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from formhandler.core.hashed_names import hashed_name
from formhandler.publishing.images.convert import AVIF, JPEG, PNG, WEBP, Photo, Process, develop

IMAGES = "bilder"
PROCESSES = {".avif": AVIF, ".jpeg": JPEG, ".jpg": JPEG, ".png": PNG, ".webp": WEBP}
# The formats offered before the picture's own, best first.
KINDS = {"avif": AVIF, "webp": WEBP}

# The largest published width: two pixels per CSS pixel where a picture is widest.
_MOST_ACROSS, _MOST_DOWN = 1600, 3200
# One pixel per CSS pixel in our column, two on a phone, two on a large screen.
_WIDTHS = (700, 1000, 1400)
# A width hardly smaller than the next is not worth a file.
_NARROWER = 0.9
# The diameter of a portrait on the page, and on high-density screens.
PORTRAIT = 56
_PORTRAITS = (2 * PORTRAIT, 3 * PORTRAIT)


@dataclass(frozen=True)
class Rendition:
    """One file made from a picture, with a digest in its name."""

    file: Path
    photo: Photo
    name: str
    ending: str
    width: int
    height: int
    process: Process

    @property
    def path(self) -> str:
        """Its path, as a file."""
        made_of = (self.photo.digest, str(self.process), f"{self.width} {self.height}")
        name = hashed_name(
            f"{self.name}.{self.width}", self.ending, *(part.encode() for part in made_of)
        )
        return f"/{IMAGES}/{name}"

    @property
    def address(self) -> str:
        """Its URL path, as written on a page."""
        return quote(self.path)

    def make(self) -> bytes:
        """Return its bytes; raises ChangedImageError if the image has changed meanwhile."""
        return develop(self.file, self.photo, (self.width, self.height), self.process)


@dataclass(frozen=True)
class Picture:
    """An image file that a page can show, and its published size in pixels.

    `place` is its path below `bilder/`. `photo` is None if the file is copied.
    """

    place: str
    width: int
    height: int
    file: Path
    photo: Photo | None = None

    @property
    def path(self) -> str:
        """Its own URL path, as written on a page."""
        return quote(f"/{IMAGES}/{self.place}")

    @property
    def own(self) -> Rendition | None:
        """The picture in its own format, or None if the file is copied."""
        ending = Path(self.place).suffix
        process = PROCESSES.get(ending.lower())
        found = self._made([(self.width, self.height)], ending[1:].lower(), process)
        return next(found, None)

    def wide(self, kind: str) -> tuple[Rendition, ...]:
        """Return the picture in every width up to its own, as `avif` or `webp`."""
        most = min(self.width, _WIDTHS[-1])
        widths = [width for width in _WIDTHS if width < most * _NARROWER]
        sizes = [(width, max(1, round(self.height * width / self.width))) for width in widths]
        sizes.append((most, max(1, round(self.height * most / self.width))))
        return tuple(self._made(sizes, kind, KINDS[kind]))

    def portraits(self, kind: str) -> tuple[Rendition, ...]:
        """Return the centre of the picture as small squares, as `avif` or `webp`."""
        most = min(self.width, self.height)
        sides = [side for side in _PORTRAITS if side <= most] or [most]
        return tuple(self._made([(side, side) for side in sides], kind, KINDS[kind]))

    def _made(
        self, sizes: Iterable[tuple[int, int]], ending: str, process: Process | None
    ) -> Iterator[Rendition]:
        if self.photo and process:
            name = str(Path(self.place).with_suffix(""))
            for width, height in sizes:
                yield Rendition(self.file, self.photo, name, ending, width, height, process)


def photographed(place: str, file: Path, photo: Photo) -> Picture:
    """Return the picture of a photo, in its published size."""
    scale = min(1, _MOST_ACROSS / photo.width, _MOST_DOWN / photo.height)
    width, height = (max(1, round(side * scale)) for side in (photo.width, photo.height))
    return Picture(place, width, height, file, photo)
