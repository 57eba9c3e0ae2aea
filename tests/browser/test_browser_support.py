"""The checks that pages are held to find what is wrong, and pass what is right."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.browser import (
    axe_violations,
    brotli_size,
    html5lib_problems,
    html_problems,
    nu_problems,
    sideways_scroll,
)
from tests.support.browser_fixtures import NewPage

STRICT = "default-src 'none'; style-src 'self'; img-src 'self'"


def a_page(body: str, head: str = "") -> str:
    """Give a whole page that is right in all but what `body` and `head` bring."""
    return f"""<!doctype html>
<html lang="nb">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Side</title>{head}</head>
<body><main><h1>Side</h1>{body}</main></body>
</html>"""


PAGES = {
    "/good": a_page("<p>Alt i orden.</p>"),
    "/no-alt": a_page('<img src="/none.png">'),
    "/tiny-buttons": a_page('<link rel="stylesheet" href="/tiny.css"><button>a</button>' * 2),
    "/tiny.css": "button { width: 9px; height: 9px; padding: 0; border: 0; margin: 0 }",
    "/scripted": a_page("<script>document.title = 'Kjørt'</script>"),
    "/wide.css": "h1 { width: 500px }",
    "/wide": a_page("", '<link rel="stylesheet" href="/wide.css">'),
    "/scheme.css": "h1 { color: #123456 }"
    "@media (prefers-color-scheme: dark) { h1 { color: #abcdef } }",
    "/scheme": a_page("", '<link rel="stylesheet" href="/scheme.css">'),
}


class StrictHandler(BaseHTTPRequestHandler):
    """Sends `PAGES` with a policy as strict as our own."""

    def do_GET(self) -> None:
        found = PAGES.get(self.path)
        body = (found or "").encode()
        self.send_response(200 if found else 404)
        kind = "text/css" if self.path.endswith(".css") else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", STRICT)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: pytest shows what fails."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), StrictHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_axe_finds_nothing_wrong_with_a_good_page_under_our_policy(
    new_page: NewPage, site: str
) -> None:
    page = new_page()
    page.goto(f"{site}/good")

    assert axe_violations(page) == []


def test_axe_finds_an_image_without_alt_under_our_policy(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.goto(f"{site}/no-alt")

    assert axe_violations(page) == [
        'image-alt: Images must have alternative text\n    <img src="/none.png">'
    ]


def test_axe_finds_targets_that_are_too_small_to_hit(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.goto(f"{site}/tiny-buttons")

    assert "target-size" in "".join(axe_violations(page))


def test_the_policy_of_these_tests_stops_a_page_s_own_script(new_page: NewPage, site: str) -> None:
    page = new_page()
    page.goto(f"{site}/scripted")

    assert page.title() == "Side"


def test_a_page_wider_than_the_window_is_told_by_how_much(new_page: NewPage, site: str) -> None:
    page = new_page(width=320)
    page.goto(f"{site}/wide")
    wide = sideways_scroll(page)
    page.goto(f"{site}/good")

    assert (wide, sideways_scroll(page)) == (188, 0)


@pytest.mark.parametrize(
    ("dark", "colour"), [(False, "rgb(18, 52, 86)"), (True, "rgb(171, 205, 239)")]
)
def test_a_page_is_shown_in_the_colour_scheme_that_is_asked_for(
    new_page: NewPage, site: str, dark: bool, colour: str
) -> None:
    page = new_page(dark=dark)
    page.goto(f"{site}/scheme")

    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == colour


@pytest.mark.parametrize(("javascript", "text"), [(True, "med"), (False, "uten")])
def test_script_runs_only_where_it_is_asked_for(
    new_page: NewPage, javascript: bool, text: str
) -> None:
    page = new_page(javascript=javascript)
    page.set_content("<p>uten</p><script>document.querySelector('p').textContent = 'med'</script>")

    assert page.locator("p").text_content() == text


def test_pages_share_no_cookies(new_page: NewPage, site: str) -> None:
    first, second = new_page(), new_page()
    first.context.add_cookies([{"name": "a", "value": "b", "url": site}])

    assert [len(page.context.cookies()) for page in (first, second)] == [1, 0]


BAD = {
    "god": a_page("<p>Alt i orden.</p><br />"),
    "feil": a_page('<img src="x.png">'),
    "advarsel": a_page("<section><p>Uten overskrift</p></section>"),
}


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java: html5lib stands in for Nu")
def test_the_nu_checker_names_page_and_line_of_errors_and_warnings_alone() -> None:
    problems = nu_problems(BAD)

    assert [problem[:40] for problem in problems] == [
        "feil:5: An “img” element must have an “a",
        "advarsel:5: Section lacks heading. Consi",
    ]


def test_html5lib_names_page_and_line_of_what_does_not_parse() -> None:
    pages = {"god": a_page("<p>Alt i orden.</p>"), "feil": a_page("<p></div>")}

    assert html5lib_problems(pages) == [
        "feil:5: End tag (div) seen too early. Expected other end tag."
    ]


def test_without_java_the_html_is_checked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert len(html_problems({"feil": a_page("<p></div>")})) == 1


def test_the_size_is_what_the_network_carries() -> None:
    assert brotli_size(b"meldt " * 1000) < 30
