"""Logo: the file in `LOGO`, measured, and published under a name that tells what it holds."""

from dataclasses import dataclass
from pathlib import Path

from formhandler.events.lasting import lasting_name
from formhandler.events.look import Logo
from formhandler.publishing.album import ENDINGS, Fault, look_at_file
from formhandler.publishing.darkroom import NO_IMAGE
from formhandler.publishing.pictures import IMAGES, Picture
from formhandler.publishing.reading import shown_path
from formhandler.publishing.stylesheet import STYLES

# Every page fetches it, and a whole page weighs 20 KB without.
MOST_KILOBYTES = 100


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
    picture = look_at_file(name, path) if path.suffix.lower() in ENDINGS else Fault(NO_IMAGE)
    if isinstance(picture, Fault):
        raise LogoError(f"«{name}» {picture.message}")
    own = picture.own
    return _published(picture, own.make() if own else content)


def _published(picture: Picture, content: bytes) -> LogoFile:
    ending = Path(picture.place).suffix[1:].lower()
    address = f"/{STYLES}/{lasting_name('logo', ending, content)}"
    return LogoFile(Logo(path=address, width=picture.width, height=picture.height), content)
