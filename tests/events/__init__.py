"""Claims about what an event is."""
