"""Bugs that people ask about: batch and tokens, states taken for each other, a function out of place."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.lstm import sigmoid
from tests.oracle import torch

SEQUENCE = {"T": 4, "d": 3, "k": 3}
LAYERS = {"n": 4, "d": 4, "f": 5, "d_o": 4}

# ---- states ----


def lstm(X: Any, h: Any, c: Any, w: Numbers) -> tuple[list[Any], list[Any]]:
    """The hidden and the cell states of a right LSTM, from any two states."""
    hidden, cells = [], []
    for x in X:
        v = np.concatenate([h, x[None]], axis=1)
        f, i, o = (sigmoid(v @ w[f"W_{g}"] + w[f"b_{g}"]) for g in "fio")
        c = f * c + i * np.tanh(v @ w["W_c"] + w["b_c"])
        h = o * np.tanh(c)
        hidden.append(h)
        cells.append(c)
    return hidden, cells


def named(hidden: list[Any], cells: list[Any], outputs: list[Any]) -> Numbers:
    found = {f"t={t}/cell": c for t, c in enumerate(cells, 1)} | {f"t={t}/hidden": h for t, h in enumerate(hidden, 1)}
    return {**found, "outputs": np.concatenate(outputs)}


@broken(
    "lstm",
    "state.exchanged",
    source="nn.LSTM takes (h_0, c_0); Keras returns and takes [h, c] by order",
    sizes=SEQUENCE,
)
def states_in_the_other_order(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    hidden, cells = lstm(X, c_0, h_0, w)
    return named(hidden, cells, hidden)


@broken("lstm", "variable.hidden.cell", source="which of (h, c) an LSTM gives out", sizes=SEQUENCE)
def cell_states_given_out(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    hidden, cells = lstm(X, h_0, c_0, w)
    return named(hidden, cells, cells)


@broken("gru", "state.updated_early", source="in-place updates: h *= z before the candidate", sizes=SEQUENCE)
def updated_in_place(X: Any, h_0: Any, **w: Any) -> Numbers:
    found: Numbers = {}
    h, out = h_0.copy(), []
    for t, x in enumerate(X, 1):
        r, z = (sigmoid(x @ w[f"W_{g}"] + h @ w[f"U_{g}"] + w[f"b_{g}"]) for g in "rz")
        h = z * h
        new = np.tanh(x @ w["W_h"] + (r * h) @ w["U_h"] + w["b_h"])
        h = h + (1 - z) * new
        found |= {f"t={t}/reset_gate": r, f"t={t}/update_gate": z, f"t={t}/candidate": new, f"t={t}/hidden": h}
        out.append(h)
    return {**found, "outputs": np.concatenate(out)}


@broken(
    "rnn",
    "matmul.right_transposed",
    source="nn.RNN stores weight_hh as its transpose",
    sizes=SEQUENCE,
    product="separate",
)
def recurrent_weights_as_stored(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, out = h_0, []
    for x in X:
        h = np.tanh(x @ W + h @ U.T + b)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


# ---- batch and tokens ----


@broken(
    "self_attention",
    "attention.over_batch",
    source="(tokens, batch, features) given to what wants (batch, tokens, features)",
    sizes={"n": 5, "d": 4},
    torch=True,
)
def tokens_for_batch(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    q, k, v = (torch.tensor(X @ W)[:, None] for W in (W_q, W_k, W_v))  # (tokens, 1, features)
    context = torch.nn.functional.scaled_dot_product_attention(q, k, v)
    return {"queries": q, "keys": k, "values": v, "context": context}


@broken("sinusoidal", "mul.first_position", source="pe[:x.size(0)] of a tutorial, on (batch, tokens, features)")
def positions_along_the_batch(X: Any) -> Numbers:
    d = X.shape[1]
    x = X[None]
    rates = 1 / 10000 ** (np.arange(0, d, 2) / d)
    pe = np.zeros((100, 1, d))
    pe[:, 0, 0::2] = np.sin(np.arange(100)[:, None] * rates)
    pe[:, 0, 1::2] = np.cos(np.arange(100)[:, None] * rates)
    return {"embedded": x + pe[: x.shape[0]]}


@broken("learned_positions", "part.first_position", source="an embedding of positions asked for the index in the batch")
def learned_positions_along_the_batch(X: Any, T: Any) -> Numbers:
    return {"embedded": X[None] + T[np.arange(1)]}


@broken(
    "self_attention", "where.transposed", source="key_padding_mask of the wrong axis", sizes={"n": 5}, mask="padding"
)
def padding_mask_on_the_queries(X: Any, W_q: Any, W_k: Any, W_v: Any, real: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T / np.sqrt(K.shape[1])
    weights = np.where(real.T > 0, softmax(S), 0)  # a query that is padding sees nothing
    return {"queries": Q, "keys": K, "values": V, "scaled": S, "weights": weights, "context": weights @ V}


# ---- a function out of place ----


@broken("rope", "treated.Q.V", source="rotary embeddings applied to q, k and v", sizes={"n": 4, "d_k": 4, "d_v": 4})
def values_rotated_too(Q: Any, K: Any, V: Any) -> Numbers:
    n, d = Q.shape
    angles = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)

    def rotated(x: Any) -> Any:
        z = (x[:, 0::2] + 1j * x[:, 1::2]) * np.exp(1j * angles)
        return np.stack([z.real, z.imag], -1).reshape(x.shape)

    S = rotated(Q) @ rotated(K).T
    A = softmax(S / np.sqrt(d))
    return {"scores": S, "weights": A, "context": A @ rotated(V)}


@broken("feed_forward", "activated_too.relu", source="F.relu on every layer, the last one included", sizes=LAYERS)
def activated_at_the_end_too(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    Z = X @ W_1 + b_1
    A = np.maximum(Z, 0)
    return {"preactivation": Z, "activated": A, "output": np.maximum(A @ W_2 + b_2, 0)}


@broken("feed_forward", "activated_later.relu", source="nn.Sequential with its layers in the wrong order", sizes=LAYERS)
def activated_behind_the_second_layer(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    Z = X @ W_1 + b_1
    return {"preactivation": Z, "output": np.maximum(Z @ W_2 + b_2, 0)}


# ---- reports ----


@broken("next_token_loss", "exp.base_2", source="perplexity as 2 to the loss in nats", report="perplexity")
def perplexity_of_base_two(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    P = softmax(H[:-1] @ W + b)
    losses = -np.log((P * tokens[1:]).sum(1, keepdims=True))
    return {"losses": losses, "loss": losses.mean().reshape(1, 1), "perplexity": 2 ** losses.mean().reshape(1, 1)}


@broken("next_token_loss", "div.not_divided", source="perplexity of a summed loss", report="perplexity")
def perplexity_of_a_sum(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    P = softmax(H[:-1] @ W + b)
    losses = -np.log((P * tokens[1:]).sum(1, keepdims=True))
    return {"losses": losses, "loss": losses.sum().reshape(1, 1), "perplexity": np.exp(losses.sum()).reshape(1, 1)}
