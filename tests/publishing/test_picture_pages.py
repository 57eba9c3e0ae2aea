"""Pictures on published pages: each file is there as told, nothing moves, and no place is told."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Route
from playwright.sync_api import Page as BrowserPage

from formhandler.publishing.build import Build, BuildCache, publish
from formhandler.publishing.images.html import SIZES, with_pictures
from tests.conftest import PROJECT
from tests.publishing.test_build import Page, event_page
from tests.support.browser import html_problems
from tests.support.browser_fixtures import NewPage
from tests.support.events import NOW, URL, write_event
from tests.support.images import SECRET, a_heavy_photo, a_phone_photo, opened

BODY = """![Et tre](/bilder/tre.jpg "Treet") Noen ord.

![Et tre til](/bilder/2030/et%20tre.jpg)

![En strek](/bilder/strek.svg)
"""
STROKE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>'
LARGE = (1800, 1200)


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Give a built site with pictures in all places where pictures may be; none may change it."""
    folder = tmp_path_factory.mktemp("pictured")
    images = folder / "content" / "bilder"
    (images / "2030").mkdir(parents=True)
    (images / "mote.jpg").write_bytes(a_phone_photo(*LARGE))
    (images / "tre.jpg").write_bytes(a_phone_photo(720, 480, turn=6))
    (images / "2030" / "et tre.jpg").write_bytes(a_phone_photo(60, 40))
    (images / "kari.png").write_bytes(a_phone_photo(200, 300, kind="PNG"))
    (images / "ubrukt.webp").write_bytes(a_phone_photo(60, 40, kind="WEBP"))
    (images / "strek.svg").write_text(STROKE)
    write_event(
        images.parent,
        bilde={"fil": "mote.jpg", "alt": 'Tre «personer» & "et" bord'},
        personer=[{"navn": "Kari Nordmann", "bilde": "kari.png"}],
        body=BODY,
    )
    configuration = PROJECT / "pelicanconf.py"
    built = Build(configuration, images.parent, PROJECT / "theme", folder / "site", URL, NOW)
    publish(built)
    return built


def candidates(page: Page) -> Iterator[tuple[str, str]]:
    """Yield address and size of all that a browser may choose among."""
    for tag, attrs in page.tags:
        if tag == "source":
            for candidate in (attrs["srcset"] or "").split(", "):
                address, size = candidate.split(" ")
                yield unquote(address), size


def test_all_that_a_page_offers_is_there_in_the_width_that_it_tells(pictured: Build) -> None:
    told = dict(candidates(event_page(pictured)))
    found = {path: opened(pictured.site / path.lstrip("/")).width for path in told}
    widths = {
        path: round(float(size[:-1]) * (56 if size.endswith("x") else 1))
        for path, size in told.items()
    }

    assert found == widths
    assert sorted(found.values()) == sorted(2 * [700, 1000, 1400, 480, 60, 112, 168])


def test_a_picture_of_each_kind_is_what_it_is_said_to_be(pictured: Build) -> None:
    kinds = {
        path.rpartition(".")[2]: opened(pictured.site / path.lstrip("/")).format
        for path, _ in candidates(event_page(pictured))
    }

    assert kinds == {"avif": "AVIF", "webp": "WEBP"}


def test_each_picture_has_its_alt_and_size_and_only_the_first_is_fetched_at_once(
    pictured: Build,
) -> None:
    images = [attrs for tag, attrs in event_page(pictured).tags if tag == "img"]
    keys = ("alt", "width", "height", "loading", "title")

    assert [tuple(each.get(key) for key in keys) for each in images] == [
        ('Tre «personer» & "et" bord', "1600", "1067", None, None),
        ("Et tre", "480", "720", "lazy", "Treet"),
        ("Et tre til", "60", "40", "lazy", None),
        ("En strek", "40", "30", "lazy", None),
        ("", "56", "56", "lazy", None),
    ]


