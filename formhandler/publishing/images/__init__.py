"""Images: pictures read, converted and put on the page."""
