"""Published site: the built site as the served side sees it: its manifest and its files."""

import mimetypes
import operator
import os.path
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from werkzeug.security import safe_join

from formhandler.core.errors import ExpectedError
from formhandler.core.hashed_names import is_hashed
from formhandler.core.i18n import SOURCE_LANGUAGE
from formhandler.events.manifest import MANIFEST, Manifest, ManifestError, read_manifest
from formhandler.events.search_index import Index

_TYPES = {
    "atom.xml": "application/atom+xml",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".json": "application/json",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".xml": "application/xml",
    ".txt": "text/plain",
}
_FOREVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"


class NotPublishedError(ExpectedError):
    """There is no readable built site; the text says what to do."""


_Source = TypeVar("_Source")
_Made = TypeVar("_Made")


class _Renewed(Generic[_Source, _Made]):
    """A value made from a source, and remade when the source changes.

    One thread makes it; the others get the old one meanwhile, and wait only if there is none. After
    an error there is none, because the old one is no longer true.
    """

    def __init__(
        self,
        source: Callable[[], _Source],
        make: Callable[[_Source], _Made],
        is_same: Callable[[_Source, _Source], bool],
    ) -> None:
        """Store how to read the source and what to make of it; nothing is made yet."""
        self._source, self._make, self._is_same = source, make, is_same
        self._made: tuple[_Source, _Made] | None = None
        self._turn = threading.Lock()

    def get(self) -> _Made:
        """Return the value; raises what making it raises."""
        source, made = self._source(), self._made
        if made is None:
            with self._turn:
                return self._renew()
        if self._is_same(made[0], source) or not self._turn.acquire(blocking=False):
            return made[1]
        try:
            return self._renew()
        finally:
            self._turn.release()

    def _renew(self) -> _Made:
        # Looked at again, since another thread may have made it while this one waited.
        source, made = self._source(), self._made
        if made is not None and self._is_same(made[0], source):
            return made[1]
        renewed: tuple[_Source, _Made] | None = None
        try:
            renewed = source, self._make(source)
        finally:
            self._made = renewed
        return renewed[1]


class PublishedSite:
    """The folder with the built site; it is reread when the site is rebuilt."""

    def __init__(self, folder: Path) -> None:
        """Store the folder; nothing is read yet."""
        self.folder = folder.absolute()
        self._manifest = _Renewed(self._version, self._read, operator.eq)
        self._index = _Renewed(self.manifest, _index_of, operator.is_)

    def manifest(self) -> Manifest:
        """Return the manifest as it is now; raises NotPublishedError."""
        try:
            return self._manifest.get()
        except (OSError, UnicodeError, ManifestError) as error:
            message = f"Finner ingen bygget nettside i {self.folder}. Kjør «pameldt build»."
            raise NotPublishedError(message) from error

    def _version(self) -> tuple[int, int, int]:
        stat = (self.folder / MANIFEST).stat()
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def _read(self, _version: tuple[int, int, int]) -> Manifest:
        return read_manifest((self.folder / MANIFEST).read_text("utf-8"))

    @property
    def language(self) -> str:
        """The site's language, or the source language if no site can be read."""
        try:
            return self.manifest().site.language
        except NotPublishedError:
            return SOURCE_LANGUAGE

    def index(self) -> Index:
        """Return the search index; raises NotPublishedError."""
        return self._index.get()

    def file(self, path: str) -> Path | None:
        """Return the file at this path, or None; never a hidden one or one outside the folder."""
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            return None
        joined = safe_join(str(self.folder), path.lstrip("/"))
        if joined is None:
            return None
        found = Path(joined)
        if path == "" or path.endswith("/"):
            found /= "index.html"
        return found if os.path.isfile(found) else None


def _index_of(manifest: Manifest) -> Index:
    return Index(manifest.events)


def media_type(path: Path) -> str:
    """Return a file's media type without charset, the same on every machine for published files."""
    guess = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _TYPES.get(path.name) or _TYPES.get(path.suffix.lower(), guess)


def caching(path: Path) -> str:
    """Return a file's Cache-Control: for ever if its name changes with its content."""
    return _FOREVER if is_hashed(path.name) else _ASK_EACH_TIME
