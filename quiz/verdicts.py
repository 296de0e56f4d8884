"""What marking says: the nouns of a marked answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellStatus = Literal[
    "right", "follows", "convention", "misconception", "slip", "wrong", "blank", "unreadable", "few_digits"
]
StepStatus = Literal["right", "follows", "convention", "misconception", "slip", "wrong", "blank"]


@dataclass(frozen=True)
class StepMarking:
    """One marked step: a status for each cell by row, the points, and what was recognised.

    `misconceptions` are ids, several when they cannot be told apart; `convention` is (option, value) of the option set
    that the answer belongs to; `slip` says what single cells look like; `carried` are the earlier steps whose own
    numbers were followed; `earned` is False where they were too easy to show anything; `repeated` says that the same
    misconception has cost its marks already.
    """

    step: str
    status: StepStatus
    cells: tuple[tuple[CellStatus, ...], ...]
    points: float
    possible: float
    misconceptions: tuple[str, ...] = ()
    convention: tuple[str, str] | None = None
    slip: str | None = None
    carried: tuple[str, ...] = ()
    earned: bool = True
    repeated: bool = False

    def count(self, status: CellStatus) -> int:
        """How many cells have this status."""
        return sum(row.count(status) for row in self.cells)


@dataclass(frozen=True)
class Marking:
    """A marked sheet, its steps in order."""

    steps: tuple[StepMarking, ...]

    @property
    def points(self) -> float:
        return sum(step.points for step in self.steps)

    @property
    def possible(self) -> float:
        return sum(step.possible for step in self.steps)

    def __getitem__(self, step: str) -> StepMarking:
        return next(s for s in self.steps if s.step == step)
