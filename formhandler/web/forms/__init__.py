"""Forms: the fields that people fill in, and how their answers are checked."""
