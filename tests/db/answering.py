"""A process that answers without end and notes each answer that the store has acknowledged, until it is killed."""

from __future__ import annotations

import os
import uuid
from itertools import count
from pathlib import Path

from db.records import Draft
from db.store import open_store
from tests.db.attempts import NOON, attempt

QUESTIONS = 12  # few, so that the processes answer the same ones
SAVED, RECORDED = "saved", "recorded"


def answer(address: str, notes: Path) -> None:
    """Save a draft, record its attempt, and so on; after each write a line goes to the end of `notes`.

    All processes answer the same questions, but no draft takes the place of another.
    """
    store = open_store(address)
    lines = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for n in count():
        question, id = f"question-{(n + os.getpid()) % QUESTIONS}", str(uuid.uuid4())
        store.save_draft(Draft(id, id, NOON, 7, answers={"cell": [[str(n)]]}), NOON)
        _note(lines, SAVED, id)
        kept = attempt(question, attempt_id=id, misconceptions=(("cell", "stale.cell"),))
        store.record(kept, NOON)
        _note(lines, RECORDED, id)


def _note(lines: int, what: str, id: str) -> None:
    os.write(lines, f"{what} {id}\n".encode())


def noted(folder: Path) -> list[tuple[str, str]]:
    """What was acknowledged of which attempt, by all processes that noted into this folder.

    A line is one write, so none is cut off.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    return [(what, id) for text in texts for what, id in map(str.split, text.splitlines())]
