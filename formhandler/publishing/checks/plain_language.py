"""Plain language: advice on words and sentences that make a text harder than it need be."""

import re
from collections.abc import Iterator

from formhandler.events.frontmatter import Reading
from formhandler.events.outline import quote
from formhandler.events.problems import Problem, Severity
from formhandler.publishing.checks.passages import passages

_LONGEST = 30
_SAY_IT = "kan du sløyfe. Skriv rett fram: «Meld deg på innen fredag.»"
_SAY_WHAT = "sier ikke hva leseren skal gjøre. Skriv for eksempel «Du må …»."
_WORDS = (
    (re.compile(r"\bvennligst\b|\bvenlegst\b|\bver (?:så )?venleg\b", re.IGNORECASE), _SAY_IT),
    (re.compile(r"\b(?:påkrevd|påkravd|obligatorisk)e?\b", re.IGNORECASE), _SAY_WHAT),
)
# One of these begins each of the words.
_FIRST = re.compile(r"ven+l[ie]g|påkr|obliga", re.IGNORECASE)

# What is no running text: addresses, code, tags; blanked, so that all else keeps its place.
_NO_WORDS = re.compile(r"(?<=\])\([^)\n]*\)|`[^`\n]*`|<[^>\n]*>|https?://\S+")
_BREAK = re.compile(r"\n[ \t]*(?:\n|(?=[-*+] |\d+[.)] |#|>|\|))|(?<=\n)[ \t]*[#|].*")
_END = re.compile(r"(?<=[.!?])[\"'»”)*_]*\s+(?=[\"'«“(*_\[]*[A-ZÆØÅ])")
_WORD = re.compile(r"\w+(?:[-'\u2019.:/]\w+)*")


def check_language(reading: Reading) -> Iterator[Problem]:
    """Yield advice for each such word, and for each sentence of more than 30 words."""
    for passage in passages(reading):
        if _is_long(passage.text) or _FIRST.search(passage.text):
            text = _NO_WORDS.sub(lambda match: " " * len(match[0]), passage.text)
            for offset, message in (*_words(text), *_long_sentences(text, passage.text)):
                yield passage.problem(offset, message, Severity.ADVICE)


def _is_long(text: str) -> bool:
    """Tell whether there can be more than 30 words."""
    return text.count(" ") + text.count("\n") >= _LONGEST


def _words(text: str) -> Iterator[tuple[int, str]]:
    for pattern, advice in _WORDS:
        for match in pattern.finditer(text):
            yield match.start(), f"«{match[0]}» {advice}"


def _long_sentences(text: str, written: str) -> Iterator[tuple[int, str]]:
    for offset, sentence in _sentences(text):
        if _is_long(sentence) and (number := len(_WORD.findall(sentence))) > _LONGEST:
            shown = quote(" ".join(written[offset:].split())[:80])
            yield offset, f"Setningen {shown} har {number} ord. Del den, så er den lettere å lese."


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the offset of its first letter."""
    for start, block in _parts(text, _BREAK):
        if not _is_long(block):
            continue
        for offset, sentence in _parts(block, _END):
            bare = sentence.lstrip(" \t\n-*+>")
            yield start + offset + len(sentence) - len(bare), bare


def _parts(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield what stands between the matches, each with its offset."""
    start = 0
    for match in between.finditer(text):
        yield start, text[start : match.start()]
        start = match.end()
    yield start, text[start:]
