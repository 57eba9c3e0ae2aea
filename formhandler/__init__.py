"""Påmeldt: event pages written in Markdown, and sign-ups that leave nobody in doubt."""

__version__ = "0.1.0"
