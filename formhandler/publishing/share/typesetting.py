"""Typesetting: text measured, broken into lines and drawn in a font."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from PIL import Image, ImageDraw, ImageFont

from formhandler.core.formatting import NBSP

LEADING = 1.12
_ELLIPSIS = "…"

# The width of a text, as a fraction of the font size.
Measure = Callable[[str], float]
_Word = tuple[str, float]


def fitted(
    text: str, sizes: Iterable[int], measure: Measure, width: float, height: float
) -> tuple[int, list[str]]:
    """Return the first size that fits, from the largest, and the text's lines in it.

    At the smallest size words are broken, and what still does not fit is dropped.
    """
    words = [(word, measure(word)) for word in text.split(" ") if word]
    space = measure(" ")
    size = 0
    for size in sizes:
        lines = _lines(words, space, width / size)
        if _widest(words) * size <= width and len(lines) <= _room(size, height):
            return size, _balanced(words, space, len(lines), width / size)
    parts = [part for word, _ in words for part in _broken(word, measure, width / size)]
    return size, _cut(_lines(parts, space, width / size), _room(size, height))


def _room(size: int, height: float) -> int:
    """Return how many lines fit."""
    return int(height // (size * LEADING))


def _widest(words: Iterable[_Word]) -> float:
    return max((width for _, width in words), default=0)


def _lines(words: Iterable[_Word], space: float, width: float) -> list[str]:
    lines: list[str] = []
    end = width
    for word, long in words:
        end += space + long
        if end <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
            end = long
    return lines


def _balanced(words: list[_Word], space: float, count: int, width: float) -> list[str]:
    """Return the same number of lines, as narrow as possible, so that no last word is alone."""
    narrow, wide = _widest(words), width
    while wide - narrow > width / 50:
        middle = (narrow + wide) / 2
        if len(_lines(words, space, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return _lines(words, space, wide)


def _broken(word: str, measure: Measure, width: float) -> Iterator[_Word]:
    """Yield the word, or its parts if it is too wide."""
    part = ""
    for letter in word:
        if part and measure(part + letter) > width:
            yield part, measure(part)
            part = ""
        part += letter
    yield part, measure(part)


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + _ELLIPSIS]


_ON_BASELINE = "ls"
# Letters are drawn one by one, so contextual shapes are off.
_FEATURES = ["-calt", "-liga"]
_MEASURED_AT = 128
_SPACES = {" ", NBSP}
_IN_NO_FONT = "\U0010ffff"


@dataclass(frozen=True)
class _Glyph:
    """A letter as a mask, and the offset of its upper left corner from the pen."""

    mask: Image.Image
    left: int
    top: int


class Typeface:
    """Measures and draws text in one font; thread-safe."""

    def __init__(self, file: Path) -> None:
        """Load the font's file; raises OSError if it is not a font."""
        self._measured = ImageFont.truetype(file, _MEASURED_AT)
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._glyphs: dict[tuple[str, int], _Glyph] = {}
        self._moves: dict[str, float] = {}
        # Pillow's font object is not thread-safe.
        self._lock = Lock()
        self._known: dict[str, bool] = {}
        self._missing = bytes(self._measured.getmask(_IN_NO_FONT))

    def known(self, text: str) -> str:
        """Return the text without characters that are invisible or missing in the font."""
        plain = "".join(" " if each.isspace() and each != NBSP else each for each in text)
        return "".join(filter(self._knows, plain))

    def width(self, text: str, size: float) -> float:
        """Return the width of the text at a size, both in pixels."""
        return sum(map(self._move, text, text[1:] + " ")) * size

    def draw(
        self, canvas: Image.Image, at: tuple[float, float], text: str, size: int, ink: int
    ) -> None:
        """Draw the text on the canvas, starting at a point on its baseline."""
        pen, baseline = at
        for letter, following in zip(text, text[1:] + " ", strict=False):
            glyph = self._glyph(letter, size)
            canvas.paste(ink, (round(pen) + glyph.left, round(baseline) + glyph.top), glyph.mask)
            pen += self._move(letter, following) * size

    def _knows(self, letter: str) -> bool:
        if letter not in self._known:
            with self._lock:
                mask = bytes(self._measured.getmask(letter))
            is_drawn = letter.isprintable() and any(mask) and mask != self._missing
            self._known[letter] = is_drawn or letter in _SPACES
        return self._known[letter]

    def _glyph(self, letter: str, size: int) -> _Glyph:
        if (letter, size) not in self._glyphs:
            with self._lock:
                self._glyphs[letter, size] = self._drawn(letter, size)
        return self._glyphs[letter, size]

    def _drawn(self, letter: str, size: int) -> _Glyph:
        if size not in self._fonts:
            self._fonts[size] = self._measured.font_variant(size=size)
        font = self._fonts[size]
        box = font.getbbox(letter, features=_FEATURES, anchor=_ON_BASELINE)
        left, top, right, bottom = map(int, box)
        mask = Image.new("L", (right - left, bottom - top))
        pen = ImageDraw.Draw(mask)
        pen.text((-left, -top), letter, 255, font, anchor=_ON_BASELINE, features=_FEATURES)
        return _Glyph(mask, left, top)

    def _move(self, letter: str, following: str) -> float:
        """Return the kerned advance from a letter to the next, as a fraction of the size."""
        pair = letter + following
        if pair not in self._moves:
            with self._lock:
                both = self._measured.getlength(pair, features=_FEATURES)
                last = self._measured.getlength(following, features=_FEATURES)
            self._moves[pair] = (both - last) / _MEASURED_AT
        return self._moves[pair]
