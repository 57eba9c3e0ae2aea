"""Bench: how long builds take, beside bare Pelican's of the same texts, in one run."""
