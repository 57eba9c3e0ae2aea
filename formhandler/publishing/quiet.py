"""Quiet: keeps Pelican's own messages, in English and for programmers, off the editor's screen."""

import contextlib
import logging
from collections.abc import Iterator

from pelican.log import console


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Suppress the messages within the block."""
    logger = logging.getLogger("pelican")
    level, logger.level, console.quiet = logger.level, logging.CRITICAL + 1, True
    try:
        yield
    finally:
        logger.level, console.quiet = level, False
