"""The record tells which pages are new, changed and gone, and when each text last changed."""

from datetime import timedelta
from pathlib import Path

import pytest

from formhandler.publishing.build import Build, publish
from formhandler.publishing.incremental import RECORD, Changes, Record, changes, digest, read_record
from tests.support.events import NOW, write_event

LATER = NOW + timedelta(days=1)


def test_a_page_keeps_its_day_as_long_as_its_text_is_the_same() -> None:
    first = Record({"a": Record().page("a", "text", "theme", NOW)})

    assert first.page("a", "text", "another theme", LATER).changed == NOW
    assert first.page("a", "another text", "theme", LATER).changed == LATER
    assert first.page("b", "text", "theme", LATER).changed == LATER


def test_changes_are_told_by_text_and_not_by_looks() -> None:
    def record(**texts: str) -> Record:
        return Record({slug: Record().page(slug, text, text, NOW) for slug, text in texts.items()})

    found = changes(record(a="1", b="1", c="1"), record(b="1", c="2", d="1"))

    assert found == Changes(added=("d",), changed=("c",), removed=("a",))


def test_a_built_site_holds_its_record(build: Build) -> None:
    write_event(build.content)
    publish(build)
    record = read_record(build.site)

    assert list(record.pages) == ["frokostmote"]
    assert record.pages["frokostmote"].changed == NOW


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"a": 1}', '{"a": {"text": "x"}}', "\0"])
def test_a_record_that_cannot_be_read_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / RECORD).write_text(text)

    assert read_record(tmp_path) == Record() == read_record(tmp_path / "nowhere")


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
