"""GRU, as people write them and get them wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.oracle import nn, torch

SEQUENCE = {"T": 4, "d": 3, "k": 3}
STEP = {"d": 3, "k": 3}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


@broken(
    "gru_step", "update=z_keeps_old", source="github.com/pytorch/pytorch/issues/20129", sizes=STEP, update="z_takes_new"
)
def update_gate_of_pytorch(
    x: Any, h_prev: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    n = np.tanh(x @ W_h + (r * h_prev) @ U_h + b_h)
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": (1 - z) * n + z * h_prev}


@broken("gru_step", "reset=after_product", source="github.com/ROCm/MIOpen/issues/716", sizes=STEP, update="z_takes_new")
def reset_after_the_product(
    x: Any, h_prev: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    n = np.tanh(x @ W_h + r * (h_prev @ U_h) + b_h)
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": (1 - z) * h_prev + z * n}


@broken(
    "gru_step",
    "update=z_keeps_old,reset=after_product",
    "reset=after_product,update=z_keeps_old",
    source="nn.GRUCell against a textbook",
    sizes=STEP,
    update="z_takes_new",
    torch=True,
)
def torch_gru_cell(
    x: Any, h_prev: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    cell = nn.GRUCell(3, 3, dtype=torch.float64)
    with torch.no_grad():
        cell.weight_ih.copy_(torch.tensor(np.concatenate([W_r.T, W_z.T, W_h.T])))
        cell.weight_hh.copy_(torch.tensor(np.concatenate([U_r.T, U_z.T, U_h.T])))
        cell.bias_ih.copy_(torch.tensor(np.concatenate([b_r, b_z, b_h], axis=1)[0]))
        cell.bias_hh.zero_()
        return {"hidden": cell(torch.tensor(x), torch.tensor(h_prev))}


@broken(
    "gru_step",
    "mul.without_left",
    "step.left_out",
    "variable.recalled.h_prev",
    source="github.com/zhiyongc/GRU-D/issues/2",
    sizes=STEP,
    update="z_takes_new",
)
def reset_gate_unused(
    x: Any, h_prev: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    r = sigmoid(x @ W_r + h_prev @ U_r + b_r)
    z = sigmoid(x @ W_z + h_prev @ U_z + b_z)
    n = np.tanh(x @ W_h + h_prev @ U_h + b_h)
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": (1 - z) * h_prev + z * n}


@broken("gru", "units.z.r.h", source="github.com/keras-team/keras/issues/8720", sizes=SEQUENCE, update="z_takes_new")
def reset_and_update_weights_exchanged(
    X: Any, h_0: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    found: Numbers = {}
    h, out = h_0, []
    for t, x in enumerate(X, 1):
        r = sigmoid(x @ W_z + h @ U_z + b_z)
        z = sigmoid(x @ W_r + h @ U_r + b_r)
        n = np.tanh(x @ W_h + (r * h) @ U_h + b_h)
        h = (1 - z) * h + z * n
        out.append(h)
        found |= {f"t={t}/reset_gate": r, f"t={t}/update_gate": z, f"t={t}/candidate": n, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken(
    "gru", "add.without_right", source="own course: biases left out of the gates", sizes=SEQUENCE, update="z_takes_new"
)
def candidate_without_bias(
    X: Any, h_0: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    found: Numbers = {}
    h, out = h_0, []
    for t, x in enumerate(X, 1):
        r = sigmoid(x @ W_r + h @ U_r + b_r)
        z = sigmoid(x @ W_z + h @ U_z + b_z)
        n = np.tanh(x @ W_h + (r * h) @ U_h)
        h = (1 - z) * h + z * n
        out.append(h)
        found |= {f"t={t}/reset_gate": r, f"t={t}/update_gate": z, f"t={t}/candidate": n, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken(
    "gru",
    "matmul.right_transposed",
    source="pytorch forum: weight_hh used untransposed",
    sizes=SEQUENCE,
    update="z_takes_new",
)
def recurrent_weights_transposed(
    X: Any, h_0: Any, W_r: Any, U_r: Any, b_r: Any, W_z: Any, U_z: Any, b_z: Any, W_h: Any, U_h: Any, b_h: Any
) -> Numbers:
    h, out = h_0, []
    for x in X:
        r = sigmoid(x @ W_r + h @ U_r.T + b_r)
        z = sigmoid(x @ W_z + h @ U_z.T + b_z)
        n = np.tanh(x @ W_h + (r * h) @ U_h.T + b_h)
        h = (1 - z) * h + z * n
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken(
    "character_rnn",
    "state.not_carried",
    source="own course: state detached and reset",
    sizes={"T": 4, "v": 4, "k": 3},
    product="separate",
)
def characters_without_memory(X: Any, Y: Any, h_0: Any, W: Any, U: Any, b: Any, V: Any, c: Any) -> Numbers:
    H = np.concatenate([np.tanh(x @ W + h_0 @ U + b) for x in X])
    Z = H @ V + c
    P = np.exp(Z) / np.exp(Z).sum(1, keepdims=True)
    losses = -np.log((P * Y).sum(1, keepdims=True))
    return {"outputs": H, "logits": Z, "probabilities": P, "losses": losses, "loss": losses.mean(0, keepdims=True)}
