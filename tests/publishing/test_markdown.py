"""Markdown becomes HTML that is safe to publish, and what may not be published is told."""

import pytest
from markdown import Markdown

from formhandler.publishing.content.markdown import Prose, ProseReader
from tests.support.tables import each_case

LINKS = "Bruk https:// eller mailto:."
PLAIN = "Skriv teksten med vanlig Markdown."
ONE_TITLE = "«# » gir en ny hovedoverskrift. Tittelen er den eneste: bruk «## »."


def read(markdown: str) -> Prose:
    return ProseReader().read(markdown)


@each_case(
    ("markdown", "finding"),
    [
        ("<script>alert(1)</script>", f"«<script>» kan ikke publiseres. {PLAIN}"),
        ("<SCRIPT src=//a.no></SCRIPT>", f"«<script>» kan ikke publiseres. {PLAIN}"),
        ("<iframe src='https://a.no'></iframe>", f"«<iframe>» kan ikke publiseres. {PLAIN}"),
        ("<style>p {}</style>", f"«<style>» kan ikke publiseres. {PLAIN}"),
        ("<form action=x>", f"«<form>» kan ikke publiseres. {PLAIN}"),
        ("<base href=x>", f"«<base>» kan ikke publiseres. {PLAIN}"),
        ("<meta http-equiv=refresh>", f"«<meta>» kan ikke publiseres. {PLAIN}"),
        ("<svg onload=x>", f"«<svg>» kan ikke publiseres. {PLAIN}"),
        ("<div>a</div>", f"«<div>» kan ikke publiseres. {PLAIN}"),
        (
            "<a href='https://a.no' onclick='x()'>a</a>",
            "«onclick» kan ikke stå i «<a>». Ta det bort.",
        ),
        ("<p style='color: red'>a</p>", "«style» kan ikke stå i «<p>». Ta det bort."),
        ("<b id=fakta>a</b>", "«id» kan ikke stå i «<b>». Ta det bort."),
        ("[a](javascript:alert(1))", f"Lenken «javascript:alert(1)» kan ikke publiseres. {LINKS}"),
        ("[a](JaVaScript:x)", f"Lenken «JaVaScript:x» kan ikke publiseres. {LINKS}"),
        ("[a](java&#115;cript:x)", f"Lenken «javascript:x» kan ikke publiseres. {LINKS}"),
        ("[a](&#1;javascript:x)", f"Lenken «javascript:x» kan ikke publiseres. {LINKS}"),
        ("<javascript:x>", f"«<javascript:x>» kan ikke publiseres. {PLAIN}"),
        ("[a](vbscript:x)", f"Lenken «vbscript:x» kan ikke publiseres. {LINKS}"),
        ("[a](data:text/html,x)", f"Lenken «data:text/html,x» kan ikke publiseres. {LINKS}"),
        ("[a](file:///etc)", f"Lenken «file:///etc» kan ikke publiseres. {LINKS}"),
        (
            f"![a](data:image/png;base64,{'A' * 1000})",
            f"Bildet «data:image/png;base64,{'A' * 38}…» ligger utenfor nettsiden. "
            "Legg det i bilder/ og skriv ![…](/bilder/bilde.jpg).",
        ),
        (
            f"[a](data:text/html,{'A' * 1000})",
            f"Lenken «data:text/html,{'A' * 45}…» kan ikke publiseres. {LINKS}",
        ),
        (
            "![a](bilde.jpg?w=1)",
            "Bildet «bilde.jpg?w=1» ligger utenfor nettsiden. "
            "Legg det i bilder/ og skriv ![…](/bilder/bilde.jpg).",
        ),
        ("[a]({filename}../x.md)", f"Lenken «{{filename}}../x.md» kan ikke publiseres. {LINKS}"),
        ("<td style='position: fixed'>a</td>", "«style» kan ikke stå i «<td>». Ta det bort."),
        ("# Tittel", ONE_TITLE),
        ("<h1>Tittel</h1>", ONE_TITLE),
        (
            "![a](https://a.no/b.jpg)",
            "Bildet «https://a.no/b.jpg» ligger utenfor nettsiden. "
            "Legg det i bilder/ og skriv ![…](/bilder/b.jpg).",
        ),
        (
            "![](/bilder/b.jpg)",
            "Bildet «/bilder/b.jpg» mangler tekst for dem som ikke ser det. "
            "Skriv ![Tre personer rundt et bord](/bilder/b.jpg).",
        ),
    ],
)
def test_what_may_not_be_published_is_told(markdown: str, finding: str) -> None:
    assert list(read(markdown).findings) == [(1, finding)]


