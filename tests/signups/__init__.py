"""Claims about what is stored."""
