"""Learners whose method is right and whose digits are few, worked through the exported code over the questions.

pytest -s prints what each way of rounding costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from content import StepsQuestion, question, questions
from quiz.exercises.sheet import Sheet
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from quiz.verdicts import StepMarking
from tests.quiz import derived
from tests.quiz.learners import ATTENTION, LSTM, Array, Steps, Typed, exercise, printed, softmax, variant, work
from tests.quiz.test_simulation import QUESTIONS, sheet
from tests.sweeps import exhaustive

ALL = [q.id for q in questions() if isinstance(q, StepsQuestion)]
Keep = Callable[[Array, int], Array]

pytestmark = pytest.mark.xdist_group("few digits")  # which share their sheets


def rounded(x: Array, decimals: int) -> Array:
    with np.errstate(invalid="ignore"):
        return np.asarray(
            np.where(np.isfinite(x), np.copysign(np.floor(np.abs(x) * 10.0**decimals + 0.5), x) / 10.0**decimals, x)
        )


def cut(x: Array, decimals: int) -> Array:
    with np.errstate(invalid="ignore"):
        return np.asarray(
            np.where(np.isfinite(x), np.trunc(x * 10.0**decimals + np.copysign(1e-9, x)) / 10.0**decimals, x)
        )


def in_full(x: Array, decimals: int) -> Array:
    return x


def one_fewer(x: Array, decimals: int) -> Array:
    return rounded(x, decimals - 1)


def one_decimal(x: Array, decimals: int) -> Array:
    return rounded(x, min(1, decimals))


def cut_to_one(x: Array, decimals: int) -> Array:
    return cut(x, min(1, decimals))


def whole(x: Array, decimals: int) -> Array:
    return rounded(x, 0)


@np.errstate(all="ignore")
def worked(paper: Sheet, typed_as: Keep, keep: Keep, on_scratch: Keep) -> Typed:
    """Every step in order: what is typed, what of it is used afterwards, what is kept of a step that is not asked."""
    arrays: dict[str, Any] = {id: np.asarray(x, float) for id, x in paper.inputs.items()}
    right, typed = derived.right(paper.program), {}
    for step in paper.program.steps:
        if step in paper.given:
            arrays[step] = paper.truth[step]
            continue
        result = right[step](arrays)
        asked = step in paper.asked
        if asked:
            typed[step] = printed(typed_as(result, paper.decimals), paper.decimals)
        arrays[step] = (keep if asked else on_scratch)(result, paper.decimals)
    return typed


@cache
def bank() -> list[Sheet]:
    """A sheet of every question on steps."""
    posed = [pose(question(id), 1) for id in ALL]
    return [one.sheet for one in posed if isinstance(one, PosedSteps)]


def over_the_bank(typed_as: Keep, keep: Keep, on_scratch: Keep, least: int = 0) -> list[StepMarking]:
    found: list[StepMarking] = []
    for paper in bank():
        if paper.decimals >= least:
            found += mark(paper, worked(paper, typed_as, keep, on_scratch)).steps
    return found


def told(what: str, found: list[StepMarking]) -> tuple[float, float]:
    """The fraction of the marks that is lost, and of the steps that are neither right nor known as rounding."""
    lost = 1 - sum(step.points for step in found) / sum(step.possible for step in found)
    unknown = [step for step in found if step.status not in ("right", "follows") and step.slip != "rounding"]
    print(f"\n{what:<40} {lost:6.2%} of the marks lost, {len(unknown)} of {len(found)} steps not recognised", end="")
    return lost, len(unknown) / len(found)


@pytest.mark.exhaustive
def test_steps_that_are_not_asked_may_be_rounded_to_the_asked_digits() -> None:
    found = over_the_bank(rounded, rounded, rounded)
    assert told("scratch steps rounded", found) == (0, 0)
    assert {step.status for step in found} == {"right"}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("what", "ways", "least", "most", "unknown"),
    [
        ("cut off instead of rounded", (cut, cut, in_full), 2, 0.08, 0.005),
        exhaustive("cut off on the sheet alone", (cut, in_full, in_full), 2, 0.1, 0.01),
        ("one digit too few carried", (rounded, one_fewer, in_full), 2, 0.1, 0.01),
        ("two digits too few carried", (rounded, one_decimal, in_full), 3, 0.12, 0.025),
    ],
)
def test_rounding_is_told_and_charged_once(
    what: str, ways: tuple[Keep, Keep, Keep], least: int, most: float, unknown: float
) -> None:
    found = over_the_bank(*ways, least=least)
    lost, not_known = told(what, found)
    assert 0 < lost <= most
    assert not_known <= unknown
    assert all(step.points >= step.possible / 2 - 0.5 for step in found if step.slip == "rounding")
    named = [step for step in found if step.status in ("misconception", "convention")]
    assert len(named) <= (least == 3)  # a sum of one decimal that is its first term to three


@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize("keep", [one_decimal, cut_to_one])
def test_one_decimal_on_the_way_where_three_are_asked_is_rounding_charged_once(keep: Keep, seed: int) -> None:
    paper = sheet("lstm/one-step", seed, 3)
    marked = mark(paper, worked(paper, rounded, keep, in_full))
    off = [step for step in marked.steps if step.status not in ("right", "follows")]
    assert {step.slip for step in off} <= {"rounding"}
    assert marked.points == marked.possible - 1.5 * bool(off)


def test_gates_rounded_to_whole_numbers_are_no_rounding_any_more() -> None:
    """They are 0 or 1, which anybody could have written: there it ends."""
    paper = sheet("lstm/one-step", 2, 3)
    marked = mark(paper, worked(paper, rounded, whole, in_full))
    assert (marked["cell"].status, marked["cell"].points) == ("wrong", 0)


def test_whole_numbers_on_the_way_are_rounding_where_something_is_left_of_them() -> None:
    """Queries and keys of several units, rounded to whole numbers, still show how the scores are made."""
    paper = replace(variant("self_attention", ATTENTION, 1).sheet, decimals=2)
    typed = work(paper, ATTENTION)
    queries, keys = (rounded(paper.truth[step], 0) for step in ("queries", "keys"))
    typed["scores"] = printed(queries @ keys.T, 2)
    marked = mark(paper, typed)["scores"]
    assert (marked.slip, marked.points) == ("rounding", 1.5)


def weights_of(paper: Sheet, weights: Array) -> StepMarking:
    typed = work(paper, ATTENTION, {"weights": lambda a: weights})
    return mark(paper, typed)["weights"]


def test_exponentials_rounded_inside_a_softmax_are_rounding() -> None:
    seen = 0
    for seed in range(30):
        paper = variant("self_attention", ATTENTION, seed).sheet
        scores = rounded(paper.truth["scores"] / np.sqrt(2), 2)
        powers = rounded(np.exp(scores), 2)
        if not powers.sum(-1).all():
            continue
        marked = weights_of(paper, powers / powers.sum(-1, keepdims=True))
        assert marked.status == "right" or marked.slip == "rounding", seed
        assert marked.points >= 1.5
        seen += marked.slip == "rounding"
    assert seen


@pytest.mark.parametrize(("asked", "known"), [(2, True), (1, False)])
def test_one_digit_fewer_is_rounding_as_long_as_one_is_left(asked: int, known: bool) -> None:
    """2 for 1.7 shows nothing of the method."""
    paper = replace(variant("self_attention", ATTENTION, 1).sheet, decimals=asked)
    typed = work(paper, ATTENTION)
    marked = mark(paper, {**typed, "scaled": printed(rounded(paper.truth["scaled"], asked - 1), asked - 1)})["scaled"]
    assert (marked.slip == "rounding") is known


def test_shares_forced_to_add_up_to_1_are_rounding() -> None:
    seen = 0
    for seed in range(30):
        paper = variant("self_attention", ATTENTION, seed).sheet
        weights = rounded(softmax(paper.truth["scaled"]), 2)
        weights[:, -1] = 1 - weights[:, :-1].sum(-1)
        marked = weights_of(paper, weights)
        assert marked.status == "right" or marked.slip == "rounding", seed
        seen += marked.slip == "rounding"
    assert seen


def test_a_root_rounded_on_the_way_is_rounding() -> None:
    """Ten over 1.41 is 7.09, over √2 it is 7.07; over 1.3 it is 7.69, which is no rounding any more."""
    paper = variant("self_attention", ATTENTION, 1).sheet
    for root, fine in ((1.41, True), (1.3, False)):
        typed = work(paper, ATTENTION, {"scaled": lambda a, root=root: a["scores"] / root})  # type: ignore[misc]
        marked = mark(paper, typed)["scaled"]
        assert (marked.status == "right" or marked.slip == "rounding") is fine


@pytest.mark.parametrize(("units", "made_of_it"), [(4, "right"), (5, "rounding"), (6, "wrong")])
def test_more_than_five_units_are_no_rounding(units: int, made_of_it: str) -> None:
    """Half-units of the four factors do 3.5 units to −1 × 2 + 3 × 1, cut off twice as much and one more."""
    X, W_q = np.array([[1.0, 0, 0], [2, 1, 1], [1, 2, 0]]), np.array([[-1.0, 3.0], [-0.25, 0.5], [1.0, -1.0]])
    W_k, W_v = np.array([[1.0, 0.5], [0.5, -1.0], [-0.5, 1.0]]), np.array([[0.5, 1.0], [1.0, 0.5], [-1.0, 1.0]])
    sheet = exercise("self_attention", ATTENTION).sheet({"X": X, "W_q": W_q, "W_k": W_k, "W_v": W_v})
    typed = work(sheet, ATTENTION)
    assert (typed["queries"][0], typed["keys"][1], typed["scores"][0][1]) == (
        ["-1.00", "3.00"],
        ["2.00", "1.00"],
        "1.00",
    )
    typed["scores"][0] = [typed["scores"][0][0], f"{1 + units / 100:.2f}", *typed["scores"][0][2:]]
    marked = mark(sheet, typed)["scores"]
    assert (marked.slip or marked.status) == made_of_it


def test_one_digit_fewer_on_paper_keeps_half() -> None:
    paper = variant("self_attention", ATTENTION, 1, decimals=3).sheet
    typed = work(paper, ATTENTION)
    typed["weights"] = printed(paper.truth["weights"], 2)
    marked = mark(paper, typed)["weights"]
    assert (marked.slip, marked.points) == ("rounding", 1.5)
    assert marked.count("few_digits") > 4
    typed["weights"] = printed(paper.truth["weights"], 1)
    marked = mark(paper, typed)["weights"]
    assert (marked.slip, marked.points) == ("rounding", 1.5)
    typed["weights"] = printed(paper.truth["weights"], 0)
    assert mark(paper, typed)["weights"].slip is None


def test_one_decimal_says_nothing_of_two_numbers_that_a_mistake_gives_as_well() -> None:
    """Gates of two units: to one decimal, they are often what another gate's formula gives."""
    paper = variant("lstm_step", LSTM, decimals=3).sheet
    typed = {step: printed(paper.truth[step], 1) for step in paper.asked}
    marked = mark(paper, typed)
    told = {step.slip for step in marked.steps}
    assert told == {"rounding", None}
    assert {step.status for step in marked.steps if step.slip is None} <= {"wrong", "right", "follows"}


