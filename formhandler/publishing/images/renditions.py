"""Pictures: what an editor put in `bilder/`, and in which sizes and formats it goes out.

Drawings (SVG) and GIF go out as they are. All else is made over: at its own address in its own
format, and beside it as AVIF and WebP in some widths, of which a browser takes the one that fits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from formhandler.core.hashed_names import hashed_name
from formhandler.publishing.images.convert import AVIF, JPEG, PNG, WEBP, Photo, Process, develop

IMAGES = "bilder"
PROCESSES = {".avif": AVIF, ".jpeg": JPEG, ".jpg": JPEG, ".png": PNG, ".webp": WEBP}
# What a browser is offered before the picture's own format, best first.
KINDS = {"avif": AVIF, "webp": WEBP}

# As large as a picture goes out: two pixels to each of a large screen's, where it stands widest.
_MOST_ACROSS, _MOST_DOWN = 1600, 3200
# One pixel to each in a column of ours, two on a phone, and two on a large screen.
_WIDTHS = (700, 1000, 1400)
# One that is hardly narrower than the next is not worth its while.
_NARROWER = 0.9
# A portrait's circle on the page, and the pixels that it has on finer screens.
PORTRAIT = 56
_PORTRAITS = (2 * PORTRAIT, 3 * PORTRAIT)


@dataclass(frozen=True)
class Rendition:
    """One file made of a picture, under a name that tells what it holds (`lasting`)."""

    file: Path
    photo: Photo
    name: str
    ending: str
    width: int
    height: int
    process: Process

    @property
    def path(self) -> str:
        """Return its address below the site's, as a file has it."""
        made_of = (self.photo.digest, str(self.process), f"{self.width} {self.height}")
        name = hashed_name(
            f"{self.name}.{self.width}", self.ending, *(part.encode() for part in made_of)
        )
        return f"/{IMAGES}/{name}"

    @property
    def address(self) -> str:
        """Return its address below the site's, as a page has it."""
        return quote(self.path)

    def make(self) -> bytes:
        """Return its bytes; raises ChangedImageError where the image is not what it was."""
        return develop(self.file, self.photo, (self.width, self.height), self.process)


@dataclass(frozen=True)
class Picture:
    """An image file that a page may show, and its size in pixels as it goes out at its own address.

    `place` is where it lies below `bilder/`. `photo` is None where it goes out as it is.
    """

    place: str
    width: int
    height: int
    file: Path
    photo: Photo | None = None

    @property
    def path(self) -> str:
        """Return its own address below the site's, as a page has it."""
        return quote(f"/{IMAGES}/{self.place}")

    @property
    def own(self) -> Rendition | None:
        """Return it in its own format, or None where it goes out as it is."""
        ending = Path(self.place).suffix
        process = PROCESSES.get(ending.lower())
        found = self._made([(self.width, self.height)], ending[1:].lower(), process)
        return next(found, None)

    def wide(self, kind: str) -> tuple[Rendition, ...]:
        """Return the picture in all widths that it is wide enough for, as `avif` or `webp`."""
        most = min(self.width, _WIDTHS[-1])
        widths = [width for width in _WIDTHS if width < most * _NARROWER]
        sizes = [(width, max(1, round(self.height * width / self.width))) for width in widths]
        sizes.append((most, max(1, round(self.height * most / self.width))))
        return tuple(self._made(sizes, kind, KINDS[kind]))

    def portraits(self, kind: str) -> tuple[Rendition, ...]:
        """Return the middle of the picture as small squares, as `avif` or `webp`."""
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
    """Return the picture of a photo, in the size that it goes out in."""
    scale = min(1, _MOST_ACROSS / photo.width, _MOST_DOWN / photo.height)
    width, height = (max(1, round(side * scale)) for side in (photo.width, photo.height))
    return Picture(place, width, height, file, photo)
