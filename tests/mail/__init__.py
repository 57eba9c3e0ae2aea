"""Claims about mails and their delivery."""
