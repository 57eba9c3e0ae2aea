"""Validators: what an answer in a form must be, and what to say about each mistake."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, cast

from wtforms import Field, Form, ValidationError

from formhandler.core.i18n import translate as _
from formhandler.events.email_address import WRONG_FORM, AddressError, likely_meant, parse_address
from formhandler.events.model import Attendance
from formhandler.events.questions import Kind, Question

LONGEST_TEXT = 200
LONGEST_MESSAGE = 2000
YES, NO = "ja", "nei"
_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")

Check = Callable[[Any, Field], None]

# Zero-width joiner and non-joiner are part of the spelling of names in several scripts.
_JOINERS = "\u200c\u200d"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
# Hangul fillers are letters by category, and blank.
_BLANK = "\u115f\u1160\u3164\uffa0"
# Normalising is quadratic in the number of combining marks; longer texts are refused anyway.
_TOO_LONG = 6000
_REPLACEMENT = "\ufffd"


def normal(text: str | None) -> str:
    """Return the text in NFC, stripped, with line feeds as line ends."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return (unicodedata.normalize("NFC", lines) if len(lines) < _TOO_LONG else lines).strip()


def has_unseen(text: str, *, lines: bool = False) -> bool:
    """Tell whether the text has control, bidi, zero-width or undecodable characters.

    Line feeds and tabs are allowed in a text with several `lines`.
    """
    allowed = _JOINERS + ("\n\t" if lines else "")
    return any(_is_unseen(letter) for letter in text if letter not in allowed)


def has_letters(text: str) -> bool:
    """Tell whether the text has a letter or a digit of any script."""
    return any(letter.isalnum() for letter in text)


class TellsErrors:
    """A form that knows the first error of each field."""

    def error(self, name: str) -> str | None:
        """Return the first error of a field, or None."""
        errors = cast(Form, self)[name].errors
        return next(iter(errors), None)


def short_text(missing: Callable[[], str], unseen: Callable[[], str]) -> Check:
    """Return the check of a required line of text; the messages are made when needed."""

    def check(_form: Any, field: Field) -> None:
        if not field.data or not has_letters(field.data):
            raise ValidationError(missing())
        if has_unseen(field.data):
            raise ValidationError(unseen())
        if len(field.data) > LONGEST_TEXT:
            raise ValidationError(_("Teksten er for lang. Bruk høyst 200 tegn"))

    return check


def check_name(form: Any, field: Field) -> None:
    """Refuse what cannot be a name; every human name up to `LONGEST_TEXT` is accepted."""
    short_text(
        lambda: _("Skriv inn navnet ditt"),
        lambda: _("Navnet har tegn som ikke vises. Slett alt i feltet og skriv på nytt"),
    )(form, field)


def check_organisation(form: Any, field: Field) -> None:
    """Refuse what cannot be an organisation's name."""
    short_text(
        lambda: _("Skriv inn hvilken virksomhet du kommer fra"),
        lambda: _("Virksomheten har tegn som ikke vises. Slett alt i feltet og skriv på nytt"),
    )(form, field)


def check_address(_form: Any, field: Field) -> None:
    """Refuse an address that mail cannot be sent to; otherwise normalise the field."""
    if has_unseen(field.data):
        raise ValidationError(_(WRONG_FORM))
    try:
        field.data = parse_address(field.data)
    except AddressError as error:
        raise ValidationError(_(str(error))) from error


def check_own_address(form: Any, field: Field) -> None:
    """Refuse a missing address; ask once about one that looks mistyped (`form.email_seen`)."""
    if not field.data:
        raise ValidationError(_("Skriv inn e-postadressen din"))
    check_address(form, field)
    ask_once(form, field)


def ask_once(form: Any, field: Field) -> None:
    """Ask about an address that looks mistyped; sent again unchanged, it is accepted."""
    meant = likely_meant(field.data)
    if meant and form.email_seen.data != field.data:
        form.email_seen.data = field.data
        raise ValidationError(
            _(
                "Mente du %(meant)s? Rett adressen, eller send skjemaet en gang til "
                "hvis den stemmer",
                meant=meant,
            )
        )


def check_message(_form: Any, field: Field) -> None:
    """Refuse a text with invisible characters, or one that is too long."""
    if has_unseen(field.data, lines=True):
        raise ValidationError(_("Teksten har tegn som ikke vises. Skriv den på nytt"))
    if len(field.data) > LONGEST_MESSAGE:
        raise ValidationError(_("Teksten er for lang. Bruk høyst 2000 tegn"))


def way_to_attend(ways: tuple[Attendance, ...], missing: Callable[[], str]) -> Check:
    """Return the check of the way to attend; if there is only one, it need not be sent."""

    def check(_form: Any, field: Field) -> None:
        if not field.data and len(ways) == 1:
            field.data = ways[0].value
        if field.data not in [way.value for way in ways]:
            raise ValidationError(missing())

    return check


def answer_to(question: Question) -> Check:
    """Return the check of an answer to one of the event's own questions."""

    def check(form: Any, field: Field) -> None:
        if not field.data:
            if question.required:
                raise ValidationError(_unanswered(question))
        elif question.choices and question.kind in (Kind.ONE_CHOICE, Kind.SEVERAL_CHOICES):
            _check_choices(question, field)
        elif question.kind is Kind.CONSENT and field.data != YES:
            raise ValidationError(_("Kryss av, eller la det stå tomt"))
        elif question.kind is Kind.NUMBER and not _NUMBER.fullmatch(field.data):
            raise ValidationError(_("Skriv et tall, for eksempel 2"))
        elif question.kind is Kind.LONG_TEXT:
            check_message(form, field)
        elif has_unseen(str(field.data)) or len(field.data) > LONGEST_TEXT:
            raise ValidationError(_("Bruk høyst 200 tegn, og bare tegn som vises"))

    return check


def _check_choices(question: Question, field: Field) -> None:
    chosen = [field.data] if isinstance(field.data, str) else field.data
    if not set(chosen) <= set(question.choices):
        raise ValidationError(_("Velg blant svarene som står her"))
    if len(set(chosen)) < len(chosen):
        raise ValidationError(_("Velg hvert svar bare én gang"))


def _unanswered(question: Question) -> str:
    words = {
        Kind.ONE_CHOICE: _("Velg et svar på «%(question)s»", question=question.text),
        Kind.SEVERAL_CHOICES: _("Velg minst ett svar på «%(question)s»", question=question.text),
        Kind.CONSENT: _("Kryss av for «%(question)s»", question=question.text),
    }
    return words.get(question.kind) or _("Svar på «%(question)s»", question=question.text)


def _is_unseen(letter: str) -> bool:
    is_noncharacter = ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF
    return (
        unicodedata.category(letter) in _UNSEEN
        or is_noncharacter
        or letter in _BLANK + _REPLACEMENT
    )
