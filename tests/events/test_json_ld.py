"""Search engines are told of an event what its page says, as schema.org's Event."""

from typing import Any

import pytest

from formhandler.events.json_ld import structured_data, structured_list
from tests.support.events import NOW, SITE, URL, an_event
from tests.support.tables import each_case

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
    "audience": {"@type": "Audience", "audienceType": "Alle som arbeider med innkjøp"},
    "performer": [
        {
            "@type": "Person",
            "name": "Kari Nordmann",
            "description": "Møteleder",
            "image": f"{URL}/bilder/kari.jpg",
        },
        {"@type": "Person", "name": "Ola Nordmann"},
    ],
    "maximumAttendeeCapacity": 60,
    "maximumPhysicalAttendeeCapacity": 60,
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
    return structured_data(an_event(**keys), SITE, NOW)


def test_a_postcode_is_part_of_the_address() -> None:
    (place,) = data_of(sted={"navn": "Salt", "postnummer": "0150", "poststed": "Oslo"})["location"]

    assert place["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "NO",
        "postalCode": "0150",
        "addressLocality": "Oslo",
    }


def test_an_event_is_told_whole() -> None:
    people = [
        {"navn": "Kari Nordmann", "rolle": "Møteleder", "bilde": "kari.jpg"},
        {"navn": "Ola Nordmann", "tekst": "Har arbeidet med innkjøp i tjue år."},
        {"rolle": "En leverandør"},
    ]
    data = data_of(
        ingress="Kom.",
        bilde={"fil": "a.jpg", "alt": "Et tre"},
        pris="350",
        personer=people,
        påmelding={"plasser": "60"},
    )

    assert data == WHOLE


@each_case(
    ("keys", "seats", "told"),
    [
        ({}, {}, {}),
        ({}, {"plasser": "60"}, {"": 60, "Physical": 60}),
        ({"sted": None, "digitalt": {}}, {"plasser": "90"}, {"": 90, "Virtual": 90}),
        ({"digitalt": {}}, {"plasser": "60"}, {"Physical": 60}),
        ({"digitalt": {}}, {"plasser_digitalt": "200"}, {"Virtual": 200}),
        (
            {"digitalt": {}},
            {"plasser": "60", "plasser_digitalt": "200"},
            {"": 260, "Physical": 60, "Virtual": 200},
        ),
    ],
)
def test_the_seats_are_told_as_far_as_there_is_a_limit(
    keys: dict[str, Any], seats: dict[str, str], told: dict[str, int]
) -> None:
    data = data_of(**keys, påmelding=seats)
    found = {key: value for key, value in data.items() if key.startswith("maximum")}

    assert found == {f"maximum{way}AttendeeCapacity": number for way, number in told.items()}


HELD = {"start": "2030-05-02 08.30", "slutt": "2030-05-02 12.00"}
LEFT = {
    "opptak": [{"tittel": "Første del", "lenke": "https://video.example.no/1"}],
    "lysark": ["https://example.no/lysark.pdf"],
}


def test_what_an_event_has_left_behind_is_told_when_it_has_been_held() -> None:
    data = data_of(**HELD, etterpå=LEFT)
    recording = {"@type": "CreativeWork", "url": "https://video.example.no/1", "name": "Første del"}
    slides = {"@type": "PresentationDigitalDocument", "url": "https://example.no/lysark.pdf"}

    assert (data["recordedIn"], data["workFeatured"]) == ([recording], [slides])


@pytest.mark.parametrize("keys", [{}, HELD | {"status": "avlyst"}])
def test_until_then_and_where_it_was_not_held_nothing_is_told_of_it(keys: dict[str, Any]) -> None:
    data = data_of(**keys, etterpå=LEFT)

    assert {"recordedIn", "workFeatured"} & set(data) == set()


def test_a_list_is_told_as_the_pages_in_it() -> None:
    assert structured_list([an_event("b"), an_event("a")], SITE) == {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "url": f"{URL}/arrangementer/b/"},
            {"@type": "ListItem", "position": 2, "url": f"{URL}/arrangementer/a/"},
        ],
    }


@each_case(
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


@each_case(
    ("status", "told"),
    [
        ("planlagt", "EventScheduled"),
        ("avlyst", "EventCancelled"),
        ("utsatt", "EventPostponed"),
    ],
)
def test_the_status_is_the_plan(status: str, told: str) -> None:
    assert data_of(status=status)["eventStatus"] == f"https://schema.org/{told}"


@each_case(
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


@each_case("key", ["description", "image", "performer"])
def test_what_is_not_known_is_left_out(key: str) -> None:
    assert key not in data_of()
