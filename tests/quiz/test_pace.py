"""How long questions take, and how fast a learner is."""

from __future__ import annotations

import pytest

from content import question, questions
from quiz.kinds import KINDS, pose, worth
from quiz.pace import FASTEST, SLOWEST, pace, usual_minutes

STEPS = "self-attention/score-and-scale"


def test_every_kind_says_how_long_it_takes() -> None:
    assert {q.kind for q in questions()} == set(KINDS)
    assert all(0.5 <= usual_minutes(q) <= 30 for q in questions())


def test_two_steps_take_three_minutes() -> None:
    assert worth(question(STEPS)) == 6
    assert usual_minutes(question(STEPS)) == 3


def test_what_a_question_is_worth_is_what_its_sheet_is_marked_out_of() -> None:
    for asked in questions("lstm") + questions("self-attention"):
        assert worth(asked) == pose(asked, 3).possible


def test_the_pace_is_the_median_of_taken_over_usual() -> None:
    assert pace([(STEPS, m) for m in (3, 6, 6, 60, 4.5)]) == 2
    assert pace([(STEPS, 6)] * 4) == 1  # too few to tell
    assert pace([(STEPS, 6)] * 4 + [("gone/question", 1)] * 9) == 1
    assert pace([(STEPS, 900)] * 5) == SLOWEST
    assert pace([(STEPS, 0.1)] * 5) == FASTEST
    assert pace([(STEPS, 0), (STEPS, -4)] * 5) == pytest.approx(1)
