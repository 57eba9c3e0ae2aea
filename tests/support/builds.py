"""Builds for tests: with lines of their own in pelicanconf.py, and all that one has made."""

from dataclasses import replace
from pathlib import Path

from formhandler.publishing.build import Build


def configured(build: Build, *lines: str) -> Build:
    """Return the build with these lines last in its pelicanconf.py."""
    path = build.site.parent / "conf.py"
    path.write_text("\n".join([build.configuration.read_text("utf-8"), *lines]), "utf-8")
    return replace(build, configuration=path)


def everything(folder: Path) -> dict[str, bytes]:
    """Return what stands in each file below a folder, by its path from there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
