"""A look into the SQLite file without SQLAlchemy, whose import takes longer than all else that the first page needs."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

PREFIX = "sqlite:///"
DRAFT = "SELECT 1 FROM drafts WHERE learner_id = ? AND question_id = ?"


def default_file() -> Path:
    """The SQLite file in the user's data folder; neither needs to exist."""
    import platformdirs

    return Path(platformdirs.user_data_dir("stepwise", appauthor=False)) / "stepwise.db"


def may_have_draft(question_id: str, learner_id: int) -> bool:
    """Whether a learner may have a draft of this question; False where a plain SQLite file has none for certain."""
    file = _file()
    if file is None:
        return True
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute(DRAFT, (learner_id, question_id)).fetchone()
    except sqlite3.Error:
        return True  # the store makes the tables, or says what is wrong
    return found is not None


def _file() -> Path | None:
    """The file of DATABASE_URL or the usual one; None for an address that is more than a file."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return default_file()
    path = url.removeprefix(PREFIX)
    return None if path == url or not path or path.startswith(":") or "?" in path else Path(path)
