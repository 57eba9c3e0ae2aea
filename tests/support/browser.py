"""What a page is held to: accessibility, valid HTML, no sideways scroll, and few bytes."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import html5lib
from brotli import compress  # type: ignore[import-untyped]
from html5lib.constants import E as HTML5LIB_MESSAGES
from playwright.sync_api import Browser, Page, sync_playwright

NODE_MODULES = Path(__file__).parent.parent / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
VNU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"

# No sandbox, since CI runs as root; the rest keeps the browser from calling home.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# It runs too briefly for the second compiler; what the first one makes needs a deeper stack.
JAVA_STARTS_FAST = ("-XX:TieredStopAtLevel=1", "-Xss8m")
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    # Our pages have no sound or film to wait for, and what a frame shows is looked at by itself.
    "preload": False,
    "iframes": False,
}


def chromium_path(*, is_whole: bool = False) -> str | None:
    """Give the system's Chromium ($CHROMIUM first), or None for Playwright's own.

    Debian's headless shell is the same engine without the windows, and takes half the CPU time. Who
    goes back, or refuses cookies, needs the whole browser.
    """
    found = map(
        shutil.which, ("chromium",) if is_whole else ("chromium-headless-shell", "chromium")
    )
    return os.environ.get("CHROMIUM") or next(filter(None, found), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Launch Chromium, and close it after use."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    javascript: bool = True,
) -> Page:
    """Give an empty page in a context of its own, `width` by `height` CSS pixels."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    return context.new_page()


def axe_violations(page: Page, options: Mapping[str, Any] = AXE_OPTIONS) -> list[str]:
    """Give axe-core's violations, by default of WCAG 2.0-2.2 A and AA and best practice, readable.

    Works under our strict Content-Security-Policy, as the debugger's scripts are exempt from it.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(document, options)", options)
    return [_violation(rule) for rule in found["violations"]]


def axe_rules(*names: str) -> dict[str, Any]:
    """Give options for these of axe-core's rules alone."""
    return AXE_OPTIONS | {"runOnly": {"type": "rule", "values": names}}


def _violation(rule: Mapping[str, Any]) -> str:
    nodes = "\n".join(f"    {node['html']}" for node in rule["nodes"])
    return f"{rule['id']}: {rule['help']}\n{nodes}"


def html_problems(htmls: Mapping[str, str]) -> list[str]:
    """Give the errors and warnings in the pages, each as `name:line: message`.

    The Nu checker runs once for all, as it starts slowly; html5lib's parser where there is no Java.
    """
    if shutil.which("java"):
        return nu_problems(htmls)
    return html5lib_problems(htmls)


def nu_problems(htmls: Mapping[str, str]) -> list[str]:
    """Give the Nu checker's errors and warnings, leaving out what it merely informs about."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{n}.html") for n in range(len(htmls))]
        for file, html in zip(files, htmls.values(), strict=True):
            file.write_text(html, encoding="utf-8")
        messages = _run_nu(files)
    names = {file.as_uri(): name for file, name in zip(files, htmls, strict=True)}
    return [
        f"{_name(names, message)}:{message.get('lastLine', 1)}: {message['message']}"
        for message in messages
        # Plain "info" is about trailing slashes, which are harmless; warnings are a subtype.
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def _name(names: Mapping[str, str], message: Mapping[str, Any]) -> str:
    # Java writes file:/x where Python writes file:///x; a crash of the checker names no file.
    return names.get(message.get("url", "").replace("file:/", "file:///", 1), "?")


def _run_nu(files: list[Path]) -> list[dict[str, Any]]:
    command = ["java", *JAVA_STARTS_FAST, "-jar", str(VNU)]
    command += ["--stdout", "--format", "json", "--exit-zero-always"]
    # Guessing the language from a short page is wrong too often; our own tests check `lang`.
    done = subprocess.run(
        [*command, "--no-langdetect", *files], capture_output=True, text=True, check=True
    )
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return messages


def html5lib_problems(htmls: Mapping[str, str]) -> list[str]:
    """Give html5lib's parse errors, a smaller set than the Nu checker's."""
    problems = []
    for name, html in htmls.items():
        parser = html5lib.HTMLParser()
        parser.parse(html)
        problems += [
            f"{name}:{line}: {HTML5LIB_MESSAGES[code] % data}"
            for (line, _), code, data in parser.errors
        ]
    return problems


def sideways_scroll(page: Page) -> int:
    """Tell how many CSS pixels wider than the viewport the page is; 0 is good."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


def brotli_size(data: bytes) -> int:
    """Tell how many bytes `data` is when a server has compressed it as well as Brotli can."""
    return len(compress(data, quality=11))
