"""Choices with their reasons, in an order drawn anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from content import ChoiceQuestion
from quiz.marking import CellStatus, Marking
from quiz.points import part
from quiz.posed import Answers, Posed, Rows

PART = "choices"
NUMBER = re.compile("[0-9]{1,3}")


@dataclass(frozen=True)
class PosedChoice(Posed[ChoiceQuestion]):
    """`order` says which choice stands where. An answer names choices by their number in the question, from 0."""

    order: tuple[int, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {"order": list(self.order)}

    @property
    def fits(self) -> bool:
        return sorted(self.order) == list(range(len(self.question.choices)))

    @property
    def parts(self) -> tuple[str, ...]:
        return (PART,)

    def mark(self, answers: Answers) -> Marking:
        """One choice is right or not; of several, each wrong tick takes back what a right one brings."""
        ticked = ticks(answers, PART)
        right = {k for k, choice in enumerate(self.question.choices) if choice.correct}
        cells: list[CellStatus] = [
            "blank" if not ticked else "right" if (k in ticked) == (k in right) else "wrong"
            for k in range(len(self.question.choices))
        ]
        share = max(0, len(ticked & right) - len(ticked - right)) / len(right)
        return Marking((part(PART, cells, self.possible, share),))

    def solution(self) -> dict[str, Rows]:
        return {PART: (tuple(str(k) for k, choice in enumerate(self.question.choices) if choice.correct),)}


def ticks(answers: Answers, name: str) -> set[int]:
    """The numbers in the first row of a part's answer; what is none is passed over."""
    rows = answers.get(name, ())
    return {int(text) for text in (rows[0] if len(rows) else ()) if NUMBER.fullmatch(str(text))}


def pose(question: ChoiceQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedChoice:
    """In a fresh order, or in the one that was drawn."""
    count = len(question.choices)
    order = drawn["order"] if drawn else np.random.default_rng(seed).permutation(count).tolist()
    return PosedChoice(question, seed, tuple(order))
