"""Command line: `pameldt`, the one place that sees all rooms and puts them together."""

from formhandler.cli import mailing, people, site, telling
from formhandler.cli.group import main

__all__ = ["mailing", "main", "people", "site", "telling"]
