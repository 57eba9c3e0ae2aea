"""Picture HTML: a picture as HTML, with what a browser needs to choose the file that fits.

Every `<img>` has width and height, so that nothing moves while it loads (HTML §4.8.4).
"""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import unquote

from markupsafe import Markup

from formhandler.publishing.images.renditions import IMAGES, KINDS, PORTRAIT, Picture

# The width of a picture, as decided by site.css: 92 vw between the margins, 86 vw - 24 rem beside
# the facts, and constant from 76 rem on.
SIZES = {
    "article": "(min-width: 76rem) 41.25rem, (min-width: 60rem) calc(86vw - 24rem), 92vw",
    "feature": "(min-width: 76rem) 33.75rem, (min-width: 60rem) 44vw, 92vw",
    "prose": "(min-width: 40rem) 36.5rem, 92vw",
}
_IMG = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_KEPT = {"alt", "title"}
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')


def picture_tag(picture: Picture, alt: str, place: str, *, first: bool = False) -> Markup:
    """Return a picture in one of the positions in `SIZES`; the `first` one is loaded eagerly."""
    return _wide(picture, {"alt": alt}, place, first=first)


def portrait_tag(picture: Picture) -> Markup:
    """Return the centre of a picture as a portrait; the name is written beside it."""
    sources = []
    for kind in KINDS:
        files = [(f"{each.width / PORTRAIT:g}x", each) for each in picture.portraits(kind)]
        sources.append(_source(kind, ((each.address, density) for density, each in files)))
    return _tag(picture, sources, {"width": PORTRAIT, "height": PORTRAIT, "alt": ""}, first=False)


def places_in(html: str) -> list[str]:
    """Return the paths below `bilder/` of the pictures in cleaned HTML."""
    return [_place(_attributes(match)) for match in _IMG.finditer(html)]


def with_pictures(html: str, pictures: Mapping[str, Picture], *, first: bool) -> str:
    """Return cleaned HTML with its pictures in all sizes; `first` if no picture precedes it."""

    def tag(match: re.Match[str]) -> str:
        nonlocal first
        attributes = _attributes(match)
        picture = pictures.get(_place(attributes))
        if picture is None:
            return match[0]
        kept = {name: value for name, value in attributes.items() if name in _KEPT}
        made = _wide(picture, kept, "prose", first=first)
        first = False
        return made

    return _IMG.sub(tag, html)


def _attributes(match: re.Match[str]) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}


def _place(attributes: Mapping[str, str]) -> str:
    return unquote(attributes.get("src", "")).removeprefix(f"/{IMAGES}/")


def _wide(picture: Picture, attributes: Mapping[str, str], place: str, *, first: bool) -> Markup:
    sizes = Markup(' sizes="{}"').format(SIZES[place])
    sources = [
        _source(kind, ((each.address, f"{each.width}w") for each in picture.wide(kind)), sizes)
        for kind in KINDS
    ]
    size = {"width": picture.width, "height": picture.height}
    return _tag(picture, sources, {**size, **attributes}, first=first)


def _source(kind: str, files: Iterable[tuple[str, str]], sizes: str = "") -> Markup:
    srcset = ", ".join(f"{address} {size}" for address, size in files)
    return Markup('<source type="image/{}" srcset="{}"{}>').format(kind, srcset, sizes)


def _tag(
    picture: Picture, sources: Iterable[Markup], attributes: Mapping[str, object], *, first: bool
) -> Markup:
    address = picture.own.address if picture.own else picture.path
    all_of_it = {"src": address, **attributes} | ({} if first else {"loading": "lazy"})
    image = Markup("").join(Markup(' {}="{}"').format(*each) for each in all_of_it.items())
    tag = Markup('<img{} decoding="async">').format(image)
    if picture.own is None:
        return tag
    return Markup("<picture>{}{}</picture>").format(Markup("").join(sources), tag)
