"""Content: the editors' files read, turned into HTML and checked."""
