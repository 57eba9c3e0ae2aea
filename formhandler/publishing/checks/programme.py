"""Programme: items that stand outside the event, out of order, or at an hour that is not there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from formhandler.events.frontmatter import Reading, Source
from formhandler.events.problems import Problem, Severity

_DAY = timedelta(days=1)


def check_programme(reading: Reading) -> Iterator[Problem]:
    """Yield a problem for each item that cannot be meant so; most are advice.

    An item that is earlier than the one above it is taken for one of the next day.
    """
    if reading.source:
        yield from _check(reading.source)


def _check(source: Source) -> Iterator[Problem]:
    event = source.event
    starts, ends = event.starts.replace(tzinfo=None), event.ends.replace(tzinfo=None)
    day = event.starts.date()
    before = None
    for number, item in enumerate(event.programme):
        is_earlier = before is not None and item.at < before
        wall = datetime.combine(day + _DAY if is_earlier else day, item.at)
        message, severity = "", Severity.ADVICE
        if wall > ends and is_earlier:
            message = "er tidligere enn punktet over. Sett punktene i rekkefølge."
        elif not starts <= wall <= ends:
            message = (
                "er utenom arrangementets start og slutt. Rett klokkeslettet, start eller slutt."
            )
        elif trouble := _clock_change(wall.replace(tzinfo=event.starts.tzinfo)):
            message, severity = trouble
        if message:
            shown = source.outline.quoted(("program", number, "kl")) or f"«{item.at:%H.%M}»"
            location = ("program", number, "kl")
            yield source.problem(location, f"{shown} {message}", severity)
        elif is_earlier:
            day += _DAY
        before = item.at


def _clock_change(moment: datetime) -> tuple[str, Severity] | None:
    """Tell of an hour that the clock skips, or shows twice, the night it is changed."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        return "finnes ikke: klokken stilles forbi dette tidspunktet til sommertid.", Severity.ERROR
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        message = "kommer to ganger, fordi klokken stilles tilbake. Skriv i tittelen hvilken."
        return message, Severity.ADVICE
    return None
