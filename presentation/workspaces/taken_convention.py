"""The convention under which somebody's numbers are right, taken over into the workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from check import Cause
from engine import Options
from engine.options import choices
from presentation.workspaces.workspace import Workspace


def with_convention(space: Workspace, cause: Cause) -> Workspace:
    """The workspace under what a cause sets; the numbers stay as they stand, for so they were compared.

    Raises OptionError or ShapeError, one sentence, for conventions that do not go together.
    """
    there = space.with_options(**_values(space.options, cause))
    typed = {id: space.typed[id] if _same(space, there, id) else rows for id, rows in there.typed.items()}
    return replace(there, typed=typed)


def _same(a: Workspace, b: Workspace, id: str) -> bool:
    """Whether an input has the same size under both."""
    return id in a.typed and list(map(len, a.typed[id])) == list(map(len, b.typed[id]))


def _values(options: Options, cause: Cause) -> dict[str, Any]:
    """What a cause says as text, as the options hold it: names of choices, and numbers."""
    switches = choices(type(options))
    return {name: value if name in switches else float(value) for name, value in cause.values}
