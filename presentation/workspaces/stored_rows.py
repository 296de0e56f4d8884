"""Matrices by reference: numbers of a file that look like typed rows, and become texts where they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, overload

import numpy as np

from engine.readings.numbers import fixed, short
from quiz.answers.parse import value_at

Places = Mapping[tuple[int, int], str]


def as_entered(x: float) -> str:
    """Short numbers as they are; drawn ones with all the digits they have."""
    return short(x) if abs(x - round(x, 4)) < 1e-12 else fixed(x, 8)


def entered_rows(rows: Any) -> tuple[tuple[str, ...], ...]:
    """A matrix of numbers as texts; kept, since an example has the same ones whenever it is opened."""
    array = np.ascontiguousarray(rows, np.float64)
    return _entered_rows(array.tobytes(), *array.shape)


@lru_cache(maxsize=256)
def _entered_rows(numbers: bytes, height: int, width: int) -> tuple[tuple[str, ...], ...]:
    array = np.frombuffer(numbers).reshape(height, width)
    return tuple(tuple(map(as_entered, row)) for row in array.tolist())


@dataclass(frozen=True, eq=False)
class StoredRows(Sequence[Sequence[str]]):
    """A matrix that stands in a file: its `array`, and the cells that the learner has typed over, by place."""

    array: Any
    changes: Places = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, place: int) -> Sequence[str]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[str]]: ...

    def __getitem__(self, place: int | slice) -> Sequence[Any]:
        if isinstance(place, slice):
            return tuple(StoredRow(self, i) for i in range(*place.indices(len(self))))
        return StoredRow(self, range(len(self))[place])

    def __eq__(self, other: object) -> bool:
        """Whether it is the same array with the same changes; one that was typed is never the same."""
        return isinstance(other, StoredRows) and other._place == self._place and other.changes == self.changes

    def __hash__(self) -> int:
        return hash(self._place)

    @property
    def _place(self) -> tuple[Any, ...]:
        """Where in memory or in a file the numbers lie."""
        return self.array.__array_interface__["data"][0], self.array.shape, self.array.strides

    @property
    def width(self) -> int:
        """The number of columns."""
        return int(self.array.shape[1])

    def with_cell(self, i: int, j: int, text: str) -> StoredRows:
        """One cell typed over; the matrix stays where it is. Nothing changes where there is no such cell."""
        if not (i < len(self) and j < self.width):
            return self
        kept = {place: said for place, said in self.changes.items() if place != (i, j)}
        return replace(self, changes=kept if text == as_entered(float(self.array[i, j])) else {**kept, (i, j): text})

    @cached_property
    def turned(self) -> StoredRows:
        """The transposed matrix."""
        return StoredRows(self.array.T, {(j, i): text for (i, j), text in self.changes.items()})

    def numbers(self, name: str) -> Any:
        """The matrix in float64. Raises ParseError naming the first changed cell that is no number."""
        found = np.asarray(self.array, np.float64)
        if not self.changes:
            return found
        found = found.copy()
        for (i, j), text in self.changes.items():
            found[i, j] = value_at(text, name, i + 1, j + 1)
        return found


@dataclass(frozen=True)
class StoredRow(Sequence[str]):
    """One row of it: a text is made of a number when it is asked for."""

    of: StoredRows
    i: int

    def __len__(self) -> int:
        return self.of.width

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return tuple(self[j] for j in range(*place.indices(len(self))))
        j = range(len(self))[place]
        typed = self.of.changes.get((self.i, j))
        return as_entered(float(self.of.array[self.i, j])) if typed is None else typed

    def __iter__(self) -> Iterator[str]:
        return (self[j] for j in range(len(self)))
