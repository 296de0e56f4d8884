"""Questions for shapes: the shape of each step in drawn sizes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from content import ShapesQuestion
from engine import MECHANISMS, Program
from quiz.exercises.from_content import asked, program
from quiz.kinds.drawn_sizes import drawn_sizes
from quiz.marking.points import part_marking
from quiz.posed import Answers, PosedComputation, Rows, first_cell, single_cell
from quiz.verdicts import Marking, StepMarking

# 2×3, 2 x 3, 2 by 3, 2乘3, 2行3列, (2, 3), [2, 3], torch.Size([2, 3]), R^{2 \times 3}; the text is in NFKC
BETWEEN = r"(?: ?(?:[x×*·⋅,、;乘行]|by|\\times) ?| )"
SHAPE = re.compile(
    rf"(?:torch\.size|r ?\^|\\mathbb\{{r\}}\^)? ?[\[({{]*([0-9]{{1,9}}(?:{BETWEEN}[0-9]{{1,9}})*)(?: ?[,列])? ?[\])}}]*"
)
LONGEST = 64


@dataclass(frozen=True)
class PosedShapes(PosedComputation[ShapesQuestion]):
    """An instance of a shapes question, with the sizes drawn."""

    sizes: dict[str, int]

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawn sizes."""
        return {"sizes": dict(self.sizes)}

    @property
    def renewed(self) -> bool:
        """Whether posing the question again draws other sizes."""
        return bool(self.question.vary)

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the steps asked for; each answer is one cell."""
        return asked(self.question, self.question.ask, self.sizes)

    @property
    def fits(self) -> bool:
        """Whether the stored sizes have the names of the mechanism's sizes."""
        return set(self.sizes) == set(MECHANISMS[self.mechanism_id].sizes)

    @cached_property
    def program(self) -> Program:
        """The program of the question in the drawn sizes."""
        return program(self.question, self.sizes)

    def shape(self, step: str) -> tuple[int, ...]:
        """The shape of a step."""
        return tuple(map(int, self.program.steps[step].shape))

    @property
    def typed_parts(self) -> tuple[str, ...]:
        """The parts that hold texts as they were typed: all of them."""
        return self.parts

    def mark(self, answers: Answers) -> Marking:
        """The marking of the typed shapes, with equal marks for each; a transposed shape is a slip."""
        return Marking(tuple(self._marked(step, first_cell(answers, step)) for step in self.parts))

    def _marked(self, step: str, text: str) -> StepMarking:
        possible, right = self.possible / len(self.parts), self.shape(step)
        found = shape(text)
        if found is None:
            return part_marking(step, ["unreadable" if text else "blank"], possible, 0)
        turned = (*right[:-2], right[-1], right[-2])
        if found == turned != right:
            return part_marking(step, ["slip"], possible, 0)
        return StepMarking(step, *_verdict(found == right), possible * (found == right), possible)

    def solution(self) -> dict[str, Rows]:
        """The shape of each step, written as 2×3."""
        return {step: single_cell("×".join(map(str, self.shape(step)))) for step in self.parts}


def _verdict(right: bool) -> tuple[Any, Any]:
    return ("right", (("right",),)) if right else ("wrong", (("wrong",),))


def shape(text: str) -> tuple[int, ...] | None:
    """The typed shape as a tuple, whichever common notation is used; None if the text is not a shape."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).replace("✕", "x").replace("$", "").lower()
    found = SHAPE.fullmatch(re.sub(r"\s+", " ", re.sub(r"(?<=[\[({])\s+|\s+(?=[\])}])", "", plain)).strip())
    return tuple(int(n) for n in re.findall("[0-9]+", found[1])) if found else None


def pose(question: ShapesQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedShapes:
    """An instance in drawn or stored sizes."""
    return PosedShapes(question, seed, drawn["sizes"] if drawn else drawn_sizes(question, seed))
