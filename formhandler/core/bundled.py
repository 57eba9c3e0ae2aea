"""Bundled files: files at the top of a checkout that are inside the package once installed."""

from importlib.resources import files
from pathlib import Path


def bundled(name: str) -> Path:
    """Return the path of a file or folder that comes with the package, such as `theme`.

    `pyproject.toml` lists those that a wheel includes.
    """
    package = Path(str(files("formhandler")))
    inside = package / name
    return inside if inside.exists() else package.parent / name
