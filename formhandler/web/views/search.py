"""Search: `/sok/?q=…`, the target of the list page's search form; no script."""

from flask import Blueprint, Response, request

from formhandler.core.i18n import language
from formhandler.events.agenda import agenda
from formhandler.events.translations import one_of_each
from formhandler.web.request import page, services

LONGEST_QUERY = 200
MOST_SHOWN = 50

blueprint = Blueprint("search", __name__)


@blueprint.get("/sok/")
def search() -> Response:
    """Show the events that match the words in `q`: upcoming first, then past."""
    query = _query()
    now = services().clock()
    found = agenda(one_of_each(services().site.index().find(query), language()), now)
    to_come = found.to_come[:MOST_SHOWN]
    return page(
        "search.html",
        query=query,
        count=len(found.to_come) + len(found.past),
        to_come=to_come,
        past=found.past[: MOST_SHOWN - len(to_come)],
        most_shown=MOST_SHOWN,
        now=now,
    )


def _query() -> str:
    """Return the typed words without invisible characters, at most as long as the field allows."""
    typed = request.args.get("q", "")[:LONGEST_QUERY]
    seen = (letter if letter.isprintable() else " " for letter in typed)
    return " ".join("".join(seen).split())
