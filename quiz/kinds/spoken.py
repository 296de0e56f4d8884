"""Spoken answers, given aloud or in writing: the learner marks which key points were made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from content import SpokenQuestion
from quiz.kinds.keys import entry_keys, ticked_entries
from quiz.marking.points import part_marking
from quiz.posed import Answers, Posed, Rows, first_cell, single_cell
from quiz.verdicts import CellStatus, Marking

PART, WRITTEN = "points", "text"
NONE = "none"  # an answer with none of the key points, as opposed to an empty answer


@dataclass(frozen=True)
class PosedSpoken(Posed[SpokenQuestion]):
    """An instance of a spoken question; nothing is drawn.

    `names` are the keys of the key points. An answer has the keys of the points that were made, or "none". A written
    answer is stored too and is not marked.
    """

    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the key points."""
        return {"points": list(self.names)}

    @property
    def parts(self) -> tuple[str, ...]:
        """The two parts: the keys of the points made, and the written answer."""
        return (PART, WRITTEN)

    @property
    def possible(self) -> float:
        """Total marks of the key points."""
        return worth(self.question)

    def mark(self, answers: Answers) -> Marking:
        """The marking: each key point that was made earns its marks."""
        made = self.made(answers)
        points = self.question.points
        missed: CellStatus = "wrong" if first_cell(answers, PART) else "blank"
        cells: list[CellStatus] = ["right" if k in made else missed for k in range(len(points))]
        earned = sum(point.marks for k, point in enumerate(points) if k in made)
        marking = part_marking(PART, cells, self.possible, 0)
        return Marking((replace(marking, points=earned),))

    def solution(self) -> dict[str, Rows]:
        """All key points, and the model answer in English."""
        return {PART: (self.names,), WRITTEN: single_cell(self.question.answer.en)}

    def made(self, answers: Answers) -> set[int]:
        """The indices of the key points that an answer names."""
        return ticked_entries(self.names, answers, PART)


def pose(question: SpokenQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedSpoken:
    """An instance of the question. Raises LookupError if its key points have changed since `drawn` was stored."""
    keys = [point.text.key for point in question.points]
    places = range(len(keys))  # the names in answers stored before key points had keys
    return PosedSpoken(question, seed, entry_keys(keys, None if drawn is None else drawn.get("points", places)))


def worth(question: SpokenQuestion) -> float:
    """Total marks of the key points."""
    return sum(point.marks for point in question.points)
