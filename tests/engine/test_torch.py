"""PyTorch's own layers as an independent oracle, and published figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, run
from tests.engine.cases import draw
from tests.oracle import torch

pytestmark = pytest.mark.torch

CASE_B_X = [
    [0.43, 0.15, 0.89],
    [0.55, 0.87, 0.66],
    [0.57, 0.85, 0.64],
    [0.22, 0.58, 0.33],
    [0.77, 0.25, 0.10],
    [0.05, 0.80, 0.55],
]
# S. Raschka, Build a Large Language Model (From Scratch), chapter 3
CASE_B = [[0.2996, 0.8053], [0.3061, 0.8210], [0.3058, 0.8203], [0.2948, 0.7939], [0.2927, 0.7891], [0.2990, 0.8040]]
CASE_C = [
    [-0.0739, 0.0713],
    [-0.0748, 0.0703],
    [-0.0749, 0.0702],
    [-0.0760, 0.0685],
    [-0.0763, 0.0679],
    [-0.0754, 0.0693],
]


def tensors(inputs: dict[str, Any]) -> dict[str, torch.Tensor]:
    return {id: torch.from_numpy(x) for id, x in inputs.items()}


def attention_by_torch(t: dict[str, torch.Tensor], **options: Any) -> torch.Tensor:
    Q, K, V = (t["X"] @ t[f"W_{letter}"] for letter in "qkv")
    return torch.nn.functional.scaled_dot_product_attention(Q[None], K[None], V[None], **options)[0]


@pytest.mark.parametrize("mask", ["none", "causal", "padding", "causal_and_padding"])
def test_self_attention_equals_torch(mask: str) -> None:
    mechanism = MECHANISMS["self_attention"]
    program = mechanism.build(mechanism.choose(mask=mask), {"n": 5, "d": 4, "d_k": 3, "d_v": 2})
    inputs = draw(program, 1)
    t = tensors(inputs)
    keep = torch.ones(5, 5, dtype=torch.bool)
    keep = keep.tril() if "causal" in mask else keep
    keep = keep & (t["real"] != 0) if "padding" in mask else keep
    np.testing.assert_allclose(run(program, inputs)["context"], attention_by_torch(t, attn_mask=keep), atol=1e-12)


def test_a_fully_masked_row_is_zero_as_in_torch() -> None:
    mechanism = MECHANISMS["self_attention"]
    program = mechanism.build(mechanism.choose(mask="padding"))
    inputs = draw(program) | {"real": np.zeros((1, 6))}
    by_torch = attention_by_torch(tensors(inputs), attn_mask=torch.zeros(6, 6, dtype=torch.bool))
    assert not run(program, inputs)["context"].any()
    assert not by_torch.any()


@pytest.mark.parametrize("columns", [False, True])
@pytest.mark.parametrize("out_in", [False, True])
def test_layouts_transpose_and_nothing_else(columns: bool, out_in: bool) -> None:
    mechanism = MECHANISMS["self_attention"]
    plain = mechanism.build(mechanism.choose(mask="causal"))
    inputs = draw(plain)
    options = mechanism.choose(
        mask="causal", tokens="columns" if columns else "rows", weights="out_in" if out_in else "in_out"
    )
    turned = {id: x.T if (out_in if id.startswith("W") else columns) else x for id, x in inputs.items()}
    expected, found = run(plain, inputs), run(mechanism.build(options), turned)
    for step in plain.steps:
        np.testing.assert_allclose(found[step].T if columns else found[step], expected[step], atol=1e-14)


def test_case_b_prints_the_published_figures() -> None:
    torch.manual_seed(123)
    weights = {name: torch.rand(3, 2).double().numpy() for name in ("W_q", "W_k", "W_v")}
    trace = run(MECHANISMS["self_attention"].build(), {"X": np.array(CASE_B_X), **weights})
    assert trace["context"].round(4).tolist() == CASE_B
    assert trace["queries"][1].round(4).tolist() == [0.4306, 1.4551]
    assert trace["scores"][1].round(4).tolist() == [1.2705, 1.8524, 1.8111, 1.0795, 0.5577, 1.5440]
    assert trace["weights"][1].round(4).tolist() == [0.1500, 0.2264, 0.2199, 0.1311, 0.0906, 0.1820]


def test_case_c_prints_the_published_figures() -> None:
    torch.manual_seed(789)
    layers = [torch.nn.Linear(3, 2, bias=False) for _ in range(3)]
    weights = {
        name: layer.weight.detach().double().numpy() for name, layer in zip(("W_q", "W_k", "W_v"), layers, strict=True)
    }
    mechanism = MECHANISMS["self_attention"]
    trace = run(mechanism.build(mechanism.choose(weights="out_in")), {"X": np.array(CASE_B_X), **weights})
    assert trace["context"].round(4).tolist() == CASE_C


def test_lstm_step_equals_torch() -> None:
    mechanism = MECHANISMS["lstm_step"]
    program = mechanism.build(mechanism.presets["pytorch"], {"d": 3, "k": 4})
    inputs = draw(program, 2)
    t = tensors(inputs)
    cell = torch.nn.LSTMCell(3, 4).double()
    with torch.no_grad():
        cell.weight_ih.copy_(t["W"])
        cell.weight_hh.copy_(t["U"])
        cell.bias_ih.copy_(t["b_x"][0])
        cell.bias_hh.copy_(t["b_h"][0])
        h, c = cell(t["x"], (t["h_prev"], t["c_prev"]))
    trace = run(program, inputs)
    np.testing.assert_allclose(trace["hidden"], h, atol=1e-12)
    np.testing.assert_allclose(trace["cell"], c, atol=1e-12)


def test_gru_step_equals_torch() -> None:
    mechanism = MECHANISMS["gru_step"]
    program = mechanism.build(
        mechanism.choose(update="z_keeps_old", reset="after_product", biases="two", weights="out_in"), {"d": 3, "k": 4}
    )
    inputs = draw(program, 3)
    t = tensors(inputs)
    cell = torch.nn.GRUCell(3, 4).double()
    with torch.no_grad():
        cell.weight_ih.copy_(torch.cat([t[f"W_{g}"] for g in "rzh"]))
        cell.weight_hh.copy_(torch.cat([t[f"U_{g}"] for g in "rzh"]))
        cell.bias_ih.copy_(torch.cat([t[f"b_x_{g}"] for g in "rzh"], 1)[0])
        cell.bias_hh.copy_(torch.cat([t[f"b_h_{g}"] for g in "rzh"], 1)[0])
        h = cell(t["x"], t["h_prev"])
    np.testing.assert_allclose(run(program, inputs)["hidden"], h, atol=1e-12)


def test_the_two_z_conventions_are_each_other_with_z_exchanged() -> None:
    mechanism = MECHANISMS["gru_step"]
    old, new = (mechanism.build(mechanism.choose(update=u)) for u in ("z_keeps_old", "z_takes_new"))
    inputs = draw(old)
    trace = run(old, inputs)
    other = run(new, inputs, {"update_gate": 1 - trace["update_gate"]})
    np.testing.assert_allclose(other["hidden"], trace["hidden"], atol=1e-14)
