"""The look: the name, the colours and the logo of an organisation, wherever they are shown."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from formhandler.core.hashed_names import is_hashed
from formhandler.events.manifest import DARK, LIGHT, Look, Shades
from formhandler.publishing.branding.colours import read_colours
from formhandler.publishing.branding.look import own_look
from formhandler.publishing.branding.stylesheet import SOURCES
from formhandler.publishing.build import Build, check, publish
from formhandler.publishing.preview import Preview
from formhandler.publishing.site_config import ConfigurationError
from tests.publishing.test_colours import OWN, THEME, blocks
from tests.support.builds import configured, everything, last_line, published
from tests.support.events import NOW, SITE, write_event
from tests.support.images import SECRET, a_phone_photo
from tests.support.letters import a_message, html_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><path d="M0 0h80v40z"/></svg>'


def refused(build: Build) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        publish(build)
    return str(refusal.value)


# Without settings of its own.


def test_without_settings_the_stylesheet_is_the_theme_s(build: Build) -> None:
    site = published(build).site
    css = (build.site / site.stylesheet.lstrip("/")).read_text("utf-8")

    assert css == "\n".join((THEME / name).read_text("utf-8") for name in SOURCES)
    assert site.look == Look()


def test_what_mail_is_coloured_with_is_what_the_theme_s_pages_are() -> None:
    light, dark = blocks((THEME / "static" / "site.css").read_text("utf-8"))

    assert [shades_of(light), shades_of(dark)] == [LIGHT, DARK]


def shades_of(tokens: dict[str, str]) -> Shades:
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


# Settings that cannot be used.


LINES = ("SITENAME = ' '", "COLOURS = {'main': '#fff'}", "LOGO = 'logo.svg'")


def told_of(build: Build) -> list[str]:
    last, file = last_line(build), build.configuration
    return [
        f"{file}:{last - 2}:1: SITENAME: « » er ikke et navn. Skriv for eksempel "
        '"Eksempelforeningen".',
        f'{file}:{last - 1}:1: COLOURS: paper mangler. Skriv for eksempel "paper": "#fbfaf7".',
        f'{file}:{last - 1}:1: COLOURS: text mangler. Skriv for eksempel "text": "#1d2423".',
        f"{file}:{last}:1: LOGO: «logo.svg» finnes ikke. Legg filen i {build.content}/bilder/.",
    ]


def test_all_that_is_wrong_is_told_at_once_and_the_site_stays(build: Build) -> None:
    published(build)
    before, wrong = everything(build.site), configured(build, *LINES)

    assert refused(wrong).splitlines() == told_of(wrong)
    assert everything(build.site) == before


def test_check_tells_it_too(build: Build) -> None:
    wrong = configured(build, *LINES)

    with pytest.raises(ConfigurationError) as refusal:
        check(wrong)
    assert str(refusal.value).splitlines() == told_of(wrong)


def test_the_preview_shows_each_of_them(build: Build) -> None:
    wrong = configured(build, *LINES)
    preview = Preview(lambda: wrong, lambda: NOW, lambda _: None)
    preview.refresh()

    told = [str(each) for each in preview.problems()]

    assert told == told_of(wrong)


# The logo.


def with_logo(build: Build, *lines: str) -> Build:
    (build.content / "bilder" / "logo.svg").write_text(SVG)
    return configured(build, 'LOGO = "logo.svg"', *lines)


def brand(html: str) -> str:
    found = re.search(r'<a class="brand" href="/">(.*?)</a>', html, re.S)
    assert found
    return re.sub(r"\s*\n\s*", "", unescape(found[1]))


def test_the_logo_stands_beside_the_name_on_pages_and_forms(
    build: Build, client: FlaskClient
) -> None:
    write_event(build.content)
    logo = published(with_logo(build)).site.look.logo
    assert logo
    shown = (
        f'<picture><img class="logo on-light" src="{logo.path}" width="80" height="40" alt="">'
        "</picture>Etisk handel Norge"
    )

    paths = ("/", "/arrangementer/frokostmote/", "/pamelding/frokostmote/", "/finnes-ikke/")
    assert [brand(client.get(path).text) for path in paths] == [shown] * 4
    assert client.get(logo.path).data == SVG.encode()


def test_a_dark_screen_gets_its_own_logo(build: Build) -> None:
    dark = build.content / "bilder" / "lys.svg"
    dark.write_text(SVG.replace("80", "60"))
    look = published(with_logo(build, 'LOGO_DARK = "lys.svg"')).site.look
    assert look.logo
    assert look.logo_dark

    assert brand((build.site / "index.html").read_text("utf-8")) == (
        '<picture><source media="screen and (prefers-color-scheme: dark)" '
        f'srcset="{look.logo_dark.path}" width="60" height="40">'
        f'<img class="logo" src="{look.logo.path}" width="80" height="40" alt="">'
        "</picture>Etisk handel Norge"
    )
    assert (build.site / look.logo_dark.path.lstrip("/")).read_bytes() == dark.read_bytes()


def test_another_logo_has_another_name_so_that_browsers_fetch_it(build: Build) -> None:
    first = published(with_logo(build)).site.look.logo
    (build.content / "bilder" / "logo.svg").write_text(SVG.replace("80", "60"))
    second = published(configured(build, 'LOGO = "logo.svg"')).site.look.logo

    assert first
    assert second
    assert first.path != second.path


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ("LOGO = 'tung.svg'",),
            "LOGO: «tung.svg» er 101 kB, og hver side henter den. Lag en på høyst 100 kB.",
        ),
        (
            ("LOGO = '../logo.svg'",),
            'LOGO: «../logo.svg» er ikke et filnavn. Skriv for eksempel "logo.svg". '
            "Filen skal ligge i bilder/.",
        ),
        (
            ("LOGO = True",),
            'LOGO: «True» er ikke et filnavn. Skriv for eksempel "logo.svg". '
            "Filen skal ligge i bilder/.",
        ),
        (
            ("LOGO_DARK = 'logo.svg'",),
            "LOGO: mangler. Skriv logoen her, og den for mørke skjermer i LOGO_DARK.",
        ),
    ],
)
def test_a_logo_that_cannot_be_used_is_told(
    build: Build, lines: tuple[str, ...], told: str
) -> None:
    images = build.content / "bilder"
    (images / "logo.svg").write_text(SVG)
    (images / "tung.svg").write_text(SVG + " " * 100_001)
    wrong = configured(build, *lines)
    # A logo that is missing is told at the line of LOGO, not at the last one.
    line = 25 if "mangler" in told else last_line(wrong)

    assert refused(wrong) == f"{wrong.configuration}:{line}:1: {told}"


def test_a_logo_that_is_no_picture_is_told(build: Build) -> None:
    (build.content / "bilder" / "tom.svg").write_text("<svg/>")
    wrong = configured(build, "LOGO = 'tom.svg'")

    with pytest.raises(ConfigurationError) as refusal:
        check(wrong)
    assert str(refusal.value) == (
        f"{wrong.configuration}:{last_line(wrong)}:1: LOGO: «tom.svg» er ikke et bilde vi kan "
        "lese. Bruk JPEG, PNG, WebP, AVIF eller SVG."
    )


def test_a_logo_goes_out_without_what_a_camera_told(build: Build) -> None:
    (build.content / "bilder" / "logo.jpg").write_bytes(a_phone_photo())
    logo = published(configured(build, 'LOGO = "logo.jpg"')).site.look.logo

    assert logo
    assert is_hashed(logo.path)
    assert SECRET.encode() not in (build.site / logo.path.lstrip("/")).read_bytes()


# Where no stylesheet reaches.


def test_the_icon_of_the_page_has_the_main_colour(build: Build) -> None:
    published(configured(build, f"COLOURS = {OWN!r}"))

    assert "fill='%238a1020'" in (build.site / "index.html").read_text("utf-8")


def test_mail_has_the_site_s_colours() -> None:
    look = own_look(read_colours(OWN)).look
    found = set(
        re.findall(r"#[0-9a-f]{6}\b", html_of(a_message(SITE.model_copy(update={"look": look}))))
    )

    assert found <= {*look.light.model_dump().values(), *look.dark.model_dump().values()}
    assert {OWN["paper"], OWN["text"]} <= found
