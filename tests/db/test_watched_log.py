"""The write-ahead log is asked for after a connection was opened, and not at every answer."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.db import NOW, made
from db.store import Store, open_store


def answer(store: Store, number: int) -> None:
    """Record an answer, some minutes after the one before."""
    now = NOW + timedelta(minutes=number)
    assert store.record(made("lstm/one", now, 1.0), now)


def test_an_answer_does_not_ask_for_the_log_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'one.db'}")
    answer(store, 0)
    answer(store, 1)
    asked: list[str] = []
    stat = os.stat

    def told(path: Any, *rest: Any, **named: Any) -> os.stat_result:
        asked.append(str(path))
        return stat(path, *rest, **named)

    monkeypatch.setattr(os, "stat", told)
    answer(store, 2)
    monkeypatch.undo()
    store.close()
    assert str(tmp_path / "one.db") in asked
    assert not [path for path in asked if path.endswith("-wal")]


def test_a_log_made_anew_is_remembered(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'one.db'}")
    answer(store, 0)
    answer(store, 1)
    store._engine.dispose()  # closes every connection, with which SQLite deletes the log
    assert not (tmp_path / "one.db-wal").exists()
    (tmp_path / "kept").write_bytes(b"so that the number of the old log is not given to the new one")
    answer(store, 2)
    answer(store, 3)
    log = (tmp_path / "one.db-wal").stat()
    assert json.loads((tmp_path / "one.db-seen").read_text())[1] == [log.st_dev, log.st_ino]
    store.close()
