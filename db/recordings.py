"""Recordings of spoken answers that a learner keeps: files in a folder beside the database, one folder a learner.

A database on a server has no such folder: nothing is kept there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from db.errors import StoreError
from db.watched_file import database_file

SUFFIXES = {"audio/webm": ".webm", "audio/ogg": ".ogg", "audio/mp4": ".m4a"}
LARGEST = 8 * 2**20  # bytes; half an hour of speech
NAME = re.compile(r"[A-Za-z0-9-]{1,64}")  # of an attempt
UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that was kept: its media type and its bytes."""

    kind: str
    sound: bytes


class Recordings:
    """The recordings of one learner, by attempt id. Every method raises StoreError if the folder cannot be reached."""

    def __init__(self, engine: Engine, learner_id: int) -> None:
        """The folder need not be there yet."""
        file = database_file(engine)
        self._folder = None if file is None else file.with_name(f"{file.stem}-recordings") / str(learner_id)

    @property
    def can_be_kept(self) -> bool:
        """Whether there is a place for them: beside a database that is a file."""
        return self._folder is not None

    def keep(self, attempt_id: str, recording: Recording) -> bool:
        """Keep the recording of an attempt in the place of the one there was; False for one that cannot be kept."""
        suffix = SUFFIXES.get(recording.kind)
        if not (self._folder and suffix and NAME.fullmatch(attempt_id) and 0 < len(recording.sound) <= LARGEST):
            return False
        with self._explaining():
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = self._folder / f"{attempt_id}{suffix}{UNFINISHED}"
            unfinished.write_bytes(recording.sound)
            self.drop(attempt_id)
            unfinished.replace(unfinished.with_suffix(""))
        return True

    def read(self, attempt_id: str) -> Recording | None:
        """The recording of an attempt; None if there is none."""
        with self._explaining():
            return next((Recording(kind, p.read_bytes()) for kind, p in self._paths(attempt_id) if p.is_file()), None)

    def drop(self, attempt_id: str) -> None:
        """Delete the recording of an attempt, if there is one."""
        with self._explaining():
            for _kind, path in self._paths(attempt_id):
                path.unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Delete them all."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def files(self) -> list[Path]:
        """Their files, by name."""
        with self._explaining():
            found = list(self._folder.iterdir()) if self._folder is not None and self._folder.is_dir() else []
        return sorted(path for path in found if path.suffix in SUFFIXES.values() and NAME.fullmatch(path.stem))

    def _paths(self, attempt_id: str) -> list[tuple[str, Path]]:
        if self._folder is None or not NAME.fullmatch(attempt_id):
            return []
        return [(kind, self._folder / f"{attempt_id}{suffix}") for kind, suffix in SUFFIXES.items()]

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """What the file system refuses, as a sentence."""
        try:
            yield
        except OSError as error:
            raise StoreError(
                "The recordings in {folder} cannot be reached: {reason}.",
                folder=str(self._folder),
                reason=error.strerror or error,
            ) from error


def named(file: str, sound: bytes) -> tuple[str, Recording] | None:
    """The attempt and the recording of a file with this name; None for a file of another kind."""
    path = Path(file)
    kind = next((kind for kind, suffix in SUFFIXES.items() if suffix == path.suffix), None)
    return (path.stem, Recording(kind, sound)) if kind and NAME.fullmatch(path.stem) else None
