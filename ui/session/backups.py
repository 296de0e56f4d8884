"""The backups of the database, also where it cannot be opened: listed, made, put back; and a new database begun."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from db import backup
from db.backup import Backup
from db.database import connect
from db.watched_file import database_file
from ui.session import persistence
from ui.session.daily_backup import daily_backup, machine_now
from ui.session.learner import forget
from ui.session.unsaved import retry


def file() -> Path | None:
    """The file of the database; None for a database on a server, which has no backups here."""
    return database_file(connect())


def location() -> str:
    """Where the backups are."""
    return backup.location(connect())


def listed() -> list[Backup]:
    """The backups there are, the latest first."""
    return backup.backups(connect())


def newest_sound() -> Backup | None:
    """The latest backup that is whole."""
    return next((one for one in listed() if _is_sound(one)), None)


@lru_cache(maxsize=32)
def _is_sound(one: Backup) -> bool:
    return backup.is_sound(one.path)


def make() -> Backup | None:
    """Make a backup now."""
    made = persistence.store().back_up(machine_now())
    daily_backup().error = None
    return made


def go_back(chosen: Backup) -> None:
    """Put a backup in the place of the database, for everyone; the session begins anew. Raises StoreError."""
    backup.restore(connect(), chosen, machine_now())
    _open_anew()


def begin_anew() -> Path | None:
    """Set a damaged database aside and begin an empty one; where the damaged file is now. Raises StoreError."""
    aside = backup.set_database_aside(connect())
    _open_anew()
    return aside


def _open_anew() -> None:
    persistence.close()
    forget()
    retry(at_once=True)
