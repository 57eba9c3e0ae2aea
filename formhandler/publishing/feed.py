"""Feed: the events to come and the newest past ones, for feed readers (Atom, RFC 4287)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import escape

from feedgenerator import Atom1Feed

from formhandler.events.agenda import Agenda
from formhandler.events.manifest import Site
from formhandler.events.model import Event, Plan
from formhandler.templating import day, plain, price, speaking, translate, when_text

FEED = "/atom.xml"
_PAST = 50
_WITHOUT_EVENTS = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):  # type: ignore[misc]
    """Atom that is the same whenever it is written; the library's own says «now» when empty."""

    def latest_post_date(self) -> datetime:
        """Return when the newest entry was updated."""
        return max((each["updateddate"] for each in self.items), default=_WITHOUT_EVENTS)


def feed(listed: Agenda, site: Site, changed: Callable[[Event], datetime]) -> bytes:
    """Return the feed; an entry's id is its page's address, and its title says the day."""
    made = _feed_of(site)
    for event in (*listed.to_come, *listed.past[:_PAST]):
        with speaking(event.language):
            made.add_item(
                title=_title(event),
                link=site.url + event.path,
                description="".join(f"<p>{escape(each)}</p>" for each in _paragraphs(event)),
                unique_id=site.url + event.path,
                updateddate=changed(event),
            )
    text: str = made.writeString("utf-8")
    return text.encode()


def _feed_of(site: Site) -> _Feed:
    with speaking(site.language):
        title = plain(translate("Arrangementer fra %(name)s", name=site.name))
    return _Feed(
        title=title,
        link=f"{site.url}/",
        description=None,
        language=site.language,
        author_name=site.name,
        feed_url=site.url + FEED,
    )


def _title(event: Event) -> str:
    """Return «Tirsdag 28. januar 2020: Informasjonsmøte»; what is postponed has no day."""
    on = plain(day(event.starts))
    said = {
        Plan.SCHEDULED: on[0].upper() + on[1:],
        Plan.CANCELLED: f"{translate('Avlyst')}, {on}",
        Plan.POSTPONED: translate("Utsatt"),
    }
    return f"{said[event.plan]}: {event.title}"


def _paragraphs(event: Event) -> Iterator[str]:
    if event.lead:
        yield event.lead
    where = event.place.name if event.place else translate("På nett")
    when = [] if event.plan is Plan.POSTPONED else [when_text(event)]
    yield plain(". ".join([*when, where, price(event.price)]) + ".")
