"""Form: what a person must write to sign up, and what to tell them about each mistake."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, ValidationError
from wtforms.csrf.core import CSRF

from formhandler.events.address import WRONG_FORM, AddressError, likely_meant, parse_address
from formhandler.events.model import Attendance, Event
from formhandler.signups.model import Answers
from formhandler.web.text import has_letters, has_unseen, normal
from formhandler.web.tokens import BadTokenError, FormToken, Tokens, new_form_token

LONGEST_TEXT = 200
LONGEST_MESSAGE = 2000
SINGLE_FIELDS = ("name", "email", "organisation", "attendance", "message", "token")

STALE = "Skjemaet var åpent for lenge. Se over svarene og send dem på nytt"
TWICE = "Skjemaet kom fram med to svar på samme spørsmål. Se over svarene og send dem på nytt"
CHOOSE_ATTENDANCE = "Velg hvordan du deltar"

Validator = Callable[[Any, Field], None]


class TokenCheck(CSRF):
    """Checks the form's hidden token, which is signed; no cookie is needed."""

    def generate_csrf_token(self, _field: Field) -> str:
        """Return nothing: the form itself writes the token that it shows next."""
        return ""

    def validate_csrf_token(self, form: Any, _field: Field) -> None:
        """Refuse a token that is missing, forged, for another event or old."""
        if form.sent_token is None or not form.sent_token.is_fresh(form.now):
            raise ValidationError(STALE)


def _text(missing: str, unseen: str, too_long: str) -> list[Validator]:
    def check(_form: Any, field: Field) -> None:
        if not field.data or not has_letters(field.data):
            raise ValidationError(missing)
        if has_unseen(field.data):
            raise ValidationError(unseen)
        if len(field.data) > LONGEST_TEXT:
            raise ValidationError(too_long)

    return [check]


def _email(form: "SignUpForm", field: Field) -> None:
    if not field.data:
        raise ValidationError("Skriv inn e-postadressen din")
    if has_unseen(field.data):
        raise ValidationError(WRONG_FORM)
    try:
        field.data = parse_address(field.data)
    except AddressError as error:
        raise ValidationError(str(error)) from error
    meant = likely_meant(field.data)
    if meant and form.email_seen.data != field.data:
        form.email_seen.data = field.data
        question = (
            f"Mente du {meant}? Rett adressen, eller send skjemaet en gang til hvis den stemmer"
        )
        raise ValidationError(question)


def _attendance(form: "SignUpForm", field: Field) -> None:
    ways = form.event.attendances
    if not field.data and len(ways) == 1:
        field.data = ways[0].value
    if field.data not in [way.value for way in ways]:
        raise ValidationError(CHOOSE_ATTENDANCE)


def _message(_form: Any, field: Field) -> None:
    if has_unseen(field.data, lines=True):
        raise ValidationError("Meldingen har tegn som ikke vises. Skriv den på nytt")
    if len(field.data) > LONGEST_MESSAGE:
        raise ValidationError(f"Meldingen er for lang. Bruk høyst {LONGEST_MESSAGE} tegn")


class SignUpForm(FlaskForm):  # type: ignore[misc]
    """The sign-up form for one event, at one moment."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our own token in place of Flask-WTF's, which needs a cookie."""

        csrf = True
        csrf_class = TokenCheck
        csrf_field_name = "token"

        def get_translations(self, _form: Any) -> None:
            """Return nothing: every text is our own."""
            return

    name = StringField(
        filters=[normal],
        validators=_text(
            "Skriv inn navnet ditt",
            "Navnet har tegn som ikke vises. Slett alt i feltet og skriv på nytt",
            f"Navnet er for langt. Bruk høyst {LONGEST_TEXT} tegn",
        ),
    )
    email = StringField(filters=[normal], validators=[_email])
    email_seen = StringField(filters=[normal])
    organisation = StringField(
        filters=[normal],
        validators=_text(
            "Skriv inn hvilken virksomhet du kommer fra",
            "Virksomheten har tegn som ikke vises. Slett alt i feltet og skriv på nytt",
            f"Navnet på virksomheten er for langt. Bruk høyst {LONGEST_TEXT} tegn",
        ),
    )
    attendance = StringField(filters=[normal], validators=[_attendance])
    message = StringField(filters=[normal], validators=[_message])

    def __init__(
        self, event: Event, tokens: Tokens, now: datetime, sent: MultiDict[str, str] | None = None
    ) -> None:
        """Make an empty form, or the one that was `sent`."""
        self.event, self.tokens, self.now = event, tokens, now
        self.sent_token = self._read_token(sent)
        self.submit_id = (self.sent_token or new_form_token(event.slug, now)).submit_id
        self.came_twice = sent is not None and any(
            len(sent.getlist(name)) > 1 for name in SINGLE_FIELDS
        )
        super().__init__(formdata=sent)

    def _read_token(self, sent: MultiDict[str, str] | None) -> FormToken | None:
        """Return the token that was sent with the form, if it is ours and for this event."""
        if sent is None:
            return None
        try:
            token = self.tokens.read_form(sent.get("token", ""))
        except BadTokenError:
            return None
        return token if token.event == self.event.slug else None

    def answers(self) -> Answers:
        """Return what was written; call it when the form is valid."""
        return Answers(
            name=str(self.name.data),
            email=str(self.email.data),
            organisation=str(self.organisation.data),
            attendance=Attendance(str(self.attendance.data)),
            message=str(self.message.data),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether the answers can be stored."""
        return bool(super().validate(extra_validators)) and not self.came_twice

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return field and message of each mistake, in the form's order."""
        places = {"token": "name", "attendance": "attendance-0"}
        found = [("name", TWICE)] if self.came_twice else []
        return found + [
            (places.get(name, name), str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]

    def error(self, name: str) -> str | None:
        """Return what is wrong with one field, or None."""
        return next((str(message) for message in self[name].errors), None)

    def written(self) -> dict[str, str]:
        """Return all that was written by field, also where it cannot be stored."""
        names = ("name", "email", "organisation", "attendance", "message")
        return {name: self[name].data for name in names}

    def start_over(self) -> None:
        """Make this form, with all that is written in it, one that becomes a new sign-up."""
        self.submit_id = new_form_token(self.event.slug, self.now).submit_id

    @property
    def token_text(self) -> str:
        """Return the token for the form as it is shown next.

        The id of the sign-up that it will become stays through errors and old age, so that
        however often a form is sent, it becomes one sign-up.
        """
        return self.tokens.form(FormToken(self.event.slug, self.now, self.submit_id))
