"""ALiBi as the paper's code and BLOOM write it: the biases are another convention, what follows costs nothing."""

from __future__ import annotations

import numpy as np

from quiz.marking.mark import mark
from tests.quiz.learners import work
from tests.quiz.models import ALIBI
from tests.quiz.test_simulation import sheet


def test_distances_from_the_first_key_are_a_convention_and_change_no_weight() -> None:
    paper = sheet("alibi/bias-and-share", 3, 1)
    marking = mark(paper, work(paper, ALIBI, {"distances": lambda a: np.tile(np.arange(3.0), (3, 1))}))
    assert marking["distances"].convention == ("distances", "from_first_key")
    assert marking["distances"].points == 2
    assert {marking[step].status for step in ("bias", "biased", "masked")} == {"follows"}
    assert marking["weights"].status == "right"
    assert sum(step.points for step in marking.steps) == 14


def test_a_bias_in_another_convention_than_its_distances_is_told_as_that_and_costs_a_third() -> None:
    """The distances are the sheet's own, and the bias passes over them, as r ⊙ (h U) does over r ⊙ h."""
    paper = sheet("alibi/bias-and-share", 3, 1)
    row = {"bias": lambda a: a["m"].reshape(2, 1, 1) * np.tile(np.arange(3.0), (3, 1))}
    marking = mark(paper, work(paper, ALIBI, row))
    assert marking["distances"].status == "right"
    assert marking["bias"].convention == ("distances", "from_first_key")
    assert [step.points for step in marking.steps] == [3, 2, 3, 3, 3]