def test_without_a_picture_above_it_the_first_in_the_text_is_fetched_at_once() -> None:
    html = '<p><img src="/bilder/borte.jpg" alt="A &gt; B"> og <img src="/bilder/x.jpg"></p>'

    assert with_pictures(html, {}, first=True) == html


def test_no_place_and_no_name_of_a_phone_is_in_anything_that_goes_out(pictured: Build) -> None:
    secret = SECRET.encode()
    files = [path for path in pictured.site.rglob("*.*") if path.is_file()]
    content = [path for path in pictured.content.rglob("*.*") if secret in path.read_bytes()]
    pictures = [path for path in files if path.suffix in {".jpg", ".png", ".webp", ".avif"}]

    assert len(content) == 5
    assert [path for path in files if secret in path.read_bytes()] == []
    assert [path for path in pictures if len(opened(path).getexif())] == []


def test_a_picture_is_found_at_its_own_address_in_its_own_format(pictured: Build) -> None:
    found = {
        name: (
            opened(pictured.site / "bilder" / name).format,
            opened(pictured.site / "bilder" / name).size,
        )
        for name in ("mote.jpg", "tre.jpg", "2030/et tre.jpg", "kari.png", "ubrukt.webp")
    }

    assert found == {
        "mote.jpg": ("JPEG", (1600, 1067)),
        "tre.jpg": ("JPEG", (480, 720)),
        "2030/et tre.jpg": ("JPEG", (60, 40)),
        "kari.png": ("PNG", (200, 300)),
        "ubrukt.webp": ("WEBP", (60, 40)),
    }


def test_what_no_page_shows_is_not_made_in_other_formats(pictured: Build) -> None:
    names = [path.name for path in (pictured.site / "bilder").iterdir()]

    assert [name for name in names if name.startswith("ubrukt") and "avif" in name] == []


def made(build: Build) -> dict[str, int]:
    """Give the inode of each file in `bilder/`, which another making of it changes."""
    folder = build.site / "bilder"
    files = (path for path in folder.rglob("*.*") if path.is_file() and path.suffix != ".svg")
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in files}


def with_a_picture(build: Build, workshop: BuildCache | None = None) -> Path:
    """Build a page with a picture, and give the picture's file."""
    file = build.content / "bilder" / "mote.jpg"
    file.write_bytes(a_phone_photo(90, 60))
    write_event(build.content, bilde={"fil": "mote.jpg", "alt": "Et bord"})
    publish(build, workshop)
    return file


def test_what_has_been_made_is_not_made_again(build: Build) -> None:
    with_a_picture(build)
    before = made(build)
    publish(build)

    assert made(build) == before
    assert len(before) == 4


@pytest.mark.parametrize("workshop", [None, BuildCache()], ids=["whole", "preview"])
def test_a_picture_that_is_exchanged_is_made_anew_and_the_old_one_goes(
    build: Build, workshop: BuildCache | None
) -> None:
    file = with_a_picture(build, workshop)
    before = made(build)
    file.write_bytes(a_phone_photo(120, 80))
    publish(build, workshop)

    assert opened(build.site / "bilder" / "mote.jpg").size == (120, 80)
    assert set(before) & set(made(build)) == {"mote.jpg"}
    assert len(made(build)) == 4


def test_pages_with_pictures_are_valid_html(pictured: Build) -> None:
    html = (pictured.site / "arrangementer/frokostmote/index.html").read_text("utf-8")

    assert html_problems({"frokostmote": html}) == []


MEASURE = """() => { window.shift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true }) }"""


PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Shown:
    """A page in the browser, and what it has asked for but not got yet."""

    page: BrowserPage
    held: list[tuple[Route, Path]] = field(default_factory=list)

    def release(self) -> None:
        """Answer with the pictures, now that all else is painted."""
        self.page.evaluate(PAINTED)
        while self.held:
            route, file = self.held.pop()
            route.fulfill(path=file)