@each_case(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<script src=x",
        "<iframe src='https://a.no'></iframe>",
        "<a href='https://a.no' onclick='x()'>a</a>",
        "<img src=x onerror='alert(1)'>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a][1]\n\n[1]: javascript:alert(1)",
        "[a](java&#115;cript:alert(1))",
        "![a](data:image/png;base64,AAAA)",
        "<td style='position: fixed'>a</td>",
    ],
)
def test_what_may_not_be_published_is_left_out_whether_it_is_told_or_not(markdown: str) -> None:
    html = read(f"{markdown}\n\nVelkommen.").html.lower()

    for bad in ("<script", "<iframe", "onclick", "onerror", "javascript:", "data:", "position"):
        assert bad not in html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("[a](javascript:x)", '<p><a href="javascript:x">a</a></p>'),
    ],
)
def test_markdown_left_to_itself_would_let_it_through(source: str, html: str) -> None:
    assert Markdown().convert(source) == html


@each_case(
    ("markdown", "html"),
    [
        ("## Om møtet", '<h2 id="om-motet">Om møtet</h2>'),
        (
            "**Husk** & ta med <b>kaffe</b>",
            "<p><strong>Husk</strong> &amp; ta med <b>kaffe</b></p>",
        ),
        ("1 < 2 og 3 > 2", "<p>1 &lt; 2 og 3 &gt; 2</p>"),
        ("`<script>`", "<p><code>&lt;script&gt;</code></p>"),
        ("{{ site.name }} {% raw %}", "<p>{{ site.name }} {% raw %}</p>"),
        ("[a](/personvern/)", '<p><a href="/personvern/">a</a></p>'),
        ("[a](#program)", '<p><a href="#program">a</a></p>'),
        ("[a](mailto:a@b.no)", '<p><a href="mailto:a@b.no">a</a></p>'),
        ("[a](tel:+4799887766)", '<p><a href="tel:+4799887766">a</a></p>'),
        ("<https://a.no>", '<p><a href="https://a.no">https://a.no</a></p>'),
        ("![Et tre](/bilder/a.jpg)", '<p><img alt="Et tre" src="/bilder/a.jpg"></p>'),
        ("<!-- bare for oss -->", ""),
    ],
)
def test_what_may_be_published_is_published_and_nothing_is_told(markdown: str, html: str) -> None:
    assert read(markdown).html.strip() == html
    assert list(read(markdown).findings) == []


def test_a_list_and_a_table_are_published() -> None:
    html = read("- en\n- to\n\n| a | b |\n|---|---|\n| 1 | 2 |").html

    assert html.replace("\n", "") == (
        "<ul><li>en</li><li>to</li></ul><table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


@each_case(
    ("markdown", "lines"),
    [
        ("\n\nTekst.\n\n<script>", [5]),
        ("Tekst.\n\n# Tittel", [3]),
        ("\n# Tittel", [2]),
        ("Tekst.\n\nTittel\n===", [4]),
        ("Tekst.\n\nSe [her](javascript:x).", [3]),
        ("[a][1]\n\n[1]: javascript:x", [3]),
        ("<script>a</script>\n\n<script>b</script>", [1, 3]),
        ("[a](javascript:x)\n\n[b](javascript:x)", [1, 3]),
        ("# En\n\n## To\n\n# Tre", [1, 5]),
        ("<b>a</b>\n\n<b onclick=x>b</b>", [3]),
    ],
)
def test_a_finding_is_told_at_its_own_line(markdown: str, lines: list[int]) -> None:
    assert [line for line, _ in read(markdown).findings] == lines
