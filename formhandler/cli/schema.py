"""Schema: the command that writes what editors' tools need to know of the front matter."""

import json

import click

from formhandler.cli.group import main
from formhandler.events.schema import event_schema
from formhandler.events.snippets import snippets

_MAKERS = {"json-schema": event_schema, "snippets": snippets}


@main.command(help="Skriv det som VS Code og andre verktøy trenger å vite om nøklene.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(_MAKERS)),
    default="json-schema",
    help="json-schema (draft 7), eller snippets for VS Code.",
)
def schema(kind: str) -> None:
    """Write the schema of the front matter to standard output."""
    click.echo(json.dumps(_MAKERS[kind](), ensure_ascii=False, indent=2))
