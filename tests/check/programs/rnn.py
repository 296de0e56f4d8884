"""RNN, as people write them and get them wrong."""

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
    "rnn",
    "state.not_carried",
    source="pytorch forum: hidden state created inside the loop",
    sizes=SEQUENCE,
    product="separate",
)
def hidden_made_anew(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    found: Numbers = {}
    out = []
    for t, x in enumerate(X, 1):
        z = x @ W + h_0 @ U + b
        h = np.tanh(z)
        out.append(h)
        found |= {f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken(
    "rnn",
    "state.not_carried",
    source="discuss.pytorch.org: batch_first confusion",
    sizes=SEQUENCE,
    product="separate",
    torch=True,
)
def time_taken_for_batch(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    rnn = nn.RNN(3, 3, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        state = {"weight_ih_l0": W.T, "weight_hh_l0": U.T, "bias_ih_l0": b[0], "bias_hh_l0": 0 * b[0]}
        rnn.load_state_dict({name: torch.tensor(x) for name, x in state.items()})
        x = torch.tensor(X)[:, None]  # meant as (time, batch, features)
        out, _ = rnn(x, torch.tensor(h_0)[:, None].expand(1, len(X), 3).contiguous())
    return {"outputs": out}


@broken("rnn", "state.zero", source="own course: h_0 forgotten", sizes=SEQUENCE, product="separate", torch=True)
def initial_state_forgotten(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
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
def joined_the_other_way(X: Any, h_0: Any, W: Any, b: Any) -> Numbers:
    found: Numbers = {}
    h, out = h_0, []
    for t, x in enumerate(X, 1):
        v = np.concatenate([x[None], h], axis=1)
        z = v @ W + b
        h = np.tanh(z)
        out.append(h)
        found |= {f"t={t}/joined": v, f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken("rnn", "tanh.relu", "activation=relu", source="own course: ReLU for tanh", sizes=SEQUENCE, product="separate")
def relu_for_tanh(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    found: Numbers = {}
    h, out = h_0, []
    for t, x in enumerate(X, 1):
        z = x @ W + h @ U + b
        h = np.maximum(z, 0)
        out.append(h)
        found |= {f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken(
    "rnn",
    "add.without_right",
    source="github.com/pytorch: one of two biases",
    sizes=SEQUENCE,
    product="separate",
    biases="two",
)
def one_of_two_biases(X: Any, h_0: Any, W: Any, U: Any, b_x: Any, b_h: Any) -> Numbers:
    found: Numbers = {}
    h, out = h_0, []
    for t, x in enumerate(X, 1):
        z = x @ W + b_x + h @ U
        h = np.tanh(z)
        out.append(h)
        found |= {f"t={t}/preactivation": z, f"t={t}/hidden": h}
    return {**found, "outputs": np.concatenate(out)}


@broken(
    "rnn",
    "add.right_twice",
    source="own course: the bias copied into both biases of nn.RNN",
    sizes=SEQUENCE,
    product="separate",
    torch=True,
)
def bias_twice(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    rnn = nn.RNN(3, 3, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        state = {"weight_ih_l0": W.T, "weight_hh_l0": U.T, "bias_ih_l0": b[0], "bias_hh_l0": b[0]}
        rnn.load_state_dict({name: torch.tensor(x) for name, x in state.items()})
        out, _ = rnn(torch.tensor(X)[None], torch.tensor(h_0)[None])
    return {"outputs": out}


@broken("rnn", "rows.reversed", source="own course: sequence fed in reverse", sizes=SEQUENCE, product="separate")
def fed_in_reverse(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, out = h_0, []
    for x in X[::-1]:
        h = np.tanh(x @ W + h @ U + b)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}
