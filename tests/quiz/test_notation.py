"""Slips of notation in a whole step: percent without its sign, every sign reversed, two answers exchanged."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from content import StepsQuestion, question, questions
from quiz.answers.write import written
from quiz.exercises.sheet import Sheet
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from tests.quiz.learners import Array

ALL = [q.id for q in questions() if isinstance(q, StepsQuestion)]

pytestmark = pytest.mark.xdist_group("notation")  # which share their sheets


@cache
def sheets() -> list[Sheet]:
    posed = [pose(question(id), 1) for id in ALL]
    return [one.sheet for one in posed if isinstance(one, PosedSteps)]


def one(id: str, seed: int = 1) -> Sheet:
    posed = pose(question(id), seed)
    assert isinstance(posed, PosedSteps)
    return posed.sheet


def right(paper: Sheet) -> dict[str, list[list[str]]]:
    return {step: [list(row) for row in written(paper.truth[step], paper.decimals)] for step in paper.asked}


def as_grid(array: Array, digits: int) -> list[list[str]]:
    return [[f"{x:.{digits}f}" for x in row] for row in array.reshape(-1, array.shape[-1])]


def shares(paper: Sheet) -> list[str]:
    """The steps of numbers between 0 and 1, one of them at least a tenth, not all 0 or 1."""
    found = {step: paper.truth[step] for step in paper.asked}
    return [s for s, a in found.items() if (a >= 0).all() and (a <= 1).all() and ((a >= 0.1) & (a < 1)).any()]


def test_percent_without_its_sign_is_named_in_every_step_of_shares_and_keeps_half() -> None:
    seen = 0
    for paper in sheets():
        for step in shares(paper) if paper.decimals >= 2 else ():
            seen += 1
            typed = as_grid(100 * paper.truth[step], paper.decimals - 2)
            marked = mark(paper, {**right(paper), step: typed})[step]
            assert (marked.slip, marked.points >= paper.marks / 2) == ("percent", True), (paper.mechanism_id, step)
    assert seen > 50


def test_percent_in_every_step_of_a_sheet_is_charged_once() -> None:
    for paper in sheets():
        steps = shares(paper) if paper.decimals >= 2 else []
        typed = {step: as_grid(100 * paper.truth[step], paper.decimals - 2) for step in steps}
        marked = mark(paper, {**right(paper), **typed})
        lost = sum(step.possible - step.points for step in marked.steps)
        assert lost <= (paper.marks / 2 if paper.marks > 1 else 1) * bool(steps), paper.mechanism_id


@pytest.mark.parametrize("keep", [np.round, np.trunc], ids=["rounded", "cut off"])
def test_whole_percents_are_digits_enough(keep: Callable[[Array], Array]) -> None:
    seen = 0
    for paper in sheets():
        for step in shares(paper):
            percents = keep(100 * np.round(paper.truth[step], 12))
            if (percents >= 10).any():
                seen += 1
                marked = mark(paper, {**right(paper), step: as_grid(percents, 0)})[step]
                assert (marked.slip, marked.points >= paper.marks / 2) == ("percent", True), (paper.mechanism_id, step)
    assert seen > 50


def test_shares_that_rounding_brings_past_1_are_shares() -> None:
    """The cosine of a vector with itself, from products and lengths rounded to two digits, is 1.003."""
    for id, step in (("word-similarity/cosines", "cosines"), ("sampling/draw", "starts")):
        paper = one(id, 4)
        marked = mark(paper, {**right(paper), step: as_grid(100 * paper.truth[step], 0)})[step]
        assert (marked.slip, marked.points) == ("percent", 1.5), id


def different(array: Array) -> int:
    return len(np.unique(np.abs(np.round(array[np.abs(array) > 0.02], 3))))


def test_every_sign_of_a_gradient_reversed_is_named_and_charged_once() -> None:
    seen = 0
    for paper in sheets():
        gradients = [s for s in paper.asked if paper.program[s].gradient_of and different(paper.truth[s]) > 1]
        if not gradients or paper.decimals < 2:
            continue
        for step in gradients:
            typed = as_grid(-paper.truth[step], paper.decimals)
            marked = mark(paper, {**right(paper), step: typed})[step]
            few = paper.truth[step].size < 4 and (paper.truth[step] % 1 == 0).all()  # soon hit by chance
            assert marked.slip == "negated" or marked.misconceptions or few, (paper.mechanism_id, step)
            assert marked.points >= paper.marks / 3 - 0.5 or few
            seen += marked.slip == "negated"
    assert seen > 30


def test_gradients_in_each_others_place_are_named_and_charged_once() -> None:
    seen = 0
    for paper in sheets():
        pairs = [
            (a, b)
            for k, a in enumerate(paper.asked)
            for b in paper.asked[:k]
            if paper.truth[a].shape == paper.truth[b].shape
            and paper.truth[a].size >= 2
            and paper.program[a].gradient_of
            and paper.program[b].gradient_of
        ]
        for a, b in pairs[:4]:
            typed = right(paper)
            if typed[a] == typed[b]:
                continue
            typed[a], typed[b] = typed[b], typed[a]
            marked = mark(paper, typed)
            lost = sum(step.possible - step.points for step in marked.steps)
            assert lost <= 2 * paper.marks / 3 + 0.5, (paper.mechanism_id, a, b)
            if marked[a].slip == "exchanged":
                seen += 1
                assert (marked[b].slip, marked[a].exchanged, marked[b].exchanged) == ("exchanged", b, a)
                assert lost <= 1
    assert seen > 10


def test_answers_in_each_others_place_are_known_with_a_digit_too_few() -> None:
    """Both slips are charged, each once: two thirds are left of the place, a half of the digits."""
    seen = 0
    for paper in sheets():
        short = {step: as_grid(paper.truth[step], 1) for step in paper.asked}
        pairs = [
            (a, b)
            for k, b in enumerate(paper.asked)
            for a in paper.asked[:k]
            if paper.truth[a].shape == paper.truth[b].shape and different(paper.truth[a]) > 3
        ]
        for a, b in pairs[:4] if paper.decimals == 2 else ():
            before, marked = mark(paper, short), mark(paper, {**short, a: short[b], b: short[a]})
            if {before[a].slip, before[b].slip} != {"rounding"} or marked[a].convention or marked[a].misconceptions:
                continue
            seen += 1
            assert (marked[a].slip, marked[b].slip) == ("exchanged", "exchanged"), (paper.mechanism_id, a, b)
            assert marked[a].points <= before[b].points
            assert before.points - marked.points <= 1.5
    assert seen > 10


def test_an_answer_earns_no_more_in_the_wrong_place_than_in_its_own() -> None:
    """Zeros that would follow from zeros earn nothing, and nothing either where they stand for another step."""
    paper = one("self-attention/backward")
    zero = {step: [["0"] * len(row) for row in rows] for step, rows in right(paper).items()}
    for a, b in itertools.combinations(paper.asked, 2):
        if paper.truth[a].shape == paper.truth[b].shape:
            straight = mark(paper, {**right(paper), a: zero[a]})
            crossed = mark(paper, {**right(paper), a: right(paper)[b], b: zero[b]})
            assert crossed.points <= straight.points, (a, b)


def test_the_other_place_of_the_reset_is_a_convention_in_the_candidate_alone() -> None:
    """r ⊙ (h U) in the candidate's sum, after r ⊙ h was written as it was asked."""
    seen = 0
    for paper in sheets():
        for step in paper.asked:
            typed = late_reset(paper, step)
            if typed is not None:
                seen += 1
                marked = mark(paper, {**right(paper), step: as_grid(typed, paper.decimals)})
                assert marked["recalled"].status == "right"
                assert marked[step].convention == ("reset", "after_product"), (paper.mechanism_id, step)
                assert marked[step].points >= 2 * paper.marks / 3 - 0.5
    assert seen


def late_reset(paper: Sheet, step: str) -> Array | None:
    if paper.mechanism_id != "gru_step" or step != "candidate_preactivation" or "recalled" not in paper.asked:
        return None
    given, truth = paper.inputs, paper.truth
    if (
        paper.truth[step].size == 1
        or not {"h_prev", "U_h", "W_h", "b_h", "x"} <= given.keys()
        or "reset_gate" not in truth.arrays
    ):
        return None
    return np.asarray(given["x"] @ given["W_h"] + truth["reset_gate"] * (given["h_prev"] @ given["U_h"]) + given["b_h"])
