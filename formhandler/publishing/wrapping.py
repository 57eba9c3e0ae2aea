"""Wrapping: a text in lines of even length, in the largest type that it has room for."""

from collections.abc import Callable, Iterable, Iterator

LEADING = 1.12
_ELLIPSIS = "…"

# How wide a text is, in parts of the type's size.
Measure = Callable[[str], float]
_Word = tuple[str, float]


def fitted(
    text: str, sizes: Iterable[int], measure: Measure, width: float, height: float
) -> tuple[int, list[str]]:
    """Return the first of the sizes, largest first, that fits, and the text's lines in it.

    In the last size words are broken, and what still does not fit is left out.
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
    """Return how many lines there is room for."""
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
    """Return as many lines, none wider than it must be, so that no last word stands alone."""
    narrow, wide = _widest(words), width
    while wide - narrow > width / 50:
        middle = (narrow + wide) / 2
        if len(_lines(words, space, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return _lines(words, space, wide)


def _broken(word: str, measure: Measure, width: float) -> Iterator[_Word]:
    """Yield the word, or the parts of one that is too wide."""
    part = ""
    for letter in word:
        if part and measure(part + letter) > width:
            yield part, measure(part)
            part = ""
        part += letter
    yield part, measure(part)


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + _ELLIPSIS]
