"""A build publishes everything or nothing: Pelican's traps, each with a real build."""

import json
import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from formhandler.core.errors import ContentError
from formhandler.events.manifest import read_manifest
from formhandler.publishing.build import Build, NotASiteError, check, publish
from formhandler.publishing.site_config import ConfigurationError, read_site_config
from tests.support.builds import configured, everything, last_line, published
from tests.support.events import URL, an_event, front_matter, write_event
from tests.support.tables import each_case

NOT_PUBLISHED = "Filen blir ikke publisert."
ONLY_MD = f"{NOT_PUBLISHED} Arrangementer må hete noe på .md, og bilder legges i bilder/."
MISPLACED = f"{NOT_PUBLISHED} Legg den i arrangementer/."
NO_PICTURE = "Filen er ikke et bilde, men alt i bilder/ blir publisert. Flytt den."
NAUGHTY = "Kurs <b>1</b> & \"2\" </script><script>alert('3')</script>"


class Page(HTMLParser):
    """A page as read: its texts by tag, its times, and every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        self._open.append(tag)

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    @property
    def times(self) -> list[datetime]:
        values = (attrs["datetime"] or "" for tag, attrs in self.tags if tag == "time")
        return [datetime.fromisoformat(value) for value in values]

    @property
    def data(self) -> Any:
        [text] = self.texts["script"]
        return json.loads(text)


def event_page(build: Build, slug: str = "frokostmote") -> Page:
    return Page((build.site / "arrangementer" / slug / "index.html").read_text("utf-8"))


def refused(build: Build) -> list[str]:
    """Give the problems that a build is refused for, with paths from the test's own folder."""
    with pytest.raises(ContentError) as caught:
        publish(build)
    return [str(each).replace(f"{build.site.parent}/", "") for each in caught.value.problems]


@pytest.fixture
def theme(build: Build, tmp_path: Path) -> Path:
    """Give a copy of the theme that a test may break."""
    return Path(shutil.copytree(build.theme, tmp_path / "theme"))


def test_a_build_publishes_pages_calendars_pictures_style_and_manifest(build: Build) -> None:
    write_event(build.content, bilde={"fil": "bilde.svg", "alt": "Et tre"})
    (build.content / "bilder" / "bilde.svg").write_text('<svg width="4" height="3"/>')

    manifest = publish(build)

    assert everything(build.site).keys() == {
        "404.html",
        "atom.xml",
        "index.html",
        "kalender.ics",
        "personvern/index.html",
        "robots.txt",
        "sitemap.xml",
        ".pages.json",
        "events.json",
        "arrangementer/frokostmote/index.html",
        "arrangementer/frokostmote/kalender.ics",
        "bilder/bilde.svg",
        *(path.removeprefix(f"{URL}/") for path in share_pictures(build)),
        manifest.site.stylesheet.removeprefix("/"),
    }


def share_pictures(build: Build) -> set[str]:
    """Give the addresses of the pictures that pages name for those who share them."""
    tags = [tag for path in pages(build) for tag in Page(path.read_text("utf-8")).tags]
    return {attrs["content"] or "" for _, attrs in tags if attrs.get("property") == "og:image"}


def test_what_is_returned_is_what_is_published(build: Build) -> None:
    write_event(build.content)
    write_event(build.content, "et-senere", start="2030-06-05 08.30", slutt="2030-06-05 10.00")

    manifest = publish(build)

    assert [event.slug for event in manifest.events] == ["frokostmote", "et-senere"]
    assert read_manifest((build.site / "events.json").read_text("utf-8")) == manifest


def test_two_builds_of_the_same_are_the_same(build: Build) -> None:
    write_event(build.content)
    publish(build)
    first = everything(build.site)
    publish(build)

    assert everything(build.site) == first


def test_a_published_site_can_be_read_by_a_web_server_s_own_user(build: Build) -> None:
    publish(build)
    paths = [build.site, *build.site.rglob("*")]

    assert [path for path in paths if path.stat().st_mode & 0o004 == 0] == []


def test_an_event_that_is_removed_goes_from_the_site(build: Build) -> None:
    write_event(build.content)
    other = write_event(build.content, "et-annet")
    published(build)
    other.unlink()

    assert [event.slug for event in published(build).events] == ["frokostmote"]
    assert not (build.site / "arrangementer" / "et-annet").exists()


