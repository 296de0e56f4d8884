"""Writes that the store has not taken yet. They belong to the process: a session that is closed loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol

from db.errors import GoneError, StoreError

if TYPE_CHECKING:  # the first page opens no store
    from db.merge import Replaced
    from db.records import AttemptRecord, Draft, Merged, PaperItem
    from db.store import Store
    from quiz.posed import Rows

MOST = 1000  # writes that wait; beyond that the oldest is given up
PAUSE = 2.0  # seconds between two tries, since each may have to wait for a lock

WAITS: Final = object()  # instead of what is kept
Place = tuple[str | int, ...]
OpenStore = Callable[[], "Store"]


class Write(Protocol):
    """A write that can be repeated. A later one with the same place stands for it."""

    @property
    def place(self) -> Place:
        """Where it is written."""

    @property
    def value(self) -> object:
        """What is written."""

    def write(self, store: Store) -> object:
        """Write it and return what is kept, Kept if it was merged; None if the store no longer takes it.

        Raises StoreError.
        """


@dataclass(frozen=True)
class RecordAttempt:
    """A finished attempt of a learner."""

    learner_id: int
    record: AttemptRecord
    now: datetime

    @property
    def place(self) -> Place:
        """Where it is written."""
        return attempt_place(self.learner_id, self.record.attempt_id)

    @property
    def value(self) -> AttemptRecord:
        """What is written."""
        return self.record

    def write(self, store: Store) -> object:
        """Write it and return what is kept. Raises StoreError."""
        return store.of(self.learner_id).record(self.record, self.now)


@dataclass(frozen=True)
class SaveDraft:
    """An unfinished answer of a learner, and the draft that this window knew to be kept."""

    learner_id: int
    window: str
    draft: Draft
    now: datetime
    base: Draft | None = None

    @property
    def place(self) -> Place:
        """Where it is written."""
        return *draft_place(self.learner_id, self.draft.question_id), self.window

    @property
    def value(self) -> Draft:
        """What is written."""
        return self.draft

    def write(self, store: Store) -> Merged[Draft]:
        """Write it and return what is kept. Raises StoreError."""
        return store.of(self.learner_id).merge_draft(self.draft, self.now, self.base)


@dataclass(frozen=True)
class ClearDraft:
    """The end of an unfinished answer of a learner: of this attempt, else of whatever is kept at the place."""

    learner_id: int
    window: str
    question_id: str
    attempt_id: str | None = None

    @property
    def place(self) -> Place:
        """Where it is written."""
        return *draft_place(self.learner_id, self.question_id), self.window

    @property
    def value(self) -> None:
        """What is written."""
        return None

    def write(self, store: Store) -> object:
        """Forget the draft; always true. Raises StoreError."""
        store.of(self.learner_id).clear_draft(self.question_id, self.attempt_id)
        return True


@dataclass(frozen=True)
class AnswerPart:
    """What stands in a part of a paper's question since `now`, and what this window knew to be kept of it.

    Typed in time, it counts even if it is written later. What is `late` waits beside it.
    """

    learner_id: int
    window: str
    paper_id: str
    attempt_id: str
    part: str
    value: Rows
    now: datetime
    late: bool = False
    base: Rows | None = None

    @property
    def place(self) -> Place:
        """Where it is written."""
        return *answer_place(self.learner_id, self.attempt_id, self.part), self.window, self.late

    def write(self, store: Store) -> Merged[PaperItem] | None:
        """Write it and return the question as kept; None if the paper takes nothing more. Raises StoreError."""
        answers = {self.part: self.value}
        base = {} if self.base is None else {self.part: self.base}
        return store.of(self.learner_id).merge_answers(self.paper_id, self.attempt_id, answers, self.now, base)


Merging = SaveDraft | AnswerPart


def attempt_place(learner_id: int, attempt_id: str) -> Place:
    """The place of an attempt's record."""
    return "attempt", learner_id, attempt_id


def draft_place(learner_id: int, question_id: str) -> Place:
    """The places of a question's draft, one for each window."""
    return "draft", learner_id, question_id


def answer_place(learner_id: int, attempt_id: str, part: str) -> Place:
    """The places of a part of a paper's question."""
    return "answer", learner_id, attempt_id, part


