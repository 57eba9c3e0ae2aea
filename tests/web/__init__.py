"""Claims about what the server answers."""
