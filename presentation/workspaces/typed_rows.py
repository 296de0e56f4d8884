"""What is typed into a matrix, as numbers; its shape, its cells, and the words beside its rows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from presentation.workspaces.resizing import Texts
from presentation.workspaces.stored_rows import StoredRows
from quiz.answers.parse import matrix


@lru_cache(maxsize=128)
def numbers_of(rows: Texts, id: str) -> Any:
    """A typed matrix as numbers, kept: a page asks several times, and most matrices stay as they are.

    Raises ParseError naming the first cell that holds none.
    """
    return rows.numbers(id) if isinstance(rows, StoredRows) else tuple(map(tuple, matrix(rows, id)))


def shape_of(rows: Texts) -> tuple[int, int]:
    """How many rows and columns there are."""
    return len(rows), len(rows[0]) if rows else 0


def numbered(words: tuple[str, ...], count: int) -> tuple[str, ...]:
    """So many words; those that are missing are numbers."""
    return (*words, *(str(k) for k in range(len(words) + 1, count + 1)))[:count]


def cell_of(rows: Texts, i: int, j: int) -> str | None:
    """The text of a cell; None where there is no such cell."""
    return rows[i][j] if i < len(rows) and j < len(rows[i]) else None
