"""Answers given aloud or in writing: the learner says which key points were there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from content import SpokenQuestion
from quiz.kinds.keys import names, ticked
from quiz.marking.points import part
from quiz.posed import Answers, Posed, Rows, first, one
from quiz.verdicts import CellStatus, Marking

PART, WRITTEN = "points", "text"
NONE = "none"  # the key points were looked at, and none of them was there


@dataclass(frozen=True)
class PosedSpoken(Posed[SpokenQuestion]):
    """Nothing is drawn. An answer calls the points that were made by their `names`, or says "none".

    What was written down is kept beside it and not marked.
    """

    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {"points": list(self.names)}

    @property
    def parts(self) -> tuple[str, ...]:
        return (PART, WRITTEN)

    @property
    def possible(self) -> float:
        return sum(point.marks for point in self.question.points)

    def mark(self, answers: Answers) -> Marking:
        """Each point that was made brings its marks."""
        made = self.made(answers)
        points = self.question.points
        missed: CellStatus = "wrong" if first(answers, PART) else "blank"
        cells: list[CellStatus] = ["right" if k in made else missed for k in range(len(points))]
        earned = sum(point.marks for k, point in enumerate(points) if k in made)
        marking = part(PART, cells, self.possible, 0)
        return Marking((replace(marking, points=earned),))

    def solution(self) -> dict[str, Rows]:
        return {PART: (self.names,), WRITTEN: one(self.question.answer.en)}

    def made(self, answers: Answers) -> set[int]:
        """Which points an answer names, by their places in the question."""
        return ticked(self.names, answers, PART)


def pose(question: SpokenQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedSpoken:
    """As it stands. Raises LookupError where the key points are others since it was drawn."""
    keys = [point.text.key for point in question.points]
    places = range(len(keys))  # what points were called when nothing was kept of them
    return PosedSpoken(question, seed, names(keys, None if drawn is None else drawn.get("points", places)))
