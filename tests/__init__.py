"""Påmeldt's tests: claims about what people can rely on."""