def cut_by_hand(paper: Sheet, steps: Steps) -> Typed:
    """Every step from the learner's own numbers, all of them cut off."""
    arrays, typed = {id: np.asarray(x, float) for id, x in paper.inputs.items()}, {}
    for step in paper.asked:
        arrays[step] = cut(steps[step](arrays), paper.decimals)
        typed[step] = printed(arrays[step], paper.decimals)
    return typed


@pytest.mark.exhaustive
def test_a_mistake_has_its_name_too_of_a_learner_who_cuts_off() -> None:
    """f read for i in the cell state, where other steps show that digits are cut off."""
    wrong = {"cell": lambda a: a["forget_gate"] * (a["c_prev"] + a["candidate"])}
    shown = 0
    for seed in range(40):
        paper = variant("lstm_step", LSTM, seed).sheet
        marked = mark(paper, cut_by_hand(paper, {**LSTM, **wrong}))
        if any(step.slip == "rounding" for step in marked.steps):
            shown += 1
            assert marked["cell"].misconceptions == ("instead.input_gate.forget_gate",), seed
            assert marked["cell"].points >= 1
        assert {step.status for step in marked.steps if step.step != "cell"} <= {"right", "follows", "slip"}
    assert shown > 20


def test_a_mistake_of_who_keeps_all_digits_is_named_where_the_written_ones_are_too_few_for_it() -> None:
    """Times the lengths instead of divided by them: what the products lack of digits counts a dozen times over."""
    paper = sheet("word-similarity/cosines", 2, 3)
    wrong: Steps = {"cosines": lambda a: a["products"] * (a["lengths"] @ a["lengths"].T)}
    steps = QUESTIONS["word-similarity/cosines"]
    marked = mark(paper, work(paper, steps, wrong, rounds=False))["cosines"]
    assert (marked.misconceptions, marked.points) == (("div.multiplied",), 1)


def test_a_mistake_on_exact_numbers_is_not_told_of_who_had_others_and_cut_them_off() -> None:
    """0.62 is 2^0.707 ÷ Σ, of scores that the learner, who divided by d_k, did not have; and 0.6285 cut off."""
    id = "self-attention/from-the-tokens"
    paper = sheet(id, 2, 2)
    typed = cut_by_hand(paper, {**QUESTIONS[id], "scaled": lambda a: a["scores"] / 2})
    assert typed["weights"][0] == ["0.14", "0.62", "0.23"]
    marked = mark(paper, typed)
    assert marked["scaled"].misconceptions == ("sqrt.no_root",)
    assert (marked["weights"].slip, marked["weights"].misconceptions) == ("rounding", ())
    assert marked["context"].status == "follows"


def test_what_rounding_explains_is_no_mistake_of_a_learner_who_keeps_too_few_digits() -> None:
    """-0.010 is x₂ for x₁ to two digits, and x₁ times a gradient that was cut to -0.01."""
    found = over_the_bank(rounded, one_fewer, in_full, least=2)
    assert not [step for step in found if step.misconceptions]
