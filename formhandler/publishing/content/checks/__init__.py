"""Checks: what a careful colleague would notice in the content, besides what the model refuses."""
