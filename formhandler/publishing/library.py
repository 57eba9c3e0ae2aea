"""Library: every event file below the content folder, read once, with all problems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import imagesize

from formhandler.events.frontmatter import Source
from formhandler.events.outline import Location
from formhandler.events.parts import picture_path
from formhandler.events.problems import Problem
from formhandler.events.translations import translation_problems
from formhandler.publishing.reading import Shelf, Text, shown_path, whole

EVENTS = "arrangementer"
IMAGES = "bilder"
_EVENT_ENDING = ".md"
_TEXT_ENDINGS = {_EVENT_ENDING, ".markdown", ".rst", ".txt"}
_IMAGE_ENDINGS = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
_SIZE = r"(\d{1,6}(?:\.\d{1,6})?)"
_VIEW_BOX = re.compile(rf"""\bviewBox=["']-?{_SIZE}[ ,]+-?{_SIZE}[ ,]+{_SIZE}[ ,]+{_SIZE}["']""")
_LITTER = {"Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Picture:
    """An image file that a page shows: its address below the site's, and its size in pixels."""

    path: str
    width: int
    height: int


@dataclass(frozen=True)
class Library:
    """What the content folder holds: sources, texts and pictures by file, and all problems.

    `images` are the files that are published beside the pages, by their place below `bilder/`.
    """

    sources: dict[Path, Source]
    texts: dict[Path, Text]
    pictures: dict[str, Picture]
    images: dict[Path, Path]
    problems: tuple[Problem, ...]


def read_library(content: Path, zone: ZoneInfo, shelf: Shelf | None = None) -> Library:
    """Return everything in `content`; nothing raises for what an editor wrote.

    What stands on the `shelf` and has not changed is not read again.
    """
    files = list(_files(content))
    texts = (shelf or Shelf()).read(list(_event_files(files, content)), zone)
    sources: dict[Path, Source] = {}
    slugs: dict[str, Source] = {}
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = list(_misplaced(files, content))
    for path, text in texts.items():
        problems += text.problems
        if source := text.reading.source:
            problems += _picture_problems(source, content / IMAGES, pictures)
            problems += _same_slug(source, slugs)
            sources[path] = source
    known = {path.stem for path in texts}
    problems += translation_problems(sources.values(), known)
    return Library(
        sources, texts, pictures, _images(files, content / IMAGES), tuple(sorted(problems))
    )


def _files(folder: Path) -> Iterator[Path]:
    """Yield the folder's files in order, without hidden ones and what programs leave behind."""
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        is_litter = any(name.startswith((".", "#")) or name in _LITTER for name in names)
        if not path.is_dir() and not is_litter and not path.name.endswith("~"):
            yield path


def _event_files(files: list[Path], content: Path) -> Iterator[Path]:
    folder = content / EVENTS
    return (path for path in files if path.suffix == _EVENT_ENDING and folder in path.parents)


def _images(files: list[Path], folder: Path) -> dict[Path, Path]:
    """Return what may go out: real files with an image's ending, so no shortcut leads elsewhere."""
    return {
        path.relative_to(folder): path
        for path in files
        if folder in path.parents and path.suffix.lower() in _IMAGE_ENDINGS and _is_real(path)
    }


def _is_real(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _misplaced(files: list[Path], content: Path) -> Iterator[Problem]:
    """Yield a problem for each file that would never become a page, or should not go out."""
    if not (content / EVENTS).is_dir():
        yield whole(content, f"Finner ikke mappen {EVENTS}/ her.")
    for path in files:
        ending = path.suffix.lower()
        if path.is_relative_to(content / EVENTS):
            if path.suffix != _EVENT_ENDING:
                message = f"Filen blir ikke publisert. Arrangementer må hete noe på {_EVENT_ENDING}"
                yield whole(path, f"{message}, og bilder legges i {IMAGES}/.")
        elif path.is_relative_to(content / IMAGES):
            if not _is_real(path):
                yield whole(path, f"Filen er en snarvei. Legg selve bildet i {IMAGES}/.")
            elif ending not in _IMAGE_ENDINGS:
                message = f"Filen er ikke et bilde, men alt i {IMAGES}/ blir publisert. Flytt den."
                yield whole(path, message)
        elif ending in _TEXT_ENDINGS:
            yield whole(path, f"Filen blir ikke publisert. Legg den i {EVENTS}/.")


def _same_slug(source: Source, others: dict[str, Source]) -> Iterator[Problem]:
    other = others.setdefault(source.event.slug, source)
    if other is not source:
        message = f"Adressen {source.event.path} er tatt av {other.path}. Gi filen et nytt navn."
        yield Problem(source.path, 1, 1, "", message)


def _picture_problems(
    source: Source, folder: Path, pictures: dict[str, Picture]
) -> Iterator[Problem]:
    """Measure the event's pictures into `pictures`, and yield what is wrong with them."""
    event = source.event
    wanted: list[tuple[Location, str | None]] = [
        (("personer", number, "bilde"), each.portrait) for number, each in enumerate(event.people)
    ]
    wanted.append((("bilde", "fil"), event.image.file if event.image else None))
    for location, name in wanted:
        if name is None:
            continue
        if message := _picture_message(folder, name):
            yield source.problem(location, message)
        else:
            pictures[name] = Picture(picture_path(name), *image_size(folder / name))


def _picture_message(folder: Path, name: str) -> str | None:
    if Path(name).name != name or "\\" in name:
        return f"«{name}» må være bare et filnavn. Bildet skal ligge i {IMAGES}/."
    if not (folder / name).is_file():
        return f"«{name}» finnes ikke. Legg bildet i {shown_path(folder)}/."
    if min(image_size(folder / name)) <= 0:
        return f"«{name}» er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP, AVIF eller SVG."
    return None


def image_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels, or -1 and -1; an SVG may have only a viewBox."""
    width, height = imagesize.get(path)
    if path.suffix.lower() == ".svg" and min(width, height) <= 0:
        box = _VIEW_BOX.search(path.read_text("utf-8", "replace"))
        width, height = (float(box[3]), float(box[4])) if box else (-1, -1)
    return round(width), round(height)
