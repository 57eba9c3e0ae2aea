"""Views: the pages that readers and attendees meet."""
