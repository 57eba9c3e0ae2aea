"""Mail: what people are sent of a sign-up, kept in an outbox until a relay has taken it."""
