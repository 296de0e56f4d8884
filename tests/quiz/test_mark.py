"""The examiner's rules, one by one, on learners written in plain NumPy."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import MECHANISMS
from quiz.answers.grid import answers
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, draw
from quiz.marking.conventions import masked_otherwise
from quiz.marking.mark import mark
from quiz.marking.marker import Marker
from tests.examples import examples
from tests.quiz.learners import ATTENTION, CAUSAL, GRU, LSTM, Steps, printed, softmax, variant, work

FAMILIES: dict[str, tuple[str, Steps, dict[str, Any]]] = {
    "attention": ("self_attention", ATTENTION, {}),
    "causal": ("self_attention", CAUSAL, {"mask": "causal"}),
    "lstm": ("lstm_step", LSTM, {}),
    "gru": ("gru_step", GRU, {}),
}
each_family = pytest.mark.parametrize("family", FAMILIES)


@cache
def drawn(family: str, seed: int = 1, decimals: int = 2) -> tuple[Sheet, Steps]:
    mechanism, steps, options = FAMILIES[family]
    return variant(mechanism, steps, seed, decimals, **options).sheet, steps


@each_family
@pytest.mark.parametrize("decimals", [2, 3, 4])
@pytest.mark.parametrize("rounds", [True, False])
def test_right_work_is_never_called_wrong_however_it_is_rounded(family: str, decimals: int, rounds: bool) -> None:
    for seed in range(20):
        sheet, steps = drawn(family, seed, decimals)
        marking = mark(sheet, work(sheet, steps, rounds=rounds))
        assert [s.status for s in marking.steps] == ["right"] * len(sheet.asked), (seed, marking)
        assert marking.points == marking.possible


@each_family
def test_an_error_costs_its_own_step_and_no_other(family: str) -> None:
    sheet, steps = drawn(family)
    rng = np.random.default_rng(4)
    for step in sheet.asked:
        spoiled = work(sheet, steps, {step: lambda a, f=steps[step]: f(a) + rng.normal(size=f(a).shape)})  # type: ignore[misc]
        marking = mark(sheet, spoiled)
        for other in marking.steps:
            assert other.points == (other.possible if other.step != step else other.points), (step, other)
        assert marking[step].points < marking[step].possible


def divided_by_d_k(a: dict[str, Any]) -> Any:
    return a["scores"] / a["W_k"].shape[1]


def test_dividing_by_d_k_is_named_and_the_rest_follows() -> None:
    sheet, steps = drawn("attention")
    marking = mark(sheet, work(sheet, steps, {"scaled": divided_by_d_k}))
    assert marking["scaled"].status == "misconception"
    assert marking["scaled"].misconceptions == ("sqrt.no_root",)
    assert marking["scaled"].points == 1
    assert [marking[s].status for s in ("weights", "context")] == ["follows", "follows"]
    assert [marking[s].points for s in ("weights", "context")] == [3, 3]
    assert marking["weights"].carried == ("scaled",)


def test_exchanging_z_and_one_minus_z_is_the_other_convention() -> None:
    sheet, steps = drawn("gru")
    other = {"hidden": lambda a: (1 - a["update_gate"]) * a["h_prev"] + a["update_gate"] * a["candidate"]}
    marking = mark(sheet, work(sheet, steps, other))
    assert marking["hidden"].status == "convention"
    assert marking["hidden"].convention == ("update", "z_takes_new")
    assert marking["hidden"].points == 2


def test_softmax_down_the_columns_and_zero_masks_are_named() -> None:
    sheet, steps = drawn("causal")
    marking = mark(sheet, work(sheet, steps, {"weights": lambda a: softmax(a["masked"], -2)}))
    assert marking["weights"].misconceptions == ("softmax.other_axis",)
    zeros = {"masked": lambda a: np.where(np.tri(3) > 0, a["scaled"], 0.0)}
    marking = mark(sheet, work(sheet, steps, zeros))
    assert marking["masked"].misconceptions == ("where.masked_with_0",)
    assert marking["weights"].status == "follows"


@pytest.mark.parametrize("large", ["-1e9", "-1e10", "-10^9", "-10000", "-999", "-99"])
def test_any_large_negative_number_for_minus_infinity_is_the_finite_mask(large: str) -> None:
    sheet, steps = drawn("causal")
    typed = work(sheet, steps)
    typed["masked"] = [[large if text == "-inf" else text for text in row] for row in typed["masked"]]
    marking = mark(sheet, typed)
    assert marking["masked"].convention == ("mask_value", "minus_1e9")
    assert marking["masked"].points == 2
    assert {step.status for step in marking.steps if step.step != "masked"} == {"right"}


def test_minus_infinity_beside_a_large_negative_number_is_the_finite_mask_in_some_cells() -> None:
    sheet, steps = drawn("causal")
    typed = work(sheet, steps)
    typed["masked"][0][1] = "-999"
    marking = mark(sheet, typed)["masked"]
    assert marking.convention == ("mask_value", "minus_1e9")
    assert (marking.count("convention"), marking.count("right"), marking.points) == (1, 8, 2.5)


def test_a_convention_that_masks_with_minus_infinity_too_is_not_the_finite_mask() -> None:
    sheet, steps = drawn("causal")
    typed = {**work(sheet, steps), "masked": [["-999"] * 3] * 3}
    marker = Marker(sheet)
    marker.open("masked", answers(typed, {"masked": (3, 3)}, sheet.decimals)["masked"])
    assert not masked_otherwise(marker, marker.expr, sheet.truth.arrays).any()


def test_a_small_negative_number_is_no_mask() -> None:
    sheet, steps = drawn("causal")
    typed = work(sheet, steps)
    typed["masked"] = [["-9" if text == "-inf" else text for text in row] for row in typed["masked"]]
    assert mark(sheet, typed)["masked"].status == "wrong"


def test_exchanged_gates_are_named() -> None:
    sheet, steps = drawn("lstm", decimals=3)
    swapped = {"cell": lambda a: a["input_gate"] * a["c_prev"] + a["forget_gate"] * a["candidate"]}
    assert mark(sheet, work(sheet, steps, swapped))["cell"].misconceptions == ("exchanged.forget_gate.input_gate",)


def test_a_mistake_inside_a_step_that_is_not_asked_is_found() -> None:
    sheet, steps = drawn("attention")
    short = replace(sheet, asked=("scores", "weights", "context"))
    typed = work(sheet, steps, {"scaled": divided_by_d_k})
    marking = mark(short, {step: typed[step] for step in short.asked})
    assert marking["weights"].misconceptions == ("sqrt.no_root",)


# ---- what was not a whole answer ----


def test_an_unreadable_cell_blocks_no_other() -> None:
    sheet, steps = drawn("attention")
    typed = work(sheet, steps)
    typed["scores"][0][0] = "abc"
    marking = mark(sheet, typed)
    assert marking["scores"].cells[0][0] == "unreadable"
    assert marking["scores"].count("right") == 8
    assert marking["scores"].points == 2.5
    assert all(s.status == "right" for s in marking.steps)


def test_a_blank_step_costs_itself_and_carries_the_truth() -> None:
    sheet, steps = drawn("attention")
    typed = work(sheet, steps)
    del typed["scaled"]
    marking = mark(sheet, typed)
    assert marking["scaled"].status == "blank"
    assert marking.points == marking.possible - 3


def test_too_few_digits_is_said_and_not_marked() -> None:
    sheet, steps = drawn("attention")
    typed = work(sheet, steps)
    typed["weights"] = printed(sheet.truth["weights"], 0)
    marking = mark(sheet, typed)
    few = marking["weights"].count("few_digits")
    assert few >= 6
    assert few + marking["weights"].count("right") == 9
    assert marking["weights"].points < 1.5


def test_a_mistake_that_has_a_name_is_not_said_to_lack_digits() -> None:
    """2/2 is 1, typed as 1, and so is 2/√2 to no digits: the mistake explains the number."""
    coarse = 0
    for seed in range(20):
        sheet, steps = drawn("attention", seed)
        typed = work(sheet, steps)
        halved = sheet.truth["scores"] / 2
        typed["scaled"] = [[f"{x:g}" for x in row] for row in halved]
        marking = mark(sheet, typed)["scaled"]
        assert marking.misconceptions == ("sqrt.no_root",)
        assert marking.count("few_digits") == 0
        whole = (halved == np.round(halved)) & (np.abs(halved - sheet.truth["scaled"]) <= 0.5)
        coarse += int((whole & (np.abs(halved - sheet.truth["scaled"]) > 0.01)).sum())
    assert coarse > 10


@examples(60)
@given(tenths=st.lists(st.integers(-30, 30), min_size=9, max_size=9), seed=st.integers(0, 5))
def test_only_a_number_that_rounds_to_what_was_typed_lacks_digits(tenths: list[int], seed: int) -> None:
    sheet, steps = drawn("attention", seed)
    typed = work(sheet, steps)
    typed["scaled"] = [[f"{x / 10:.1f}" for x in tenths[k : k + 3]] for k in (0, 3, 6)]
    cells = mark(sheet, typed)["scaled"].cells
    for row in zip(cells, typed["scaled"], sheet.truth["scaled"], strict=True):
        for status, text, exact in zip(*row, strict=True):
            assert status != "few_digits" or abs(float(text) - exact) <= 0.05 + 1e-9


def test_a_number_that_follows_may_lack_digits_too() -> None:
    """Where not everything else follows as well, nothing says that this number does."""
    told = kept_back = 0
    for seed in range(8):
        sheet, steps = drawn("attention", seed)
        typed = work(sheet, steps, {"scaled": lambda a: a["scores"] * 0.3 + np.eye(3)})
        full, truth = float(typed["weights"][0][0]), float(sheet.truth["weights"][0][0])
        short = f"{full:.1f}"
        if not 0.02 < abs(full - float(short)) < 0.04 or abs(truth - float(short)) < 0.06:
            continue
        typed["weights"][0][0] = short
        told += mark(sheet, typed)["weights"].cells[0][0] == "few_digits"
        typed["weights"][1] = ["0.77", "0.77", "0.77"]
        kept_back += mark(sheet, typed)["weights"].cells[0][0] == "wrong"
    assert told == kept_back > 0


def test_trailing_zeros_need_not_be_typed() -> None:
    sheet, steps = drawn("attention")
    typed = work(sheet, steps)
    typed["scores"] = [
        [text.rstrip("0").rstrip(".") if "." in text else text for text in row] for row in typed["scores"]
    ]
    assert mark(sheet, typed)["scores"].status == "right"


def test_a_transposed_answer_looks_like_one() -> None:
    sheet, steps = drawn("attention")
    typed = work(sheet, steps)
    typed["weights"] = printed(sheet.truth["weights"].T, 2)
    marking = mark(sheet, typed)
    assert (marking["weights"].status, marking["weights"].slip) == ("slip", "transposed")


def test_one_lost_sign_looks_like_one() -> None:
    sheet, steps = drawn("attention")
    typed = work(sheet, steps)
    i, j = np.argwhere(np.abs(sheet.truth["scores"]) > 1)[0]
    typed["scores"][i][j] = printed(-sheet.truth["scores"], 2)[i][j]
    marking = mark(sheet, typed)
    assert (marking["scores"].status, marking["scores"].slip) == ("slip", "sign")
    assert marking["scores"].points == 2.5


@pytest.mark.parametrize("easy", [np.zeros((3, 3)), np.ones((3, 3)), np.eye(3)])
def test_numbers_written_to_make_the_rest_easy_earn_nothing(easy: Any) -> None:
    sheet, steps = drawn("attention")
    marking = mark(sheet, work(sheet, steps, {"scores": lambda a: easy}))
    assert marking["scores"].points == 0
    assert marking["scaled"].status == "follows"
    assert not marking["weights"].earned or not marking["scaled"].earned or not marking["context"].earned
    assert sum(marking[s].points for s in ("scaled", "weights", "context")) < 9


typed_cells = st.one_of(st.text(max_size=8), st.floats().map(str), st.integers(-9, 9).map(str), st.just(""))


@examples(60)
@given(st.dictionaries(st.sampled_from(list(ATTENTION)), st.lists(st.lists(typed_cells, max_size=4), max_size=4)))
def test_nothing_typed_ever_raises_and_points_stay_in_range(typed: dict[str, list[list[str]]]) -> None:
    sheet, _ = drawn("attention")
    marking = mark(sheet, typed)
    assert 0 <= marking.points <= marking.possible
    for step in marking.steps:
        assert 0 <= step.points <= step.possible
        assert len(step.cells) == sheet.truth[step.step].shape[0]


# ---- what is no story, and what is one story over two steps ----


def test_a_mask_laid_on_after_the_softmax_is_named_in_both_steps_and_costs_its_marks_once() -> None:
    sheet, steps = drawn("causal")
    late = {
        "masked": lambda a: a["scaled"],
        "weights": lambda a: np.where(np.tri(3) > 0, softmax(a["scaled"]), 0.0),
    }
    marking = mark(sheet, work(sheet, steps, late))
    assert marking["masked"].misconceptions == ("where.not_masked",)
    assert (marking["weights"].status, marking["weights"].misconceptions) == ("misconception", ("softmax.mask_after",))
    assert (marking["masked"].points, marking["weights"].points) == (2, 3)  # 6 of 9 cells are right


def test_where_a_mistake_is_made_again_a_blank_cell_costs_itself_alone() -> None:
    """Eight cells of nine."""
    sheet, steps = drawn("causal")
    late = {
        "masked": lambda a: a["scaled"],
        "weights": lambda a: np.where(np.tri(3) > 0, softmax(a["scaled"]), 0.0),
    }
    typed = work(sheet, steps, late)
    typed["weights"][2][0] = ""
    marking = mark(sheet, typed)["weights"]
    assert (marking.misconceptions, marking.repeated) == (("softmax.mask_after",), True)
    assert (marking.count("blank"), marking.count("right"), marking.count("follows")) == (1, 5, 3)
    assert marking.points == 2.5


def test_a_wrong_version_that_is_one_number_earns_no_trust() -> None:
    """Forgetting the targets adds up whole rows of probabilities: ones on any numbers, and every loss is 0."""
    mechanism = MECHANISMS["next_token_loss"]
    asked = Exercise(
        "next_token_loss", mechanism.choose(), mechanism.sizes, ("probabilities", "likelihoods", "losses", "loss")
    )
    sheet = draw(asked, 1).sheet
    typed = {step: printed(sheet.truth[step], 2) for step in sheet.asked}
    typed["likelihoods"] = [["1"] for _ in typed["likelihoods"]]
    typed["losses"] = [["0"] for _ in typed["losses"]]
    typed["loss"] = [["0"]]
    marking = mark(sheet, typed)
    assert marking["likelihoods"].status == "misconception"
    assert [(marking[s].status, marking[s].earned, marking[s].points) for s in ("losses", "loss")] == [
        ("follows", False, 0),
        ("follows", False, 0),
    ]


def test_a_misconception_is_named_on_the_learners_own_numbers_of_a_step_that_the_right_way_does_not_read() -> None:
    sheet, steps = drawn("causal")
    late = {
        "scaled": divided_by_d_k,
        "weights": lambda a: np.where(np.tri(3) > 0, softmax(a["scaled"]), 0.0),
    }
    assert mark(sheet, work(sheet, steps, late))["weights"].misconceptions == ("softmax.mask_after",)


def test_one_number_of_nine_and_two_numbers_alone_are_no_story() -> None:
    sheet, steps = drawn("attention")
    i, j = np.argwhere(np.abs(sheet.truth["scores"] - sheet.truth["scores"].T) > 0.5)[0]
    typed = work(sheet, steps)
    typed["scores"] = [[""] * 3 for _ in range(3)]
    typed["scores"][i][j] = printed(sheet.truth["scores"].T, 2)[i][j]
    assert mark(sheet, typed)["scores"].status == "wrong"
    sheet, steps = drawn("lstm", decimals=3)
    typed = work(sheet, steps)
    typed["candidate"] = printed(-sheet.truth["candidate"], 3)
    assert mark(sheet, typed)["candidate"].status == "wrong"


def test_a_negative_variance_of_the_learners_own_is_marked() -> None:
    mechanism = MECHANISMS["layer_norm"]
    asked = Exercise("layer_norm", mechanism.choose(), mechanism.sizes, ("variance", "deviation"))
    sheet = draw(asked, 1).sheet
    right = {step: printed(sheet.truth[step], 2) for step in sheet.asked}
    marking = mark(sheet, {"variance": [["-1"], *right["variance"][1:]], "deviation": [["7"], *right["deviation"][1:]]})
    assert marking["deviation"].cells == (("wrong",), ("right",), ("right",))


def test_what_follows_from_a_row_in_which_everything_is_masked_is_followed() -> None:
    options = MECHANISMS["masked_softmax"].choose(mask="custom", softmax="in_steps")
    asked = ("masked", "exponentials", "row_sum", "weights")
    exercise = Exercise("masked_softmax", options, {"n": 2, "m": 3}, asked, given=("row_max",))
    sheet = exercise.sheet({"S": np.array([[1.0, 2, 0], [0, 1, 1]]), "allowed": np.array([[1.0, 0, 1], [0, 0, 0]])})
    typed = {step: printed(sheet.truth[step], 2) for step in asked}
    typed["exponentials"][0][2] = "0.55"
    typed["row_sum"][0] = ["1.55"]
    typed["weights"][0] = ["0.65", "0.00", "0.35"]
    statuses = [step.status for step in mark(sheet, typed).steps]
    assert statuses == ["right", "wrong", "follows", "follows"]
    typed["weights"] = typed["exponentials"]
    assert mark(sheet, typed)["weights"].misconceptions == ("div.not_divided",)


def test_an_answer_is_said_to_follow_from_no_more_wrong_numbers_than_it_needs() -> None:
    """One row follows from wrong weights, the others are right: the wrong values, mended on the way, have no part."""
    sheet, steps = drawn("attention")
    wrong: Steps = {
        "values": lambda a: np.vstack([a["X"][:2] @ a["W_v"], [[41.5, -37.25]]]),
        "weights": lambda a: np.vstack([[[1.0, 0, 0]], softmax(a["scaled"])[1:]]),
        "context": lambda a: a["weights"] @ (a["X"] @ a["W_v"]),
    }
    marking = mark(sheet, work(sheet, steps, wrong))
    assert [marking[step].status for step in ("values", "weights", "context")] == ["wrong", "wrong", "follows"]
    assert marking["context"].cells[0] == ("follows", "follows")
    assert marking["context"].carried == ("weights",)
