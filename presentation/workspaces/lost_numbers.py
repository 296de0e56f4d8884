"""What smaller sizes cut off: whether numbers were left out when one workspace took the place of another."""

from __future__ import annotations

from presentation.workspaces.resizing import Cells, Texts
from presentation.workspaces.typed_rows import shape_of
from presentation.workspaces.workspace import Workspace


def leaves_out(before: Workspace, after: Workspace) -> bool:
    """Whether cells that were typed or given have no place any more; placeholders do not count."""
    there = {**after.typed, **after.given}
    cut = {id: _cut(rows, there.get(id, ()), before.placeholders.get(id, frozenset())) for id, rows in _rows(before)}
    return any(cut.values())


def _rows(space: Workspace) -> list[tuple[str, Texts]]:
    return [*space.typed.items(), *space.given.items()]


def _cut(rows: Texts, kept: Texts, placeholders: Cells) -> bool:
    (height, width), (lines, across) = shape_of(rows), shape_of(kept)
    beyond = (
        (i, j) for i in range(height) for j in range(across if i < lines else 0, width) if (i, j) not in placeholders
    )
    return next(beyond, None) is not None
