"""Weight: pictures too heavy to send to everyone who opens a page."""

import math
from collections.abc import Iterator, Mapping

from formhandler.core.errors import Problem

MEGABYTE = 1024 * 1024
HEAVIEST = 4


def check_weight(sizes: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each picture over 4 MB, by path and size in bytes."""
    for path, size in sizes.items():
        if size > HEAVIEST * MEGABYTE:
            shown = f"{math.ceil(size * 10 / MEGABYTE) / 10:.1f}".replace(".", ",")
            message = (
                f"Bildet er på {shown} MB, og {HEAVIEST} MB er det meste. Åpne det i et "
                f"bildeprogram, gjør det 2000 piksler bredt, og lagre det som JPEG."
            )
            yield Problem(path, 1, 1, "", message)
