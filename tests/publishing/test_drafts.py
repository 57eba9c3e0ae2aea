"""Drafts: an editor sees and tries them in the preview, marked as such; nobody else ever does."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from formhandler.events.manifest import Manifest
from formhandler.publishing.build import Build
from formhandler.web.services import Services
from tests.support.builds import published
from tests.support.events import write_event
from tests.support.forms import a_client, page, sign_up

BANNER = "UTKAST – blir ikke publisert før du tar bort «utkast: ja»."
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture
def shown(build: Build) -> Manifest:
    """Build what an editor is shown: an event, and a draft after it."""
    write_event(build.content)
    write_event(build.content, "kladd", tittel="Ikke ennå", start="2030-06-04 09.00", utkast="ja")
    return published(replace(build, drafts=True))


@pytest.fixture
def client(shown: Manifest, services: Services) -> FlaskClient:
    """Give a client of the site that an editor is shown."""
    assert [event.slug for event in shown.events] == ["frokostmote", "kladd"]
    return a_client(services)


def test_a_draft_s_page_says_that_it_is_one_and_stays_out_of_searches(client: FlaskClient) -> None:
    draft, other = (client.get(f"/arrangementer/{slug}/").text for slug in ("kladd", "frokostmote"))

    assert page(client.get("/arrangementer/kladd/")).texts(".//p[@class='state']") == [BANNER]
    assert (NOINDEX in draft, NOINDEX in other, "UTKAST" in other) == (True, False, False)


def test_a_draft_is_tagged_in_the_list(client: FlaskClient) -> None:
    assert page(client.get("/")).texts(".//h3") == ["Frokostmøte", "Ikke ennå Utkast"]


def test_a_draft_is_in_no_feed_calendar_or_sitemap(client: FlaskClient) -> None:
    paths = ("/atom.xml", "/kalender.ics", "/sitemap.xml")
    files = [client.get(path).text for path in paths]

    assert [("frokostmote" in each, "kladd" in each) for each in files] == [(True, False)] * 3


def test_a_draft_s_form_and_receipt_can_be_tried(client: FlaskClient) -> None:
    assert sign_up(client, slug="kladd").heading == "Du er påmeldt"


def test_the_site_is_as_before_when_it_is_published_again(
    shown: Manifest, build: Build, services: Services
) -> None:
    assert [event.slug for event in published(build).events] == ["frokostmote"]
    assert a_client(services).get("/arrangementer/kladd/").status_code == 404
