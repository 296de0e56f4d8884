"""What is given is printed rounded: whoever works from the printed numbers is right, in every question of steps."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from content import StepsQuestion, question, questions, topics
from engine import run
from quiz.answers.write import written
from quiz.exercises.sheet import EXTRA, Sheet
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from tests.sweeps import exhaustive

GIVING = {t.id: [q.id for q in questions(t.id) if isinstance(q, StepsQuestion) and q.given] for t in topics()}


def as_printed(array: Any, decimals: int) -> Any:
    rows = written(array, decimals)
    return np.array([[float(text) for text in row] for row in rows]).reshape(array.shape)


def from_the_page(sheet: Sheet) -> dict[str, Any]:
    """Every step from the printed numbers and the learner's own earlier ones, rounded as asked."""
    known = {step: as_printed(sheet.truth[step], sheet.decimals + EXTRA) for step in sheet.given}
    typed = {}
    for step in sheet.asked:
        found = run(sheet.program, sheet.inputs, known)[step]
        typed[step] = written(found, sheet.decimals)
        known[step] = as_printed(found, sheet.decimals)
    return typed


@pytest.mark.parametrize("seeds", [range(1), exhaustive(range(1, 8))], ids=["one draw", "other draws"])
@pytest.mark.parametrize("topic", [topic for topic, giving in GIVING.items() if giving])
def test_whoever_works_from_what_is_printed_is_right(topic: str, seeds: range) -> None:
    for id, seed in product(GIVING[topic], seeds):
        posed = pose(question(id), seed)
        assert isinstance(posed, PosedSteps)
        marking = mark(posed.sheet, from_the_page(posed.sheet))
        right = [(step, "right") for step in posed.sheet.asked]
        assert [(m.step, m.status) for m in marking.steps] == right, (id, seed)
