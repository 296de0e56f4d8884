"""Sheets at the edge: sizes of one, nothing to fill in, and cells full of infinities, roots and nonsense."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS, Mechanism, ShapeError
from quiz.answers.write import written
from quiz.exercises.variant import Exercise, draw
from quiz.marking.mark import mark
from quiz.marking.sitting import Sitting

TYPED = ("inf", "-inf", "nan", "", "1e30", "-1e30", "0", "1/3", "√2", "1e-30", "9" * 40, "∞", "-0", "1e999", "0/0")
every_mechanism = pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=lambda m: m.id)


@every_mechanism
def test_the_smallest_sizes_can_be_worked(mechanism: Mechanism) -> None:
    sizes = dict.fromkeys(mechanism.sizes, 1)
    try:
        mechanism.build(None, sizes)
    except ShapeError:  # it needs two of something: a next token, a pair of columns
        sizes = dict.fromkeys(mechanism.sizes, 2)
    steps = tuple(mechanism.build(None, sizes).steps)
    sheet = draw(Exercise(mechanism.id, mechanism.choose(), sizes, steps), 1).sheet
    marking = mark(sheet, {step: written(sheet.truth[step], 2) for step in steps})
    assert {step.status for step in marking.steps} == {"right"}


@every_mechanism
def test_nothing_typed_stops_the_examiner(mechanism: Mechanism) -> None:
    steps = tuple(mechanism.build().steps)[:8]
    sheet = draw(Exercise(mechanism.id, mechanism.choose(), mechanism.sizes, steps), 2).sheet
    rng = np.random.default_rng(0)
    for share in (0.2, 1.0):
        typed = {
            step: [[str(rng.choice(TYPED)) if rng.random() < share else text for text in row] for row in rows]
            for step, rows in ((step, written(sheet.truth[step], 2)) for step in steps)
        }
        marking = mark(sheet, typed)
        assert 0 <= marking.points <= marking.possible
        sitting = Sitting(sheet)
        for step in steps:
            sitting = sitting.hand_in(typed[step])
        assert sitting.marking == marking
        assert set(sitting.carried.arrays) >= set(sheet.program.steps)


def test_a_sheet_on_which_nothing_is_asked_is_finished() -> None:
    mechanism = MECHANISMS["self_attention"]
    sheet = draw(Exercise(mechanism.id, mechanism.choose(), mechanism.sizes, ()), 1).sheet
    sitting = Sitting(sheet)
    assert sitting.finished
    assert (sitting.score, sitting.marking.points, sitting.marking.possible) == (0, 0, 0)
