"""Look: an organisation's colours and logo, as the pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from formhandler.core.hashed_names import hashed_name
from formhandler.events.manifest import Logo, Look, Shades
from formhandler.publishing.branding.colour_tokens import Colours, dark_tokens, light_tokens
from formhandler.publishing.branding.stylesheet import STYLES
from formhandler.publishing.content.files import shown_path
from formhandler.publishing.images.album import ENDINGS, Fault, look_at_file
from formhandler.publishing.images.convert import NO_IMAGE
from formhandler.publishing.images.renditions import IMAGES, Picture

# Every page loads it, and a complete page weighs 20 KB without it.
MOST_KILOBYTES = 100


class LogoError(Exception):
    """The logo is unusable; the text says why, in one line."""


@dataclass(frozen=True)
class LogoFile:
    """A logo as the pages show it, and the bytes of its file."""

    logo: Logo
    content: bytes


def check_logo_name(name: object) -> str:
    """Return the name if it is a plain file name; raises LogoError."""
    if not isinstance(name, str) or Path(name).name != name or "\\" in name:
        message = f'«{name}» er ikke et filnavn. Skriv for eksempel "logo.svg".'
        raise LogoError(f"{message} Filen skal ligge i {IMAGES}/.")
    return name


def read_logo(name: str, images: Path) -> LogoFile:
    """Return the logo with this name in the folder of images; raises LogoError."""
    path = images / name
    if not path.is_file():
        raise LogoError(f"«{name}» finnes ikke. Legg filen i {shown_path(images)}/.")
    content = path.read_bytes()
    if len(content) > MOST_KILOBYTES * 1000:
        size = -(-len(content) // 1000)
        raise LogoError(
            f"«{name}» er {size} kB, og hver side henter den. Lag en på høyst {MOST_KILOBYTES} kB."
        )
    picture = look_at_file(name, path) if path.suffix.lower() in ENDINGS else Fault(NO_IMAGE)
    if isinstance(picture, Fault):
        raise LogoError(f"«{name}» {picture.message}")
    own = picture.own
    return _published(picture, own.make() if own else content)


def _published(picture: Picture, content: bytes) -> LogoFile:
    ending = Path(picture.place).suffix[1:].lower()
    address = f"/{STYLES}/{hashed_name('logo', ending, content)}"
    return LogoFile(Logo(path=address, width=picture.width, height=picture.height), content)


@dataclass(frozen=True)
class OwnLook:
    """A look for the pages, its CSS, and its logos."""

    look: Look
    css: str = ""
    logos: tuple[LogoFile, ...] = ()


def own_look(
    colours: Colours | None = None,
    logo: LogoFile | None = None,
    logo_dark: LogoFile | None = None,
) -> OwnLook:
    """Return the look with these colours and logos; without them, the theme's."""
    logos = tuple(each for each in (logo, logo_dark) if each)
    look = Look(logo=_shown(logo), logo_dark=_shown(logo_dark))
    if colours is None:
        return OwnLook(look, logos=logos)
    light, dark = light_tokens(colours), dark_tokens(colours)
    look = look.model_copy(update={"light": _shades(light), "dark": _shades(dark)})
    return OwnLook(look, own_css(light, dark), logos)


def _shown(file: LogoFile | None) -> Logo | None:
    return file.logo if file else None


def _shades(tokens: Mapping[str, str]) -> Shades:
    return Shades(
        paper=tokens["neutral-background-default"],
        text=tokens["neutral-text-default"],
        quiet=tokens["neutral-text-subtle"],
        line=tokens["neutral-border-subtle"],
        link=tokens["accent-text-subtle"],
        main=tokens["accent-base-default"],
        shade=tokens["accent-base-active"],
        on_main=tokens["accent-base-contrast-default"],
    )


def own_css(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """Return the CSS that overrides the theme's own tokens, in the same layer."""
    paper = light["neutral-background-default"]
    # Print uses the light colours, as in the theme.
    return (
        f"@layer tokens {{\n  :root {{\n{_declared(light)}  }}\n"
        "  @media screen and (prefers-color-scheme: dark) {\n"
        f"  :root {{\n{_declared(dark)}    --logo-ground: {paper};\n  }}\n  }}\n}}\n"
    )


def _declared(tokens: Mapping[str, str]) -> str:
    return "".join(f"    --ds-color-{name}: {value};\n" for name, value in tokens.items())
