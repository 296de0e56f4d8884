"""A process that answers without end and notes each answer that the store has acknowledged, until it is killed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from itertools import count
from pathlib import Path

from db.errors import StoreError
from db.records import Draft
from db.store import open_store
from tests.db.attempts import NOON, attempt

QUESTIONS = 12  # few, so that the processes answer the same ones
SAVED, RECORDED = "saved", "recorded"
IN_USE = "is in use by another program"


def answer(address: str, notes: Path) -> None:
    """Save a draft, record its attempt, and so on; after each write a line goes to the end of `notes`.

    All processes answer the same questions, but no draft takes the place of another.
    """
    store = open_store(address)
    lines = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for n in count():
        question, id = f"question-{(n + os.getpid()) % QUESTIONS}", str(uuid.uuid4())
        draft = Draft(id, id, NOON, 7, answers={"cell": [[str(n)]]})
        _until_kept(lambda: store.save_draft(draft, NOON))  # noqa: B023  called before the next one
        _note(lines, SAVED, id)
        kept = attempt(question, attempt_id=id, misconceptions=(("cell", "stale.cell"),))
        _until_kept(lambda: store.record(kept, NOON))  # noqa: B023
        _note(lines, RECORDED, id)


def _until_kept(write: Callable[[], object]) -> None:
    """Write; again where the others have held the lock all the time that SQLite waits for it, as the pages do."""
    while True:
        try:
            write()
        except StoreError as refused:
            if IN_USE not in str(refused):
                raise
        else:
            return


def _note(lines: int, what: str, id: str) -> None:
    os.write(lines, f"{what} {id}\n".encode())


def noted(folder: Path) -> list[tuple[str, str]]:
    """What was acknowledged of which attempt, by all processes that noted into this folder.

    A line is one write, so none is cut off.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    return [(what, id) for text in texts for what, id in map(str.split, text.splitlines())]