# Nothing half done goes out.

FAULTS = {
    "a value": {"pris": "dyrt"},
    "a missing key": {"start": None},
    "an unknown key": {"save_as": "../ute.html"},
    "a script": {"body": "<script>alert(1)</script>"},
    "a picture": {"bilde": {"fil": "mangler.jpg", "alt": "Et tre"}},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_leaves_the_published_site_byte_for_byte(
    build: Build, fault: dict[str, Any]
) -> None:
    write_event(build.content)
    published(build)
    before = everything(build.site)
    write_event(build.content, tittel="Et annet navn")
    write_event(build.content, "med-feil", **fault)

    assert len(refused(build)) == 1
    assert everything(build.site) == before


def test_without_the_fault_the_same_content_is_published(build: Build) -> None:
    write_event(build.content)
    published(build)
    before = everything(build.site)
    write_event(build.content, tittel="Et annet navn")
    write_event(build.content, "med-feil")
    published(build)

    assert everything(build.site) != before


def test_a_first_build_that_fails_publishes_nothing(build: Build) -> None:
    write_event(build.content, pris="dyrt")
    refused(build)

    assert not build.site.exists()


@pytest.mark.parametrize("fault", [{}, FAULTS["a value"]], ids=["success", "failure"])
def test_no_build_leaves_anything_beside_the_site(build: Build, fault: dict[str, Any]) -> None:
    publish(build)
    write_event(build.content, **fault)
    if fault:
        refused(build)
    else:
        publish(build)

    assert sorted(path.name for path in build.site.parent.iterdir()) == ["content", "site"]


def test_all_problems_of_all_files_are_told_at_once_in_order(build: Build) -> None:
    write_event(build.content, "b", pris="dyrt", start="snart")
    write_event(build.content, "a", body="Hei.\n\n<script>")
    (build.content / "c.md").write_text("Hei.")

    assert refused(build) == [
        "content/arrangementer/a.md:20:1: «<script>» kan ikke publiseres. "
        "Skriv teksten med vanlig Markdown.",
        "content/arrangementer/b.md:3:8: start: «snart» er ikke en dato med klokkeslett. "
        "Skriv for eksempel 2026-12-03 18.00.",
        "content/arrangementer/b.md:10:7: pris: «dyrt» er ikke en pris i kroner. "
        "Skriv for eksempel 350, 1250,50 eller 0.",
        f"content/c.md:1:1: {MISPLACED}",
    ]


def test_an_hour_of_the_programme_that_no_clock_shows_is_refused(build: Build) -> None:
    night = {"start": "2030-03-31 01.00", "slutt": "2030-03-31 05.00"}
    write_event(build.content, **night, program=[{"kl": "02.30", "tittel": "Kaffe"}])

    with pytest.raises(ContentError) as refused:
        publish(build)

    assert [problem.key for problem in refused.value.problems] == ["program[1].kl"]


def test_the_error_says_what_the_editor_is_told(build: Build) -> None:
    path = write_event(build.content, pris="dyrt")

    with pytest.raises(ContentError) as caught:
        publish(build)

    assert str(caught.value) == (
        f"{path}:10:7: pris: «dyrt» er ikke en pris i kroner. "
        "Skriv for eksempel 350, 1250,50 eller 0."
    )


def test_a_check_tells_what_a_build_would_and_writes_nothing(build: Build) -> None:
    write_event(build.content, pris="dyrt")
    with pytest.raises(ContentError) as checked:
        check(build)
    with pytest.raises(ContentError) as built:
        publish(build)

    assert checked.value.problems == built.value.problems
    assert not build.site.exists()


def test_a_check_of_what_is_right_says_nothing(build: Build) -> None:
    write_event(build.content)
    check(build)

    assert not build.site.exists()


# Every file becomes a page, or is told.


def put(build: Build, name: str, text: str = front_matter()) -> None:
    path = build.content / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("mote.md", MISPLACED),
        ("sider/mote.md", MISPLACED),
        ("bilder/mote.md", NO_PICTURE),
        ("bilder/deltakere.xlsx", NO_PICTURE),
        ("bilder/side.html", NO_PICTURE),
        ("mote.rst", MISPLACED),
        ("arrangementer/mote.markdown", ONLY_MD),
        ("arrangementer/mote.MD", ONLY_MD),
        ("arrangementer/mote.txt", ONLY_MD),
        ("arrangementer/mote", ONLY_MD),
        ("arrangementer/mote.html", ONLY_MD),
        ("arrangementer/bilde.jpg", ONLY_MD),
    ],
)
def test_a_file_that_would_become_no_page_is_told(build: Build, name: str, problem: str) -> None:
    write_event(build.content)
    put(build, name)

    assert refused(build) == [f"content/{name}:1:1: {problem}"]


