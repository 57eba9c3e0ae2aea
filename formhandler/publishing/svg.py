"""SVG: how large a drawing is, from its first tag.

Format: Scalable Vector Graphics 2, §8.2 (`viewBox`) and §7.2 (`width` and `height`).
"""

import re

from formhandler.publishing.darkroom import NO_IMAGE, UnreadableImageError

_ROOT = re.compile(r"<svg\b[^>]*>", re.I)
_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?)"
_SIDE = r"""\s%s\s*=\s*["']\s*{number}\s*(px|pt|pc|mm|cm|in|)\s*["']""".replace("{number}", _NUMBER)
_VIEW_BOX = re.compile(
    rf"""\sviewBox\s*=\s*["']\s*-?{_NUMBER}[\s,]+-?{_NUMBER}[\s,]+{_NUMBER}[\s,]+{_NUMBER}\s*["']"""
)
# CSS Values and Units 4, §6.2: how many pixels there are in each unit.
_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def svg_size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels; raises UnreadableImageError where there are none."""
    root = _ROOT.search(data.decode("utf-8", "replace"))
    if root is None:
        raise UnreadableImageError(NO_IMAGE)
    width, height = (_side(root[0], name) for name in ("width", "height"))
    if width is None or height is None:
        box = _VIEW_BOX.search(root[0])
        width, height = (round(float(box[3])), round(float(box[4]))) if box else (0, 0)
    if min(width, height) <= 0:
        raise UnreadableImageError(NO_IMAGE)
    return width, height


def _side(root: str, name: str) -> int | None:
    side = re.search(_SIDE % name, root)
    return round(float(side[1]) * _UNITS[side[2]]) if side else None
