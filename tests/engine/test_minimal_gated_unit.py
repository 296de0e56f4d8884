"""The minimal gated unit, a GRU with one gate, held to its equations as published, unit by unit, and to PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, OptionError, run
from tests.engine.cases import draw

STEP, SEQUENCE = MECHANISMS["gru_step"], MECHANISMS["gru"]
SIZES = {"d": 3, "k": 4}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def as_published(a: dict[str, Any]) -> tuple[Any, Any]:
    """Zhou et al. 2016, table 2: f = σ(W_f [h, x] + b_f), h̃ = tanh(W_h [f ⊙ h, x] + b_h), h' = (1 − f) ⊙ h + f ⊙ h̃."""
    h, x = a["h_prev"][0], a["x"][0]
    k, seen = len(h), [*h, *x]
    f = [sigmoid(sum(v * a["W_z"][i, j] for i, v in enumerate(seen)) + a["b_z"][0, j]) for j in range(k)]
    kept = [*(f[j] * h[j] for j in range(k)), *x]
    new = [np.tanh(sum(v * a["W_h"][i, j] for i, v in enumerate(kept)) + a["b_h"][0, j]) for j in range(k)]
    return np.array([f]), np.array([[(1 - f[j]) * h[j] + f[j] * new[j] for j in range(k)]])


def test_one_gate_is_the_minimal_gated_unit_as_published() -> None:
    program = STEP.build(STEP.presets["mgu"], SIZES)
    assert "reset_gate" not in program.steps
    assert {id for id, x in program.inputs.items() if x.trained} == {"W_z", "b_z", "W_h", "b_h"}
    trace = run(program, draw(program, 4))
    gate, hidden = as_published(dict(trace.arrays))
    np.testing.assert_allclose(trace["update_gate"], gate, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["hidden"], hidden, rtol=0, atol=1e-12)


@pytest.mark.parametrize("reset", ["before_product", "after_product"])
@pytest.mark.parametrize("update", ["z_keeps_old", "z_takes_new"])
@pytest.mark.parametrize("biases", ["one", "two"])
def test_it_is_a_gru_whose_two_gates_are_alike(reset: str, update: str, biases: str) -> None:
    """Three time steps, and the fused product, against a GRU that is given the gate's weights twice."""
    options = {"reset": reset, "update": update, "biases": biases}
    one = SEQUENCE.build(SEQUENCE.choose(gate_count="one", product="separate", **options), {"T": 3, **SIZES})
    inputs = draw(one, 5)
    two = SEQUENCE.build(SEQUENCE.choose(product="separate", **options), {"T": 3, **SIZES})
    twice = {**inputs, **{id.replace("_z", "_r"): x for id, x in inputs.items() if id.endswith("_z")}}
    np.testing.assert_allclose(run(one, inputs)["outputs"], run(two, twice)["outputs"], rtol=0, atol=1e-12)

    fused = SEQUENCE.build(SEQUENCE.choose(gate_count="one", product="fused", **options), {"T": 3, **SIZES})
    stems = {"W": "W", "U": "U"} | ({"b": "b"} if biases == "one" else {"b_ih": "b_x", "b_hh": "b_h"})
    packed = {name: np.concatenate([inputs[f"{stem}_z"], inputs[f"{stem}_h"]], -1) for name, stem in stems.items()}
    states = {id: inputs[id] for id in ("X", "h_0")}
    np.testing.assert_allclose(run(fused, states | packed)["outputs"], run(one, inputs)["outputs"], rtol=0, atol=1e-12)


@pytest.mark.torch
def test_pytorchs_cell_with_the_gate_twice_gives_the_same() -> None:
    import torch

    options = {"gate_count": "one", "product": "fused", "reset": "after_product", "biases": "two", "weights": "out_in"}
    program = STEP.build(STEP.choose(**options), SIZES)
    trace = run(program, draw(program, 6))
    cell = torch.nn.GRUCell(SIZES["d"], SIZES["k"]).double()
    k = SIZES["k"]
    with torch.no_grad():
        for name, stem in {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b_ih", "bias_hh": "b_hh"}.items():
            kept = trace[stem] if stem in "WU" else trace[stem][0]
            getattr(cell, name).copy_(torch.from_numpy(np.concatenate([kept[:k], kept])))
        expected = cell(torch.from_numpy(trace["x"]), torch.from_numpy(trace["h_prev"]))
    np.testing.assert_allclose(trace["hidden"], expected.numpy(), rtol=0, atol=1e-12)


def test_one_matrix_for_h_and_x_cannot_reset_after_the_product() -> None:
    with pytest.raises(OptionError):
        STEP.choose(gate_count="one", product="concatenated", reset="after_product")
