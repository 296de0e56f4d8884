"""Programs with bugs that are on no list: nothing may be named for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.blocks import norm
from tests.check.programs.heads import split
from tests.check.programs.lstm import sigmoid

SELF = {"n": 5, "d": 6, "d_k": 4, "d_v": 3}
HEADS = {"n": 5, "d": 8, "h": 2, "d_k": 4, "d_v": 4}
SEQUENCE = {"T": 4, "d": 3, "k": 3}


def attended(X: Any, W_q: Any, W_k: Any, W_v: Any, weigh: Any) -> dict[str, Any]:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    A = weigh(S, Q, K)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "weights": A, "context": A @ V}


@broken("self_attention", source="cosine similarity for scores", sizes=SELF)
def cosine_scores(**w: Any) -> Numbers:
    return attended(
        **w, weigh=lambda S, Q, K: softmax(S / np.linalg.norm(Q, axis=1)[:, None] / np.linalg.norm(K, axis=1))
    )


@broken("self_attention", source="scores clipped", sizes=SELF)
def clipped_scores(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(np.clip(S / 2, -0.3, 0.3)))


@broken("self_attention", source="only the two best keys kept", sizes=SELF)
def two_best(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(np.where(np.sort(S, 1)[:, -2:-1] <= S, S / 2, -1e9)))


@broken("self_attention", "sqrt.twice", source="own course: the root taken twice", sizes=SELF)
def fourth_root(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(S / 4**0.25))


@broken("self_attention", source="hard attention", sizes=SELF)
def argmax(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: np.eye(len(S))[S.argmax(1)])


@broken("self_attention", source="squared scores", sizes=SELF)
def squared_scores(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: S**2 / (S**2).sum(1, keepdims=True))


@broken("self_attention", source="distances for products", sizes=SELF)
def distances(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(-((Q[:, None] - K) ** 2).sum(-1)))


@broken("self_attention", source="weights halved with their neighbours'", sizes=SELF)
def smoothed(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: (softmax(S / 2) + np.roll(softmax(S / 2), 1, 1)) / 2)


@broken("self_attention", source="a window of three keys", sizes=SELF, mask="causal")
def window(**w: Any) -> Numbers:
    near = np.tri(5) * (1 - np.tri(5, k=-2))
    return attended(**w, weigh=lambda S, Q, K: softmax(np.where(near == 1, S / 2, -np.inf)))


@broken("self_attention", source="masked with -2", sizes=SELF, mask="causal")
def masked_with_two(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(np.where(np.tri(5) == 1, S / 2, -2.0)))


@broken("self_attention", source="mask halves", sizes=SELF, mask="causal")
def half_masked(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(np.where(np.tri(5) == 1, S / 2, S / 4)))


@broken("self_attention", source="a token is left out", sizes=SELF)
def without_the_first(**w: Any) -> Numbers:
    return attended(**w, weigh=lambda S, Q, K: softmax(np.where(np.arange(5) > 0, S / 2, -np.inf)))


@broken("self_attention", source="values centred", sizes=SELF)
def values_centred(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    A = softmax(Q @ K.T / 2)
    return {"queries": Q, "keys": K, "weights": A, "context": A @ (V - V.mean(0))}


@broken("multi_head", source="each head scaled otherwise", sizes=HEADS)
def head_scales(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    A = softmax(Q @ K.swapaxes(1, 2) / np.array([1.5, 3.0])[:, None, None])
    return {"query_heads": Q, "weights": A, "output": (A @ V).transpose(1, 0, 2).reshape(5, -1) @ W_o}


@broken("multi_head", source="one head used twice", sizes=HEADS)
def first_head_twice(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    C = softmax(Q @ K.swapaxes(1, 2) / 2) @ V
    H = np.concatenate([C[0], C[0]], axis=1)
    return {"query_heads": Q, "context": C, "merged": H, "output": H @ W_o}


@broken("multi_head", source="residual inside the heads", sizes=HEADS)
def residual_in_heads(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    C = softmax(Q @ K.swapaxes(1, 2) / 2) @ V + V
    return {"query_heads": Q, "output": C.transpose(1, 0, 2).reshape(5, -1) @ W_o}


@broken("cross_attention", source="keys rolled by a token", sizes={"n": 4, "m": 5, "d": 6, "h": 2, "d_k": 3, "d_v": 3})
def keys_rolled(X: Any, E: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = split(X @ W_q, 2), split(np.roll(E, 1, 0) @ W_k, 2), split(E @ W_v, 2)
    return {"output": (softmax(Q @ K.swapaxes(1, 2) / 3**0.5) @ V).transpose(1, 0, 2).reshape(4, -1) @ W_o}


@broken("rnn", source="sine for tanh", sizes=SEQUENCE, product="separate")
def sine(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, out = h_0, []
    for x in X:
        h = np.sin(x @ W + h @ U + b)
        out.append(h)
    return {"outputs": np.concatenate(out)}


@broken("rnn", source="leaky state", sizes=SEQUENCE, product="separate")
def leaky(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, out = h_0, []
    for x in X:
        h = 0.3 * h + 0.7 * np.tanh(x @ W + h @ U + b)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("rnn", source="every second step skipped", sizes=SEQUENCE, product="separate")
def skipping(X: Any, h_0: Any, W: Any, U: Any, b: Any) -> Numbers:
    h, out = h_0, []
    for t, x in enumerate(X):
        h = np.tanh(x @ W + h @ U + b) if t % 2 == 0 else h
        out.append(h)
    return {"outputs": np.concatenate(out)}


def lstm(X: Any, h: Any, c: Any, w: dict[str, Any], cell: Any) -> dict[str, Any]:
    out = []
    for x in X:
        f, i, g, o = (x @ w[f"W_{k}"] + h @ w[f"U_{k}"] + w[f"b_{k}"] for k in "fico")
        c, h = cell(f, i, g, o, c)
        out.append(h)
    return {**{f"t={t}/hidden": h for t, h in enumerate(out, 1)}, "outputs": np.concatenate(out)}


@broken("lstm", source="coupled gates", sizes=SEQUENCE, product="separate")
def coupled(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    def cell(f: Any, i: Any, g: Any, o: Any, c: Any) -> tuple[Any, Any]:
        c = sigmoid(f) * c + (1 - sigmoid(f)) * np.tanh(g)
        return c, sigmoid(o) * np.tanh(c)

    return lstm(X, h_0, c_0, w, cell)


@broken("lstm", source="cell clipped", sizes=SEQUENCE, product="separate")
def clipped_cell(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    def cell(f: Any, i: Any, g: Any, o: Any, c: Any) -> tuple[Any, Any]:
        c = np.clip(sigmoid(f) * c + sigmoid(i) * np.tanh(g), -0.2, 0.2)
        return c, sigmoid(o) * np.tanh(c)

    return lstm(X, h_0, c_0, w, cell)


@broken("lstm", source="gates squared", sizes=SEQUENCE, product="separate")
def squared_gate(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    def cell(f: Any, i: Any, g: Any, o: Any, c: Any) -> tuple[Any, Any]:
        c = sigmoid(f) ** 2 * c + sigmoid(i) * np.tanh(g)
        return c, sigmoid(o) * np.tanh(c)

    return lstm(X, h_0, c_0, w, cell)


@broken("lstm", source="forget bias of 2", sizes=SEQUENCE, product="separate")
def bias_of_two(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    def cell(f: Any, i: Any, g: Any, o: Any, c: Any) -> tuple[Any, Any]:
        c = sigmoid(f + 2) * c + sigmoid(i) * np.tanh(g)
        return c, sigmoid(o) * np.tanh(c)

    return lstm(X, h_0, c_0, w, cell)


def gru(x: Any, h: Any, w: dict[str, Any], blend: Any) -> dict[str, Any]:
    r, z = (sigmoid(x @ w[f"W_{k}"] + h @ w[f"U_{k}"] + w[f"b_{k}"]) for k in "rz")
    n = np.tanh(x @ w["W_h"] + (r * h) @ w["U_h"] + w["b_h"])
    return {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": blend(z, h, n)}


@broken("gru_step", source="z squared", sizes={"d": 3, "k": 3}, update="z_takes_new")
def squared_update(x: Any, h_prev: Any, **w: Any) -> Numbers:
    return gru(x, h_prev, w, lambda z, h, n: (1 - z**2) * h + z**2 * n)


@broken("gru_step", source="the mean of both", sizes={"d": 3, "k": 3}, update="z_takes_new")
def mean_of_both(x: Any, h_prev: Any, **w: Any) -> Numbers:
    return gru(x, h_prev, w, lambda z, h, n: (h + n) / 2)


@broken("layer_norm", source="ε of 0.1", sizes={"n": 4, "d": 5})
def large_epsilon(X: Any, gamma: Any, beta: Any) -> Numbers:
    return {"rescaled": (X - X.mean(-1, keepdims=True)) / np.sqrt(X.var(-1, keepdims=True) + 0.1) * gamma + beta}


@broken("layer_norm", source="median for mean", sizes={"n": 4, "d": 5})
def median(X: Any, gamma: Any, beta: Any) -> Numbers:
    D = X - np.median(X, -1, keepdims=True)
    return {"centred": D, "rescaled": D / np.sqrt((D**2).mean(-1, keepdims=True) + 1e-5) * gamma + beta}


@broken("layer_norm", "normalised.over_all", source="over the whole matrix", sizes={"n": 4, "d": 5})
def over_everything(X: Any, gamma: Any, beta: Any) -> Numbers:
    return {"rescaled": (X - X.mean()) / np.sqrt(X.var() + 1e-5) * gamma + beta}


@broken("rms_norm", source="largest for root mean square", sizes={"n": 4, "d": 5})
def by_the_largest(X: Any, gamma: Any) -> Numbers:
    return {"rescaled": X / np.abs(X).max(-1, keepdims=True) * gamma}


@broken("feed_forward", source="ReLU at 6", sizes={"n": 3, "d": 4, "f": 6})
def relu_at_one(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    return {"output": np.clip(X @ W_1 + b_1, 0, 0.5) @ W_2 + b_2}


@broken("feed_forward", source="ELU", sizes={"n": 3, "d": 4, "f": 6})
def elu(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    B = X @ W_1 + b_1
    return {"preactivation": B, "output": np.where(B > 0, B, np.exp(B) - 1) @ W_2 + b_2}


@broken(
    "sinusoidal",
    "power.base_1000",
    source="github.com/maxjcohen/transformer/issues/62: base 1000",
    sizes={"n": 5, "d": 6},
)
def base_1000(X: Any) -> Numbers:
    angles = np.arange(5)[:, None] / 1000 ** (2 * np.arange(3) / 6)
    P = np.stack([np.sin(angles), np.cos(angles)], -1).reshape(5, 6)
    return {"positions": P, "embedded": X + P}


@broken("sinusoidal", source="positions as a share of the length", sizes={"n": 5, "d": 6})
def relative_positions(X: Any) -> Numbers:
    angles = np.arange(5)[:, None] / 5 / 10000 ** (2 * np.arange(3) / 6)
    P = np.stack([np.sin(angles), np.cos(angles)], -1).reshape(5, 6)
    return {"positions": P, "embedded": X + P}


@broken("rope", source="keys turned twice as far", sizes={"n": 4, "d_k": 4, "d_v": 3})
def turned_twice(Q: Any, K: Any, V: Any) -> Numbers:
    angles = np.repeat(np.arange(4)[:, None] / 10000 ** (np.arange(0, 4, 2) / 4), 2, axis=1)
    q, k = (
        x * np.cos(a) + np.stack([-x[:, 1::2], x[:, ::2]], -1).reshape(x.shape) * np.sin(a)
        for x, a in ((Q, angles), (K, 2 * angles))
    )
    return {"rotated_queries": q, "rotated_keys": k, "context": softmax(q @ k.T / 2) @ V}


@broken("next_token_loss", source="label smoothing", sizes={"n": 5, "d": 4, "v": 5})
def label_smoothing(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    P = softmax(H[:-1] @ W + b)
    Y = 0.9 * tokens[1:] + 0.1 / 5
    losses = -(np.log(P) * Y).sum(1, keepdims=True)
    return {"probabilities": P, "losses": losses, "loss": losses.mean(0, keepdims=True)}


@broken("next_token_loss", source="only the last place counted", sizes={"n": 5, "d": 4, "v": 5})
def last_place(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    P = softmax(H[:-1] @ W + b)
    losses = -np.log((P * tokens[1:]).sum(1, keepdims=True))
    return {"losses": losses, "loss": losses[-1:]}


@broken("encoder_block", source="residual bent by a tanh", sizes={"n": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 5})
def bent_residual(X: Any, **w: Any) -> Numbers:
    f = {k.removeprefix("feed_forward__"): x for k, x in w.items() if k.startswith("feed_forward__")}
    a = {k.removeprefix("attention__"): x for k, x in w.items() if k.startswith("attention__")}
    Q, K, V = (split(X @ a[f"W_{k}"] + a[f"b_{k}"], 2) for k in "qkv")
    C = softmax(Q @ K.swapaxes(1, 2) / 3**0.5) @ V
    x = norm(np.tanh(X) + C.transpose(1, 0, 2).reshape(4, -1) @ a["W_o"] + a["b_o"], a["norm__gamma"], a["norm__beta"])
    o = np.maximum(x @ f["W_1"] + f["b_1"], 0) @ f["W_2"] + f["b_2"]
    return {
        "attention/norm/rescaled": x,
        "feed_forward/output": o,
        "feed_forward/norm/rescaled": norm(x + o, f["norm__gamma"], f["norm__beta"]),
    }


@broken("temperature", source="square root of the temperature", sizes={"n": 2, "v": 5})
def root_of_temperature(Z: Any) -> Numbers:
    return {"probabilities": softmax(Z / 0.5**0.5)}


@broken("alibi", source="slopes in another series", sizes={"n": 4, "h": 2, "d_k": 3, "d_v": 2})
def other_slopes(Q: Any, K: Any, V: Any) -> Numbers:
    q, k, v = (x.reshape(4, 2, -1).transpose(1, 0, 2) for x in (Q, K, V))
    b = np.array([0.5, 0.25])[:, None, None] * (np.arange(4) - np.arange(4)[:, None])
    z = q @ k.transpose(0, 2, 1) / 3**0.5 + b
    return {"context": softmax(np.where(np.tri(4) == 1, z, -np.inf)) @ v}


@broken("similarity", source="Euclidean distances", sizes={"n": 4, "d": 3})
def euclidean(X: Any) -> Numbers:
    return {"context": softmax(-np.linalg.norm(X[:, None] - X, axis=-1)) @ X}
