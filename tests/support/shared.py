"""Shared: what is made once in a run of the tests, for all its processes to copy."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = "TESTS_SHARE"


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return the file or folder of this name, which the first who asks for it has made.

    It is there whole or not at all, and nobody may write in it. What `make` raises is raised.
    """
    place = Path(os.environ[FOLDER]) / name
    if not place.exists():
        with tempfile.TemporaryDirectory(prefix="new.", dir=place.parent) as folder:
            made = Path(folder) / name
            make(made)
            # Another process may have made the same meanwhile.
            with contextlib.suppress(OSError):
                made.rename(place)
    return place
