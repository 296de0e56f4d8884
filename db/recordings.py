"""Recordings of spoken answers that a learner keeps: rows of the database, and so part of every backup and export.

Earlier versions kept them as files in a folder beside the database; these are taken in when it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, delete, select

from db.database import writing
from db.errors import StoreError
from db.open_database import OpenDatabase
from db.tables import learners, recordings
from db.upsert import insert_new, put
from db.watched_file import database_file

SUFFIXES = {"audio/webm": ".webm", "audio/ogg": ".ogg", "audio/mp4": ".m4a"}
LARGEST = 8 * 2**20  # bytes; half an hour of speech
NAME = re.compile(r"[A-Za-z0-9-]{1,64}")  # of an attempt


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that was kept: its media type and its bytes."""

    kind: str
    sound: bytes


class Recordings(OpenDatabase):
    """The recordings of one learner, by attempt id. Every method raises StoreError if the database fails."""

    def keep(self, attempt_id: str, recording: Recording) -> bool:
        """Keep the recording of an attempt in the place of the one there was; False for one that cannot be kept."""
        if not _can_be_kept(attempt_id, recording):
            return False
        with self._writing() as connection:
            put(connection, recordings, _row(self.learner_id, attempt_id, recording))
        return True

    def read(self, attempt_id: str) -> Recording | None:
        """The recording of an attempt; None if there is none, or it is damaged."""
        with self._reading() as connection:
            return read(connection, self.learner_id, attempt_id)

    def has(self, attempt_id: str) -> bool:
        """Whether there is a recording of an attempt."""
        with self._reading() as connection:
            return has(connection, self.learner_id, attempt_id)

    def drop(self, attempt_id: str) -> None:
        """Delete the recording of an attempt, if there is one."""
        with self._writing() as connection:
            drop(connection, self.learner_id, attempt_id)

    def attempts(self) -> list[str]:
        """The attempts that have a recording, by id."""
        with self._reading() as connection:
            return of_learner(connection, self.learner_id)


def read(connection: Connection, learner_id: int, attempt_id: str) -> Recording | None:
    """The recording of an attempt; None if there is none, or it is damaged."""
    chosen = select(recordings.c.kind, recordings.c.sound).where(*_of(learner_id, attempt_id))
    found = connection.execute(chosen).first()
    if found is None or found.kind not in SUFFIXES or not isinstance(found.sound, bytes):
        return None
    return Recording(found.kind, found.sound)


def has(connection: Connection, learner_id: int, attempt_id: str) -> bool:
    """Whether there is a recording of an attempt."""
    return connection.execute(select(recordings.c.learner_id).where(*_of(learner_id, attempt_id))).first() is not None


def drop(connection: Connection, learner_id: int, attempt_id: str) -> None:
    """Delete the recording of an attempt, if there is one."""
    connection.execute(delete(recordings).where(*_of(learner_id, attempt_id)))


def of_learner(connection: Connection, learner_id: int) -> list[str]:
    """The attempts of a learner that have a recording, by id."""
    chosen = select(recordings.c.attempt_id).where(recordings.c.learner_id == learner_id)
    return sorted(str(id) for id in connection.scalars(chosen))


def add(connection: Connection, learner_id: int, attempt_id: str, recording: Recording) -> bool:
    """Add the recording of an attempt unless there is one; whether it was added."""
    if not _can_be_kept(attempt_id, recording):
        return False
    return insert_new(connection, recordings, _row(learner_id, attempt_id, recording))


def file_name(attempt_id: str, recording: Recording) -> str:
    """The name of a recording as a file."""
    return f"{attempt_id}{SUFFIXES[recording.kind]}"


def named(file: str, sound: bytes) -> tuple[str, Recording] | None:
    """The attempt and the recording of a file with this name; None for a file of another kind."""
    path = Path(file)
    kind = next((kind for kind, suffix in SUFFIXES.items() if suffix == path.suffix), None)
    return (path.stem, Recording(kind, sound)) if kind and NAME.fullmatch(path.stem) else None


def take_in_files(engine: Engine) -> None:
    """Take in the files of earlier versions, if there are any; each is deleted when it is in the database.

    One that cannot be read, or is nobody's, stays where it is.
    """
    file = database_file(engine)
    folder = None if file is None else file.with_name(f"{file.stem}-recordings")
    if folder is None or not folder.is_dir():
        return
    for path in _files(folder):
        with suppress(OSError, StoreError):  # a database that can only be read, say
            found = named(path.name, path.read_bytes())
            if found and _take_in(engine, int(path.parent.name), *found):
                path.unlink()
    with suppress(OSError):  # not empty
        for one in folder.iterdir():
            one.rmdir()
        folder.rmdir()


def _files(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(path for path in folder.glob("*/*") if path.parent.name.isdecimal() and path.is_file())


def _take_in(engine: Engine, learner_id: int, attempt_id: str, recording: Recording) -> bool:
    """Whether it is in the database now."""
    if not _can_be_kept(attempt_id, recording):
        return False
    with writing(engine) as connection:
        if connection.execute(select(learners.c.learner_id).where(learners.c.learner_id == learner_id)).first() is None:
            return False
        add(connection, learner_id, attempt_id, recording)
        return True


def _can_be_kept(attempt_id: str, recording: Recording) -> bool:
    fits = recording.kind in SUFFIXES and 0 < len(recording.sound) <= LARGEST
    return fits and NAME.fullmatch(attempt_id) is not None


def _of(learner_id: int, attempt_id: str) -> tuple[ColumnElement[bool], ...]:
    return recordings.c.learner_id == learner_id, recordings.c.attempt_id == attempt_id


def _row(learner_id: int, attempt_id: str, recording: Recording) -> dict[str, object]:
    return {"learner_id": learner_id, "attempt_id": attempt_id, "kind": recording.kind, "sound": recording.sound}
