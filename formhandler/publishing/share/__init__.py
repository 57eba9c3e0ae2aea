"""Share: the pictures that others show when they link to a page."""
