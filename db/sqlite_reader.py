"""A look into the SQLite file without SQLAlchemy, whose import takes longer than all else that the first page needs."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import FIRST_LEARNER

if TYPE_CHECKING:
    from db.records import Draft

PREFIX = "sqlite:///"
DRAFT = "SELECT 1 FROM drafts WHERE learner_id = ? AND question_id = ?"
KEPT = (
    "SELECT attempt_id, started_at, seed, inputs, answers, state FROM drafts WHERE learner_id = ? AND question_id = ?"
)
LEARNERS = "SELECT learner_id, name, color FROM learners WHERE removed_at IS NULL ORDER BY learner_id"
HISTORY = (
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM attempts WHERE learner_id = ?) OR EXISTS (SELECT 1 FROM drafts WHERE "
    "learner_id = ?) OR EXISTS (SELECT 1 FROM exams WHERE learner_id = ?) OR EXISTS (SELECT 1 FROM lessons_read WHERE "
    "learner_id = ?)"
)
SCORES = "SELECT question_id, attempts, score FROM question_totals WHERE learner_id = ?"
READ = "SELECT DISTINCT topic_id FROM lessons_read WHERE learner_id = ?"
Stamp = tuple[int, int, int] | None  # inode, size and time of a file; None where there is none
COLOR = "blue"  # of a learner who has chosen none


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who learns on this machine and was not removed: their id, name and colour."""

    learner_id: int
    name: str = ""
    color: str = COLOR


ALONE = (Present(FIRST_LEARNER),)  # in a database that does not exist yet, or is of a version without learners


def default_file() -> Path:
    """The SQLite file in the user's data folder; neither needs to exist."""
    import platformdirs

    return Path(platformdirs.user_data_dir("stepwise", appauthor=False)) / "stepwise.db"


def may_have_draft(question_id: str, learner_id: int) -> bool:
    """Whether a learner may have a draft of this question; False where a plain SQLite file has none for certain."""
    found = _rows(DRAFT, learner_id, question_id)
    return found is None or bool(found)  # the store makes the tables, or says what is wrong


def sound_draft(question_id: str, learner_id: int) -> Draft | None:
    """A learner's draft of this question as the store reads it; None where there is none or only the store can tell."""
    found = _rows(KEPT, learner_id, question_id)
    return _draft(question_id, *found[0]) if found else None


def _draft(question_id: str, attempt_id: Any, started_at: Any, seed: Any, *documents: Any) -> Draft | None:
    from db.records import Draft  # the first page has none

    try:
        started = datetime.fromisoformat(started_at).replace(tzinfo=UTC)
        inputs, answers, state = map(json.loads, documents)
    except (TypeError, ValueError):
        return None
    sound = type(attempt_id) is str and type(seed) in (int, type(None))
    if not (sound and all(type(one) is dict for one in (inputs, answers, state))):
        return None
    return Draft(question_id, attempt_id, started, seed, inputs, answers, state)


def may_have_history(learner_id: int) -> bool:
    """Whether a learner may have done anything yet; False where a plain SQLite file has nothing of theirs."""
    found = _rows(HISTORY, *[learner_id] * HISTORY.count("?"))
    return found is None or bool(found)


def question_scores(learner_id: int) -> dict[str, tuple[int, float]] | None:
    """How often each question was answered, and its mean score from 0 to 1; None where only the store can tell."""
    found = _rows(SCORES, learner_id)
    if found is None:
        return None
    sound = (row for row in found if type(row[0]) is str and type(row[1]) is int and type(row[2]) in (int, float))
    return {id: (attempts, score / max(1, attempts)) for id, attempts, score in sound}


def topics_read(learner_id: int) -> frozenset[str] | None:
    """The topics whose lesson was read; None where only the store can tell."""
    found = _rows(READ, learner_id)
    return None if found is None else frozenset(row[0] for row in found if type(row[0]) is str)


def present_learners() -> tuple[Present, ...] | None:
    """The learners who are there, in the order they were added; None where only the store can tell."""
    file = _file()
    if file is None:
        return None
    try:
        return _present(file, _stamp(file), _stamp(file.with_name(f"{file.name}-wal")))
    except sqlite3.Error as error:
        return ALONE if "no such table" in str(error) else None


@lru_cache(maxsize=1)
def _present(file: Path, stamp: Stamp, _log: Stamp) -> tuple[Present, ...]:
    """Looked up again when the file or its write-ahead log has changed: every run of every page asks."""
    if stamp is None:
        return ALONE
    return tuple(Present(id, str(name), str(color)) for id, name, color in _found(file, LEARNERS))


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]] | None:
    """What the file answers, nothing where there is no file; None where only the store can tell."""
    file = _file()
    if file is None:
        return None
    try:
        return _found(file, query, *values) if file.exists() else []
    except sqlite3.Error:
        return None


def _found(file: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = tolerant_text
        try:
            return connection.execute(query, values).fetchall()
        except UnicodeDecodeError as error:  # the name of a damaged table, in SQLite's own sentence about it
            raise sqlite3.DatabaseError("file is damaged") from error


def tolerant_text(written: bytes) -> str:
    """The text, whatever its bytes: a damaged one costs its own row and not the page."""
    return written.decode("utf-8", "replace")


def _file() -> Path | None:
    """The file of DATABASE_URL or the usual one; None for an address that is more than a file."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return default_file()
    path = url.removeprefix(PREFIX)
    return None if path == url or not path or path.startswith(":") or "?" in path else Path(path)
