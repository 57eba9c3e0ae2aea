"""Sign-ups: who has signed up to what, in SQLite; the only room that knows how they are stored."""
