"""Schema revisions, one per file."""