def show(page: BrowserPage, build: Build, change: Callable[[str], str] = str) -> Shown:
    """Open the event's page from its file; its pictures do not come until they are released."""
    shown = Shown(page)

    def answer(route: Route) -> None:
        file = build.site / unquote(urlsplit(route.request.url).path).lstrip("/")
        if file.is_dir():
            html = change((file / "index.html").read_text("utf-8"))
            route.fulfill(body=html, content_type="text/html")
        elif file.parts[-2] == "bilder":
            shown.held.append((route, file))
        else:
            route.fulfill(path=file)

    page.route("**/*", answer)
    page.goto(f"{URL}/arrangementer/frokostmote/", wait_until="domcontentloaded")
    return shown


def shift(shown: Shown) -> float:
    """Give how much moves while all of the page is scrolled through and every picture comes."""
    page = shown.page
    page.evaluate(MEASURE)
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
        while not shown.held and not image.evaluate("image => image.complete"):
            page.wait_for_timeout(20)
        shown.release()
        image.evaluate("image => image.decode()")
    page.evaluate(PAINTED)
    page.wait_for_timeout(200)
    found: float = page.evaluate("window.shift")
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_pictures_come(pictured: Build, new_page: NewPage, width: int) -> None:
    assert shift(show(new_page(width=width), pictured)) == 0


def test_what_moves_would_be_seen(pictured: Build, new_page: NewPage) -> None:
    def bare(html: str) -> str:
        return re.sub(r' (width|height)="\d+"', "", html)

    assert shift(show(new_page(width=360), pictured, bare)) > 0


@pytest.mark.parametrize(
    ("width", "ratio", "fetched"), [(360, 3, 1000), (360, 1, 700), (1280, 1, 700), (1280, 2, 1400)]
)
def test_a_browser_fetches_the_width_that_fits(
    pictured: Build, browser: Browser, width: int, ratio: int, fetched: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=ratio)
    shown = show(page, pictured)
    while not (asked := [route.request.url for route, file in shown.held if "mote" in file.name]):
        page.wait_for_timeout(20)
    page.close()

    assert [re.sub(r"\.\w{10}\.", ".", url) for url in asked] == [
        f"{URL}/bilder/mote.{fetched}.avif"
    ]


SAID = """sizes => {
  const part = sizes.split(/,(?![^(]*\\))/).map(part => part.trim())
    .find(part => !part.startsWith("(min") || matchMedia(part.match(/^\\([^)]+\\)/)[0]).matches);
  const probe = document.createElement("div");
  probe.style.width = part.replace(/^\\(min-width[^)]+\\) /, "");
  document.body.append(probe);
  return probe.getBoundingClientRect().width;
}"""


def test_a_picture_stands_as_wide_as_its_sizes_say(pictured: Build, new_page: NewPage) -> None:
    page = new_page()
    show(page, pictured)
    off = {}
    for width in (320, 360, 700, 959, 960, 1100, 1216, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        stands = page.locator(".picture img").evaluate("image => image.clientWidth")
        off[width] = abs(page.evaluate(SAID, SIZES["article"]) / stands - 1)

    assert {width: part for width, part in off.items() if part > 0.04} == {}


def test_a_photo_of_megabytes_costs_its_reader_a_hundred_kilobytes_at_most(build: Build) -> None:
    photo = a_heavy_photo()
    (build.content / "bilder" / "mote.jpg").write_bytes(photo)
    write_event(build.content, bilde={"fil": "mote.jpg", "alt": "Et bord"})
    publish(build)
    sizes = {
        path: (build.site / path[1:]).stat().st_size for path, _ in candidates(event_page(build))
    }
    fetched = [size for path, size in sizes.items() if re.search(r"\.700\.\w+\.avif$", path)]

    assert len(photo) > 1_500_000
    assert [size <= 100_000 for size in fetched] == [True]
