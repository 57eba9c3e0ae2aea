"""Make `designsystemet.css` of the parts of Digdir's Designsystemet that our pages use.

    python theme/designsystemet/vendor.py            fetches the package and writes the files anew
    python theme/designsystemet/vendor.py --check    tells whether somebody has edited them

To upgrade, set VERSION and INTEGRITY (`npm view PACKAGE@VERSION dist.integrity`) and run it.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

NAME = "@digdir/designsystemet-css"
VERSION = "1.22.0"
INTEGRITY = (
    "sha512-f/+YOK1Gvl7ypdeRh0TDGs28eu8DkOPDAR+T8yLpnys9"
    "FxNWX05UNuhXJwYwRuzF9WUgjAhpJ5JKdodTDxWMEA=="
)

BASE = ["base", "heading", "label", "validation-message"]
COMPONENTS = [
    "link",
    "button",
    "field",
    "fieldset",
    "input",
    "list",
    "tag",
    "error-summary",
    "avatar",
    "skip-link",
]
# Short, since every reader fetches it.
HEADER = f"""\
@charset "utf-8";
/*! {NAME} {VERSION}, MIT, © Digitaliseringsdirektoratet (Digdir).
A subset in layers, made by vendor.py: do not edit. */
"""

HERE = Path(__file__).parent
CSS, LICENSE, CHECKSUM = HERE / "designsystemet.css", HERE / "LICENSE", HERE / "CHECKSUM"


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


def compose(read: Callable[[str], str]) -> str:
    """Give the stylesheet, made of the files that `read` gives by their path in the package."""
    # The single files carry no layer, and unlayered rules would beat every rule of ours.
    layers = [("ds.base", part) for part in BASE] + [("ds.components", part) for part in COMPONENTS]
    parts = [f"@layer {layer} {{{read(f'dist/src/{part}.css')}}}\n" for layer, part in layers]
    theme = read("dist/theme/designsystemet.css")
    return f"{HEADER}{theme}\n@layer ds.theme, ds.base, ds.components;\n{''.join(parts)}"


def checksums() -> str:
    """Give the checksums of the vendored files, in the format of `sha256sum`."""
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in (CSS, LICENSE)
    )


def vendor() -> None:
    """Write the stylesheet, its licence and their checksums."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(Path(folder))) as package:

        def read(path: str) -> str:
            file = package.extractfile(f"package/{path}")
            if file is None:
                sys.exit(f"vendor.py: {path} in the package is not a file.")
            return file.read().decode().strip()

        CSS.write_text(compose(read), encoding="utf-8")
        LICENSE.write_text(read("LICENSE") + "\n", encoding="utf-8")
    CHECKSUM.write_text(checksums(), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if CHECKSUM.read_text(encoding="utf-8") != checksums():
            sys.exit("vendor.py: the vendored files are not as vendor.py wrote them; run it again.")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        vendor()
