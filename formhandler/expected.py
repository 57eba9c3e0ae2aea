"""Expected: what can go wrong on any machine, and is told in words in place of a traceback."""


class ExpectedError(Exception):
    """Something is not as it should be; the text tells people what, and what to do."""
