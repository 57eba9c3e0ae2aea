"""Look: the site's logo, and its colours for where the stylesheet does not reach, as in mail."""

from formhandler.events.parts import Part


class Shades(Part):
    """The few colours of one scheme, light or dark, each `#rrggbb`.

    `text`, `quiet` text, `line` and `link` stand on `paper`, `on_main` on `main` and its `shade`.
    """

    paper: str
    text: str
    quiet: str
    line: str
    link: str
    main: str
    shade: str
    on_main: str


class Logo(Part):
    """An image file: its address below the site's, and its size in pixels."""

    path: str
    width: int
    height: int


LIGHT = Shades(
    paper="#fbfaf7",
    text="#1d2423",
    quiet="#565a57",
    line="#dcd8cd",
    link="#0b5563",
    main="#0b5563",
    shade="#06333c",
    on_main="#ffffff",
)
DARK = Shades(
    paper="#101617",
    text="#eaeeee",
    quiet="#a9b5b6",
    line="#344245",
    link="#84c8d3",
    main="#6fc0cd",
    shade="#a6d8e0",
    on_main="#06181c",
)


class Look(Part):
    """What makes the site its organisation's own; unless told otherwise, the theme's colours."""

    light: Shades = LIGHT
    dark: Shades = DARK
    logo: Logo | None = None
    logo_dark: Logo | None = None
