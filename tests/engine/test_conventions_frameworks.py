"""Options as Keras, TensorFlow, ONNX, Tensor2Tensor and the papers define them, written again in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Trace, run
from tests.engine.cases import draw
from tests.engine.test_attention_torch import known

CLOSE: dict[str, Any] = {"rtol": 0, "atol": 1e-12}
SIZES = {"T": 4, "d": 3, "k": 2}


def traced(mechanism: str, sizes: dict[str, int], changes: dict[str, Any] | None = None, **options: Any) -> Trace:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(**options), known(chosen, sizes))
    return run(program, draw(program, 2) | (changes or {}))


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# ---- LSTM ----


def keras_lstm_step(x: Any, h: Any, c: Any, kernel: Any, recurrent: Any, bias: Any) -> tuple[Any, Any]:
    """keras.layers.LSTMCell: z = x·kernel + h·recurrent_kernel + bias, split into i, f, c, o; nothing is added."""
    i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def test_the_preset_keras_adds_nothing_to_the_forget_gates_bias() -> None:
    """unit_forget_bias starts the bias at 1; the bias given here holds that already."""
    preset = MECHANISMS["lstm_step"].presets["keras"]
    program = MECHANISMS["lstm_step"].build(preset, {"d": 3, "k": 2})
    trace = run(program, draw(program, 2))
    h, c = keras_lstm_step(*(trace[id] for id in ("x", "h_prev", "c_prev", "W", "U", "b")))
    np.testing.assert_allclose(trace["hidden"], h, **CLOSE)
    np.testing.assert_allclose(trace["cell"], c, **CLOSE)


def test_the_preset_keras_reads_a_sequence() -> None:
    preset = MECHANISMS["lstm"].presets["keras"]
    program = MECHANISMS["lstm"].build(preset, SIZES)
    trace = run(program, draw(program, 2))
    h, c = trace["h_0"], trace["c_0"]
    for t, x in enumerate(trace["X"]):
        h, c = keras_lstm_step(x[None], h, c, trace["W"], trace["U"], trace["b"])
        np.testing.assert_allclose(trace["outputs"][t : t + 1], h, **CLOSE)


def basic_lstm_cell(x: Any, h: Any, c: Any, kernel: Any, bias: Any) -> tuple[Any, Any]:
    """tf.nn.rnn_cell.BasicLSTMCell(forget_bias=1.0): [x, h]·kernel + bias, split into i, j, f, o; 1 is added to f."""
    i, j, f, o = np.split(np.concatenate([x, h], 1) @ kernel + bias, 4, axis=1)
    c = c * sigmoid(f + 1.0) + sigmoid(i) * np.tanh(j)
    return np.tanh(c) * sigmoid(o), c


def test_the_preset_tensorflow_1_joins_x_and_h_and_adds_1() -> None:
    preset = MECHANISMS["lstm_step"].presets["tensorflow_1"]
    program = MECHANISMS["lstm_step"].build(preset, {"d": 3, "k": 2})
    trace = run(program, draw(program, 2))
    h, c = basic_lstm_cell(*(trace[id] for id in ("x", "h_prev", "c_prev", "W", "b")))
    np.testing.assert_allclose(trace["hidden"], h, **CLOSE)
    np.testing.assert_allclose(trace["cell"], c, **CLOSE)


@pytest.mark.parametrize("product", ["concatenated", "fused_joint"])
def test_x_and_h_stand_side_by_side_in_either_order(product: str) -> None:
    """The rows of the joined weights follow the order; the numbers are the same."""
    one = traced("lstm_step", SIZES, product=product, joint="h_x")
    weights = [id for id in one.program.inputs if id.startswith("W")]
    turned = {id: np.concatenate([one[id][2:], one[id][:2]]) for id in weights}
    same = {id: one[id] for id in one.program.inputs}
    other = traced("lstm_step", SIZES, {**same, **turned}, product=product, joint="x_h")
    np.testing.assert_allclose(other["hidden"], one["hidden"], **CLOSE)


def test_an_lstm_of_1997_forgets_nothing() -> None:
    """Hochreiter & Schmidhuber 1997: s_c(t) = s_c(t−1) + y_in · g(net_c)."""
    trace = traced("lstm_step", SIZES, forget="none", product="separate")
    a = {id: trace[id] for id in trace.program.inputs}
    z = {g: a["x"] @ a[f"W_{g}"] + a["h_prev"] @ a[f"U_{g}"] + a[f"b_{g}"] for g in "ico"}
    cell = a["c_prev"] + sigmoid(z["i"]) * np.tanh(z["c"])
    np.testing.assert_allclose(trace["cell"], cell, **CLOSE)
    np.testing.assert_allclose(trace["hidden"], sigmoid(z["o"]) * np.tanh(cell), **CLOSE)
    assert not any("f" in id.split("_") for id in trace.program.inputs)


HARD = {
    "hard_fifth": lambda z: np.maximum(0, np.minimum(1, 0.2 * z + 0.5)),  # ONNX HardSigmoid, Keras 2
    "hard_sixth": lambda z: np.minimum(np.maximum(z + 3, 0), 6) / 6,  # Keras 3: relu6(x + 3)/6
}


@pytest.mark.parametrize("gates", list(HARD))
@pytest.mark.parametrize("mechanism", ["lstm_step", "gru_step", "lstm_peephole"])
def test_hard_gates_are_those_of_keras_and_onnx(mechanism: str, gates: str) -> None:
    options: dict[str, Any] = {"product": "fused"} if mechanism == "lstm_peephole" else {}
    trace = traced(mechanism, SIZES, gates=gates, **options)
    for name in trace.program.steps:
        gate, _, kind = name.rpartition("_")
        if kind == "gate" and mechanism != "lstm_peephole":
            np.testing.assert_allclose(trace[name], HARD[gates](trace[f"{gate}_preactivation"]), **CLOSE)
    assert (trace["hidden"] != traced(mechanism, SIZES, **options)["hidden"]).any()


# ---- GRU ----


def cho(x: Any, h: Any, a: dict[str, Any]) -> Any:
    """Cho et al. 2014, equations 5 to 8, with biases: h_j = z_j h_j + (1 − z_j) h̃_j, reset before the product."""
    r = sigmoid(x @ a["W_r"] + h @ a["U_r"] + a["b_r"])
    z = sigmoid(x @ a["W_z"] + h @ a["U_z"] + a["b_z"])
    candidate = np.tanh(x @ a["W_h"] + (r * h) @ a["U_h"] + a["b_h"])
    return z * h + (1 - z) * candidate


def test_the_textbook_gru_lets_z_keep_the_old_state() -> None:
    trace = traced("gru_step", SIZES)
    a = {id: trace[id] for id in trace.program.inputs}
    np.testing.assert_allclose(trace["hidden"], cho(a["x"], a["h_prev"], a), **CLOSE)
    whole = traced("gru", SIZES)
    h = whole["h_0"]
    for t, x in enumerate(whole["X"]):
        h = cho(x[None], h, dict(whole.arrays))
        np.testing.assert_allclose(whole["outputs"][t : t + 1], h, **CLOSE)


def test_the_preset_keras_of_a_gru_is_reset_after() -> None:
    """keras.layers.GRUCell(reset_after=True): z, r, h; two biases; h = z·h + (1 − z)·hh."""
    program = MECHANISMS["gru_step"].build(MECHANISMS["gru_step"].presets["keras"], {"d": 3, "k": 2})
    a = dict(run(program, draw(program, 2)).arrays)
    xz, xr, xh = np.split(a["x"] @ a["W"] + a["b_ih"], 3, axis=1)
    hz, hr, hh = np.split(a["h_prev"] @ a["U"] + a["b_hh"], 3, axis=1)
    z = sigmoid(xz + hz)
    expected = z * a["h_prev"] + (1 - z) * np.tanh(xh + sigmoid(xr + hr) * hh)
    np.testing.assert_allclose(a["hidden"], expected, **CLOSE)


def test_the_preset_onnx_of_a_gru_is_linear_before_reset_0() -> None:
    """ONNX GRU, linear_before_reset = 0: zt, rt, ht = tanh(Xt·Whᵀ + (rt ⊙ Ht−1)·Rhᵀ + Rbh + Wbh)."""
    program = MECHANISMS["gru_step"].build(MECHANISMS["gru_step"].presets["onnx"], {"d": 3, "k": 2})
    a = dict(run(program, draw(program, 2)).arrays)
    (Wz, Wr, Wh), (Rz, Rr, Rh) = (np.split(a[name], 3) for name in "WU")
    (wz, wr, wh), (rz, rr, rh) = (np.split(a[name], 3, axis=1) for name in ("b_ih", "b_hh"))
    X, H = a["x"], a["h_prev"]
    z, r = sigmoid(X @ Wz.T + H @ Rz.T + wz + rz), sigmoid(X @ Wr.T + H @ Rr.T + wr + rr)
    candidate = np.tanh(X @ Wh.T + (r * H) @ Rh.T + rh + wh)
    np.testing.assert_allclose(a["hidden"], (1 - z) * candidate + z * H, **CLOSE)


@pytest.mark.parametrize("joint", ["h_x", "x_h"])
@pytest.mark.parametrize("update", ["z_keeps_old", "z_takes_new"])
def test_a_gru_has_one_matrix_for_h_and_x(joint: str, update: str) -> None:
    trace = traced("gru_step", SIZES, product="concatenated", joint=joint, update=update)
    a = dict(trace.arrays)

    def beside(h: Any) -> Any:
        return np.concatenate([h, a["x"]] if joint == "h_x" else [a["x"], h], 1)

    r, z = (sigmoid(beside(a["h_prev"]) @ a[f"W_{g}"] + a[f"b_{g}"]) for g in "rz")
    candidate = np.tanh(beside(r * a["h_prev"]) @ a["W_h"] + a["b_h"])
    kept = z if update == "z_keeps_old" else 1 - z
    np.testing.assert_allclose(trace["hidden"], kept * a["h_prev"] + (1 - kept) * candidate, **CLOSE)


# ---- padding ----


@pytest.mark.parametrize("mechanism", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("real", [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1]])
def test_keras_carries_the_state_over_padding_and_outputs_it(mechanism: str, real: list[int]) -> None:
    """backend.rnn with a mask: a masked step's output and states are those before it."""
    trace = traced(mechanism, SIZES, {"real": np.array([real], float).T}, padding="carried")
    rows = [t for t, seen in enumerate(real) if seen]
    same = {id: trace[id] for id in trace.program.inputs if id not in ("real", "X")}
    read = traced(mechanism, {**SIZES, "T": len(rows)}, {**same, "X": trace["X"][rows]})
    before, n = trace["h_0"][0], 0
    for t, seen in enumerate(real):
        if seen:
            before, n = read["outputs"][n], n + 1
        np.testing.assert_allclose(trace["outputs"][t], before, **CLOSE)


