"""A table names each case that fails, and no other; without a case there is no test."""

import inspect

import pytest

from tests.support.tables import each_case


@each_case("number", [1, 2, 3, 4])
def odd(number: int) -> None:
    assert number % 2 == 1, f"{number} is even"


def test_each_case_that_fails_is_named_with_its_values() -> None:
    with pytest.raises(pytest.fail.Exception) as failure:
        odd()

    assert failure.value.msg is not None
    lines = failure.value.msg.splitlines()
    assert lines[0] == "2 of 4 cases:"
    assert [line for line in lines if line.startswith("number=")] == ["number=2:", "number=4:"]
    assert [line for line in lines if "is even" in line] == ["2 is even", "4 is even"]


def test_a_table_of_tables_names_both_values() -> None:
    @each_case("one", [1, 2], ids=["first", "second"])
    @each_case(("two", "three"), [(1, 3), (2, 4)])
    def equal(one: int, two: int, three: int) -> None:
        assert (one, three) == (two, three + 0)
        assert three == 3

    with pytest.raises(pytest.fail.Exception) as failure:
        equal()

    assert failure.value.msg is not None
    named = [line for line in failure.value.msg.splitlines() if line.endswith(":")]
    assert named == [
        *("2 of 2 cases:", "[first] one=1:", "1 of 2 cases:", "two=2, three=4:"),
        *("[second] one=2:", "2 of 2 cases:", "two=1, three=3:", "two=2, three=4:"),
    ]


def test_what_does_not_raise_as_it_should_is_a_failure_too() -> None:
    @each_case("text", ["1", "one"])
    def refused(text: str) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            int(text)

    with pytest.raises(pytest.fail.Exception, match="1 of 2 cases:\n\ntext='1':"):
        refused()


def test_an_error_of_another_kind_says_in_which_case_it_came() -> None:
    @each_case("divisor", [1, 0])
    def divided(divisor: int) -> None:
        assert 1 / divisor

    with pytest.raises(ZeroDivisionError) as error:
        divided()

    assert error.value.__notes__ == ["in the case divisor=0"]


def test_only_fixtures_are_left_to_ask_for() -> None:
    @each_case(("keys", "wanted"), [("a", "b")])
    def compared(content: str, keys: str, wanted: str) -> None:
        assert content == keys + wanted

    compared(content="ab")
    assert list(inspect.signature(compared).parameters) == ["content"]


def test_a_table_without_a_case_is_refused() -> None:
    with pytest.raises(ValueError, match="no case of number"):
        each_case("number", [])
