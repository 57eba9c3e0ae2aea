"""`pameldt schema`: writes what editors' tools need to know about the front matter."""

import json
from pathlib import Path

import click

from formhandler.cli.main import main, report_errors
from formhandler.events.editor_schema import event_schema, snippets

_MAKERS = {"json-schema": event_schema, "snippets": snippets}


def text_for_tools(kind: str) -> str:
    """Return the file that editors' tools read: `json-schema`, or `snippets`."""
    return json.dumps(_MAKERS[kind](), ensure_ascii=False, indent=2) + "\n"


@main.command(help="Skriv det som VS Code og andre verktøy trenger å vite om nøklene.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(_MAKERS)),
    default="json-schema",
    help="json-schema (draft 7), eller snippets for VS Code.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Filen det skrives til. Ellers standard ut.",
)
@report_errors
def schema(kind: str, output: Path | None) -> None:
    """Write the schema of the front matter."""
    text = text_for_tools(kind)
    if output:
        output.write_text(text, "utf-8")
    else:
        click.echo(text, nl=False)
