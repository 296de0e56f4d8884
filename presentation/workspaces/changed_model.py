"""What a learner has done to a trained model, and the same as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.expression.cell import Index


@dataclass(frozen=True)
class Changed:
    """What the learner has done to a model: heads `cut`, and a `gate` held at a `value` from one word to another.

    The gate is named as `gates` names it, "" for none; `unit` counts from 0, None for all. Words count from 0, both
    ends included.
    """

    cut: frozenset[tuple[str, Index]] = field(default_factory=frozenset)
    gate: str = ""
    unit: int | None = None
    value: float = 0.5
    first: int = 0
    last: int = 0


def changed_state(changed: Changed) -> dict[str, Any] | None:
    """What was done as JSON can hold it; None for nothing."""
    if not (changed.cut or changed.gate):
        return None
    return {**vars(changed), "cut": [[step, *lead] for step, lead in sorted(changed.cut)]}


def changed_of(state: Mapping[str, Any] | None) -> Changed:
    """What such a state says. Raises LookupError, TypeError or ValueError where it says nothing that can be done."""
    if state is None:
        return Changed()
    unit, value = state["unit"], float(state["value"])
    if not 0 <= value <= 1:
        raise ValueError(value)
    cut = frozenset((str(step), tuple(map(int, lead))) for step, *lead in state["cut"])
    held = None if unit is None else int(unit)
    return Changed(cut, str(state["gate"]), held, value, int(state["first"]), int(state["last"]))
