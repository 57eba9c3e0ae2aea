"""JSON-LD: an event as schema.org's `Event`, for search engines.

Format: https://schema.org/Event. Uncertain claims are left out: a line of the programme is not an
event of its own, and a person without a name cannot be searched for.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from formhandler.events.manifest import Site
from formhandler.events.model import Attendance, Event, Plan
from formhandler.events.parts import Person, picture_path
from formhandler.events.proceedings import WebLink

_CONTEXT = "https://schema.org"
_SCHEMA = "https://schema.org/"
_STATUS = {
    Plan.SCHEDULED: "EventScheduled",
    Plan.CANCELLED: "EventCancelled",
    Plan.POSTPONED: "EventPostponed",
}
_MODE = {
    (Attendance.IN_PERSON,): "OfflineEventAttendanceMode",
    (Attendance.ONLINE,): "OnlineEventAttendanceMode",
    (Attendance.IN_PERSON, Attendance.ONLINE): "MixedEventAttendanceMode",
}


def structured_data(event: Event, site: Site, now: datetime) -> dict[str, Any]:
    """Return the event at `now` as a JSON-LD object."""
    data: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Event",
        "name": event.title,
        "startDate": event.starts.isoformat(),
        "endDate": event.ends.isoformat(),
        "eventStatus": _SCHEMA + _STATUS[event.plan],
        "eventAttendanceMode": _SCHEMA + _MODE[event.attendances],
        "location": _locations(event, site),
        "organizer": [{"@type": "Organization", "name": each.name} for each in event.organisers],
        "audience": {"@type": "Audience", "audienceType": event.audience},
        "offers": _offer(event, site),
        "isAccessibleForFree": event.price == 0,
        "inLanguage": event.language,
        "url": site.url + event.path,
    }
    if event.lead:
        data["description"] = event.lead
    if event.image:
        data["image"] = site.url + event.image.path
    return data | dict(_people(event, site)) | _capacity(event) | dict(_left_behind(event, now))


def structured_list(events: Iterable[Event], site: Site) -> dict[str, Any]:
    """Return the events, in this order, as an `ItemList` of their pages."""
    items = [
        {"@type": "ListItem", "position": position, "url": site.url + event.path}
        for position, event in enumerate(events, 1)
    ]
    return {"@context": _CONTEXT, "@type": "ItemList", "itemListElement": items}


def _people(event: Event, site: Site) -> Iterator[tuple[str, Any]]:
    if people := [_person(each, site) for each in event.people if each.name]:
        yield "performer", people


def _person(person: Person, site: Site) -> dict[str, Any]:
    told = {"@type": "Person", "name": person.name}
    if person.role:
        told["description"] = person.role
    if person.portrait:
        told["image"] = site.url + picture_path(person.portrait)
    return told


def _capacity(event: Event) -> dict[str, int]:
    """Return the capacity, in total and for each way to attend, where limited."""
    names = {
        Attendance.IN_PERSON: "maximumPhysicalAttendeeCapacity",
        Attendance.ONLINE: "maximumVirtualAttendeeCapacity",
    }
    seats = {way: event.seats(way) for way in event.attendances}
    known = {way: number for way, number in seats.items() if number is not None}
    whole = {"maximumAttendeeCapacity": sum(known.values())} if len(known) == len(seats) else {}
    return whole | {names[way]: number for way, number in known.items()}


def _left_behind(event: Event, now: datetime) -> Iterator[tuple[str, Any]]:
    if left := event.left_behind(now):
        if left.recordings:
            yield "recordedIn", [_work("CreativeWork", each) for each in left.recordings]
        if left.slides:
            yield (
                "workFeatured",
                [_work("PresentationDigitalDocument", each) for each in left.slides],
            )


def _work(kind: str, link: WebLink) -> dict[str, str]:
    return {"@type": kind, "url": link.url} | ({"name": link.title} if link.title else {})


def _locations(event: Event, site: Site) -> list[dict[str, Any]]:
    locations: list[dict[str, Any]] = []
    if event.place:
        address = {"@type": "PostalAddress", "addressCountry": "NO"}
        if event.place.street:
            address["streetAddress"] = event.place.street
        if event.place.postcode:
            address["postalCode"] = event.place.postcode
        if event.place.town:
            address["addressLocality"] = event.place.town
        locations.append({"@type": "Place", "name": event.place.name, "address": address})
    if event.online:
        # The meeting link is private, so this is the page with the sign-up.
        virtual = {"@type": "VirtualLocation", "url": site.url + event.path}
        locations.append(
            virtual | ({"name": event.online.platform} if event.online.platform else {})
        )
    return locations


def _offer(event: Event, site: Site) -> dict[str, Any]:
    offer = {
        "@type": "Offer",
        "price": f"{event.price:.2f}",
        "priceCurrency": "NOK",
        "url": site.url + event.signup_path,
        "validThrough": event.closes.isoformat(),
    }
    if event.signup.opens:
        offer["validFrom"] = event.signup.opens.isoformat()
    return offer
