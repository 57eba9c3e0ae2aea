"""Web: the Flask app that takes sign-ups, answers them, and serves the built site."""
