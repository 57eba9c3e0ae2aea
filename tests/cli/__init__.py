"""Claims about the command `pameldt`."""
