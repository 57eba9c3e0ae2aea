"""One event's page made alone is the page that the whole build makes."""

from datetime import timedelta

import pytest

from formhandler.events.model import Plan
from tests.support.cast import EVERYTHING, TEAMS
from tests.support.events import NOW, write_event
from tests.support.stage import Stage

EVENTS = {
    "plain": {},
    "everything": EVERYTHING,
    "nynorsk": {"språk": "nn", "digitalt": TEAMS},
    "held": {"start": "2030-05-01 18.00", "slutt": "2030-05-01 19.00"},
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Give a built site."""
    stage = Stage(tmp_path_factory.mktemp("single"))
    for slug, keys in EVENTS.items():
        write_event(stage.content, slug, **keys)
    stage.preview.refresh()
    return stage


@pytest.mark.parametrize("slug", EVENTS)
def test_the_page_of_an_event_as_it_is_now_is_the_built_one(stage: Stage, slug: str) -> None:
    built = (stage.site / "arrangementer" / slug / "index.html").read_text("utf-8")

    assert stage.preview.event_page(stage.event(slug), NOW) == built


def test_the_page_follows_the_moment_and_the_event(stage: Stage) -> None:
    event = stage.event("plain")
    held = stage.preview.event_page(event, event.ends + timedelta(days=1))
    called_off = event.model_copy(update={"plan": Plan.CANCELLED})
    cancelled = stage.preview.event_page(called_off, NOW)

    assert "<strong>Arrangementet er holdt.</strong>" in str(held)
    assert "<strong>Avlyst.</strong>" in str(cancelled)


def test_there_is_no_page_of_what_has_not_been_built(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unbuilt = Stage(tmp_path_factory.mktemp("unbuilt"))
    other = stage.event("plain").model_copy(update={"slug": "other"})

    assert unbuilt.preview.event_page(stage.event("plain"), NOW) is None
    assert stage.preview.event_page(other, NOW) is None
