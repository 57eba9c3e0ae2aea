"""Attend: the link to the online meeting, which opens an hour before the start."""

from flask import Blueprint, Response

from formhandler.core.i18n import speak
from formhandler.events.model import Attendance, EventState
from formhandler.signups import meeting_link
from formhandler.signups.models import SignupStatus
from formhandler.web.loading import Shown, UnpublishedError, from_mail
from formhandler.web.request import page, services
from formhandler.web.security import Purpose
from formhandler.web.views.receipt import gone
from formhandler.wording.attendance import Door, closed, not_attending, not_yet, soon

blueprint = Blueprint("attend", __name__)
blueprint.register_error_handler(UnpublishedError, gone)


@blueprint.get("/delta/<token>/")
def attend(token: str) -> Response:
    """Redirect to the meeting if it is open; otherwise say when it opens, or what to do instead."""
    shown = from_mail(token, Purpose.ATTEND)
    speak(shown.event.language)
    door = _door(shown)
    if isinstance(door, str):
        # The organiser's own link, not one that a visitor can choose.
        return Response(status=303, headers={"Location": door})
    # No link to «Min påmelding»: people pass this page's link on.
    return page("attend.html", door=door, **shown.values())


def _door(shown: Shown) -> Door | str:
    """Return the meeting's address if it is open for this person, else what to say."""
    event, signup, now = shown.event, shown.signup, shown.now
    if event.state(now) in (EventState.PAST, EventState.CANCELLED, EventState.POSTPONED):
        return closed(shown.answer)
    is_online = signup.answers.attendance is Attendance.ONLINE
    if not (is_online and signup.status is SignupStatus.CONFIRMED):
        return not_attending(shown.answer, is_online=is_online)
    if now < event.link_opens:
        return not_yet(event)
    with services().database.reading() as db:
        return meeting_link.link(db, event.register) or soon(event)
