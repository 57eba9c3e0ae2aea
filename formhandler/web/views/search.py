"""Search: `/sok/?q=…` answers what the list page's form asks, with no script."""

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
    """Show the events that the words in `q` are about: to come first, then past."""
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
    """Return what was typed, without what cannot be seen, and no more than a field holds."""
    typed = request.args.get("q", "")[:LONGEST_QUERY]
    seen = (letter if letter.isprintable() else " " for letter in typed)
    return " ".join("".join(seen).split())
