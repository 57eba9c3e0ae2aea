"""Folder swap: puts one folder in another's place at once, so that nobody ever sees half a site."""

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Set
from pathlib import Path

# renameat2(2): paths relative to the working folder; the two names are exchanged.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def put_in_place(made: Path, site: Path) -> None:
    """Move the folder `made` to `site` and remove the old one; both on one file system."""
    if not site.exists():
        made.rename(site)
    elif _exchange(made, site):
        shutil.rmtree(made)
    else:
        _replace(made, site)


def put_among(made: Path, site: Path, last: str) -> None:
    """Move each file of the folder `made` to its place in `site`, the one named `last` last."""
    files = [path.relative_to(made) for path in made.rglob("*") if path.is_file()]
    for file in sorted(files, key=lambda file: file.name == last):
        target = site / file
        target.parent.mkdir(parents=True, exist_ok=True)
        (made / file).replace(target)


def clear(folders: Iterable[Path], wanted: Set[Path]) -> None:
    """Remove all files below the folders except those in `wanted`."""
    for path in (path for folder in folders for path in folder.rglob("*")):
        if path.is_file() and path not in wanted:
            path.unlink()


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders trade names in one step; False where this system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(code, os.strerror(code), str(other))


def _replace(made: Path, site: Path) -> None:
    """Do it in two steps, and restore the old folder if the second one fails."""
    aside = Path(tempfile.mkdtemp(prefix=f"{site.name}.", dir=site.parent))
    old = site.rename(aside / site.name)
    try:
        made.rename(site)
    except OSError:
        old.rename(site)
        raise
    finally:
        shutil.rmtree(aside)
