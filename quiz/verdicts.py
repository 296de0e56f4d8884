"""Marking results: the status of cells and steps, and the marks of a whole answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellStatus = Literal[
    "right", "follows", "convention", "misconception", "slip", "wrong", "blank", "unreadable", "few_digits"
]
UNMARKED: tuple[CellStatus, ...] = ("blank", "unreadable", "few_digits")
StepStatus = Literal["right", "follows", "convention", "misconception", "slip", "wrong", "blank"]


@dataclass(frozen=True)
class StepMarking:
    """The marking of one step: a status for each cell, the marks awarded, and the mistake that was recognised.

    `cells` has the answer's rows and columns; `points` of `possible` marks are awarded. `misconceptions` are ids,
    several if the answer fits several. `convention` is the (option, value) under which the answer is right. `slip`
    names a careless slip: also rounding, and a misread given. `carried` are the earlier steps whose wrong numbers were
    carried forward; `earned` is False if those numbers, or for a misconception the answer itself, are too simple to
    show a method. `repeated` is True if the same mistake has lost its marks in an earlier step. `worked` is False if
    the answer was filled in without computing. `misread` is a number of a given matrix that was read as another one:
    the matrix, its row and column from 1 (leading axes first), and what was read. `exchanged` is the step whose answer
    stands here, while this one's stands there.
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
    worked: bool = True
    misread: tuple[str, str, str] | None = None
    exchanged: str = ""

    def count(self, status: CellStatus) -> int:
        """The number of cells with this status."""
        return sum(row.count(status) for row in self.cells)

    @property
    def unmarked(self) -> int:
        """The number of cells that hold no number with enough decimals; where rounding is the mistake, any number."""
        few = self.count("few_digits") if self.slip == "rounding" else 0
        return sum(self.count(status) for status in UNMARKED) - few


@dataclass(frozen=True)
class Marking:
    """The marking of a whole answer: its steps in the order they were asked."""

    steps: tuple[StepMarking, ...]

    @property
    def points(self) -> float:
        """Total marks awarded, before hints and second tries."""
        return sum(step.points for step in self.steps)

    @property
    def possible(self) -> float:
        """Total marks available."""
        return sum(step.possible for step in self.steps)

    def __getitem__(self, step: str) -> StepMarking:
        """The marking of one step by its id; raises StopIteration if there is none."""
        return next(s for s in self.steps if s.step == step)
