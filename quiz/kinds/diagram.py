"""Diagrams to complete: which label belongs to which box."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from content import DiagramQuestion
from content.diagrams import asked_boxes, diagram, label_of
from engine.readings.structure.indistinguishable import exchanges
from engine.readings.structure.reads import last_operation
from engine.readings.structure.scope import Box, Scope
from quiz.marking.points import part_marking
from quiz.posed import Answers, PosedComputation, Rows
from quiz.verdicts import CellStatus, Marking

PART = "labels"


@dataclass(frozen=True)
class PosedDiagram(PosedComputation[DiagramQuestion]):
    """An instance of a diagram question; `labels` are the keys of the labels as shown.

    An answer is one row with a label for each box without a name, in the order of computation, "" where there is none.
    A label may stand in several boxes, or in none.
    """

    labels: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the labels in the order they are shown."""
        return {"labels": list(self.labels)}

    @property
    def fits(self) -> bool:
        """Whether the stored labels are those of the question."""
        return sorted(map(str, self.labels)) == sorted(_labels(self.question, self.boxes))

    @property
    def renewed(self) -> bool:
        """False: only the order is drawn."""
        return False

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part, "labels": one row of labels."""
        return (PART,)

    @cached_property
    def scope(self) -> Scope:
        """The diagram."""
        return diagram(self.question, self.program)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes without names."""
        return asked_boxes(self.question, self.program)

    @cached_property
    def _right(self) -> tuple[tuple[str, ...], ...]:
        """Every way to put all labels right, as the drawing may not tell some boxes apart; the first changes none."""
        label = {box.id: label_of(box) for box in self.boxes}
        unnamed = [box.id for box in self.boxes]
        look = _operation if self.question.signs else _nothing
        found = exchanges(self.program, self.scope, unnamed, look)
        return tuple(tuple(label[exchange[id]] for id in unnamed) for exchange in found)

    def mark(self, answers: Answers) -> Marking:
        """The marking: marks in proportion to the boxes that have their labels."""
        said = self.said(answers)
        right = self.right_for(answers)
        cells = [self._cell(label, wanted) for label, wanted in zip(said, right, strict=True)]
        share = cells.count("right") / len(cells)
        return Marking((part_marking(PART, cells, self.possible, share),))

    def _cell(self, label: str, wanted: str) -> CellStatus:
        if label == wanted:
            return "right"
        return "blank" if not label else "wrong" if label in self.labels else "unreadable"

    def said(self, answers: Answers) -> tuple[str, ...]:
        """The label that stands in each box, "" where there is none."""
        rows = answers.get(PART, ())
        row = [str(label).strip() for label in (rows[0] if len(rows) else ())][: len(self.boxes)]
        return (*row, *[""] * (len(self.boxes) - len(row)))

    def right_for(self, answers: Answers) -> tuple[str, ...]:
        """The right labels, in the way that agrees best with an answer."""
        said = self.said(answers)
        return max(self._right, key=lambda right: sum(a == b for a, b in zip(said, right, strict=True)))

    def solution(self) -> dict[str, Rows]:
        """The label of each box."""
        return {PART: (self._right[0],)}


def _operation(box: Box) -> str:
    return "" if box.part else last_operation(box.last.expr)


def _nothing(box: Box) -> str:
    return ""


def _labels(question: DiagramQuestion, boxes: tuple[Box, ...]) -> list[str]:
    """The keys of all labels: one for each step or part, and the distractors."""
    return [*dict.fromkeys(map(label_of, boxes)), *(label.text.key for label in question.distractors)]


def pose(question: DiagramQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedDiagram:
    """An instance with the labels in random order, or in the stored one."""
    if drawn:
        return PosedDiagram(question, seed, tuple(drawn["labels"]))
    there = _labels(question, PosedDiagram(question, seed, ()).boxes)
    order = np.random.default_rng(seed).permutation(len(there))
    return PosedDiagram(question, seed, tuple(there[k] for k in order))