@pytest.mark.parametrize(
    "name", [".mote.md.swp", "mote.md~", ".git/a.md", "2029/.DS_Store", "#mote.md#", "Thumbs.db"]
)
def test_what_editors_and_machines_leave_behind_is_let_be(build: Build, name: str) -> None:
    write_event(build.content)
    put(build, f"arrangementer/{name}")

    assert [event.slug for event in published(build).events] == ["frokostmote"]


def test_a_file_that_pelican_drops_is_told(build: Build) -> None:
    write_event(build.content)
    write_event(build.content, "mote")

    assert refused(configured(build, 'IGNORE_FILES = ["mote.md"]')) == [
        "content/arrangementer/mote.md:1:1: Pelican laget ingen side av filen. "
        "Kjør pelican --debug for å se hvorfor."
    ]


def test_the_same_address_twice_is_told_once_for_each_file_after_the_first(build: Build) -> None:
    for year in ("2028", "2029", "2030"):
        put(build, f"arrangementer/{year}/mote.md")

    assert refused(build) == [
        f"content/arrangementer/{year}/mote.md:1:1: Adressen /arrangementer/mote/ er tatt av "
        "content/arrangementer/2028/mote.md. Gi filen et nytt navn."
        for year in ("2029", "2030")
    ]


def test_an_event_in_a_folder_of_its_own_has_the_address_of_its_name(build: Build) -> None:
    put(build, "arrangementer/2030/mote.md")
    published(build)

    assert event_page(build, "mote").texts["h1"] == ["Frokostmøte"]


@pytest.mark.parametrize("key", ["save_as", "url", "template", "slug", "status", "lang", "date"])
def test_no_front_matter_steers_pelican(build: Build, key: str) -> None:
    write_event(build.content)
    published(build)
    put(build, "arrangementer/frokostmote.md", front_matter(**{key: "../../ute.html"}))

    [problem] = refused(build)
    assert f": {key}: " in problem


def test_nothing_is_written_outside_the_site(build: Build) -> None:
    write_event(build.content, save_as="../../ute.html", url="../../ute.html")
    refused(build)

    assert list(build.site.parent.rglob("ute.html")) == []


@pytest.mark.parametrize(
    "name", ["../hemmelig.svg", "/etc/passwd", "a/b.svg", "./b.svg", "a\\b.svg"]
)
def test_a_picture_is_only_ever_taken_from_its_folder(build: Build, name: str) -> None:
    (build.content / "hemmelig.svg").write_text('<svg width="4" height="3"/>')
    write_event(build.content, bilde={"fil": name, "alt": "Et tre"})
    [problem] = refused(build)

    assert problem == (
        f"content/arrangementer/frokostmote.md:17:8: bilde.fil: «{name}» må være bare et filnavn. "
        "Bildet skal ligge i bilder/."
    )


