"""Peepholes held to the equations as published and to ONNX' definition of its input P, both as plain NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Options, Trace, option_sets, run
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import draw

PEEPHOLE = MECHANISMS["lstm_peephole"]
SIZES = {"d": 3, "k": 4}
Arrays = dict[str, Any]
PLAIN = {"tokens": "rows", "weights": "in_out"}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


GATES: dict[str, Callable[[float], float]] = {
    "sigmoid": sigmoid,
    "hard_fifth": lambda x: min(1.0, max(0.0, 0.2 * x + 0.5)),
    "hard_sixth": lambda x: min(6.0, max(0.0, x + 3)) / 6,
}


def drawn(options: Options, seed: int = 3) -> Trace:
    program = PEEPHOLE.build(options, SIZES)
    return run(program, draw(program, seed))


def by_gers_and_schmidhuber(a: Arrays, options: Any) -> tuple[Any, Any]:
    """Unit by unit, as Gers, Schraudolph & Schmidhuber 2002: a net input is a sum over wires."""
    d, k = SIZES["d"], SIZES["k"]
    x, h, c = a["x"][0], a["h_prev"][0], a["c_prev"][0]

    def net(letter: str, j: int) -> float:
        if options.product == "concatenated":
            read = [*h, *x] if options.joint == "h_x" else [*x, *h]
            wires = [read[i] * a[f"W_{letter}"][i, j] for i in range(d + k)]
        else:
            wires = [x[i] * a[f"W_{letter}"][i, j] for i in range(d)]
            wires += [h[i] * a[f"U_{letter}"][i, j] for i in range(k)]
        biases = ("b",) if options.biases == "one" else ("b_x", "b_h")
        return float(sum(wires) + sum(a[f"{b}_{letter}"][0, j] for b in biases))

    gate = GATES[options.gates]
    hidden, cells = [], []
    for j in range(k):
        opened = 1.0 if options.forget_bias == "plus_one" else 0.0
        f = gate(net("f", j) + opened + a["p_f"][0, j] * c[j])
        i = gate(net("i", j) + a["p_i"][0, j] * c[j])
        new = f * c[j] + i * np.tanh(net("c", j))
        o = gate(net("o", j) + a["p_o"][0, j] * (new if options.output_peephole == "new_cell" else c[j]))
        cells.append(new)
        hidden.append(o * np.tanh(new))
    return np.array([hidden]), np.array([cells])


WRITTEN_APART = [o for o in option_sets(PEEPHOLE.options, **PLAIN) if not o.product.startswith("fused")]


@pytest.mark.parametrize("options", WRITTEN_APART, ids=str)
def test_every_unit_is_as_published(options: Options) -> None:
    trace = drawn(options)
    hidden, cell = by_gers_and_schmidhuber(dict(trace.arrays), options)
    np.testing.assert_allclose(trace["hidden"], hidden, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["cell"], cell, rtol=0, atol=1e-12)


def by_onnx(X: Any, W: Any, R: Any, B: Any, H: Any, C: Any, P: Any) -> tuple[Any, Any]:
    """One step of the operator LSTM: W and R are (4k, ·) in the order i, o, f, c, B is [Wb, Rb], P is [Pi, Po, Pf].

    it = f(Xt·Wiᵀ + Ht−1·Riᵀ + Pi ⊙ Ct−1 + Wbi + Rbi), ft likewise, ct without a peephole,
    Ct = ft ⊙ Ct−1 + it ⊙ ct, ot = f(… + Po ⊙ Ct + …), Ht = ot ⊙ h(Ct).
    """
    k = H.shape[-1]
    Wi, Wo, Wf, Wc = np.split(W, 4)
    Ri, Ro, Rf, Rc = np.split(R, 4)
    Wbi, Wbo, Wbf, Wbc, Rbi, Rbo, Rbf, Rbc = np.split(B, 8)
    Pi, Po, Pf = P[:k], P[k : 2 * k], P[2 * k :]
    it = sigmoid(X @ Wi.T + H @ Ri.T + Pi * C + Wbi + Rbi)
    ft = sigmoid(X @ Wf.T + H @ Rf.T + Pf * C + Wbf + Rbf)
    ct = np.tanh(X @ Wc.T + H @ Rc.T + Wbc + Rbc)
    new = ft * C + it * ct
    ot = sigmoid(X @ Wo.T + H @ Ro.T + Po * new + Wbo + Rbo)
    return ot * np.tanh(new), new


def test_the_onnx_preset_is_onnx_own_definition() -> None:
    trace = drawn(PEEPHOLE.presets["onnx"])
    B = np.concatenate([trace["b_x"][0], trace["b_h"][0]])
    P = np.concatenate([trace[name][0] for name in ("p_i", "p_o", "p_f")])
    hidden, cell = by_onnx(trace["x"], trace["W"], trace["U"], B, trace["h_prev"], trace["c_prev"], P)
    np.testing.assert_allclose(trace["hidden"], hidden, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["cell"], cell, rtol=0, atol=1e-12)


def test_without_peepholes_it_is_the_lstm() -> None:
    lstm = MECHANISMS["lstm_step"]
    for name in ("textbook", "onnx"):
        program = PEEPHOLE.build(PEEPHOLE.presets[name], SIZES)
        inputs = {id: 0 * x if id.startswith("p_") else x for id, x in draw(program).items()}
        plain = run(lstm.build(lstm.presets[name], SIZES), {k: x for k, x in inputs.items() if not k.startswith("p_")})
        np.testing.assert_array_equal(run(program, inputs)["hidden"], plain["hidden"])


def test_what_can_go_wrong_with_a_peephole() -> None:
    program = PEEPHOLE.build()
    found = {step: {wrong.id for wrong in wrong_versions(program, step)} for step in program.steps}
    assert {"peephole.hidden", "weights_of.i", "weights_of.o", "add.without_right"} <= found["forget_gate"]
    assert {"peephole.hidden", "stale.cell", "weights_of.f"} <= found["output_gate"]
    assert {"weights_of.i", "weights_of.c"} <= found["forget_preactivation"]
