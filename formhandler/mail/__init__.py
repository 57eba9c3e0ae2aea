"""Mail: what people are sent about a sign-up, kept in an outbox until a relay accepts it."""
