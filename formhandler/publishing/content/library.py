"""Library: the content folder read once: every event file, every picture, every problem."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from formhandler.core.errors import Problem
from formhandler.events.frontmatter import Source
from formhandler.events.model import Event
from formhandler.events.translations import translation_problems
from formhandler.events.yaml_with_places import Location
from formhandler.publishing.content.checks.links import check_links
from formhandler.publishing.content.checks.people import check_people
from formhandler.publishing.content.checks.vanished import Standing, check_vanished
from formhandler.publishing.content.checks.weight import check_weight
from formhandler.publishing.content.files import ContentCache, Text, shown_path, whole
from formhandler.publishing.images.album import ENDINGS, Album, Fault
from formhandler.publishing.images.convert import NO_IMAGE
from formhandler.publishing.images.html import places_in
from formhandler.publishing.images.renditions import IMAGES, KINDS, Picture, Rendition

EVENTS = "arrangementer"
_EVENT_ENDING = ".md"
_TEXT_ENDINGS = {_EVENT_ENDING, ".markdown", ".rst", ".txt"}
_LITTER = {"Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Library:
    """The content folder: sources and texts by file, pictures, and problems.

    Pictures are by their path below `bilder/`.
    """

    sources: dict[Path, Source]
    texts: dict[Path, Text]
    pictures: dict[str, Picture]
    found: tuple[Problem, ...]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, errors and advice, in file order."""
        advice = (problem for text in self.texts.values() for problem in text.advice)
        return tuple(sorted((*self.found, *advice)))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the content from being published."""
        return tuple(sorted(problem for problem in self.found if problem.is_error))

    @property
    def advice(self) -> tuple[Problem, ...]:
        """The problems that an editor may ignore."""
        return tuple(problem for problem in self.problems if not problem.is_error)


def read_library(
    content: Path,
    zone: ZoneInfo,
    files: ContentCache | None = None,
    album: Album | None = None,
    *,
    url: str = "",
    standing: Standing | None = None,
) -> Library:
    """Return everything in `content`; nothing raises for what an editor wrote.

    What is in the caches `files` and `album` and has not changed is not read again. Links that
    begin with `url` are the site's own. `standing` tells who has signed up, where that is known.
    """
    found = list(_found(content))
    texts = (files or ContentCache()).read(list(_event_files(found)), zone)
    sources: dict[Path, Source] = {}
    slugs: dict[str, Source] = {}
    images = _images(found, content / IMAGES)
    seen = (album or Album()).look(images)
    told: set[str] = set()
    problems: list[Problem] = list(_misplaced(found, content))
    for path, text in texts.items():
        problems += text.problems
        if source := text.reading.source:
            for name, problem in _picture_problems(source, content / IMAGES, seen):
                told.add(name)
                problems.append(problem)
            problems += _same_slug(source, slugs)
            sources[path] = source
    known = {path.stem for path in texts}
    problems += translation_problems(sources.values(), known)
    pictures = {place: each for place, each in seen.items() if isinstance(each, Picture)}
    problems += (
        whole(content / IMAGES / place, f"«{Path(place).name}» {fault.message}")
        for place, fault in seen.items()
        if isinstance(fault, Fault) and place not in told
    )
    problems += check_links(texts.values(), url, (f"/{IMAGES}/{place}" for place in seen))
    problems += check_people(sources.values())
    problems += check_vanished(standing or Standing(), texts.values(), shown_path(content / EVENTS))
    problems += check_weight({shown_path(file): file.stat().st_size for file in images.values()})
    return Library(sources, texts, pictures, tuple(problems))


@dataclass(frozen=True)
class _Found:
    """A file or folder, and the top-level folder that it is in."""

    path: Path
    top: str
    ending: str
    is_folder: bool


def _found(content: Path) -> Iterator[_Found]:
    """Yield everything in order, except hidden files and what programs leave behind."""
    for path in sorted(content.rglob("*")):
        names = path.relative_to(content).parts
        is_litter = any(name.startswith((".", "#")) or name in _LITTER for name in names)
        if not is_litter and not path.name.endswith("~"):
            yield _Found(path, names[0], path.suffix, path.is_dir())


def _event_files(found: list[_Found]) -> Iterator[Path]:
    for each in found:
        if each.top == EVENTS and each.ending == _EVENT_ENDING and not each.is_folder:
            yield each.path


def _images(found: list[_Found], folder: Path) -> dict[Path, Path]:
    """Return what may be published: real image files, so no symbolic link leads elsewhere."""
    return {
        each.path.relative_to(folder): each.path
        for each in found
        if each.top == IMAGES and each.ending.lower() in ENDINGS and _is_real(each.path)
    }


def _is_real(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _misplaced(found: list[_Found], content: Path) -> Iterator[Problem]:
    """Yield a problem for each file that would never become a page, or must not be published."""
    if not (content / EVENTS).is_dir():
        yield whole(content, f"Finner ikke mappen {EVENTS}/ her.")
    for each in found:
        if message := _misplacement(each):
            yield whole(each.path, message)


def _misplacement(found: _Found) -> str | None:
    """Return why a file or folder would not be published, or None."""
    if found.is_folder:
        if found.top == EVENTS and found.ending == _EVENT_ENDING:
            return f"Dette er en mappe, ikke en fil. Ta bort {_EVENT_ENDING} fra navnet."
    elif found.top == EVENTS:
        if found.ending != _EVENT_ENDING:
            message = f"Filen blir ikke publisert. Arrangementer må hete noe på {_EVENT_ENDING}"
            return f"{message}, og bilder legges i {IMAGES}/."
    elif found.top == IMAGES:
        if not _is_real(found.path):
            return f"Filen er en snarvei. Legg selve bildet i {IMAGES}/."
        if found.ending.lower() not in ENDINGS:
            return f"Filen er ikke et bilde, men alt i {IMAGES}/ blir publisert. Flytt den."
    elif found.ending.lower() in _TEXT_ENDINGS:
        return f"Filen blir ikke publisert. Legg den i {EVENTS}/."
    return None


def _same_slug(source: Source, others: dict[str, Source]) -> Iterator[Problem]:
    other = others.setdefault(source.event.slug, source)
    if other is not source:
        message = f"Adressen {source.event.path} er tatt av {other.path}. Gi filen et nytt navn."
        yield Problem(source.path, 1, 1, "", message)


def _picture_problems(
    source: Source, folder: Path, seen: Mapping[str, Picture | Fault]
) -> Iterator[tuple[str, Problem]]:
    """Yield the problems with the event's pictures, with each picture's name."""
    event = source.event
    wanted: list[tuple[Location, str | None]] = [
        (("personer", number, "bilde"), each.portrait) for number, each in enumerate(event.people)
    ]
    wanted.append((("bilde", "fil"), event.image.file if event.image else None))
    for location, name in wanted:
        if name is not None and (message := _picture_message(folder, name, seen.get(name))):
            yield name, source.problem(location, message)


def _picture_message(folder: Path, name: str, seen: Picture | Fault | None) -> str | None:
    if Path(name).name != name or "\\" in name:
        return f"«{name}» må være bare et filnavn. Bildet skal ligge i {IMAGES}/."
    if not (folder / name).is_file():
        return f"«{name}» finnes ikke. Legg bildet i {shown_path(folder)}/."
    if seen is None:
        return f"«{name}» {NO_IMAGE}"
    return f"«{name}» {seen.message}" if isinstance(seen, Fault) else None


def shown_renditions(library: Library) -> Iterator[Rendition]:
    """Yield each rendition that a page refers to, once."""
    wide: set[str] = set()
    small: set[str] = set()
    for path, source in library.sources.items():
        wide.update(_places(source.event), places_in(library.texts[path].prose.html))
        small.update(each.portrait for each in source.event.people if each.portrait)
    for kind in KINDS:
        for picture in _pictures(library, wide):
            yield from picture.wide(kind)
        for picture in _pictures(library, small):
            yield from picture.portraits(kind)


def _places(event: Event) -> list[str]:
    return [event.image.file] if event.image else []


def _pictures(library: Library, places: set[str]) -> Iterator[Picture]:
    return (library.pictures[place] for place in sorted(places) if place in library.pictures)
