"""Search engines are told of an event what its page says, as schema.org's Event."""

from typing import Any

import pytest

from formhandler.events.structured import structured_data
from tests.events import SITE, URL, an_event

PAGE = f"{URL}/arrangementer/frokostmote/"
PLACE = {
    "@type": "Place",
    "name": "Kulturhuset",
    "address": {
        "@type": "PostalAddress",
        "addressCountry": "NO",
        "streetAddress": "Storgata 1",
        "addressLocality": "Hamar",
    },
}
# The meeting link is private, so the page stands in its place.
TEAMS = {"@type": "VirtualLocation", "name": "Teams", "url": PAGE}

WHOLE = {
    "@context": "https://schema.org",
    "@type": "Event",
    "name": "Frokostmøte",
    "description": "Kom.",
    "image": f"{URL}/bilder/a.jpg",
    "startDate": "2030-06-04T08:30:00+02:00",
    "endDate": "2030-06-04T10:00:00+02:00",
    "eventStatus": "https://schema.org/EventScheduled",
    "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
    "location": [PLACE],
    "organizer": [{"@type": "Organization", "name": "Eksempelforeningen"}],
    "offers": {
        "@type": "Offer",
        "price": "350.00",
        "priceCurrency": "NOK",
        "url": f"{URL}/pamelding/frokostmote/",
        "validThrough": "2030-06-04T08:30:00+02:00",
    },
    "isAccessibleForFree": False,
    "inLanguage": "nb",
    "url": PAGE,
}


def data_of(**keys: Any) -> dict[str, Any]:
    return structured_data(an_event(**keys), SITE)


def test_an_event_is_told_whole() -> None:
    data = data_of(ingress="Kom.", bilde={"fil": "a.jpg", "alt": "Et tre"}, pris="350")

    assert data == WHOLE


@pytest.mark.parametrize(
    ("keys", "mode", "locations"),
    [
        ({}, "Offline", [PLACE]),
        ({"sted": None, "digitalt": "Teams"}, "Online", [TEAMS]),
        ({"sted": None, "digitalt": {}}, "Online", [{"@type": "VirtualLocation", "url": PAGE}]),
        ({"digitalt": "Teams"}, "Mixed", [PLACE, TEAMS]),
    ],
    ids=["in person", "online", "online with no platform", "hybrid"],
)
def test_each_way_to_attend_has_its_location(
    keys: dict[str, Any], mode: str, locations: list[dict[str, Any]]
) -> None:
    data = data_of(**keys)

    assert data["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert data["location"] == locations


def test_a_place_without_an_address_is_told_without_one() -> None:
    [location] = data_of(sted="Kulturhuset")["location"]

    assert location["address"] == {"@type": "PostalAddress", "addressCountry": "NO"}


def test_every_organiser_is_named() -> None:
    data = data_of(arrangører=[{"navn": "Oslo kommune", "ansvarlig": "ja"}, "Statsbygg"])

    assert [each["name"] for each in data["organizer"]] == ["Oslo kommune", "Statsbygg"]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("planlagt", "EventScheduled"),
        ("avlyst", "EventCancelled"),
        ("utsatt", "EventPostponed"),
    ],
)
def test_the_status_is_the_plan(status: str, told: str) -> None:
    assert data_of(status=status)["eventStatus"] == f"https://schema.org/{told}"


@pytest.mark.parametrize(
    ("price", "told", "free"),
    [("0", "0.00", True), ("gratis", "0.00", True), ("1250,50", "1250.50", False)],
)
def test_the_price_is_told_in_kroner(price: str, told: str, free: bool) -> None:
    data = data_of(pris=price)

    assert (data["offers"]["price"], data["isAccessibleForFree"]) == (told, free)


def test_the_offer_lasts_from_the_opening_to_the_deadline() -> None:
    offer = data_of(påmelding={"åpner": "2030-01-15", "frist": "2030-06-03"})["offers"]

    assert (offer["validFrom"], offer["validThrough"]) == (
        "2030-01-15T00:00:00+01:00",
        "2030-06-03T23:59:00+02:00",
    )


@pytest.mark.parametrize("key", ["description", "image"])
def test_what_is_not_known_is_left_out(key: str) -> None:
    assert key not in data_of()
