"""Sign-ups: who has signed up for what, in SQLite; the only room that knows how they are stored."""
