"""Command line: `pameldt`, the one place that sees all rooms and puts them together."""

from formhandler.cli import check, editing, mailing, people, schema, site, telling
from formhandler.cli.group import main

__all__ = ["check", "editing", "mailing", "main", "people", "schema", "site", "telling"]
