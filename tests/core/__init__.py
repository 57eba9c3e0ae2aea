"""Claims about what every room may know."""
