"""Logo: the file in `LOGO`, measured, and published under a name that tells what it holds."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from formhandler.events.look import Logo
from formhandler.publishing.library import IMAGES, image_size
from formhandler.publishing.reading import shown_path

# Every page fetches it, and a whole page weighs 20 KB without.
MOST_KILOBYTES = 100
_ENDINGS = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}


class LogoError(Exception):
    """The logo cannot be used; the text says why, in one line."""


@dataclass(frozen=True)
class LogoFile:
    """A logo as the pages show it, and what stands in its file."""

    logo: Logo
    content: bytes


def read_logo(name: object, images: Path) -> LogoFile:
    """Return the logo of this name in the folder of images; raises LogoError."""
    if not isinstance(name, str) or Path(name).name != name or "\\" in name:
        message = f'«{name}» er ikke et filnavn. Skriv for eksempel "logo.svg".'
        raise LogoError(f"{message} Filen skal ligge i {IMAGES}/.")
    path = images / name
    if not path.is_file():
        raise LogoError(f"«{name}» finnes ikke. Legg filen i {shown_path(images)}/.")
    content = path.read_bytes()
    if len(content) > MOST_KILOBYTES * 1000:
        size = -(-len(content) // 1000)
        raise LogoError(
            f"«{name}» er {size} kB, og hver side henter den. Lag en på høyst {MOST_KILOBYTES} kB."
        )
    return LogoFile(_measured(path, name, content), content)


def _measured(path: Path, name: str, content: bytes) -> Logo:
    width, height = image_size(path) if path.suffix.lower() in _ENDINGS else (0, 0)
    if min(width, height) <= 0:
        message = f"«{name}» er ikke et bilde vi kan lese."
        raise LogoError(f"{message} Bruk SVG, PNG, WebP, AVIF eller JPEG.")
    digest = hashlib.sha256(content).hexdigest()[:10]
    address = f"/theme/logo.{digest}{path.suffix.lower()}"
    return Logo(path=address, width=width, height=height)
