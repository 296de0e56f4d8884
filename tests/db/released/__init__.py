"""A database of each released schema, as that release wrote it; `python -m tests.db.released` writes the newest one."""
