"""Core: what every room may know: time, settings, errors, language, formatting."""
