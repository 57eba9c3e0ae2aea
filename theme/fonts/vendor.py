"""Fetch the two fonts that share pictures are written with, from the package of Inter.

    python theme/fonts/vendor.py            fetches the package and writes the files anew
    python theme/fonts/vendor.py --check    tells whether somebody has changed them

To upgrade, set VERSION and INTEGRITY (`npm view inter-ui@VERSION dist.integrity`) and run it.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

NAME = "inter-ui"
VERSION = "4.1.1"
INTEGRITY = (
    "sha512-451h0J29HyOmA+JXgSi/6M12tL7ZCZ8arYKZUXiOXTJp"
    "JbAKqJvFh3k5SiV3x7tKe0C0KyrKUUiQIvvZ2PQDcA=="
)
# Whole fonts: the smaller «latin» ones lack the letters of the Sami languages.
FILES = {
    "InterDisplay-SemiBold.woff2": "display/InterDisplay-SemiBold.woff2",
    "Inter-Regular.woff2": "web/Inter-Regular.woff2",
    "LICENSE": "LICENSE.txt",
}

HERE = Path(__file__).parent
CHECKSUM = HERE / "CHECKSUM"


def fetch(folder: Path) -> Path:
    """Give the package's tarball, fetched into `folder`; exit where it is not the pinned one."""
    # The virtual environment brings its own npm.
    npm = shutil.which("npm", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if npm is None:
        sys.exit("vendor.py: npm is missing; `make test` installs one in .venv/bin.")
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{NAME}@{VERSION}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - constants
    (tarball,) = folder.glob("*.tgz")
    found = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"vendor.py: {NAME} {VERSION} has {found}, not the pinned {INTEGRITY}.")
    return tarball


def checksums() -> str:
    """Give the checksums of the vendored files, in the format of `sha256sum`."""
    return "".join(
        f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}\n" for name in FILES
    )


def vendor() -> None:
    """Write the fonts, their licence and their checksums."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(Path(folder))) as package:
        for name, path in FILES.items():
            file = package.extractfile(f"package/{path}")
            if file is None:
                sys.exit(f"vendor.py: {path} in the package is not a file.")
            (HERE / name).write_bytes(file.read())
    CHECKSUM.write_text(checksums(), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if CHECKSUM.read_text(encoding="utf-8") != checksums():
            sys.exit("vendor.py: the vendored files are not as vendor.py wrote them; run it again.")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        vendor()
