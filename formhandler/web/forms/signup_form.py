"""Sign-up form: a person's answers, with colleagues and own questions, and what to correct."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, ValidationError
from wtforms.csrf.core import CSRF

from formhandler.core.i18n import translate as _
from formhandler.events.model import Attendance, Event
from formhandler.events.questions import Kind
from formhandler.signups.models import Answers, Own, SignupStatus
from formhandler.web.forms.colleagues import COLLEAGUE, Colleagues
from formhandler.web.forms.own_questions import (
    TARGET_FIELD,
    field_name,
    own_answers,
    own_fields,
    problems_at,
    target_field,
    with_fields,
)
from formhandler.web.forms.validators import (
    NO,
    TellsErrors,
    check_message,
    check_name,
    check_organisation,
    check_own_address,
    normal,
    way_to_attend,
)
from formhandler.web.security import BadTokenError, FormToken, Tokens, new_form_token

FIRST = ("token", TARGET_FIELD, "name", "email", "organisation", "attendance")
WRITTEN = ("name", "email", "organisation", "attendance", "message")


class TokenCheck(CSRF):
    """Checks the form's hidden token, which is signed, so that no cookie is needed."""

    def generate_csrf_token(self, _field: Field) -> str:
        """Return nothing: the form itself writes its next token."""
        return ""

    def validate_csrf_token(self, form: Any, _field: Field) -> None:
        """Refuse a token that is missing, forged, expired or for another event."""
        if form.sent_token is None or not form.sent_token.is_fresh(form.now):
            raise ValidationError(
                _("Skjemaet var åpent for lenge. Se over svarene og send dem på nytt")
            )


def _attendance(form: "SignUpForm", field: Field) -> None:
    way_to_attend(form.event.attendances, lambda: _("Velg hvordan du deltar"))(form, field)


class SignUpForm(TellsErrors, FlaskForm):  # type: ignore[misc]
    """The sign-up form for one event, at one moment; made by `sign_up_form`."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our own token instead of Flask-WTF's, which needs a cookie."""

        csrf = True
        csrf_class = TokenCheck
        csrf_field_name = "token"

        def get_translations(self, _form: Any) -> None:
            """Return nothing: all texts are our own."""
            return

    name = StringField(filters=[normal], validators=[check_name])
    email = StringField(filters=[normal], validators=[check_own_address])
    email_seen = StringField(filters=[normal])
    organisation = StringField(filters=[normal], validators=[check_organisation])
    attendance = StringField(filters=[normal], validators=[_attendance])
    message = StringField(filters=[normal], validators=[check_message])
    accepted = StringField(filters=[normal])

    def __init__(
        self, event: Event, tokens: Tokens, now: datetime, sent: MultiDict[str, str] | None = None
    ) -> None:
        """Create an empty form, or the one that was `sent`."""
        self.event, self.tokens, self.now = event, tokens, now
        self.sent_token = self._read_token(sent)
        self.submit_id = (self.sent_token or new_form_token(event.register, now)).submit_id
        super().__init__(formdata=sent)
        self.colleagues = Colleagues(event, sent) if _asks_for_colleagues(event, sent) else None
        self.came_twice = sent is not None and any(
            len(sent.getlist(name)) > 1 for name in sent if name not in self._several
        )

    @property
    def _several(self) -> set[str]:
        """The fields that may have several values."""
        questions = self.event.signup.questions
        return {field_name(each) for each in questions if each.kind is Kind.SEVERAL_CHOICES}

    def _read_token(self, sent: MultiDict[str, str] | None) -> FormToken | None:
        """Return the token sent with the form, if it is ours and for this event."""
        if sent is None:
            return None
        try:
            token = self.tokens.read_form(sent.get("token", ""))
        except BadTokenError:
            return None
        return token if token.event == self.event.register else None

    def people(self) -> tuple[Answers, ...]:
        """Return what was written of the sender and of each colleague; call it on a valid form."""
        sender = Answers(
            name=str(self.name.data),
            email=str(self.email.data),
            organisation=str(self.organisation.data),
            attendance=Attendance(str(self.attendance.data)),
            message=str(self.message.data),
            own=self.own(),
        )
        return (sender, *(self.colleagues.answers(sender) if self.colleagues else ()))

    def own(self) -> Own:
        """Return the answers to the event's own questions."""
        return own_answers(self.event, self) if self.event.signup.questions else {}

    def accepted_outcomes(self) -> tuple[SignupStatus, ...]:
        """Return the outcomes that the sender was shown and sent the form again to accept."""
        known = set(SignupStatus)
        words = str(self.accepted.data).split()
        return tuple(SignupStatus(word) for word in words if word in known)

    def accept(self, outcomes: tuple[SignupStatus, ...]) -> None:
        """Make the form accept these outcomes when it is sent again."""
        self.accepted.data = " ".join(outcomes)

    @property
    def is_outside(self) -> bool:
        """Whether the person has answered that the event is not for them."""
        return TARGET_FIELD in self and self[TARGET_FIELD].data == NO

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether the answers can be stored."""
        is_valid = bool(super().validate(extra_validators))
        if self.colleagues:
            is_valid = self.colleagues.validate(str(self.email.data)) and is_valid
        return is_valid and not self.came_twice

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The element's id and the message of each mistake, in the form's order."""
        own = [field_name(question) for question in self.event.signup.questions]
        before = [each for name in (*FIRST, *own) for each in self._problems(name)]
        twice = _(
            "Skjemaet kom fram med to svar på samme spørsmål. Se over svarene og send dem på nytt"
        )
        found = [("name", twice)] if self.came_twice else []
        colleagues = self.colleagues.problems if self.colleagues else []
        return [*found, *before, *colleagues, *self._problems("message")]

    def _problems(self, name: str) -> list[tuple[str, str]]:
        return problems_at(self.event, self, name)

    def written(self) -> dict[str, str]:
        """Return everything entered, by field, even if it cannot be stored."""
        return {name: self[name].data for name in WRITTEN}

    def start_over(self) -> None:
        """Give this form, with all its input, a new id, so that it becomes a new sign-up."""
        self.submit_id = new_form_token(self.event.register, self.now).submit_id

    @property
    def token_text(self) -> str:
        """The token for the form when it is shown next.

        The id of the future sign-up stays the same through errors and expiry, so that a form
        becomes one sign-up however often it is sent.
        """
        return self.tokens.form(FormToken(self.event.register, self.now, self.submit_id))


def sign_up_form(
    event: Event, tokens: Tokens, now: datetime, sent: MultiDict[str, str] | None = None
) -> SignUpForm:
    """Return the form with this event's fields, empty or as `sent`."""
    if not (event.signup.questions or event.signup.target_question):
        return SignUpForm(event, tokens, now, sent)
    fields = target_field(event) | own_fields(event)
    return with_fields(SignUpForm, fields)(event, tokens, now, sent)


def _asks_for_colleagues(event: Event, sent: MultiDict[str, str] | None) -> bool:
    """Tell whether colleagues can be signed up, or were written of all the same."""
    return event.signup.party > 1 or any(name.startswith(COLLEAGUE) for name in sent or ())
