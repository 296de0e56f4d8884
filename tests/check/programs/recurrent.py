"""RNN, LSTM and GRU, as people write them and get them wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import broken
from tests.oracle import nn, torch

SEQUENCE = {"T": 4, "d": 3, "k": 3}
STEP = {"d": 3, "k": 3}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# ---- RNN ----


@broken("rnn", "state.not_carried", source="pytorch forum: hidden state created inside the loop", sizes=SEQUENCE, product="separate")
def hidden_made_anew(X, h_0, W, U, b):
    found, out = {}, []
    for t, x in enumerate(X, 1):
        z = x @ W + h_0 @ U + b
        h = np.tanh(z)
        out.append(h)
        found |= {f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("rnn", "state.not_carried", source="discuss.pytorch.org: batch_first confusion", sizes=SEQUENCE, product="separate", torch=True)
def time_taken_for_batch(X, h_0, W, U, b):
    rnn = nn.RNN(3, 3, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(torch.tensor(W.T))
        rnn.weight_hh_l0.copy_(torch.tensor(U.T))
        rnn.bias_ih_l0.copy_(torch.tensor(b[0]))
        rnn.bias_hh_l0.zero_()
        x = torch.tensor(X)[:, None]  # meant as (time, batch, features)
        out, _ = rnn(x, torch.tensor(h_0)[:, None].expand(1, len(X), 3).contiguous())
    return {"outputs": out}


@broken("rnn", "state.zero", source="own course: h_0 forgotten", sizes=SEQUENCE, product="separate", torch=True)
def initial_state_forgotten(X, h_0, W, U, b):
    cell = nn.RNNCell(3, 3, dtype=torch.float64)
    with torch.no_grad():
        for to, value in ((cell.weight_ih, W.T), (cell.weight_hh, U.T), (cell.bias_ih, b[0]), (cell.bias_hh, 0 * b[0])):
            to.copy_(torch.tensor(value))
        h, out = torch.zeros(1, 3, dtype=torch.float64), []
        for x in torch.tensor(X):
            h = cell(x[None], h)
            out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": torch.cat(out)}


@broken("rnn", "concat.turned", source="own course: [x, h] for [h, x]", sizes=SEQUENCE)
def joined_the_other_way(X, h_0, W, b):
    found, h, out = {}, h_0, []
    for t, x in enumerate(X, 1):
        v = np.concatenate([x[None], h], axis=1)
        z = v @ W + b
        h = np.tanh(z)
        out.append(h)
        found |= {f"t={t}/joined": v, f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("rnn", "tanh.relu", "activation=relu", source="own course: ReLU for tanh", sizes=SEQUENCE, product="separate")
def relu_for_tanh(X, h_0, W, U, b):
    found, h, out = {}, h_0, []
    for t, x in enumerate(X, 1):
        z = x @ W + h @ U + b
        h = np.maximum(z, 0)
        out.append(h)
        found |= {f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("rnn", "add.without_right", source="github.com/pytorch: one of two biases", sizes=SEQUENCE, product="separate", biases="two")
def one_of_two_biases(X, h_0, W, U, b_x, b_h):
    found, h, out = {}, h_0, []
    for t, x in enumerate(X, 1):
        z = x @ W + b_x + h @ U
        h = np.tanh(z)
        out.append(h)
        found |= {f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("rnn", "add.right_twice", source="own course: the bias copied into both biases of nn.RNN", sizes=SEQUENCE, product="separate", torch=True)
def bias_twice(X, h_0, W, U, b):
    rnn = nn.RNN(3, 3, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(torch.tensor(W.T))
        rnn.weight_hh_l0.copy_(torch.tensor(U.T))
        rnn.bias_ih_l0.copy_(torch.tensor(b[0]))
        rnn.bias_hh_l0.copy_(torch.tensor(b[0]))
        out, _ = rnn(torch.tensor(X)[None], torch.tensor(h_0)[None])
    return {"outputs": out}


@broken("rnn", "rows.reversed", source="own course: sequence fed in reverse", sizes=SEQUENCE, product="separate")
def fed_in_reverse(X, h_0, W, U, b):
    h, out = h_0, []
    for x in X[::-1]:
        h = np.tanh(x @ W + h @ U + b)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


# ---- LSTM ----


@broken("lstm", "slices.1.3.2.4", source="github.com/tensorflow/tensorflow/issues/29308", sizes=SEQUENCE, product="fused", biases="one")
def gates_as_tensorflow_stores_them(X, h_0, c_0, W, U, b):
    found, h, c, out = {}, h_0, c_0, []
    for t, x in enumerate(X, 1):
        z = x @ W + h @ U + b
        i, g, f, o = np.split(z, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
        found |= {f"t={t}/cell": c, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("lstm", "order=iofg", source="ONNX LSTM: i, o, f, c", sizes=SEQUENCE, product="fused")
def gates_as_onnx_stores_them(X, h_0, c_0, W, U, b):
    h, c, out = h_0, c_0, []
    for x in X:
        i, o, f, g = np.split(x @ W + h @ U + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("lstm", "forget_bias=plus_one", source="Keras: unit_forget_bias", sizes=SEQUENCE, product="fused")
def forget_bias_of_one(X, h_0, c_0, W, U, b):
    h, c, out = h_0, c_0, []
    for x in X:
        i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
        c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("lstm", "state.not_carried.c_0", source="pytorch forum: cell state reset every step", sizes=SEQUENCE, product="separate")
def cell_state_reset(X, h_0, c_0, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o):
    found, h, out = {}, h_0, []
    for t, x in enumerate(X, 1):
        f, i, o = (sigmoid(x @ W + h @ U + b) for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_o, U_o, b_o)))
        g = np.tanh(x @ W_c + h @ U_c + b_c)
        c = f * c_0 + i * g
        h = o * np.tanh(c)
        out.append(h)
        found |= {f"t={t}/forget_gate": f, f"t={t}/input_gate": i, f"t={t}/candidate": g, f"t={t}/output_gate": o,
                  f"t={t}/cell": c, f"t={t}/hidden": h}  # fmt: skip
    return {**found, "outputs": np.concatenate(out)}


@broken("lstm", "tanh.left_out", source="own course: h = o ⊙ c", sizes=SEQUENCE, product="separate")
def no_tanh_of_the_cell(X, h_0, c_0, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o):
    found, h, c, out = {}, h_0, c_0, []
    for t, x in enumerate(X, 1):
        f, i, o = (sigmoid(x @ W + h @ U + b) for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_o, U_o, b_o)))
        g = np.tanh(x @ W_c + h @ U_c + b_c)
        c = f * c + i * g
        h = o * c
        out.append(h)
        found |= {f"t={t}/forget_gate": f, f"t={t}/input_gate": i, f"t={t}/candidate": g, f"t={t}/output_gate": o,
                  f"t={t}/cell": c, f"t={t}/hidden": h}  # fmt: skip
    return {**found, "outputs": np.concatenate(out)}


@broken("lstm", "sigmoid.hard", source="Keras 1: inner_activation=hard_sigmoid", sizes=SEQUENCE, product="separate")
def hard_sigmoid(X, h_0, c_0, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o):
    h, c, out = h_0, c_0, []
    for x in X:
        f, i, o = (np.clip(0.2 * (x @ W + h @ U + b) + 0.5, 0, 1) for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_o, U_o, b_o)))
        c = f * c + i * np.tanh(x @ W_c + h @ U_c + b_c)
        h = o * np.tanh(c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("lstm_step", "exchanged.forget_gate.input_gate", "exchanged.c_prev.candidate", "units.i.f.c.o", source="own course: f and i exchanged", sizes=STEP, product="separate")
def forget_and_input_exchanged(x, h_prev, c_prev, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o):
    f = sigmoid(x @ W_f + h_prev @ U_f + b_f)
    i = sigmoid(x @ W_i + h_prev @ U_i + b_i)
    g = np.tanh(x @ W_c + h_prev @ U_c + b_c)
    o = sigmoid(x @ W_o + h_prev @ U_o + b_o)
    c = i * c_prev + f * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "output_gate": o, "cell": c, "hidden": o * np.tanh(c)}


@broken("lstm_step", "stale.cell", source="own course: old cell state in h", sizes=STEP, product="separate")
def old_cell_state(x, h_prev, c_prev, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o):
    f = sigmoid(x @ W_f + h_prev @ U_f + b_f)
    i = sigmoid(x @ W_i + h_prev @ U_i + b_i)
    g = np.tanh(x @ W_c + h_prev @ U_c + b_c)
    o = sigmoid(x @ W_o + h_prev @ U_o + b_o)
    return {"forget_gate": f, "input_gate": i, "candidate": g, "cell": f * c_prev + i * g, "output_gate": o, "hidden": o * np.tanh(c_prev)}


@broken("lstm_step", "tanh.sigmoid", source="own course: sigmoid for the candidate", sizes=STEP, product="separate")
def sigmoid_candidate(x, h_prev, c_prev, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o):
    f, i, g, o = (sigmoid(x @ W + h_prev @ U + b) for W, U, b in ((W_f, U_f, b_f), (W_i, U_i, b_i), (W_c, U_c, b_c), (W_o, U_o, b_o)))
    c = f * c_prev + i * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "output_gate": o, "cell": c, "hidden": o * np.tanh(c)}


@broken("lstm_peephole", "output_peephole=old_cell", "variable.cell.c_prev", "stale.cell", source="own course: all peepholes at C_{t-1}", sizes=STEP, product="separate")
def peephole_at_the_old_cell(x, h_prev, c_prev, W_f, U_f, b_f, W_i, U_i, b_i, W_c, U_c, b_c, W_o, U_o, b_o, p_f, p_i, p_o):
    f = sigmoid(x @ W_f + h_prev @ U_f + b_f + p_f * c_prev)
    i = sigmoid(x @ W_i + h_prev @ U_i + b_i + p_i * c_prev)
    g = np.tanh(x @ W_c + h_prev @ U_c + b_c)
    o = sigmoid(x @ W_o + h_prev @ U_o + b_o + p_o * c_prev)
    c = f * c_prev + i * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "cell": c, "output_gate": o, "hidden": o * np.tanh(c)}


# ---- GRU ----


@broken("gru_step", "update=z_keeps_old", source="github.com/pytorch/pytorch/issues/20129", sizes=STEP)
def update_gate_of_pytorch(x, h_prev, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    n = np.tanh(x @ W_h + (r * h_prev) @ U_h + b_h)
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": (1 - z) * n + z * h_prev}


@broken("gru_step", "reset=after_product", source="github.com/ROCm/MIOpen/issues/716", sizes=STEP)
def reset_after_the_product(x, h_prev, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    n = np.tanh(x @ W_h + r * (h_prev @ U_h) + b_h)
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": (1 - z) * h_prev + z * n}


@broken("gru_step", "update=z_keeps_old,reset=after_product", "reset=after_product,update=z_keeps_old", source="nn.GRUCell against a textbook", sizes=STEP, torch=True)
def torch_gru_cell(x, h_prev, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    cell = nn.GRUCell(3, 3, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(np.concatenate([W_r.T, W_z.T, W_h.T])))
        cell.weight_hh.copy_(torch.tensor(np.concatenate([U_r.T, U_z.T, U_h.T])))
        cell.bias_ih.copy_(torch.tensor(np.concatenate([b_r, b_z, b_h], axis=1)[0]))
        cell.bias_hh.zero_()
        return {"hidden": cell(torch.tensor(x), torch.tensor(h_prev))}


@broken("gru_step", "mul.without_left", "step.left_out", "variable.recalled.h_prev", source="github.com/zhiyongc/GRU-D/issues/2", sizes=STEP)
def reset_gate_unused(x, h_prev, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    n = np.tanh(x @ W_h + h_prev @ U_h + b_h)
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": (1 - z) * h_prev + z * n}


@broken("gru", "units.z.r.h", source="github.com/keras-team/keras/issues/8720", sizes=SEQUENCE)
def reset_and_update_weights_exchanged(X, h_0, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    h, out, found = h_0, [], {}
    for t, x in enumerate(X, 1):
        r = sigmoid(x @ W_z + h @ U_z + b_z)
        z = sigmoid(x @ W_r + h @ U_r + b_r)
        n = np.tanh(x @ W_h + (r * h) @ U_h + b_h)
        h = (1 - z) * h + z * n
        out.append(h)
        found |= {f"t={t}/reset_gate": r, f"t={t}/update_gate": z, f"t={t}/candidate": n, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("gru", "add.without_right", source="own course: biases left out of the gates", sizes=SEQUENCE)
def candidate_without_bias(X, h_0, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    h, out, found = h_0, [], {}
    for t, x in enumerate(X, 1):
        r = sigmoid(x @ W_r + h @ U_r + b_r)
        z = sigmoid(x @ W_z + h @ U_z + b_z)
        n = np.tanh(x @ W_h + (r * h) @ U_h)
        h = (1 - z) * h + z * n
        out.append(h)
        found |= {f"t={t}/reset_gate": r, f"t={t}/update_gate": z, f"t={t}/candidate": n, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("gru", "matmul.right_transposed", source="pytorch forum: weight_hh used untransposed", sizes=SEQUENCE)
def recurrent_weights_transposed(X, h_0, W_r, U_r, b_r, W_z, U_z, b_z, W_h, U_h, b_h):
    h, out = h_0, []
    for x in X:
        r = sigmoid(x @ W_r + h @ U_r.T + b_r)
        z = sigmoid(x @ W_z + h @ U_z.T + b_z)
        n = np.tanh(x @ W_h + (r * h) @ U_h.T + b_h)
        h = (1 - z) * h + z * n
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("character_rnn", "state.not_carried", source="own course: state detached and reset", sizes={"T": 4, "v": 4, "k": 3}, product="separate")
def characters_without_memory(X, Y, h_0, W, U, b, V, c):
    H = np.concatenate([np.tanh(x @ W + h_0 @ U + b) for x in X])
    Z = H @ V + c
    P = np.exp(Z) / np.exp(Z).sum(1, keepdims=True)
    losses = -np.log((P * Y).sum(1, keepdims=True))
    return {"outputs": H, "logits": Z, "probabilities": P, "losses": losses, "loss": losses.mean(0, keepdims=True)}
