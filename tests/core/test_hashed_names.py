"""Lasting names: alike for the same contents only, and known when they are seen."""

from formhandler.core.hashed_names import hashed_name, is_hashed
from tests.support.tables import each_case


def test_a_lasting_name_holds_the_name_a_hash_and_the_ending() -> None:
    assert hashed_name("mote.700", "avif", b"a", b"b") == "mote.700.e5a01fee14.avif"


def test_parts_are_kept_apart() -> None:
    assert hashed_name("a", "b", b"12", b"3") != hashed_name("a", "b", b"1", b"23")


@each_case(
    "name",
    ["pameldt.0123456789.css", "mote.700.abcdef0123.avif", "frokostmøte.00000abcde.png"],
)
def test_a_lasting_name_is_known(name: str) -> None:
    assert is_hashed(name)


@each_case(
    "name",
    [
        "index.html",
        "mote.jpg",
        "pameldt.css",
        "pameldt.012345678.css",
        "pameldt.01234567890.css",
        "pameldt.0123456789",
        "0123456789.css",
        "mote.0123456789.jpg.part",
        "MOTE.ABCDEF0123.JPG",
    ],
)
def test_any_other_name_is_not(name: str) -> None:
    assert not is_hashed(name)
