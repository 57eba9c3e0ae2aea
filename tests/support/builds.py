"""Builds for tests: made once each, with lines of their own in pelicanconf.py, and read whole."""

import hashlib
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from formhandler.core.jinja import TemplateStore
from formhandler.events.manifest import MANIFEST, Manifest, read_manifest
from formhandler.publishing.build import Build, publish
from formhandler.publishing.content.checks.vanished import Standing
from tests.support.shared import made_once


def published(build: Build) -> Manifest:
    """Publish what is in the content: a copy of the site, where the same was built before.

    Whatever is more than a first build of plain files is built as it stands.
    """
    if not _is_first_and_plain(build):
        return publish(build)
    made = made_once(f"site.{_digest(build)}", lambda site: publish(replace(build, site=site)))
    shutil.copytree(made, build.site)
    return read_manifest((build.site / MANIFEST).read_text("utf-8"))


@cache
def compiled_templates() -> TemplateStore:
    """Return what this process has compiled of templates; a changed one is compiled anew."""
    return TemplateStore()


def _is_first_and_plain(build: Build) -> bool:
    is_plain = build.standing == Standing() and build.advise is None
    return is_plain and not build.site.exists() and all(map(_is_plain, build.content.rglob("*")))


def _is_plain(path: Path) -> bool:
    mode = path.lstat().st_mode
    return stat.S_ISDIR(mode) or stat.S_ISREG(mode)


def _digest(build: Build) -> str:
    """Return a digest of all that a build is made of, but for where it stands."""
    made = hashlib.sha256()
    for part in _parts(build):
        made.update(len(part).to_bytes(8) + part)
    return made.hexdigest()


def _parts(build: Build) -> Iterator[bytes]:
    yield repr((build.url, build.now, build.preview, build.drafts)).encode()
    yield build.configuration.read_bytes()
    for folder in (build.content, build.theme):
        yield str(folder.exists()).encode()
        for path in sorted(folder.rglob("*")):
            mode = path.lstat().st_mode
            yield f"{path.relative_to(folder)} {mode}".encode("utf-8", "surrogateescape")
            yield path.read_bytes() if stat.S_ISREG(mode) else b""


def configured(build: Build, *lines: str) -> Build:
    """Return the build with these lines last in its pelicanconf.py."""
    path = build.site.parent / "conf.py"
    path.write_text("\n".join([build.configuration.read_text("utf-8"), *lines]), "utf-8")
    return replace(build, configuration=path)


def last_line(build: Build) -> int:
    """Return the number of the last line in the build's pelicanconf.py, from 1."""
    return len(build.configuration.read_text("utf-8").splitlines())


def everything(folder: Path) -> dict[str, bytes]:
    """Return what stands in each file below a folder, by its path from there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