@pytest.mark.parametrize(
    ("name", "holds", "problem"),
    [
        ("b.jpg", None, "«b.jpg» finnes ikke. Legg bildet i content/bilder/."),
        (
            "b.jpg",
            "Hei.",
            "«b.jpg» er ikke et bilde vi kan lese. Bruk JPEG, PNG, WebP, AVIF eller SVG.",
        ),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told(
    build: Build, name: str, holds: str | None, problem: str
) -> None:
    write_event(build.content, personer=[{"navn": "Ola", "bilde": name}])
    if holds:
        (build.content / "bilder" / name).write_text(holds)

    [told] = refused(build)
    assert told == f"content/arrangementer/frokostmote.md:18:10: personer[1].bilde: {problem}"


# Drafts stay at home.


def test_a_draft_is_built_from_but_not_published(build: Build) -> None:
    write_event(build.content)
    published(build)
    before = everything(build.site)
    write_event(build.content, "kladd", tittel="Ikke ennå", utkast="ja")

    assert [event.slug for event in published(build).events] == ["frokostmote"]
    assert everything(build.site) == before


def test_a_site_of_drafts_alone_is_published(build: Build) -> None:
    write_event(build.content, "kladd", utkast="ja")

    assert published(build).events == ()


def test_a_mistake_in_a_draft_is_told(build: Build) -> None:
    write_event(build.content, "kladd", utkast="ja", pris="dyrt")

    assert len(refused(build)) == 1


# What an editor writes is text.


def test_a_title_with_tags_and_quotes_is_shown_as_it_is_written(build: Build) -> None:
    write_event(build.content, tittel=NAUGHTY)
    published(build)
    page = event_page(build)

    assert page.texts["h1"] == [NAUGHTY]
    assert page.texts["title"] == [f"{NAUGHTY} – Etisk handel Norge"]
    assert page.data["name"] == NAUGHTY


@pytest.mark.parametrize(
    "keys",
    [
        {"ingress": NAUGHTY},
        {"målgruppe": NAUGHTY},
        {"sted": {"navn": NAUGHTY, "adresse": NAUGHTY, "poststed": NAUGHTY}},
        {"digitalt": NAUGHTY},
        {"arrangører": [NAUGHTY]},
        {"kontakt": {"navn": NAUGHTY, "epost": "a@example.no", "telefon": NAUGHTY}},
        {"personer": [{"navn": NAUGHTY, "rolle": NAUGHTY, "tekst": NAUGHTY}]},
        {"program": [{"kl": "9.00", "tittel": NAUGHTY, "hvem": NAUGHTY}]},
    ],
    ids=lambda keys: next(iter(keys)),
)
def test_no_value_brings_tags_to_any_page(build: Build, keys: dict[str, Any]) -> None:
    write_event(build.content, **keys)
    published(build)
    tags = [tag for path in pages(build) for tag, _ in Page(path.read_text("utf-8")).tags]

    assert (tags.count("b"), tags.count("script")) == (0, 2)


def pages(build: Build) -> list[Path]:
    return sorted(build.site.rglob("*.html"))


def test_markdown_is_shown_with_its_tags(build: Build) -> None:
    write_event(build.content, body="**Husk** & <b>kaffe</b>\n\n`<script>`")
    published(build)
    page = event_page(build)

    assert (page.texts["b"], page.texts["code"]) == (["kaffe"], ["<script>"])


def test_braces_in_markdown_are_no_template(build: Build) -> None:
    write_event(build.content, body="{{ nope }} {% nope %}")
    published(build)

    assert "{{ nope }} {% nope %}" in event_page(build).texts["p"]


# The theme.


def broken(theme: Path, name: str, line: str) -> None:
    path = theme / "templates" / name
    path.write_text(path.read_text("utf-8") + f"\n{line}\n", "utf-8")


def test_a_template_that_does_not_parse_is_told_with_file_and_line(
    build: Build, theme: Path
) -> None:
    published(build)
    before = everything(build.site)
    number = len((theme / "templates" / "base.html").read_text("utf-8").split("\n")) + 1
    broken(theme, "base.html", "{% endfor %}")

    [problem] = refused(replace(build, theme=theme))
    assert problem.startswith(f"theme/templates/base.html:{number}:1: Malen kan ikke brukes: ")
    assert everything(build.site) == before


def test_a_name_that_a_template_does_not_know_is_told(build: Build, theme: Path) -> None:
    published(build)
    before = everything(build.site)
    broken(theme, "base.html", "{{ tittle }}")

    [problem] = refused(replace(build, theme=theme))
    assert problem.endswith("Malen kan ikke brukes: 'tittle' is undefined.")
    assert everything(build.site) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{{ 1/0 }}", "ZeroDivisionError: division by zero."),
        ("{{ tittle }}", "'tittle' is undefined."),
        ("{{ site | round }}", "TypeError: type Site doesn't define __round__ method."),
        ("{% include 'none.html' %}", "none.html."),
    ],
)
def test_what_a_template_raises_is_told_at_its_line_and_the_old_site_stays(
    build: Build, theme: Path, line: str, words: str
) -> None:
    publish(build)
    before = everything(build.site)
    number = len((theme / "templates" / "base.html").read_text("utf-8").split("\n")) + 1
    broken(theme, "base.html", line)

    [problem] = refused(replace(build, theme=theme))
    assert problem.startswith(
        f"theme/templates/base.html:{number}:1: Malen kan ikke brukes: {words}"
    )
    assert everything(build.site) == before


