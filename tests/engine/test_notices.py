"""Numbers that can be trusted: what has no value is stated, what is not what it seems is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Options, Program, Trace, checked, run
from engine.expression.functions import exp, log, mean, sqrt, square, total
from engine.readings.code import function
from engine.readings.explanation.explain import explain
from engine.readings.gradient import gradient
from engine.readings.notices import notices
from tests.engine.cases import draw, each_case
from tests.oracle import torch

ATTENTION = MECHANISMS["self_attention"]


def attention(changes: dict[str, Any] | None = None, **options: Any) -> Trace:
    program = ATTENTION.build(ATTENTION.choose(**options))
    return run(program, draw(program) | (changes or {}))


def told(trace: Trace) -> dict[tuple[str, str], str]:
    return {(notice.step, notice.id): str(notice) for notice in notices(trace)}


def only(trace: Trace, kind: str) -> str:
    ((id, sentence),) = ((id, sentence) for (_, id), sentence in told(trace).items() if id == kind)
    assert id == kind
    return sentence


@each_case
def test_ordinary_numbers_stay_finite_and_raise_no_alarm(case: tuple[str, Options]) -> None:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    trace = run(program, draw(program))
    assert {notice.id for notice in notices(trace)} <= {"saturated", "saturated_gate", "fully_masked"}
    assert all(not np.isnan(trace[step]).any() for step in program.steps)


@each_case
def test_float32_stays_float32_throughout(case: tuple[str, Options]) -> None:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    backward = gradient(program, list(program.steps)[-1])
    inputs = {id: x.astype(np.float32) for id, x in draw(backward).items()}
    trace = run(backward, inputs, dtype=np.float32)
    assert {trace[step].dtype for step in backward.steps} == {np.dtype(np.float32)}


NOTHING = {"real": np.zeros((1, 6))}


def test_a_fully_masked_row_is_told() -> None:
    trace = attention(NOTHING, mask="padding")
    sentence = only(trace, "fully_masked")
    assert sentence.startswith("A[1,·], A[2,·], A[3,·], …: every key is masked")
    assert not trace["context"].any()


def in_steps(options: dict[str, Any]) -> Trace:
    return attention(NOTHING, mask="padding", softmax="in_steps", **options)


@pytest.mark.parametrize("tokens", ["rows", "columns"])
def test_by_hand_it_is_zero_by_definition_as_in_one_step(tokens: str) -> None:
    trace = (
        in_steps({"tokens": "rows"})
        if tokens == "rows"
        else attention(
            {"X": np.ones((3, 6)), "real": np.zeros((6, 1)), "W_q": np.ones((2, 3)), "W_k": np.ones((2, 3))}
            | {"W_v": np.ones((2, 3))},
            mask="padding",
            softmax="in_steps",
            tokens="columns",
            weights="out_in",
        )
    )
    assert (trace["row_max"] == -np.inf).all()
    for step in ("exponentials", "row_sum", "weights", "context"):
        assert not trace[step].any(), step
    assert only(trace, "fully_masked").startswith("A[")
    assert {id for _, id in told(trace)} == {"fully_masked"}


def test_by_hand_a_masked_cell_is_explained_as_a_definition_and_others_as_usual() -> None:
    trace = in_steps({})
    for step in ("exponentials", "weights"):
        worked = explain(trace, step, (0, 0))
        assert worked.fully_masked
        assert worked.lines == ()
        assert worked.result == "0.0000"
    some = attention({"real": np.array([[1, 0, 0, 0, 0, 0]])}, mask="padding", softmax="in_steps")
    assert str(explain(some, "weights", (0, 0), digits=2)) == "A[1,1] = Ã[1,1] ÷ s[1] = 1.00 ÷ 1.00 = 1.00"
    assert not explain(some, "exponentials", (0, 1)).fully_masked


def test_by_hand_the_formula_stays_what_a_learner_reads() -> None:
    program = ATTENTION.build(ATTENTION.choose(mask="padding", softmax="in_steps"))
    assert program.steps["weights"].expr.op == "div"
    unmasked = ATTENTION.build(ATTENTION.choose(softmax="in_steps"))
    assert all(step.defined is None for step in unmasked.steps.values())


@pytest.mark.parametrize("language", ["numpy", pytest.param("pytorch", marks=pytest.mark.torch)])
def test_exported_code_gives_the_same_zeros(language: Any) -> None:
    trace = in_steps({})
    space: dict[str, Any] = {}
    exec(function(trace.program, "exported", language), space)
    arrays = [trace[id] for id in trace.program.inputs]
    with np.errstate(invalid="ignore"):
        result = space["exported"](*(arrays if language == "numpy" else map(torch.from_numpy, arrays)))
    assert not np.asarray(result).any()


@pytest.mark.parametrize("softmax", ["one_step", "in_steps"])
def test_gradients_of_a_fully_masked_row_are_zero_not_nan(softmax: str) -> None:
    back = gradient(ATTENTION.build(ATTENTION.choose(mask="padding", softmax=softmax)), "context")
    trace = run(back, draw(back) | NOTHING)
    for step in back.steps:
        assert step == "masked" or step == "row_max" or np.isfinite(trace[step]).all(), step
    assert not trace["backward/W_q"].any()


@pytest.mark.parametrize("softmax", ["one_step", "in_steps"])
def test_a_large_negative_number_that_does_not_mask_is_told(softmax: str) -> None:
    low = {"X": np.full((6, 3), 1.0), "W_q": np.full((3, 2), -1e5), "W_k": np.full((3, 2), 1e4)}
    trace = attention(low, mask="causal", mask_value="minus_1e9", softmax=softmax)
    assert trace["weights"][0, 1] > 0
    assert only(trace, "mask_leaks").startswith("A[1,2], A[1,3], A[1,4], … = ")
    assert not told(attention(mask="causal", mask_value="minus_1e9", softmax=softmax))


def test_a_saturated_softmax_is_told_but_a_single_key_is_not() -> None:
    big = attention({"W_q": np.full((3, 2), 100.0), "W_k": np.full((3, 2), 100.0)})
    assert "saturated" in only(big, "saturated")
    assert not told(attention(mask="causal", mask_value="minus_1e9"))
    assert not told(attention(mask="causal"))


def test_overflow_is_told_once_where_it_starts() -> None:
    p = Program({"n": 2})
    (x,) = p.given(x="1 n")
    y = p.step("raised", "y", exp(x))
    z = p.step("taken", "z", y - y)
    p.step("sum", "s", total(z))
    trace = run(p, {"x": np.array([[1.0, 1000.0]])})
    assert told(trace) == {
        ("raised", "overflow"): "y[2] = ∞: a number on the way there is too large for the computer, or has no value."
    }
    assert trace["taken"][0, 0] == 0


def test_overflow_in_float32_where_float64_has_room() -> None:
    p = Program({"n": 2})
    (x,) = p.given(x="1 n")
    p.step("raised", "y", exp(x))
    x64 = np.array([[1.0, 100.0]])
    assert not notices(run(p, {"x": x64}))
    assert only(run(p, {"x": x64.astype(np.float32)}, dtype=np.float32), "overflow").startswith("y[2] = ∞")


def normalised(eps: float, named: bool) -> Trace:
    p = Program({"n": 2, "d": 3})
    (X,) = p.given(X="n d")
    centred = p.step("centred", "X_0", X - mean(X))
    deviation = sqrt(mean(square(centred)) + eps)
    p.step("normalised", "X\u0302", centred / (p.step("deviation", "σ", deviation) if named else deviation))
    return run(p, {"X": np.array([[1.0, 2.0, 3.0], [2.0, 2.0, 2.0]])})


@pytest.mark.parametrize("named", [True, False])
def test_zero_variance_with_no_epsilon_is_told(named: bool) -> None:
    sentence = only(normalised(0.0, named), "zero_variance")
    assert sentence.startswith("X̂[2,1], X̂[2,2], X̂[2,3] = NaN: all numbers of the line are the same")
    assert not told(normalised(1e-5, named))


def test_division_by_zero_and_the_logarithm_of_zero_are_told() -> None:
    p = Program({"n": 2})
    (x,) = p.given(x="1 n")
    p.step("share", "p", x / total(x))
    p.step("surprise", "l", log(x))
    trace = run(p, {"x": np.array([[0.0, 0.0]])})
    assert told(trace) == {
        ("share", "divided_by_zero"): "p[1], p[2] = NaN: it divides by 0.",
        ("surprise", "log_of_zero"): "l[1], l[2] = −∞: it takes the logarithm of 0.",
    }


def test_a_batch_has_its_notices_too() -> None:
    program = ATTENTION.build(ATTENTION.choose(mask="padding"))
    batch = draw(program, lead=(5,)) | {"real": np.zeros((5, 1, 6))}
    assert only(run(program, batch), "fully_masked")


def test_each_sentence_is_a_template_with_its_values() -> None:
    (notice,) = notices(in_steps({}))
    assert notice.template.format(**notice.values) == str(notice)
    assert notice.step == "weights"


def test_a_mask_is_read_off_the_mask_and_not_guessed_from_a_low_score() -> None:
    product = MECHANISMS["scaled_dot_product"]
    low = {"Q": [[1]], "K": [[-2e9], [-3e9]], "V": [[1], [2]]}
    program, arrays = checked(product, product.choose(scale="none"), low)
    assert not any(notice.id == "mask_leaks" for notice in notices(run(program, arrays)))
    hot = MECHANISMS["temperature"]
    program, arrays = checked(hot, hot.options(), {"Z": [[-2e9, -2e9]]})
    assert not any(notice.id == "mask_leaks" for notice in notices(run(program, arrays)))


@pytest.mark.parametrize("masking", ["replaced", "added"])
@pytest.mark.parametrize("notation", ["one_is_look", "one_is_ignore", "added_numbers"])
def test_a_finite_mask_over_a_whole_row_leaks_and_that_is_said(masking: str, notation: str) -> None:
    product = MECHANISMS["scaled_dot_product"]
    row = {"one_is_look": [[0, 0]], "one_is_ignore": [[1, 1]], "added_numbers": [[-1e9, -1e9]]}[notation]
    options = product.choose(mask="custom", mask_value="minus_1e9", masking=masking, notation=notation)
    given = {"Q": [[1, 2]], "K": [[1, 0], [0, 1]], "V": [[1], [2]], "allowed": row}
    program, arrays = checked(product, options, given)
    assert "mask_leaks" in {notice.id for notice in notices(run(program, arrays))}


def test_a_softmax_after_many_moments_is_looked_at_once() -> None:
    lstm = MECHANISMS["lstm"]
    program = lstm.build(lstm.choose(output="softmax"), {"T": 40})  # once for every way back through them never ended
    wide = {id: np.full(tuple(map(int, x.shape)), 0.1) for id, x in program.inputs.items()}
    wide["b_y"] = np.array([[50.0] + [0.0] * (wide["b_y"].shape[1] - 1)])
    told = {notice.id for notice in notices(run(program, wide)) if notice.step == "predictions"}
    assert told == {"saturated"}


def test_saturated_gates_are_told() -> None:
    lstm = MECHANISMS["lstm_step"]
    program = lstm.build()
    wide = {id: np.full(tuple(map(int, x.shape)), 100.0 if x.trained else 1.0) for id, x in program.inputs.items()}
    told = [notice.step for notice in notices(run(program, wide)) if notice.id == "saturated_gate"]
    assert told == ["forget_gate", "input_gate", "candidate", "output_gate"]
    mild = {id: np.full(tuple(map(int, x.shape)), 0.1) for id, x in program.inputs.items()}
    assert not notices(run(program, mild))
