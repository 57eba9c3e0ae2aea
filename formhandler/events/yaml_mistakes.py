"""YAML mistakes: what the parser gave up at, where to fix it and how, in Norwegian."""

import re

import yaml

_OPEN_QUOTE = "mangler et anførselstegn til slutt."
UNQUOTED_QUESTION = re.compile(r"\?\s*[,}\]]")


def explain(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int, str]:
    """Return the line (an index of `lines`), the column (from 1), and what to do there."""
    is_open_quote = "quoted scalar" in str(error.context)
    mark = error.context_mark if _is_told_where_it_began(error, lines) else error.problem_mark
    number, column = (min(mark.line, len(lines) - 1), mark.column + 1) if mark else (0, 1)
    while number > 0 and not lines[number].strip():
        number, column = number - 1, 1
    return number, column, _OPEN_QUOTE if is_open_quote else _advice(error, lines[number])


def _is_told_where_it_began(error: yaml.MarkedYAMLError, lines: list[str]) -> bool:
    """Tell whether the fix belongs where the construct began, not where the parser gave up."""
    began, gave_up, context = error.context_mark, error.problem_mark, str(error.context)
    if began is None or gave_up is None:
        return began is not None
    if "flow" in context and gave_up.line > began.line:
        return not "".join(lines[gave_up.line : gave_up.line + 1]).startswith(" ")
    return any(kind in context for kind in ("quoted scalar", "alias", "simple key"))


def _advice(error: yaml.MarkedYAMLError, line: str) -> str:
    problem, context = str(error.problem), str(error.context)
    if "\\t" in problem or "\t" in line:
        return "har et tabulatortegn. Bruk mellomrom i stedet."
    if "mapping values are not allowed" in problem:
        return (
            "har et kolon der det ikke kan stå. Rett innrykket, eller sett teksten i "
            'anførselstegn: tittel: "Kurs: del 1".'
        )
    if "simple key" in context:
        return (
            "mangler kolon og mellomrom etter nøkkelen. Skriv for eksempel «pris: 0». Hører linjen "
            "til teksten over, så begynn den med mellomrom."
        )
    if problem == "depth":
        return "har verdier for dypt inni hverandre."
    if "alias" in context or "cannot start any token" in problem:
        first = "*" if "alias" in context else problem.split("'")[1]
        return (
            f'bruker {first} først i verdien. Sett teksten i anførselstegn: tittel: "{first}nytt".'
        )
    if UNQUOTED_QUESTION.search(line):
        return (
            "kan ikke leses. Sett teksten med spørsmålstegn i anførselstegn: "
            'spørsmål: "Kommer du?".'
        )
    if "flow" in context:
        return "kan ikke leses. Mangler det en «]», en «}» eller et komma?"
    return "kan ikke leses. Se etter innrykk, kolon og anførselstegn på linjen og den over."
