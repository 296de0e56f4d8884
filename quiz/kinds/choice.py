"""Multiple-choice questions: choices in random order, each with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import ChoiceQuestion
from quiz.kinds.stable_keys import entry_keys, ticked_entries
from quiz.marking.points import part_marking
from quiz.posed import Answers, Posed, Rows
from quiz.verdicts import CellStatus, Marking

PART = "choices"


@dataclass(frozen=True)
class PosedChoice(Posed[ChoiceQuestion]):
    """An instance of a choice question.

    `order` has the index of the choice shown at each place; `names` are the keys by which answers refer to the choices.
    Indices are those of the question.
    """

    order: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the choices in the order they are shown."""
        return {"order": [self.names[k] for k in self.order]}

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part, "choices": one row of keys."""
        return (PART,)

    def mark(self, answers: Answers) -> Marking:
        """The marking of the ticked choices.

        Marks are in proportion to the right choices ticked minus the wrong ones, at least 0.
        """
        chosen = self.ticked(answers)
        right = {k for k, choice in enumerate(self.question.choices) if choice.correct}
        cells: list[CellStatus] = [
            "blank" if not chosen else "right" if (k in chosen) == (k in right) else "wrong"
            for k in range(len(self.question.choices))
        ]
        share = max(0, len(chosen & right) - len(chosen - right)) / len(right)
        return Marking((part_marking(PART, cells, self.possible, share),))

    def solution(self) -> dict[str, Rows]:
        """The keys of all right choices."""
        right = [name for name, choice in zip(self.names, self.question.choices, strict=True) if choice.correct]
        return {PART: (tuple(right),)}

    def ticked(self, answers: Answers) -> set[int]:
        """The indices of the choices that an answer names."""
        return ticked_entries(self.names, answers, PART)


def pose(question: ChoiceQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedChoice:
    """An instance in random order, or in the stored order. Raises LookupError if the choices have changed since."""
    keys = [choice.text.key for choice in question.choices]
    if drawn:
        called = entry_keys(keys, drawn["order"])
        return PosedChoice(question, seed, tuple(called.index(str(name)) for name in drawn["order"]), called)
    order = np.random.default_rng(seed).permutation(len(keys)).tolist()
    return PosedChoice(question, seed, tuple(order), entry_keys(keys))
