"""Text without marks is passed over, and comes out just as it would otherwise."""

from markdown import Markdown

from formhandler.publishing.content.markdown import UnmarkedExtension
from tests.support.tables import each_case

EXTENSIONS = ["sane_lists", "tables"]
KNOWN = {
    *("backtick", "escape", "reference", "link", "image_link", "image_reference"),
    *("short_reference", "short_image_ref", "autolink", "automail", "linebreak", "html"),
    *("entity", "em_strong"),
}
TEXTS = [
    "Helt vanlig tekst, med «hermetegn» – og tankestrek.",
    "En linje  \nmed linjeskift, og\nen uten",
    "**fet**, *kursiv*, _kursiv_, `kode`, ~ikke~",
    "[lenke](https://example.no/) og [lenke][1]\n\n[1]: https://example.no/",
    "![bilde](/bilder/x.jpg) og <https://example.no/> og <kari@example.no>",
    "1 < 2 & 3 > 2, &amp; og &aring;",
    "<b>fet</b> og <script>x</script>",
    "\\*ikke kursiv\\* og C:\\mappe",
    "a_b_c og 2*3*4 og _",
    "- en\n- **to**\n  - tre\n\n1. fire\n2. [fem](/)",
    "| a | b |\n|---|--:|\n| 1 | **2** |",
    "## Tittel\n\nTekst\n\n    kode & <b>\n\n> sitat med *vekt*",
    "Første\u00a0ord  \n",
    "\x02 og \x03 og klzzwxh:0000",
]


@each_case("text", TEXTS)
def test_what_comes_out_is_the_same(text: str) -> None:
    ours = Markdown(extensions=[*EXTENSIONS, UnmarkedExtension()], output_format="html")

    assert ours.convert(text) == Markdown(extensions=EXTENSIONS, output_format="html").convert(text)


def test_the_patterns_are_those_whose_marks_we_know() -> None:
    """A new one of Markdown's own would have to be looked at."""
    patterns = Markdown(extensions=EXTENSIONS).inlinePatterns

    assert len(patterns) == len(KNOWN)
    assert [name for name in KNOWN if name not in patterns] == []