# ---- positions ----


def timing_signal(length: int, channels: int, start: int = 0) -> Any:
    """tensor2tensor.layers.common_attention.get_timing_signal_1d with its defaults."""
    timescales = channels // 2
    increment = np.log(1.0e4) / max(timescales - 1, 1)
    rates = np.exp(np.arange(timescales) * -increment)
    scaled = (np.arange(length) + start)[:, None] * rates[None, :]
    return np.concatenate([np.sin(scaled), np.cos(scaled)], axis=1)


@pytest.mark.parametrize("d", [2, 4, 6, 8])
def test_tensor2tensor_divides_by_one_less_than_the_pairs(d: int) -> None:
    sinusoidal = MECHANISMS["sinusoidal"]
    program = sinusoidal.build(sinusoidal.presets["tensor2tensor"], {"n": 5, "d": d})
    trace = run(program, draw(program, 2))
    np.testing.assert_allclose(trace["positions"], timing_signal(5, d), **CLOSE)
    np.testing.assert_allclose(trace["embedded"], trace["X"] * np.sqrt(d) + timing_signal(5, d), **CLOSE)


def test_at_position_1_with_4_columns() -> None:
    trace = traced("sinusoidal", {"n": 2, "d": 4}, pairing="half_split", frequencies="i_over_last")
    assert trace["positions"][1].round(4).tolist() == [0.8415, 0.0001, 0.5403, 1.0]
    roformer = MECHANISMS["sinusoidal"].presets["roformer"]
    program = MECHANISMS["sinusoidal"].build(roformer, {"n": 2, "d": 4})
    assert run(program, draw(program, 2))["positions"][1].round(4).tolist() == [0.8415, 0.01, 0.5403, 1.0]


@pytest.mark.parametrize("counted", ["from_0", "from_1"])
@pytest.mark.parametrize("d", [3, 4, 5])
def test_positions_of_any_width_counted_from_0_or_1(counted: str, d: int) -> None:
    trace = traced("sinusoidal", {"n": 4, "d": d}, counted=counted)
    first = 1 if counted == "from_1" else 0
    for n in range(4):
        for column in range(d):
            angle = (n + first) / 10000 ** (2 * (column // 2) / d)
            expected = np.cos(angle) if column % 2 else np.sin(angle)
            assert trace["positions"][n, column] == pytest.approx(expected, abs=1e-12)


# ---- weights without a softmax ----


def test_scores_are_divided_by_their_sum() -> None:
    trace = traced("scaled_dot_product", {"n": 2, "m": 3}, mask="padding", softmax="by_sum", scale="none")
    scores = trace["Q"] @ trace["K"].T * trace["real"]
    np.testing.assert_allclose(trace["weights"], scores / scores.sum(1, keepdims=True), **CLOSE)
