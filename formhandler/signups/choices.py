"""Choices: what people chose among an event's answers, in one language for who reads the list."""

from collections.abc import Iterable
from dataclasses import replace

from formhandler.events.model import Event
from formhandler.signups.model import Signup


def in_words_of(original: Event, versions: Iterable[Event], signup: Signup) -> Signup:
    """Return the sign-up with what was chosen in another language in the original's words.

    All versions have the same choices in the same order. What a person wrote is left as it is.
    """
    theirs = next((each for each in versions if each.language == signup.language), original)
    asked = zip(theirs.signup.questions, original.signup.questions, strict=False)
    same = {
        (question.key, choice): word
        for question, first in asked
        for choice, word in zip(question.choices, first.choices, strict=False)
    }
    own = {
        key: tuple(same.get((key, answer), answer) for answer in answers)
        for key, answers in signup.answers.own.items()
    }
    return replace(signup, answers=replace(signup.answers, own=own))
