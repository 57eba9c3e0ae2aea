"""Programme order: items outside the event, out of order, or at a time that does not exist."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from formhandler.core.errors import Problem, Severity
from formhandler.events.frontmatter import Reading
from formhandler.events.model import Event

_DAY = timedelta(days=1)


def check_programme(reading: Reading) -> Iterator[Problem]:
    """Yield a problem for each implausible item; most are advice."""
    if reading.source:
        source, event = reading.source, reading.source.event
        for number, (wall, is_late) in enumerate(_walls(event)):
            location = ("program", number, "kl")
            if found := _trouble(event, wall, is_late=is_late):
                message, severity = found
                shown = source.outline.quoted(location)
                yield source.problem(location, f"{shown} {message}", severity)


def _walls(event: Event) -> Iterator[tuple[datetime, bool]]:
    """Yield the wall-clock time of each item, and whether it follows a later one.

    An item earlier than the one above it belongs to the next day, if the event lasts that long.
    """
    day, before = event.starts.date(), time.min
    for item in event.programme:
        next_day = datetime.combine(day + _DAY, item.at)
        is_next_day = item.at < before and next_day <= _wall(event.ends)
        day = next_day.date() if is_next_day else day
        yield datetime.combine(day, item.at), item.at < before and not is_next_day
        before = item.at


def _trouble(event: Event, wall: datetime, *, is_late: bool) -> tuple[str, Severity] | None:
    if is_late:
        return "er tidligere enn punktet over. Sett punktene i rekkefølge.", Severity.ADVICE
    if not _wall(event.starts) <= wall <= _wall(event.ends):
        message = "er utenom arrangementets start og slutt. Rett klokkeslettet, start eller slutt."
        return message, Severity.ADVICE
    return _clock_change(wall.replace(tzinfo=event.starts.tzinfo))


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _clock_change(moment: datetime) -> tuple[str, Severity] | None:
    """Report a time that is skipped or ambiguous on a clock-change night."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if _wall(back) != _wall(moment):
        return "finnes ikke: klokken stilles forbi dette tidspunktet til sommertid.", Severity.ERROR
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        message = "kommer to ganger, fordi klokken stilles tilbake. Skriv i tittelen hvilken."
        return message, Severity.ADVICE
    return None
