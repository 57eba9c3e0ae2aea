"""Command line: `pameldt`, the one place that sees all rooms and puts them together."""

from formhandler.cli.group import main

__all__ = ["main"]
