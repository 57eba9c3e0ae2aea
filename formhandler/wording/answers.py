"""Answers: the labels of the form's questions and what was answered, in the form's order."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from formhandler.core.formatting import listed, sentences
from formhandler.core.i18n import translate as _
from formhandler.events.model import Attendance, Event
from formhandler.events.questions import Kind, Question
from formhandler.signups.models import Answers
from formhandler.signups.seats import SeatsLeft

Pair = tuple[str, str]
Left = Mapping[Attendance, SeatsLeft]


def labels() -> dict[str, str]:
    """Return the labels of the fields that every form has."""
    return {
        "name": _("Navn"),
        "email": _("E-post"),
        "organisation": _("Virksomhet"),
        "attendance": _("Hvordan deltar du?"),
        "message": _("Melding til arrangøren"),
    }


def attendances(event: Event, left: Left) -> list[tuple[str, str, str]]:
    """Return value, label and hint for each way to attend; the hint says if it is (nearly) full."""
    return [
        (way.value, way_label(event, way), _hint(event, way, left)) for way in event.attendances
    ]


def colleague_ways(event: Event, left: Left) -> list[tuple[str, str, str]]:
    """Return value, label and hint for each way a colleague can attend."""
    town = event.place.town if event.place else None
    comes = _("Kommer til %(town)s", town=town) if town else _("Møter opp")
    words = {Attendance.IN_PERSON: comes, Attendance.ONLINE: _("Deltar på nett")}
    return [
        (way.value, words[way], _hint(event, way, left, is_other=True)) for way in event.attendances
    ]


def way_label(event: Event, attendance: Attendance) -> str:
    """Return a way to attend in the first person, «Jeg kommer til Hamar»."""
    if attendance is Attendance.ONLINE:
        return _("Jeg deltar på nett")
    town = event.place.town if event.place else None
    return _("Jeg kommer til %(town)s", town=town) if town else _("Jeg møter opp")


def _hint(event: Event, attendance: Attendance, left: Left, *, is_other: bool = False) -> str:
    where = _platform(event) if attendance is Attendance.ONLINE else event.where(attendance)
    told = {SeatsLeft.FEW: few_left(), SeatsLeft.NONE: _full(event, is_other=is_other)}
    words = told.get(left.get(attendance, SeatsLeft.MANY))
    if not (where and words):
        return where or words or ""
    return sentences(Markup("{}.").format(where), words)


def few_left() -> str:
    """Return the sentence that says that few seats are left."""
    return _("Få plasser igjen.")


def _full(event: Event, *, is_other: bool) -> str:
    if not event.signup.waiting_list:
        return _("Fullt.")
    return _("Fullt. Venteliste er mulig.") if is_other else _("Fullt. Du kan stå på venteliste.")


def _platform(event: Event) -> str:
    platform = event.online.platform if event.online else None
    return _("Med %(platform)s", platform=platform) if platform else ""


def written(
    event: Event, values: Mapping[str, str], own: Mapping[str, tuple[str, ...]]
) -> list[Pair]:
    """Return label and text of each answer given, in the form's order.

    The way to attend is left out if there was no choice.
    """
    shown = dict(values)
    chosen = shown["attendance"]
    is_choice = event.is_hybrid and chosen in set(event.attendances)
    shown["attendance"] = way_label(event, Attendance(chosen)) if is_choice else ""
    names = labels()
    first = [(label, shown[name]) for name, label in names.items() if name != "message"]
    pairs = [*first, *_own(event, own), (names["message"], shown["message"])]
    return [(label, text) for label, text in pairs if text]


def written_answers(event: Event, answers: Answers) -> list[Pair]:
    """Return label and text of all answers in a stored sign-up."""
    values = {name: str(getattr(answers, name)) for name in labels()}
    return written(event, values, answers.own)


def _own(event: Event, own: Mapping[str, tuple[str, ...]]) -> Iterator[Pair]:
    asked = {question.key: question for question in event.signup.questions}
    for question in asked.values():
        yield question.text, answer_text(question, own.get(question.key, ()))
    # The editor may have removed a question since; the stored answer is still shown.
    for key in own.keys() - asked.keys():
        yield key, ", ".join(own[key])


def answer_text(question: Question, answer: tuple[str, ...]) -> str:
    """Return the answer to one of the event's own questions as text, «Te, kaffe og vann»."""
    if question.kind is Kind.CONSENT:
        return _("Ja") if answer else ""
    return listed(answer)
