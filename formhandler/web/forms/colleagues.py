"""Colleagues: the others whom one person signs up with the same form."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, StringField, ValidationError

from formhandler.core.i18n import translate as _
from formhandler.events.email_address import address_key
from formhandler.events.model import Attendance, Event
from formhandler.events.terms import LARGEST_PARTY
from formhandler.signups.models import Answers
from formhandler.web.forms.validators import (
    TellsErrors,
    ask_once,
    check_address,
    normal,
    short_text,
    way_to_attend,
)
from formhandler.wording.answers import colleague_ways

ADD, REMOVE = "add_colleague", "remove_colleague"
# How the names of a colleague's fields begin: `colleague-1-name` and so on.
COLLEAGUE = "colleague-"


def _name(form: Any, field: Field) -> None:
    short_text(
        lambda: _("Skriv inn navnet til kollegaen"),
        lambda: _("Navnet har tegn som ikke vises. Slett alt i feltet og skriv på nytt"),
    )(form, field)


def _email(form: "ColleagueForm", field: Field) -> None:
    if field.data:
        check_address(form, field)
        if address_key(field.data) in form.taken:
            raise ValidationError(
                _(
                    "Du har brukt adressen til en annen. La feltet stå tomt, "
                    "så får du e-postene til kollegaen"
                )
            )
        ask_once(form, field)


def _attendance(form: "ColleagueForm", field: Field) -> None:
    way_to_attend(form.ways, lambda: _("Velg hvordan kollegaen deltar"))(form, field)


class ColleagueForm(TellsErrors, Form):
    """The fields for one colleague, named `colleague-1-name` and so on."""

    name = StringField(filters=[normal], validators=[_name])
    email = StringField(filters=[normal], validators=[_email])
    email_seen = StringField(filters=[normal])
    attendance = StringField(filters=[normal], validators=[_attendance])

    def __init__(self, number: int, ways: tuple[Attendance, ...], sent: Any = None) -> None:
        """Create the fields for the colleague with this number, from 1."""
        self.number, self.ways, self.taken = number, ways, set[str]()
        self.id = f"{COLLEAGUE}{number}-"
        super().__init__(formdata=sent, prefix=self.id)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered for this colleague."""
        return not (self.name.data or self.email.data or self.attendance.data)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The element's id and the message of each mistake."""
        return [
            (f"{self.id}{name}{'-0' if name == 'attendance' else ''}", message)
            for name, messages in self.errors.items()
            if name
            for message in messages
        ]


class Colleagues:
    """All colleagues in one form, in order; blank ones do not count."""

    def __init__(self, event: Event, sent: MultiDict[str, str] | None) -> None:
        """Create as many as were sent."""
        self.event = event
        self.most = event.signup.party - 1
        numbers = range(1, LARGEST_PARTY + 1)
        came = [each for each in numbers if f"{COLLEAGUE}{each}-name" in (sent or ())]
        self.forms = [self._form(number, sent) for number in came]
        self.problem: str | None = None
        self._number_anew()

    def _form(self, number: int, sent: MultiDict[str, str] | None = None) -> ColleagueForm:
        return ColleagueForm(number, self.event.attendances, sent)

    def _number_anew(self) -> None:
        """Renumber from 1 after a removal."""
        written = [form.data for form in self.forms]
        for number, data in enumerate(written, 1):
            if self.forms[number - 1].number != number:
                self.forms[number - 1] = self._form(
                    number, MultiDict({f"{COLLEAGUE}{number}-{key}": data[key] for key in data})
                )

    @property
    def can_add(self) -> bool:
        """Whether one more can be added."""
        return len(self.forms) < self.most

    def add(self) -> None:
        """Add a blank colleague, if allowed."""
        if self.can_add:
            self.forms.append(self._form(len(self.forms) + 1))

    def remove(self, number: str) -> None:
        """Remove the colleague with this number."""
        self.forms = [form for form in self.forms if str(form.number) != number]
        self._number_anew()

    @property
    def _named(self) -> list[ColleagueForm]:
        return [form for form in self.forms if not form.is_blank]

    def validate(self, sender: str) -> bool:
        """Tell whether all are valid; each address belongs to one person."""
        taken, valid = {address_key(sender)}, True
        for form in self._named:
            form.taken = set(taken)
            valid = form.validate() and valid
            taken |= {address_key(form.email.data or "")} - {""}
        if len(self._named) > self.most:
            self.problem = self._too_many()
        return valid and self.problem is None

    def _too_many(self) -> str:
        if self.most == 0:
            return _("Her kan du bare melde på deg selv. Ta bort kollegaen")
        if self.most == 1:
            return _("Du kan melde på høyst én kollega. Ta bort de andre")
        return _("Du kan melde på høyst %(most)s kolleger. Ta bort de andre", most=self.most)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The element's id and the message of each mistake, in the form's order."""
        found = [problem for form in self._named for problem in form.problems]
        return found + ([(f"{self._named[-1].id}name", self.problem)] if self.problem else [])

    def answers(self, sender: Answers) -> tuple[Answers, ...]:
        """Return the answers about each; those without an address get the sender's."""
        return tuple(
            Answers(
                name=str(form.name.data),
                email=form.email.data or sender.email,
                organisation=sender.organisation,
                attendance=Attendance(str(form.attendance.data)),
                shares_email=not form.email.data,
            )
            for form in self._named
        )

    def written(self) -> list[tuple[str, str]]:
        """Return label and text of everything entered, even if it cannot be stored."""
        return [
            (_("Kollega %(number)s", number=form.number), Markup(", ").join(self._words(form)))
            for form in self._named
        ]

    def _words(self, form: ColleagueForm) -> Iterator[str]:
        ways = {value: words for value, words, _hint in colleague_ways(self.event, {})}
        yield from filter(None, (form.name.data, form.email.data))
        if self.event.is_hybrid and form.attendance.data in ways:
            yield ways[form.attendance.data]
