"""Heads in short, and their average as a step that can be read like any other."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.readings.explanation.explain import explain
from engine.readings.heads import allowed, averaged, has_heads, key_axis, summaries
from tests.engine.cases import draw


def test_entropy_and_the_strongest_pair_of_each_head() -> None:
    even, sharp = np.full((2, 4), 0.25), np.array([[0.5, 0.5, 0, 0], [0.1, 0.0, 0.9, 0.0]])
    first, second = summaries(np.stack([even, sharp]), np.stack([even, sharp]) > 0)
    assert first.entropy == pytest.approx(2.0)
    assert second.lead == (1,)
    assert second.strongest == (1, 2)
    assert second.weight == pytest.approx(0.9)
    assert second.entropy == pytest.approx((1 + 0.1 * np.log2(10) + 0.9 * np.log2(1 / 0.9)) / 2)


def test_a_query_with_one_key_is_left_out_where_there_are_others() -> None:
    (found,) = summaries(np.array([[[1.0, 0.0], [0.3, 0.7]]]), np.array([[[True, False], [True, True]]]))
    assert found.strongest == (1, 1)
    (alone,) = summaries(np.array([[[1.0, 0.0], [0.0, 1.0]]]), np.eye(2, dtype=bool)[None])
    assert (alone.entropy, alone.weight) == (0.0, 1.0)


def test_a_query_whose_weight_stands_on_one_of_many_keys_says_something_about_its_head() -> None:
    made = MECHANISMS["multi_head"]
    program = made.build(made.choose(mask="causal"))
    inputs = draw(program, 5)
    trace = run(program, {**inputs, "W_q": inputs["W_q"] * 1e6})
    may = allowed(trace, "weights")
    np.testing.assert_array_equal(may, np.broadcast_to(np.tri(3, dtype=bool), may.shape))
    assert (trace["weights"][may] == 0).any()
    for found in summaries(trace["weights"], may):
        bits = -(w := trace["weights"][found.lead][1:]) * np.log2(np.where(w > 0, w, 1))
        assert found.entropy == pytest.approx(bits.sum(-1).mean())


def test_where_tokens_are_columns_heads_are_read_as_where_they_are_rows() -> None:
    made = MECHANISMS["multi_head"]
    rows, columns = (made.build(made.choose(mask="causal", tokens=tokens)) for tokens in ("rows", "columns"))
    assert (key_axis(rows.steps["weights"]), key_axis(columns.steps["weights"])) == (-1, -2)
    trace = run(columns, draw(columns, 5))
    turned, may = trace["weights"].swapaxes(-1, -2), allowed(trace, "weights")
    assert summaries(trace["weights"], may, -2) == summaries(turned, may.swapaxes(-1, -2))
    assert summaries(trace["weights"], may, -2) != summaries(trace["weights"], may)


@pytest.mark.parametrize("mechanism", ["multi_head", "grouped_query", "cross_attention"])
def test_the_average_over_all_heads_is_a_step_with_arithmetic(mechanism: str) -> None:
    program = MECHANISMS[mechanism].build()
    trace = run(program, draw(program, 3))
    step = next(step for step in program.steps.values() if has_heads(step))
    found = averaged(trace, step.id)
    assert found
    made, id = found
    weights = trace[step.id]
    np.testing.assert_allclose(made[id], weights.reshape(-1, *weights.shape[-2:]).mean(0), rtol=1e-14)
    assert id not in program.steps
    worked = explain(made, id, (0, 0))
    assert {name for name, _ in worked.sources} == {step.id}
    assert len(worked.sources) == weights[..., 0, 0].size


@pytest.mark.torch
def test_the_average_is_what_pytorch_returns() -> None:
    import torch

    torch.manual_seed(1)
    layer = torch.nn.MultiheadAttention(4, 2, bias=False, batch_first=True, dtype=torch.float64)
    x = torch.randn(1, 3, 4, dtype=torch.float64)
    _out, want = layer(x, x, x)
    q, k, v = layer.in_proj_weight.detach().numpy().T.reshape(4, 3, 4).swapaxes(0, 1)
    program = MECHANISMS["multi_head"].build(sizes={"n": 3, "d": 4, "h": 2, "d_k": 2, "d_v": 2})
    given = {"X": x[0].numpy(), "W_q": q, "W_k": k, "W_v": v, "W_o": np.eye(4)}
    found = averaged(run(program, given), next(step.id for step in program.steps.values() if has_heads(step)))
    assert found
    np.testing.assert_allclose(found[0][found[1]], want[0].detach().numpy(), rtol=1e-12)


def test_a_program_that_shows_the_average_itself_gets_no_second_one() -> None:
    mechanism = MECHANISMS["multi_head"]
    program = mechanism.build(mechanism.choose(averaged="shown"))
    trace = run(program, draw(program, 3))
    assert averaged(trace, next(step.id for step in program.steps.values() if has_heads(step))) is None
