"""Editor: what only an editor's preview shows."""
