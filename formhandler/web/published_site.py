"""Published: the built site as the served side sees it: its manifest and its files."""

import mimetypes
import os.path
from pathlib import Path

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
    """There is no built site that can be read; the text says what to do."""


class PublishedSite:
    """The folder with the built site; what is read anew when the site is built anew."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is read yet."""
        self.folder = folder.absolute()
        self._read: tuple[tuple[int, int, int], Manifest] | None = None
        self._index: tuple[Manifest, Index] | None = None

    def manifest(self) -> Manifest:
        """Return the manifest as it is now; raises NotPublishedError."""
        path = self.folder / MANIFEST
        try:
            stat = path.stat()
            version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._read is None or self._read[0] != version:
                self._read = (version, read_manifest(path.read_text("utf-8")))
        except (OSError, UnicodeError, ManifestError) as error:
            message = f"Finner ingen bygget nettside i {self.folder}. Kjør «pameldt build»."
            raise NotPublishedError(message) from error
        return self._read[1]

    @property
    def language(self) -> str:
        """Return the site's language, or the source of all texts where no site can be read."""
        try:
            return self.manifest().site.language
        except NotPublishedError:
            return SOURCE_LANGUAGE

    def index(self) -> Index:
        """Return the events' words, to search in; raises NotPublishedError."""
        manifest = self.manifest()
        index = self._index
        if index is None or index[0] is not manifest:
            index = self._index = (manifest, Index(manifest.events))
        return index[1]

    def file(self, path: str) -> Path | None:
        """Return the file at this address, or None; never one outside the folder, or hidden."""
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            return None
        joined = safe_join(str(self.folder), path.lstrip("/"))
        if joined is None:
            return None
        found = Path(joined)
        if path == "" or path.endswith("/"):
            found /= "index.html"
        return found if os.path.isfile(found) else None


def media_type(path: Path) -> str:
    """Return a file's media type without charset, the same on every machine for what we publish."""
    guess = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _TYPES.get(path.name) or _TYPES.get(path.suffix.lower(), guess)


def caching(path: Path) -> str:
    """Return how long a file may be kept: for ever where its name changes with what it holds."""
    return _FOREVER if is_hashed(path.name) else _ASK_EACH_TIME
