"""Command line: `pameldt`, the only room that sees all the others and puts them together."""
