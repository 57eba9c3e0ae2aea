"""Branding: an organisation's own name, colours and logo."""
