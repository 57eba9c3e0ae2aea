"""Command line: `pameldt`, the one place that sees all rooms and puts them together."""

from formhandler.cli import check, mailing, people, schema, site
from formhandler.cli.group import main

__all__ = ["check", "mailing", "main", "people", "schema", "site"]
