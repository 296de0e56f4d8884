"""LSTM, as people write them and get them wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken

SEQUENCE = {"T": 4, "d": 3, "k": 3}
STEP = {"d": 3, "k": 3}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


@broken(
    "lstm",
    "slices.1.3.2.4",
    source="github.com/tensorflow/tensorflow/issues/29308",
    sizes=SEQUENCE,
    product="fused",
    biases="one",
)
def gates_as_tensorflow_stores_them(X: Any, h_0: Any, c_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    found: Numbers = {}
    h, c, out = h_0, c_0, []
    for t, x in enumerate(X, 1):
        z = x @ W + h @ U + b
        i, g, f, o = np.split(z, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
        found |= {f"t={t}/cell": c, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("lstm", "order=iofg", source="ONNX LSTM: i, o, f, c", sizes=SEQUENCE, product="fused")
def gates_as_onnx_stores_them(X: Any, h_0: Any, c_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, c, out = h_0, c_0, []
    for x in X:
        i, o, f, g = np.split(x @ W + h @ U + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("lstm", "forget_bias=plus_one", source="Keras: unit_forget_bias", sizes=SEQUENCE, product="fused")
def forget_bias_of_one(X: Any, h_0: Any, c_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, c, out = h_0, c_0, []
    for x in X:
        i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
        c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken(
    "lstm",
    "state.not_carried.c_0",
    source="pytorch forum: cell state reset every step",
    sizes=SEQUENCE,
    product="separate",
)
def cell_state_reset(
    X: Any,
    h_0: Any,
    c_0: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
) -> Numbers:
    found: Numbers = {}
    h, out = h_0, []
    for t, x in enumerate(X, 1):
        f, i, o = (sigmoid(x @ W + h @ U + b) for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_o, U_o, b_o)))
        g = np.tanh(x @ W_c + h @ U_c + b_c)
        c = f * c_0 + i * g
        h = o * np.tanh(c)
        out.append(h)
        found |= {
            f"t={t}/forget_gate": f,
            f"t={t}/input_gate": i,
            f"t={t}/candidate": g,
            f"t={t}/output_gate": o,
            f"t={t}/cell": c,
            f"t={t}/hidden": h,
        }
    return {**found, "outputs": np.concatenate(out)}


@broken("lstm", "tanh.left_out", source="own course: h = o ⊙ c", sizes=SEQUENCE, product="separate")
def no_tanh_of_the_cell(
    X: Any,
    h_0: Any,
    c_0: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
) -> Numbers:
    found: Numbers = {}
    h, c, out = h_0, c_0, []
    for t, x in enumerate(X, 1):
        f, i, o = (sigmoid(x @ W + h @ U + b) for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_o, U_o, b_o)))
        g = np.tanh(x @ W_c + h @ U_c + b_c)
        c = f * c + i * g
        h = o * c
        out.append(h)
        found |= {
            f"t={t}/forget_gate": f,
            f"t={t}/input_gate": i,
            f"t={t}/candidate": g,
            f"t={t}/output_gate": o,
            f"t={t}/cell": c,
            f"t={t}/hidden": h,
        }
    return {**found, "outputs": np.concatenate(out)}


@broken("lstm", "sigmoid.hard", source="Keras 1: inner_activation=hard_sigmoid", sizes=SEQUENCE, product="separate")
def hard_sigmoid(
    X: Any,
    h_0: Any,
    c_0: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
) -> Numbers:
    h, c, out = h_0, c_0, []
    for x in X:
        f, i, o = (
            np.clip(0.2 * (x @ W + h @ U + b) + 0.5, 0, 1)
            for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_o, U_o, b_o))
        )
        c = f * c + i * np.tanh(x @ W_c + h @ U_c + b_c)
        h = o * np.tanh(c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken(
    "lstm_step",
    "exchanged.forget_gate.input_gate",
    "exchanged.c_prev.candidate",
    "units.i.f.c.o",
    source="own course: f and i exchanged",
    sizes=STEP,
    product="separate",
)
def forget_and_input_exchanged(
    x: Any,
    h_prev: Any,
    c_prev: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
) -> Numbers:
    f = sigmoid(x @ W_f + h_prev @ U_f + b_f)
    i = sigmoid(x @ W_i + h_prev @ U_i + b_i)
    g = np.tanh(x @ W_c + h_prev @ U_c + b_c)
    o = sigmoid(x @ W_o + h_prev @ U_o + b_o)
    c = i * c_prev + f * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "output_gate": o, "cell": c, "hidden": o * np.tanh(c)}


@broken("lstm_step", "stale.cell", source="own course: old cell state in h", sizes=STEP, product="separate")
def old_cell_state(
    x: Any,
    h_prev: Any,
    c_prev: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
) -> Numbers:
    f = sigmoid(x @ W_f + h_prev @ U_f + b_f)
    i = sigmoid(x @ W_i + h_prev @ U_i + b_i)
    g = np.tanh(x @ W_c + h_prev @ U_c + b_c)
    o = sigmoid(x @ W_o + h_prev @ U_o + b_o)
    return {
        "forget_gate": f,
        "input_gate": i,
        "candidate": g,
        "cell": f * c_prev + i * g,
        "output_gate": o,
        "hidden": o * np.tanh(c_prev),
    }


@broken("lstm_step", "tanh.sigmoid", source="own course: sigmoid for the candidate", sizes=STEP, product="separate")
def sigmoid_candidate(
    x: Any,
    h_prev: Any,
    c_prev: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
) -> Numbers:
    f, i, g, o = (
        sigmoid(x @ W + h_prev @ U + b)
        for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_c, U_c, b_c), (W_o, U_o, b_o))
    )
    c = f * c_prev + i * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "output_gate": o, "cell": c, "hidden": o * np.tanh(c)}


@broken(
    "lstm_peephole",
    "output_peephole=old_cell",
    "variable.cell.c_prev",
    "stale.cell",
    source="own course: all peepholes at C_{t-1}",
    sizes=STEP,
    product="separate",
)
def peephole_at_the_old_cell(
    x: Any,
    h_prev: Any,
    c_prev: Any,
    W_f: Any,
    U_f: Any,
    b_f: Any,
    W_i: Any,
    U_i: Any,
    b_i: Any,
    W_c: Any,
    U_c: Any,
    b_c: Any,
    W_o: Any,
    U_o: Any,
    b_o: Any,
    p_f: Any,
    p_i: Any,
    p_o: Any,
) -> Numbers:
    f = sigmoid(x @ W_f + h_prev @ U_f + b_f + p_f * c_prev)
    i = sigmoid(x @ W_i + h_prev @ U_i + b_i + p_i * c_prev)
    g = np.tanh(x @ W_c + h_prev @ U_c + b_c)
    o = sigmoid(x @ W_o + h_prev @ U_o + b_o + p_o * c_prev)
    c = f * c_prev + i * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "cell": c, "output_gate": o, "hidden": o * np.tanh(c)}
