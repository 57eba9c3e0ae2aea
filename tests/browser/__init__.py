"""Claims about pages in a real browser."""
