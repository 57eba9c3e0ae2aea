"""Files are read once for as long as they stay the same; many are read by several processes."""

import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from formhandler.core.errors import Problem
from formhandler.publishing.content.files import ContentCache, Text, read_shared
from formhandler.publishing.processes import is_worth_sharing
from tests.support.events import OSLO, front_matter, write_event


def test_a_file_that_has_not_changed_is_not_read_again(content: Path) -> None:
    cache, paths = ContentCache(), [write_event(content, slug) for slug in ("en", "to")]
    before = cache.read(paths, OSLO)
    write_event(content, "to", tittel="Et nytt navn")
    after = cache.read(paths, OSLO)

    assert [after[path] is before[path] for path in paths] == [True, False]
    assert [title(after[path]) for path in paths] == ["Frokostmøte", "Et nytt navn"]


def test_a_file_that_is_gone_is_forgotten(content: Path) -> None:
    cache, path = ContentCache(), write_event(content)
    before = cache.read([path], OSLO)
    cache.read([], OSLO)

    assert cache.read([path], OSLO)[path] is not before[path]


def title(text: Text) -> str:
    assert text.reading.source is not None
    return text.reading.source.event.title


def test_a_file_that_cannot_be_read_is_tried_each_time(content: Path) -> None:
    cache, path = ContentCache(), content / "arrangementer" / "borte.md"
    missing = cache.read([path], OSLO)[path]
    path.write_text(front_matter(), "utf-8")

    message = "Dette er ikke en fil som kan leses."
    assert missing.problems == (Problem(str(path), 1, 1, "", message),)
    assert title(cache.read([path], OSLO)[path]) == "Frokostmøte"


@pytest.mark.process
def test_several_processes_read_the_same_as_one(content: Path) -> None:
    paths = [write_event(content, f"mote-{number}") for number in range(60)]
    paths[3].write_text(front_matter(pris="dyrt"), "utf-8")
    # A child of its own, since pytest has threads, and such a process is not copied.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        shared = child.submit(read_shared, paths, OSLO).result()

    assert dict(zip(paths, shared, strict=True)) == ContentCache().read(paths, OSLO)


def test_a_process_with_other_threads_is_not_copied() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not is_worth_sharing(1_000_000)
    finally:
        stop.set()
        thread.join()
