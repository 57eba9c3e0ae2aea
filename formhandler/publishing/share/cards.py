"""Share cards: the pictures that others show when they link to a page, drawn from its texts.

1200 by 630 pixels, the size that https://ogp.me/ readers crop least.
"""

import unicodedata
from dataclasses import astuple, dataclass
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image, ImageColor, ImageDraw

from formhandler.core.formatting import plain, unbroken, when_text
from formhandler.core.hashed_names import hashed_name
from formhandler.core.i18n import speaking, translate
from formhandler.events.manifest import LIGHT, Shades
from formhandler.events.model import Event, Plan
from formhandler.publishing.share.typesetting import LEADING, Typeface, fitted


@dataclass(frozen=True)
class Card:
    """A share card's texts; `mark` is the most important one, such as «Avlyst»."""

    name: str
    title: str
    line: str = ""
    mark: str = ""

    @property
    def alt(self) -> str:
        """The alternative text of the picture."""
        return plain(". ".join(part for part in (self.mark, self.title, self.line) if part))


def list_card() -> Card:
    """Return the card of the list page."""
    return Card("arrangementer", translate("Arrangementer"))


def event_card(event: Event) -> Card:
    """Return the card of an event, in the event's language."""
    with speaking(event.language):
        marks = {Plan.CANCELLED: translate("Avlyst"), Plan.POSTPONED: translate("Utsatt")}
        line = "" if event.plan is Plan.POSTPONED else when_text(event)
        title = unicodedata.normalize("NFC", unbroken(event.title))
        return Card(event.slug, title, line, marks.get(event.plan, ""))


WIDTH, HEIGHT = 1200, 630
SHARED = "delt"
# To be raised when pictures are drawn in another way, so that those that are made get new names.
_EDITION = b"2"

_TITLE_SIZES = (104, 92, 82, 72, 64, 56, 48)
_TEXT_SIZE = 38
_LEFT, _RIGHT = 80, 1120
_NAME_BASELINE, _LINE_BASELINE = 116, 556
_TITLE_TOP, _TITLE_ROOM = 158, 336
# The space below a baseline and before a letter's left edge, as fractions of the size.
_BELOW, _BESIDE = 0.26, 0.04

# Sixteen tones from shade through ground to ink, so that the edge of a letter is a tone between its
# own and the background's.
_DIM, _GROUND, _PALE, _INK = 3, 5, 12, 15


def tones(shades: Shades) -> bytes:
    """Return sixteen tones from shade through ground to ink, as red, green and blue."""
    shade, ground, ink = map(ImageColor.getrgb, (shades.shade, shades.main, shades.on_main))
    return b"".join(
        _mixed(shade, ground, tone / _GROUND)
        if tone < _GROUND
        else _mixed(ground, ink, (tone - _GROUND) / (_INK - _GROUND))
        for tone in range(_INK + 1)
    )


def _mixed(one: tuple[int, ...], other: tuple[int, ...], part: float) -> bytes:
    return bytes(round(a + (b - a) * part) for a, b in zip(one[:3], other[:3], strict=True))


class SharePictures:
    """Names and draws the share cards of one site; thread-safe."""

    def __init__(self, site: str, fonts: Path, shades: Shades = LIGHT) -> None:
        """Store the site's name, the folder with the fonts, and the colours; read nothing yet."""
        self._site = site
        self._fonts = fonts
        self._palette = tones(shades)
        self._lock = Lock()

    def path(self, card: Card) -> str:
        """Return the path of the card's picture."""
        texts = (text.encode() for text in (self._site, *astuple(card)))
        name = hashed_name(card.name, "png", _EDITION, self._palette, *texts)
        return f"/{SHARED}/{name}"

    def draw(self, card: Card) -> bytes:
        """Return the card's picture as PNG; characters missing in the fonts are left out."""
        with self._lock:
            sheet, title, text = self._sheet, self._title, self._text
        canvas = sheet.copy()
        _draw_title(canvas, title, card.title)
        text.draw(canvas, (_LEFT, _LINE_BASELINE), text.known(card.line), _TEXT_SIZE, _INK)
        if card.mark:
            _draw_mark(canvas, title, card.mark)
        return _png_file(canvas)

    @cached_property
    def _title(self) -> Typeface:
        return Typeface(self._fonts / "InterDisplay-SemiBold.woff2")

    @cached_property
    def _text(self) -> Typeface:
        return Typeface(self._fonts / "Inter-Regular.woff2")

    @cached_property
    def _sheet(self) -> Image.Image:
        """The background shared by all cards of the site."""
        canvas = Image.new("P", (WIDTH, HEIGHT), _GROUND)
        canvas.putpalette(self._palette)
        canvas.paste(_DIM, (700, 130), _check_mark(640))
        name = self._title.known(self._site)
        self._title.draw(canvas, (_LEFT, _NAME_BASELINE), name, _TEXT_SIZE, _PALE)
        return canvas


def _png_file(canvas: Image.Image) -> bytes:
    """Return a picture of sixteen colours as PNG, two pixels to a byte.

    Level 1 is quick, and the file is a fifth larger than Pillow's own choice makes it.
    """
    file = BytesIO()
    canvas.save(file, "PNG", bits=4, compress_level=1)
    return file.getvalue()


def _draw_title(canvas: Image.Image, face: Typeface, title: str) -> None:
    size, lines = fitted(
        face.known(title), _TITLE_SIZES, partial(face.width, size=1), _RIGHT - _LEFT, _TITLE_ROOM
    )
    leading = size * LEADING
    top = _TITLE_TOP + (_TITLE_ROOM - len(lines) * leading) / 2
    for number, line in enumerate(lines, start=1):
        baseline = top + number * leading - size * _BELOW
        face.draw(canvas, (_LEFT - size * _BESIDE, baseline), line, size, _INK)


def _draw_mark(canvas: Image.Image, face: Typeface, mark: str) -> None:
    """Draw a word in the corner, in reversed colours."""
    left = _RIGHT - round(face.width(mark, _TEXT_SIZE)) - 48
    box = (left, _NAME_BASELINE - 46, _RIGHT, _NAME_BASELINE + 20)
    ImageDraw.Draw(canvas).rounded_rectangle(box, 12, _INK)
    face.draw(canvas, (left + 24, _NAME_BASELINE), mark, _TEXT_SIZE, _DIM)


def _check_mark(width: int) -> Image.Image:
    """Return the icon's check mark as a mask, drawn at double size for smooth edges."""
    scale = 2 * width / 28
    points = [(2, 15), (10, 23), (26, 5)]
    mask = Image.new("L", (2 * width, 2 * width))
    pen = ImageDraw.Draw(mask)
    pen.line([(x * scale, y * scale) for x, y in points], 255, round(5 * scale))
    return mask.reduce(2)
