"""The memory: what was answered, when each question comes back, and drafts, in one database."""
