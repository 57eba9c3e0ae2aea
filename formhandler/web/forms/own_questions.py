"""Own questions: the event's own questions as fields of a form, named `q_<key>`."""

from collections.abc import Mapping
from typing import Any, TypeVar

from wtforms import Field, Form, SelectMultipleField, StringField, ValidationError

from formhandler.core.i18n import translate as _
from formhandler.events.model import Event
from formhandler.events.questions import Kind, Question
from formhandler.events.terms import TARGET_KEY
from formhandler.signups.models import Own
from formhandler.web.forms.validators import NO, YES, answer_to, normal

PREFIX = "q_"
TARGET_FIELD = PREFIX + TARGET_KEY

AnyForm = TypeVar("AnyForm", bound=Form)


def field_name(question: Question) -> str:
    """Return the name of a question's field."""
    return PREFIX + question.key


def own_fields(event: Event) -> dict[str, Any]:
    """Return the form fields for the event's own questions, by name."""
    return {field_name(question): _field(question) for question in event.signup.questions}


def target_field(event: Event) -> dict[str, Any]:
    """Return the field that asks whether the event is for this person, if it has one."""
    if event.signup.target_question is None:
        return {}
    return {TARGET_FIELD: StringField(filters=[normal], validators=[_check_target])}


def with_fields(form: type[AnyForm], fields: Mapping[str, Any]) -> type[AnyForm]:
    """Return the form with these fields besides its own."""
    # WTForms binds fields when a class is made, so fields that not every event has need a class of
    # their own («Dynamic Form Composition» in its documentation).
    return type(f"Event{form.__name__}", (form,), dict(fields))


def own_answers(event: Event, form: Form) -> Own:
    """Return a form's answers to the event's own questions, by key."""
    found = {each.key: _answer(form[field_name(each)].data) for each in event.signup.questions}
    return {key: answer for key, answer in found.items() if answer}


def problems_at(event: Event, form: Form, name: str) -> list[tuple[str, str]]:
    """Return the element's id and the message of each mistake in a field."""
    chosen = {field_name(each) for each in event.signup.questions if each.choices}
    has_choices = name in {"attendance", TARGET_FIELD} | chosen
    place = f"{name}-0" if has_choices else {"token": "name"}.get(name, name)
    return [(place, message) for message in form.errors.get(name, ())]


def filled_in(event: Event, own: Own) -> dict[str, str | list[str]]:
    """Return the field values for earlier answers."""
    data: dict[str, str | list[str]] = {}
    for question in event.signup.questions:
        answer = own.get(question.key, ())
        is_list = question.kind is Kind.SEVERAL_CHOICES
        data[field_name(question)] = list(answer) if is_list else "".join(answer[:1])
    return data


def _field(question: Question) -> Any:
    check = [answer_to(question)]
    if question.kind is Kind.SEVERAL_CHOICES:
        return SelectMultipleField(validate_choice=False, choices=[], validators=check)
    return StringField(filters=[normal], validators=check)


def _check_target(_form: Any, field: Field) -> None:
    if field.data not in (YES, NO):
        raise ValidationError(_("Svar ja eller nei, så vi vet om arrangementet passer for deg"))


def _answer(data: str | list[str] | None) -> tuple[str, ...]:
    if not data:
        return ()
    return (data,) if isinstance(data, str) else tuple(data)
