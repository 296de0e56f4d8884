"""Exceptions of the database layer.

EngineError(ValueError)
└── StoreError      the database cannot be opened, read or written
    ├── DamagedError    its file is damaged or no database
    ├── ReadOnlyError   it can be read and not written
    └── GoneError       it takes nothing more for a learner who was deleted
"""

from __future__ import annotations

from engine import EngineError


class StoreError(EngineError):
    """The database cannot be opened, read or written."""


class DamagedError(StoreError):
    """The database's file is damaged, or no database of Stepwise."""


class ReadOnlyError(StoreError):
    """The database can be read and not written."""


class GoneError(StoreError):
    """The learner to whom a write belongs was deleted for good."""


DAMAGE = ("not a database", "malformed", "no such table", "no such column")


def explained(error: Exception, database: str) -> StoreError:
    """StoreError for a driver's exception: one sentence that names the database and says what to do."""
    said = str(getattr(error, "orig", None) or error)
    lower = said.lower()
    if "readonly" in lower or "read-only" in lower:
        return ReadOnlyError("{database} can only be read: make it writable, or set DATABASE_URL.", database=database)
    if isinstance(error, UnicodeDecodeError) or any(words in lower for words in DAMAGE):
        return DamagedError(
            "{database} is damaged or no Stepwise database: go back to a backup in Settings, or move it away.",
            database=database,
        )
    if "foreign key" in lower:  # what refers to an attempt or a paper is written together with it
        return GoneError("This learner was deleted for good: nothing more is kept for them.")
    if "unable to open" in lower:
        return StoreError(
            "{database} cannot be opened: check that its folder exists and is yours, or set DATABASE_URL.",
            database=database,
        )
    if "locked" in lower or "busy" in lower:
        return StoreError("{database} is in use by another program: close that and try again.", database=database)
    if "full" in lower:
        return StoreError("The disk that holds {database} is full: free some space and try again.", database=database)
    if any(words in lower for words in ("connection", "terminating", "server closed", "starting up")):
        return StoreError("{database} does not answer: start its server and try again.", database=database)
    return StoreError(
        "{database} cannot be used: {reason}.", database=database, reason=said.partition("\n")[0].rstrip(".")
    )
