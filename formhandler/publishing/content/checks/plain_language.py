"""Plain language: advice on words and sentences that make a text harder than necessary."""

import re
from collections.abc import Iterator

from formhandler.core.errors import Problem, Severity
from formhandler.events.frontmatter import Reading
from formhandler.events.yaml_with_places import quote
from formhandler.publishing.content.checks.passages import passages

_LONGEST = 30
_SAY_IT = "kan du sløyfe. Skriv rett fram: «Meld deg på innen fredag.»"
_SAY_WHAT = "sier ikke hva leseren skal gjøre. Skriv for eksempel «Du må …»."
_WORDS = (
    (re.compile(r"\bvennligst\b|\bvenlegst\b|\bver (?:så )?venleg\b", re.IGNORECASE), _SAY_IT),
    (re.compile(r"\b(?:påkrevd|påkravd|obligatorisk)e?\b", re.IGNORECASE), _SAY_WHAT),
)
# A text without any of these contains none of the words.
_STEMS = ("venn", "venl", "påkr", "obliga")

# URLs, code and tags.
_NO_WORDS = re.compile(r"(?<=\])\([^()\n]*\)|`[^`\n]*`|<[^<>\n]*>|https?://\S+")
# Where a sentence ends without a full stop: list items, quotations, headings, table rows.
_BREAK = re.compile(r"\n[ \t]*(?=[-*+>] |\d+[.)] )|^[ \t]*[#|].*$", re.MULTILINE)
_END = re.compile(r"(?<=[.!?])[\"'»”)*_]*\s+(?=[\"'«“(*_\[]*[A-ZÆØÅ])")
_WORD = re.compile(r"\w+(?:[-'\u2019.:/]\w+)*")


def check_language(reading: Reading) -> Iterator[Problem]:
    """Yield advice for each such word, and for each sentence of more than 30 words."""
    for passage in passages(reading):
        for offset, message in (*_words(passage.text), *_long_sentences(passage.text)):
            yield passage.problem(offset, message, Severity.ADVICE)


def _words(text: str) -> Iterator[tuple[int, str]]:
    lowered = text.lower()
    if any(stem in lowered for stem in _STEMS):
        running = _running(text)
        for pattern, advice in _WORDS:
            for match in pattern.finditer(running):
                yield match.start(), f"«{match[0]}» {advice}"


def _long_sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for paragraph in text.split("\n\n"):
        for offset, number in _long_in(paragraph):
            shown = quote(" ".join(paragraph[offset:].split())[:80])
            message = f"Setningen {shown} har {number} ord. Del den, så er den lettere å lese."
            yield start + offset, message
        start += len(paragraph) + 2


def _long_in(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the offset and number of words of each long sentence."""
    if _is_long(paragraph):
        for offset, sentence in _sentences(_running(paragraph)):
            if _is_long(sentence) and (number := len(_WORD.findall(sentence))) > _LONGEST:
                yield offset, number


def _is_long(text: str) -> bool:
    """Tell whether there can be more than 30 words."""
    return text.count(" ") + text.count("\n") >= _LONGEST


def _running(text: str) -> str:
    """Return the text with everything but running text blanked out."""
    return _NO_WORDS.sub(lambda match: " " * len(match[0]), text)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the offset of its first character."""
    for start, block in _parts(text, _BREAK):
        for offset, sentence in _parts(block, _END):
            bare = sentence.lstrip(" \t\n-*+>")
            yield start + offset + len(sentence) - len(bare), bare


def _parts(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the parts between the matches, with their offsets."""
    start = 0
    for match in between.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]