class PendingWrites:
    """Writes that wait, oldest first. May be shared between threads."""

    def __init__(self) -> None:
        self._lock, self._retrying = Lock(), Lock()
        self._waiting: dict[Place, Write] = {}
        self._on_their_way: dict[Place, Write] = {}  # the first one of a process has the store imported and opened
        self._replaced: list[tuple[Merging, Replaced]] = []
        self._store: OpenStore | None = None
        self._tried = 0.0
        self.error: StoreError | None = None  # why the last of them could not be written

    def __len__(self) -> int:
        return len(self._waiting)

    def get(self, place: Place) -> Write | None:
        """The latest write that waits at a place or, if it is of several windows, in any of them."""
        return _latest(self._waiting, place)

    def latest(self, place: Place) -> Write | None:
        """The latest write at a place that waits or is just being written: the store may not show it yet."""
        return self.get(place) or _latest(self._on_their_way, place)

    def answers(self, attempt_id: str) -> dict[str, Rows]:
        """What waits of a question of a paper, by part."""
        return {w.part: w.value for w in self._answers() if w.attempt_id == attempt_id and not w.late}

    def has_answers(self, paper_id: str) -> bool:
        """Whether answers of this paper wait."""
        return any(w.paper_id == paper_id for w in self._answers())

    def _answers(self) -> list[AnswerPart]:
        return [w for w in list(self._waiting.values()) if isinstance(w, AnswerPart)]

    def put(self, write: Write, store: OpenStore) -> object:
        """Write it and return what is kept; WAITS until the store takes it; None if the store refuses it.

        Raises GoneError for a learner who was deleted; nothing waits for them.
        """
        self._store = store
        if write.place not in self._waiting:
            self._on_their_way[write.place] = write
            try:
                return self._written(write, store())
            except GoneError:
                raise
            except StoreError as error:
                self._add(write, error)
            finally:
                self._on_their_way.pop(write.place, None)
            return WAITS
        self._add(write, None)
        if write in self.retry():
            return None
        return WAITS if self.get(write.place) is write else write.value

    def _add(self, write: Write, error: StoreError | None) -> None:
        with self._lock:
            self._waiting[write.place] = write
            self.error = error or self.error
            if len(self._waiting) > MOST:
                del self._waiting[next(iter(self._waiting))]

    def retry(self, at_once: bool = True) -> list[Write]:
        """Write what waits, up to the first failure; the writes that the store refuses.

        Not `at_once`, nothing is done within PAUSE seconds of the last try or while another thread is trying.
        """
        store = self._store
        if store is None or not self._waiting or (not at_once and monotonic() - self._tried < PAUSE):
            return []
        if not self._retrying.acquire(blocking=at_once):
            return []
        try:
            return self._write_all(store)
        finally:
            self._tried = monotonic()
            self._retrying.release()

    def _write_all(self, store: OpenStore) -> list[Write]:
        refused = []
        for write in list(self._waiting.values()):
            try:
                if self._written(write, store()) is None:
                    refused.append(write)
            except GoneError:
                refused.append(write)
            except StoreError as error:
                self._put_off(write, error)
                break
            self._drop(write)
        return refused

    def _written(self, write: Write, store: Store) -> object:
        """Write, and note what another window had entered in its place; returns what is kept."""
        found: Any = write.write(store)
        if not isinstance(write, SaveDraft | AnswerPart) or found is None:
            return found
        with self._lock:
            self._replaced = [*self._replaced, *((write, cell) for cell in found.replaced)][-MOST:]
        return found.kept

    def replaced_by(self, window: str) -> list[tuple[Merging, Replaced]]:
        """What this window's writes have replaced of another one's since this was asked last."""
        with self._lock:
            found = [one for one in self._replaced if one[0].window == window]
            self._replaced = [one for one in self._replaced if one[0].window != window]
        return found

    def _drop(self, write: Write) -> None:
        with self._lock:
            if self._waiting.get(write.place) is write:
                del self._waiting[write.place]

    def _put_off(self, write: Write, error: StoreError) -> None:
        """Others are tried first the next time."""
        with self._lock:
            self.error = error
            if self._waiting.get(write.place) is write:
                self._waiting[write.place] = self._waiting.pop(write.place)


def _latest(writes: dict[Place, Write], place: Place) -> Write | None:
    found = [write for at, write in list(writes.items()) if at[: len(place)] == place]
    return found[-1] if found else None
