"""Writes that wait: in order, the later of a place for the earlier, one failure not in the way of the rest, bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from db.errors import StoreError
from ui.session import pending_writes
from ui.session.pending_writes import WAITS, PendingWrites, Place


@dataclass(frozen=True)
class Noted:
    """A write that notes what it was told, or fails as long as its name is among those that do."""

    name: str
    said: str
    failing: set[str]
    notes: list[str] = field(default_factory=list, hash=False)

    @property
    def place(self) -> Place:
        return (self.name,)

    @property
    def value(self) -> str:
        return self.said

    def write(self, _store: Any) -> str | None:
        if {self.name, "all"} & self.failing:
            raise StoreError("The disk is full.")
        self.notes.append(self.said)
        return None if self.said == "refused" else self.said


@pytest.fixture
def failing() -> set[str]:
    return {"all"}


@pytest.fixture
def notes() -> list[str]:
    return []


def store() -> Any:
    return None


def test_the_later_stands_for_the_earlier_and_the_oldest_is_first(failing: set[str], notes: list[str]) -> None:
    pending = PendingWrites()
    for name, said in (("a", "a1"), ("b", "b1"), ("a", "a2")):
        assert pending.put(Noted(name, said, failing, notes), store) is WAITS
    assert (len(pending), notes, str(pending.error)) == (2, [], "The disk is full.")
    failing.clear()
    assert pending.retry() == []
    assert (len(pending), sorted(notes)) == (0, ["a2", "b1"])


def test_nothing_earlier_is_written_over_something_later(failing: set[str], notes: list[str]) -> None:
    pending = PendingWrites()
    pending.put(Noted("a", "a1", failing, notes), store)
    failing.clear()
    assert pending.put(Noted("a", "a2", failing, notes), store) == "a2"
    assert (len(pending), notes) == (0, ["a2"])


def test_one_that_always_fails_is_not_in_the_way_of_the_rest(failing: set[str], notes: list[str]) -> None:
    pending = PendingWrites()
    for name in "abc":
        pending.put(Noted(name, name, failing, notes), store)
    failing.clear()
    failing.add("a")
    for _round in range(2):
        pending.retry()
    assert (sorted(notes), len(pending)) == (["b", "c"], 1)


def test_what_the_store_refuses_no_longer_waits(failing: set[str], notes: list[str]) -> None:
    pending = PendingWrites()
    late = Noted("a", "refused", failing, notes)
    assert pending.put(late, store) is WAITS
    failing.clear()
    assert pending.retry() == [late]
    assert len(pending) == 0
    assert pending.put(late, store) is None


def test_by_itself_it_is_tried_only_now_and_then(failing: set[str], notes: list[str]) -> None:
    pending = PendingWrites()
    pending.put(Noted("a", "a1", failing, notes), store)
    pending.retry()
    failing.clear()
    pending.retry(at_once=False)
    assert notes == []
    pending.retry()
    assert notes == ["a1"]


def test_only_so_many_wait(failing: set[str], notes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_writes, "MOST", 3)
    pending = PendingWrites()
    for name in "abcd":
        pending.put(Noted(name, name, failing, notes), store)
    failing.clear()
    pending.retry()
    assert notes == ["b", "c", "d"]


def test_what_is_just_being_written_is_seen_and_waits_for_nothing(failing: set[str], notes: list[str]) -> None:
    """A page that is opened again while the disk is slow shows what was typed."""
    pending, seen = PendingWrites(), []
    write = Noted("a", "a1", set(), notes)

    def slow() -> Any:
        seen.extend([pending.latest(("a",)), pending.get(("a",)), len(pending)])

    assert pending.put(write, slow) == "a1"
    assert seen == [write, None, 0]
    assert pending.latest(("a",)) is None
    late = Noted("a", "a2", failing, notes)
    assert pending.put(late, store) is WAITS
    assert pending.latest(("a",)) is pending.get(("a",)) is late
