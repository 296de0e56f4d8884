"""Empty databases whose tables are there: migrated once a process, then copied."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from db.store import open_store


def empty_database(path: Path) -> str:
    """Writes an empty database to the path and returns its address."""
    path.write_bytes(_migrated())
    return f"sqlite:///{path}"


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()
