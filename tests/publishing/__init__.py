"""Claims about builds and published pages."""
