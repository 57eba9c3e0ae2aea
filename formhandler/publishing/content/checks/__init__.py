"""Checks: what a careful colleague would see in the content, beside what the model refuses."""
