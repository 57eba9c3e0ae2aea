"""Wording: what a person is told of an event or a sign-up, the same on page and in mail."""
