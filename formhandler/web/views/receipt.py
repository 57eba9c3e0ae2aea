"""Receipt: the clear answer to the person who filled in the form, and address correction."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from wtforms import Form, StringField

from formhandler.core.i18n import speak
from formhandler.core.i18n import translate as _
from formhandler.events.calendar import calendar_file
from formhandler.mail import outbox
from formhandler.signups import correct_email, register, seats
from formhandler.signups.models import own_entry
from formhandler.web.error_pages import redirect
from formhandler.web.forms.validators import TellsErrors, check_own_address, normal
from formhandler.web.loading import (
    Shown,
    UnpublishedError,
    from_receipt,
    unknown_signup,
)
from formhandler.web.request import manifest, page, paths, sent_fields, services
from formhandler.wording.notices import Notice, address_mended, full_now, too_late_to_mend
from formhandler.wording.receipt_text import short_status

blueprint = Blueprint("receipt", __name__)


class AddressForm(TellsErrors, Form):
    """The correct address, if the first one was mistyped."""

    email = StringField(filters=[normal], validators=[check_own_address])
    email_seen = StringField(filters=[normal])


@blueprint.get("/kvittering/<token>/")
def receipt(token: str) -> Response:
    """Show the status of the sign-up: the clear answer."""
    shown = from_receipt(token)
    speak(shown.event.language)
    is_mended = "rettet" in request.args
    notice = address_mended(shown.signup.answers.email) if is_mended else None
    return receipt_page(shown, notice=notice)


@blueprint.post("/kvittering/<token>/e-post/")
def mend_address(token: str) -> Response:
    """Store the correct address, and send it the mails that the wrong one got."""
    shown, form = from_receipt(token), AddressForm(sent_fields())
    speak(shown.event.language)
    if not form.validate():
        return receipt_page(shown, 422, form=form)
    try:
        with services().database.writing() as db:
            signup = register.find(db, shown.signup.public_id)
            if signup is None:
                raise unknown_signup()
            email = str(form.email.data)
            done = correct_email.mend_email(db, shown.original, signup, email, shown.now)
            outbox.put(db, done.changes, shown.now)
    except correct_email.AddressTakenError:
        form.email.errors = [_("Adressen er brukt til en kollega. Skriv din egen")]
        return receipt_page(shown, 422, form=form)
    except (correct_email.TooLateError, register.NotOpenError):
        return receipt_page(shown, 409, notice=too_late_to_mend())
    except seats.FullError:
        return receipt_page(shown, 409, form=form, notice=full_now())
    mended = "?rettet" if done.changes else ""
    return redirect(paths().receipt(shown.signup) + mended)


@blueprint.get("/kvittering/<token>/kalender.ics")
def calendar(token: str) -> Response:
    """Send the person's own calendar file."""
    try:
        shown = from_receipt(token)
    except UnpublishedError as error:
        raise NotFound from error
    speak(shown.event.language)
    return calendar_answer(shown)


def calendar_answer(shown: Shown) -> Response:
    """Return the person's own calendar file, if there is something to attend."""
    if not shown.answer.offers_calendar:
        raise NotFound
    text = calendar_file(shown.event, manifest().site, stamp=shown.now, own=own_entry(shown.signup))
    name = f'attachment; filename="{shown.event.slug}.ics"'
    return Response(text, mimetype="text/calendar", headers={"Content-Disposition": name})


@blueprint.errorhandler(UnpublishedError)
def gone(error: UnpublishedError, path: str | None = None) -> Response:
    """Return the page for a sign-up to an event that is no longer published.

    `path` is where it can be deleted, for those who followed a mailed link.
    """
    return page("gone.html", signup=error.signup, words=short_status(error.signup), path=path)


def receipt_page(
    shown: Shown, status: int = 200, form: AddressForm | None = None, notice: Notice | None = None
) -> Response:
    """Return the receipt, with the address `form` as it was filled in."""
    path = paths().receipt(shown.signup)
    email = form.email.data if form else shown.signup.answers.email
    error = form.error("email") if form else None
    return page(
        "receipt.html",
        status,
        notice=notice,
        path=path,
        calendar_path=f"{path}kalender.ics",
        email=email,
        email_seen=form.email_seen.data if form else "",
        error=error,
        **shown.values(),
    )