def test_a_template_that_is_not_there_is_told(build: Build, theme: Path) -> None:
    (theme / "templates" / "parts.html").unlink()
    write_event(build.content)

    [problem] = refused(replace(build, theme=theme))
    assert problem.startswith("theme/templates")


def test_the_copied_theme_builds_the_same_site(build: Build, theme: Path) -> None:
    write_event(build.content)
    published(build)
    before = everything(build.site)
    published(replace(build, theme=theme))

    assert everything(build.site) == before


def test_changed_css_gets_a_new_name(build: Build, theme: Path) -> None:
    first = published(build).site.stylesheet
    (theme / "static" / "site.css").write_text("h1 { color: red }")
    second = published(replace(build, theme=theme)).site.stylesheet

    assert first != second
    assert "h1 { color: red }" in (build.site / second.lstrip("/")).read_text("utf-8")


# pelicanconf.py.


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SITENAME =", "invalid syntax"),
        ("SITENAME = SITNAME", "name 'SITNAME' is not defined"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told_and_the_site_stays(
    build: Build, line: str, reason: str
) -> None:
    published(build)
    before = everything(build.site)

    with pytest.raises(ConfigurationError, match="kan ikke brukes: .*" + re.escape(reason)):
        publish(configured(build, line))
    assert everything(build.site) == before


@pytest.mark.parametrize("address", ["påmelding@example.no", "pamelding", ""])
def test_an_address_that_mail_cannot_come_from_is_told_and_the_site_stays(
    build: Build, address: str
) -> None:
    published(build)
    before, wrong = everything(build.site), configured(build, f"MAIL_FROM = {address!r}")

    with pytest.raises(ConfigurationError) as refusal:
        publish(wrong)
    assert str(refusal.value) == (
        f"{wrong.configuration}:{last_line(wrong)}:1: MAIL_FROM: «{address}» er ikke en "
        'e-postadresse. Skriv for eksempel "pamelding@example.no".'
    )
    assert everything(build.site) == before


def test_mail_can_come_from_a_domain_with_other_letters(build: Build) -> None:
    manifest = published(configured(build, "MAIL_FROM = 'pamelding@påmeldt.example.no'"))

    assert manifest.site.sender == "pamelding@påmeldt.example.no"


def test_a_folder_that_holds_anything_else_is_never_replaced(build: Build) -> None:
    build.site.mkdir()
    (build.site / "avhandling.odt").write_text("Tre år.")

    with pytest.raises(NotASiteError) as caught:
        publish(build)

    assert str(caught.value) == (
        f"{build.site} er ikke en bygget nettside, så den blir ikke erstattet. Velg en tom mappe."
    )
    assert everything(build.site) == {"avhandling.odt": "Tre år.".encode()}


@pytest.mark.parametrize("name", ["content", "."])
def test_the_sources_are_never_replaced(build: Build, name: str) -> None:
    write_event(build.content)
    before = everything(build.content)

    with pytest.raises(NotASiteError):
        publish(replace(build, site=build.site.parent / name))
    assert everything(build.content) == before


def test_an_empty_folder_is_built_in(build: Build) -> None:
    build.site.mkdir()

    assert publish(build).events == ()


def test_a_content_folder_that_is_not_there_is_told(build: Build) -> None:
    shutil.rmtree(build.content)

    assert refused(build) == ["content:1:1: Finner ikke mappen arrangementer/ her."]


def test_the_zone_is_the_one_in_the_configuration(build: Build) -> None:
    assert read_site_config(build.configuration).zone == ZoneInfo("Europe/Oslo")


# Every form in which an event is published says the same.

KINDS: dict[str, dict[str, Any]] = {
    "in person": {},
    "online": {"sted": None, "digitalt": {"plattform": "Teams"}},
    "hybrid": {"digitalt": {"plattform": "Zoom"}},
    "winter": {"start": "2030-12-03 18.00", "slutt": "2030-12-03 20.00"},
    "over midnight": {"start": "2030-06-04 22.00", "slutt": "2030-06-05 01.30"},
    "several days": {"start": "2030-06-04 13.00", "slutt": "2030-06-06 12.00"},
    "over New Year": {"start": "2030-12-31 13.00", "slutt": "2031-01-01 12.00"},
    "over the autumn change": {"start": "2030-10-26 13.00", "slutt": "2030-10-27 12.00"},
    "the hour that comes twice": {
        "start": "2030-10-27 02.15 sommertid",
        "slutt": "2030-10-27 02.45 vintertid",
    },
    "cancelled": {"status": "avlyst"},
    "naughty": {"tittel": NAUGHTY, "sted": "A; B, C\\n <D>"},
}


def slug_of(kind: str) -> str:
    return kind.lower().replace(" ", "-")


@pytest.fixture
def kinds(build: Build) -> Build:
    """Give a site with an event of each kind."""
    for kind, keys in KINDS.items():
        write_event(build.content, slug_of(kind), **keys)
    published(build)
    return build


def calendar_entry(build: Build, slug: str) -> icalendar.Event:
    path = build.site / "arrangementer" / slug / "kalender.ics"
    [entry] = icalendar.Calendar.from_ical(path.read_bytes()).events
    return entry


@each_case("kind", KINDS)
def test_page_calendar_manifest_and_search_engines_agree(kinds: Build, kind: str) -> None:
    slug = slug_of(kind)
    event = an_event(slug, **KINDS[kind])
    page, entry = event_page(kinds, slug), calendar_entry(kinds, slug)
    found = read_manifest((kinds.site / "events.json").read_text("utf-8")).find(slug)
    assert found is not None
    schema = [datetime.fromisoformat(page.data[key]) for key in ("startDate", "endDate")]
    facts = [
        (event.title, event.starts, event.ends),
        (page.texts["h1"][0].replace("\N{NO-BREAK SPACE}", " "), *page.times[:2]),
        (str(entry["summary"]), entry.start, entry.end),
        (found.title, found.starts, found.ends),
        (page.data["name"], *schema),
    ]

    assert len({(title, *map(instant, times)) for title, *times in facts}) == 1


def instant(time: object) -> float:
    assert isinstance(time, datetime)
    return time.timestamp()


@each_case("kind", KINDS)
def test_page_calendar_and_search_engines_name_the_same_places(kinds: Build, kind: str) -> None:
    page = event_page(kinds, slug_of(kind))
    named = [each["name"] for each in page.data["location"]]
    where = str(calendar_entry(kinds, slug_of(kind))["location"]).removeprefix("På nett, med ")

    assert where.startswith(named[0])
    assert [name for name in named if name not in page.texts["dl"][0]] == []


def test_the_times_on_the_page_are_of_the_zone(build: Build) -> None:
    write_event(build.content, **KINDS["over the autumn change"])
    published(build)

    assert [time.utcoffset() for time in event_page(build).times[:2]] == [
        timedelta(hours=2),
        timedelta(hours=1),
    ]


@pytest.mark.parametrize("page", ["index.html", "arrangementer/frokostmote/index.html"])
def test_a_page_names_its_own_whole_address(build: Build, page: str) -> None:
    write_event(build.content)
    published(build)
    tags = Page((build.site / page).read_text("utf-8")).tags

    assert [attrs["href"] for tag, attrs in tags if attrs.get("rel") == "canonical"] == [
        f"{URL}/{page.removesuffix('index.html')}"
    ]


def test_no_published_page_has_a_script_or_asks_anyone_else_for_anything(build: Build) -> None:
    write_event(build.content, bilde={"fil": "bilde.svg", "alt": "Et tre"})
    (build.content / "bilder" / "bilde.svg").write_text('<svg width="4" height="3"/>')
    published(build)
    tags = [tag for path in pages(build) for tag in Page(path.read_text("utf-8")).tags]
    fetched = [attrs.get("src") for _, attrs in tags if attrs.get("src")]
    fetched += [attrs["href"] for tag, attrs in tags if attrs.get("rel") == "stylesheet"]
    scripts = [attrs for tag, attrs in tags if tag == "script"]

    assert {(address or "")[:2] for address in fetched} == {"/b", "/t"}
    assert scripts == [{"type": "application/ld+json"}] * 2
