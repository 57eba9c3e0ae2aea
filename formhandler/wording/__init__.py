"""Wording: what people are told about an event or a sign-up, the same on page and in mail."""
