"""What the static side writes in `events.json`, the served side reads back the same."""

import json
from typing import Any

import pytest

from formhandler.events.manifest import Look, ManifestError, read_manifest
from tests.support.events import OSLO, SITE, a_manifest, an_event
from tests.support.tables import each_case

FULL: dict[str, Any] = {
    "ingress": "Kom.",
    "digitalt": {"plattform": "Teams"},
    "pris": "1250,50",
    "arrangører": [{"navn": "A", "ansvarlig": "ja"}, "B"],
    "bilde": {"fil": "a.jpg", "alt": "Et tre"},
    "kontakt": {"navn": "Ola", "epost": "ola@example.no", "telefon": "99887766"},
    "personer": [{"navn": "Ola", "rolle": "Vert", "tekst": "Hei.", "bilde": "b.jpg"}],
    "program": [{"kl": "9.05", "tittel": "Kaffe", "hvem": "Ola"}],
    "påmelding": {
        "åpner": "2030-05-01",
        "frist": "2030-06-03",
        "plasser": "60",
        "plasser_digitalt": "200",
        "venteliste": "nei",
        "flere": "5",
        "slettes_etter": "14 dager",
        "deles_med": "Oslo kommune",
        "spørsmål": [
            {
                "nøkkel": "mat",
                "spørsmål": "Hva spiser du?",
                "type": "flere valg",
                "valg": ["Alt", "Halal"],
                "må_besvares": "ja",
                "formål": "Vi bestiller lunsj",
                "helse": "ja",
                "slettes_etter": "7",
            }
        ],
    },
    "status": "utsatt",
    "språk": "en",
    "etterpå": {
        "opptak": ["https://video.example.no/1", {"tittel": "B", "lenke": "https://example.no/b"}],
        "lysark": "https://example.no/lysark.pdf",
        "oppsummering": "Vi var 40.",
    },
}
KINDS: dict[str, dict[str, Any]] = {
    "least": {},
    "full": FULL,
    "online": {"sted": None, "digitalt": {}},
    "decorative": {"bilde": {"fil": "a.jpg", "dekorativt": "ja"}},
    "draft": {"utkast": "ja"},
    "the first of two equal hours": {
        "start": "2030-10-27 02.15 sommertid",
        "slutt": "2030-10-27 04.00",
    },
    "the second of them": {"start": "2030-10-27 02.15 vintertid", "slutt": "2030-10-27 04.00"},
    "text that looks like JSON": {"tittel": '"}], \\u0000 </script> 💬'},
}


@each_case("keys", list(KINDS.values()), ids=list(KINDS))
def test_an_event_comes_back_the_same(keys: dict[str, Any]) -> None:
    manifest = a_manifest(an_event(**keys))

    assert read_manifest(manifest.to_json()) == manifest


@each_case("keys", list(KINDS.values()), ids=list(KINDS))
def test_times_come_back_as_the_same_instants_in_the_zone(keys: dict[str, Any]) -> None:
    event = an_event(**keys)
    [back] = read_manifest(a_manifest(event).to_json()).events
    times = (event.starts, event.ends, event.closes)

    assert [back.starts.tzinfo, back.ends.tzinfo, back.closes.tzinfo] == [OSLO] * 3
    assert [at.timestamp() for at in (back.starts, back.ends, back.closes)] == [
        at.timestamp() for at in times
    ]


def test_events_keep_their_order() -> None:
    manifest = a_manifest(*(an_event(slug) for slug in ("c", "a", "b")))

    assert [event.slug for event in read_manifest(manifest.to_json()).events] == ["c", "a", "b"]


def test_the_manifest_is_versioned_and_names_the_site_and_the_events() -> None:
    data = json.loads(a_manifest(an_event()).to_json())

    assert data["version"] == 1
    assert data["site"] == {
        "name": "Eksempelforeningen",
        "url": "http://127.0.0.1:8000",
        "timezone": "Europe/Oslo",
        "language": "nb",
        "stylesheet": "/theme/pameldt.css",
        "accessibility_statement": None,
        "mail_from": None,
        "look": Look().model_dump(),
    }
    assert [event["slug"] for event in data["events"]] == ["frokostmote"]


def test_an_event_is_found_by_its_slug_or_not_at_all() -> None:
    event = an_event()

    assert (a_manifest(event).find("frokostmote"), a_manifest(event).find("..")) == (event, None)


@each_case(
    ("url", "mail_from", "sender"),
    [
        ("https://pamelding.example.no", None, "pamelding@pamelding.example.no"),
        ("https://example.no:8443", None, "pamelding@example.no"),
        ("https://example.no", "kurs@example.org", "kurs@example.org"),
        (SITE.url, None, "pamelding@localhost"),
        ("http://[::1]:8000", None, "pamelding@localhost"),
    ],
)
def test_mail_comes_from_a_given_address_or_from_the_site_s_host(
    url: str, mail_from: str | None, sender: str
) -> None:
    assert SITE.model_copy(update={"url": url, "mail_from": mail_from}).sender == sender


def changed(**keys: Any) -> str:
    return json.dumps(json.loads(a_manifest(an_event()).to_json()) | keys)


def test_the_same_manifest_unchanged_is_read() -> None:
    assert read_manifest(changed()) == a_manifest(an_event())


@each_case(
    "text",
    [
        "",
        "hei",
        "null",
        "[]",
        "{}",
        '"site"',
        '{"site": null}',
        '{"version": 1',
        changed(version=2),
        changed(version="1"),
        changed(version=None),
        changed(events=None),
        changed(events=[{}]),
        changed(events=[{"slug": "a"}]),
        changed(site={}),
        changed(site=SITE.model_dump() | {"timezone": "Europe/Olso"}),
        changed(site=SITE.model_dump() | {"timezone": "../../etc/passwd"}),
        changed(site=SITE.model_dump() | {"secret": "x"}),
        changed(more=1),
    ],
    ids=lambda text: text[:30] or "nothing",
)
def test_what_is_no_manifest_of_this_version_is_refused(text: str) -> None:
    with pytest.raises(ManifestError):
        read_manifest(text)


def test_norwegian_keys_are_not_those_of_the_manifest() -> None:
    event = json.loads(a_manifest(an_event()).to_json())["events"][0]

    with pytest.raises(ManifestError, match="title"):
        read_manifest(changed(events=[{"tittel": event.pop("title"), **event}]))


def test_where_there_is_no_version_in_a_language_it_is_the_original() -> None:
    original = an_event("frokostmote")
    nynorsk = an_event("frukostmote", språk="nn", oversettelse_av="frokostmote")
    manifest = a_manifest(nynorsk, original)
    found = [manifest.find_version("frokostmote", code) for code in ("nn", "en", "nb")]

    assert found == [nynorsk, original, original]
