"""Bundled files: what is at the top of a checkout, and inside the package once it is installed."""

from importlib.resources import files
from pathlib import Path


def bundled(name: str) -> Path:
    """Return the path of a file or folder that comes with the package, such as `theme`.

    `pyproject.toml` says which ones a wheel takes along.
    """
    package = Path(str(files("formhandler")))
    inside = package / name
    return inside if inside.exists() else package.parent / name
