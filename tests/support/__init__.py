"""What tests share: events, people, a served site, a browser, a mail server."""
