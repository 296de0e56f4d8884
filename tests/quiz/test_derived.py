"""Derived learners: what the examiner makes of every misconception in the questions without a hand-written learner.

pytest -s prints the figures, which are apart from those of the hand-written learners in test_simulation.
"""

from __future__ import annotations

import numpy as np
import pytest

from content import StepsQuestion, question, topic
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import certificate, draw
from quiz.marking.mark import mark
from tests.quiz import derived
from tests.quiz.learners import work
from tests.quiz.test_simulation import ACCUSED, QUESTIONS, _class, _named, _written, told
from tests.sweeps import first_of_each

ENOUGH = 0.95  # the rounding of earlier steps may hide one
OF_FIXED = 0.85  # a rare mistake may give the numbers of a common one, and one name may stand for two sums


def mechanism_of(id: str) -> str:
    return topic(question(id).topic).mechanism


@pytest.mark.parametrize("id", first_of_each(mechanism_of, derived.unwritten(set(QUESTIONS))))
def test_every_misconception_is_named_and_what_follows_is_not_accused(id: str) -> None:
    paper, fixed = sheet(id), asked(id).fixed
    right = derived.right(paper.program)
    assert {step.status for step in mark(paper, work(paper, right)).steps} == {"right"}
    named, others = [], []
    for made in derived.mistakes(paper, told_apart(paper)):
        typed = work(paper, right, made.steps)
        for step in mark(paper, typed).steps if _written(typed, made) else ():
            name = made.names.get(step.step)
            if name is None:
                others.append(step.status)
            else:
                named.append(name in (got := _named(step)) and got <= _class(paper, step.step, name))
    told(
        f"  {id}",
        (sum(named), max(1, len(named)), "named"),
        (sum(status in ACCUSED for status in others), max(1, len(others)), "others accused"),
    )
    assert not named or np.mean(named) >= (OF_FIXED if fixed else ENOUGH)
    assert ACCUSED.isdisjoint(others)


def told_apart(paper: Sheet) -> set[tuple[str, str]]:
    """Each step with the names that its numbers tell from the right ones and from each other: all, if none is fixed."""
    found = set()
    for step in (certificate(paper, id) for id in paper.asked):
        unsure = {*step.vague, *(ids for pair in step.coincide for ids in pair)}
        found |= {(step.step, name) for ids in step.exposed if ids not in unsure for name in ids}
    return found


def asked(id: str) -> StepsQuestion:
    found = question(id)
    assert isinstance(found, StepsQuestion)
    return found


def sheet(id: str) -> Sheet:
    return draw(exercise(asked(id)), seed=1).sheet


def test_a_derived_learner_knows_the_wrong_version_only_by_its_code() -> None:
    paper = sheet("lstm-peephole/cell-then-output")
    a = dict(paper.truth.arrays)
    made = {tuple(m.names.items()): m.steps for m in derived.mistakes(paper)}
    gate = made[(("output_gate", "peephole.hidden"),)]["output_gate"](a)
    np.testing.assert_allclose(gate, 1 / (1 + np.exp(-a["output_preactivation"] - a["p_o"] * a["h_prev"])))
    # σ over the old cell state is what another convention computes, and is called that
    assert (("output_gate", "output_peephole"),) in made
