"""Choices with their reasons, in an order drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import ChoiceQuestion
from quiz.kinds.keys import names, ticked
from quiz.marking.points import part
from quiz.posed import Answers, Posed, Rows
from quiz.verdicts import CellStatus, Marking

PART = "choices"


@dataclass(frozen=True)
class PosedChoice(Posed[ChoiceQuestion]):
    """`order` says which choice stands where, `names` by what an answer calls each, in the order of the question."""

    order: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {"order": [self.names[k] for k in self.order]}

    @property
    def parts(self) -> tuple[str, ...]:
        return (PART,)

    def mark(self, answers: Answers) -> Marking:
        """One choice is right or not; of several, each wrong tick takes back what a right one brings."""
        chosen = self.ticked(answers)
        right = {k for k, choice in enumerate(self.question.choices) if choice.correct}
        cells: list[CellStatus] = [
            "blank" if not chosen else "right" if (k in chosen) == (k in right) else "wrong"
            for k in range(len(self.question.choices))
        ]
        share = max(0, len(chosen & right) - len(chosen - right)) / len(right)
        return Marking((part(PART, cells, self.possible, share),))

    def solution(self) -> dict[str, Rows]:
        right = [name for name, choice in zip(self.names, self.question.choices, strict=True) if choice.correct]
        return {PART: (tuple(right),)}

    def ticked(self, answers: Answers) -> set[int]:
        """Which choices an answer names, by their places in the question."""
        return ticked(self.names, answers, PART)


def pose(question: ChoiceQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedChoice:
    """In a fresh order, or in the one that was drawn. Raises LookupError where the choices are others since."""
    keys = [choice.text.key for choice in question.choices]
    if drawn:
        called = names(keys, drawn["order"])
        return PosedChoice(question, seed, tuple(called.index(str(name)) for name in drawn["order"]), called)
    order = np.random.default_rng(seed).permutation(len(keys)).tolist()
    return PosedChoice(question, seed, tuple(order), names(keys))
