"""Tables: one test that goes through a list of cases, and names each that fails."""

import functools
import inspect
import reprlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

Test = Callable[..., None]
Ids = Callable[[Any], object] | Iterable[str] | None

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200


def each_case(
    names: str | tuple[str, ...], cases: Iterable[Any], ids: Ids = None
) -> Callable[[Test], Test]:
    """Run a test for each case of a table, and fail with all cases that fail.

    It is written as `pytest.mark.parametrize` is. The cases share one set of fixtures, so they must
    leave nothing behind that another case could meet; in return a hundred of them cost one test.
    """
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    rows = [dict(zip(keys, _values(keys, case), strict=True)) for case in cases]
    labels = _labels(rows, ids)
    if not rows:
        raise ValueError(f"no case of {names}")

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            __tracebackhide__ = True
            table = zip(labels, rows, strict=True)
            failures = [
                f"{label}:\n{failure}"
                for label, row in table
                for failure in _failures(test, label, fixtures | row)
            ]
            if failures:
                pytest.fail(f"{len(failures)} of {len(rows)} cases:\n\n" + "\n\n".join(failures))

        run.__signature__ = _without(keys, inspect.signature(test))  # type: ignore[attr-defined]
        return run

    return decorate


def _values(keys: list[str], case: Any) -> Iterable[Any]:
    return (case,) if len(keys) == 1 else case


def _labels(rows: list[dict[str, Any]], ids: Ids) -> list[str]:
    """Return what to call each case: its id, where it has one, and its values."""
    values = [", ".join(f"{key}={_SHORT.repr(row[key])}" for key in row) for row in rows]
    if ids is None:
        return values
    if callable(ids):
        given = ["-".join(str(ids(value)) for value in row.values()) for row in rows]
    else:
        given = list(ids)
    return [f"[{name}] {text}" for name, text in zip(given, values, strict=True)]


def _failures(test: Test, label: str, arguments: dict[str, Any]) -> Iterator[str]:
    __tracebackhide__ = True
    try:
        test(**arguments)
    except (AssertionError, pytest.fail.Exception) as failure:
        yield str(failure)
    except BaseException as error:
        error.add_note(f"in the case {label}")
        raise


def _without(keys: list[str], signature: inspect.Signature) -> inspect.Signature:
    left = [each for name, each in signature.parameters.items() if name not in keys]
    return signature.replace(parameters=left)
