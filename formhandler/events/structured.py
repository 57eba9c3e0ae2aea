"""Structured data: an event as schema.org's `Event` in JSON-LD, for search engines.

Format: https://schema.org/Event. What we cannot vouch for is left out.
"""

from typing import Any

from formhandler.events.manifest import Site
from formhandler.events.model import Attendance, Event, Plan

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


def structured_data(event: Event, site: Site) -> dict[str, Any]:
    """Return the event as a JSON-LD object."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": event.starts.isoformat(),
        "endDate": event.ends.isoformat(),
        "eventStatus": _SCHEMA + _STATUS[event.plan],
        "eventAttendanceMode": _SCHEMA + _MODE[event.attendances],
        "location": _locations(event, site),
        "organizer": [{"@type": "Organization", "name": each.name} for each in event.organisers],
        "offers": _offer(event, site),
        "isAccessibleForFree": event.price == 0,
        "inLanguage": event.language,
        "url": site.url + event.path,
    }
    if event.lead:
        data["description"] = event.lead
    if event.image:
        data["image"] = site.url + event.image.path
    return data


def _locations(event: Event, site: Site) -> list[dict[str, Any]]:
    locations: list[dict[str, Any]] = []
    if event.place:
        address = {"@type": "PostalAddress", "addressCountry": "NO"}
        if event.place.street:
            address["streetAddress"] = event.place.street
        if event.place.town:
            address["addressLocality"] = event.place.town
        locations.append({"@type": "Place", "name": event.place.name, "address": address})
    if event.online:
        # The meeting link is private, so the page where one signs up for it stands here.
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
