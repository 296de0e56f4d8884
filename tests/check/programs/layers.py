"""Norms, feed-forward networks, embeddings, positions and losses, as people write them and get them wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.oracle import functional, nn, torch

NORM = {"n": 4, "d": 5}


@broken(
    "layer_norm",
    "variance=over_d_minus_1",
    source="github.com/harvardnlp/annotated-transformer/pull/119",
    sizes=NORM,
    torch=True,
)
def unbiased_deviation(X: Any, gamma: Any, beta: Any) -> Numbers:
    x = torch.tensor(X)
    mean, std = x.mean(-1, keepdim=True), x.std(-1, keepdim=True)
    out = torch.tensor(gamma) * (x - mean) / (std + 1e-5) + torch.tensor(beta)
    return {"mean": mean, "deviation": std + 1e-5, "rescaled": out}


@broken(
    "layer_norm",
    "normalised.over_tokens",
    "mean.over_tokens",
    source="own course: batch norm for layer norm",
    sizes=NORM,
)
def over_the_tokens(X: Any, gamma: Any, beta: Any) -> Numbers:
    x = (X - X.mean(0)) / np.sqrt(X.var(0) + 1e-5)
    return {"normalised": x, "rescaled": x * gamma + beta}


@broken("layer_norm", "sqrt.no_root", source="own course: divided by the variance", sizes=NORM)
def divided_by_the_variance(X: Any, gamma: Any, beta: Any) -> Numbers:
    m, v = X.mean(-1, keepdims=True), X.var(-1, keepdims=True)
    x = (X - m) / (v + 1e-5)
    return {"mean": m, "centred": X - m, "variance": v, "normalised": x, "rescaled": x * gamma + beta}


@broken("layer_norm", "sqrt.squared", source="github.com/131250208/TPlinker-joint-extraction/issues/37", sizes=NORM)
def squared_for_root(X: Any, gamma: Any, beta: Any) -> Numbers:
    m = X.mean(-1, keepdims=True)
    v = ((X - m) ** 2).mean(-1, keepdims=True)
    s = (v + 1e-5) ** 2
    return {"mean": m, "variance": v, "deviation": s, "normalised": (X - m) / s, "rescaled": (X - m) / s * gamma + beta}


@broken("layer_norm", "add.before_product", source="own course: γ(x + β)", sizes=NORM)
def shift_before_gain(X: Any, gamma: Any, beta: Any) -> Numbers:
    x = (X - X.mean(-1, keepdims=True)) / np.sqrt(X.var(-1, keepdims=True) + 1e-5)
    return {"normalised": x, "rescaled": (x + beta) * gamma}


@broken("rms_norm", "rms.centred", source="own course: mean taken away in RMSNorm", sizes=NORM)
def rms_of_centred(X: Any, gamma: Any) -> Numbers:
    r = np.sqrt(X.var(-1, keepdims=True) + 1e-5)
    return {"mean_square": X.var(-1, keepdims=True), "rms": r, "normalised": X / r, "rescaled": X / r * gamma}


@broken("rms_norm", "div.not_divided", source="own course: sum for mean", sizes=NORM)
def sum_of_squares(X: Any, gamma: Any) -> Numbers:
    s = (X**2).sum(-1, keepdims=True)
    r = np.sqrt(s + 1e-5)
    return {"mean_square": s, "rms": r, "normalised": X / r, "rescaled": X / r * gamma}


@broken("feed_forward", "relu.left_out", source="own course: activation forgotten", sizes={"n": 3, "d": 4, "f": 6})
def no_activation(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    B = X @ W_1 + b_1
    return {"preactivation": B, "output": B @ W_2 + b_2}


@broken("feed_forward", "relu.sigmoid", source="own course: sigmoid for ReLU", sizes={"n": 3, "d": 4, "f": 6})
def sigmoid_for_relu(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    B = X @ W_1 + b_1
    F = 1 / (1 + np.exp(-B))
    return {"preactivation": B, "activated": F, "output": F @ W_2 + b_2}


@broken(
    "feed_forward",
    "activation=gelu_tanh",
    source="OpenAI GPT-2: tanh approximation",
    sizes={"n": 3, "d": 4, "f": 6},
    activation="gelu_exact",
    torch=True,
)
def approximate_gelu(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    b = torch.tensor(X @ W_1 + b_1)
    f = functional.gelu(b, approximate="tanh")
    return {"preactivation": b, "activated": f, "output": f @ torch.tensor(W_2) + torch.tensor(b_2)}


@broken(
    "feed_forward",
    "div.quick_gelu",
    source="OpenAI CLIP: QuickGELU",
    sizes={"n": 3, "d": 4, "f": 6},
    activation="gelu_exact",
)
def quick_gelu(X: Any, W_1: Any, W_2: Any, b_1: Any, b_2: Any) -> Numbers:
    B = X @ W_1 + b_1
    F = B / (1 + np.exp(-1.702 * B))
    return {"preactivation": B, "activated": F, "output": F @ W_2 + b_2}


@broken(
    "embedding", "scale=sqrt_d", source="annotated transformer: embeddings times √d", sizes={"n": 4, "v": 5, "d": 4}
)
def embedding_scaled(tokens: Any, E: Any) -> Numbers:
    return {"embedded": E[tokens.argmax(1)] * math.sqrt(E.shape[1])}


@broken(
    "embedding", "embedding.counted_from_1", source="own course: ids counted from 1", sizes={"n": 4, "v": 5, "d": 4}
)
def embedding_counted_from_one(tokens: Any, E: Any) -> Numbers:
    return {"embedded": E[(tokens.argmax(1) + 1) % len(E)]}


# ---- positions ----


def sinusoidal(n: int, d: int, exponent: Any, first: int = 0) -> Any:
    pe = np.zeros((n, d))
    for pos in range(n):
        for i in range(d):
            angle = (pos + first) / 10000 ** (exponent(i) / d)
            pe[pos, i] = np.sin(angle) if i % 2 == 0 else np.cos(angle)
    return pe


@broken(
    "sinusoidal",
    "positions.own_wavelength",
    source="github.com/luhengshiwo/LLMForEverybody/issues/106",
    sizes={"n": 5, "d": 6},
)
def cosine_with_its_own_exponent(X: Any) -> Numbers:
    pe = sinusoidal(5, 6, lambda i: i)
    return {"positions": pe, "position_products": pe @ pe.T, "embedded": X + pe}


@broken("sinusoidal", "positions.by_column", source="github.com/Kyubyong/transformer/issues/38", sizes={"n": 5, "d": 6})
def exponent_for_every_column(X: Any) -> Numbers:
    pe = sinusoidal(5, 6, lambda i: 2 * i)
    return {"positions": pe, "position_products": pe @ pe.T, "embedded": X + pe}


@broken("sinusoidal", "pairing=half_split", source="github.com/tensorflow/text/issues/1122", sizes={"n": 5, "d": 6})
def sines_then_cosines(X: Any) -> Numbers:
    angles = np.arange(5)[:, None] / 10000 ** (2 * np.arange(3) / 6)
    pe = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    return {"angles": angles, "positions": pe, "embedded": X + pe}


@broken("sinusoidal", "positions.from_one", source="own course: positions counted from 1", sizes={"n": 5, "d": 6})
def positions_from_one(X: Any) -> Numbers:
    pe = sinusoidal(5, 6, lambda i: i - i % 2, first=1)
    return {"positions": pe, "embedded": X + pe}


def rotate_half(x: Any) -> Any:
    half = x.shape[-1] // 2
    return np.concatenate([-x[..., half:], x[..., :half]], axis=-1)


def rotate_every_two(x: Any) -> Any:
    return np.stack([-x[..., 1::2], x[..., ::2]], axis=-1).reshape(x.shape)


ROPE = {"n": 4, "d_k": 4, "d_v": 3}


@broken("rope", "pairing=half_split", source="github.com/EleutherAI/gpt-neox/issues/834", sizes=ROPE)
def neox_for_gptj(Q: Any, K: Any, V: Any) -> Numbers:
    angles = np.arange(4)[:, None] / 10000 ** (np.arange(0, 4, 2) / 4)
    c, s = (f(np.concatenate([angles, angles], axis=1)) for f in (np.cos, np.sin))
    q, k = Q * c + rotate_half(Q) * s, K * c + rotate_half(K) * s
    w = softmax(q @ k.T / 2)
    return {"angles": angles, "rotated_queries": q, "rotated_keys": k, "weights": w, "context": w @ V}


@broken(
    "rope",
    "step.left_out",
    "mul.without_right",
    "add.without_right",
    "variable.rotated_keys.K",
    "rotation.left_out",
    source="own course: only the queries rotated",
    sizes=ROPE,
)
def only_queries_rotated(Q: Any, K: Any, V: Any) -> Numbers:
    angles = np.repeat(np.arange(4)[:, None] / 10000 ** (np.arange(0, 4, 2) / 4), 2, axis=1)
    q = Q * np.cos(angles) + rotate_every_two(Q) * np.sin(angles)
    w = softmax(q @ K.T / 2)
    return {"rotated_queries": q, "rotated_keys": K, "weights": w, "context": w @ V}


@broken("rope", "turned.unsigned", "neg.sign", source="own course: minus sign lost in rotate_half", sizes=ROPE)
def sign_lost(Q: Any, K: Any, V: Any) -> Numbers:
    angles = np.repeat(np.arange(4)[:, None] / 10000 ** (np.arange(0, 4, 2) / 4), 2, axis=1)
    q, k = (x * np.cos(angles) + np.abs(np.array([1])) * x[:, [1, 0, 3, 2]] * np.sin(angles) for x in (Q, K))
    s = q @ k.T
    w = softmax(s / 2)
    return {"rotated_queries": q, "rotated_keys": k, "scores": s, "weights": w, "context": w @ V}


@broken(
    "alibi",
    "alibi.sign",
    source="own course: distances with the wrong sign",
    sizes={"n": 4, "h": 2, "d_k": 3, "d_v": 2},
)
def alibi_with_a_plus(Q: Any, K: Any, V: Any) -> Numbers:
    n, h = len(Q), 2
    q, k, v = (x.reshape(n, h, -1).transpose(1, 0, 2) for x in (Q, K, V))
    slopes = 2.0 ** (-8 * np.arange(1, h + 1) / h)
    distance = np.arange(n)[:, None] - np.arange(n)
    z = q @ k.transpose(0, 2, 1) / np.sqrt(3)
    b = slopes[:, None, None] * distance
    m = np.where(np.tri(n) == 1, z + b, -np.inf)
    a = softmax(m)
    return {"scaled": z, "biased": z + b, "masked": m, "weights": a, "context": a @ v}


# ---- losses ----

LOSS = {"n": 5, "d": 4, "v": 5}


@broken(
    "next_token_loss", "softmax.twice", source="github.com/bkitano/llama-from-scratch/issues/5", sizes=LOSS, torch=True
)
def softmax_before_cross_entropy(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    model = nn.Linear(4, 5, dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(W.T))
        model.bias.copy_(torch.tensor(b[0]))
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    logits = model(torch.tensor(H)[:-1])
    probabilities = torch.softmax(logits, -1)
    loss = functional.cross_entropy(probabilities, torch.tensor(tokens.argmax(1))[1:])
    before = logits.detach().clone(), loss.detach().clone()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return {"logits": before[0], "loss": before[1].reshape(1, 1)}


@broken("next_token_loss", "targets.not_shifted", source="own course: targets not shifted", sizes=LOSS)
def targets_not_shifted(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    Z, Y = H[:-1] @ W + b, tokens[:-1]
    P = softmax(Z)
    p = (P * Y).sum(1, keepdims=True)
    return {
        "logits": Z,
        "targets": Y,
        "probabilities": P,
        "likelihoods": p,
        "losses": -np.log(p),
        "loss": -np.log(p).mean(0, keepdims=True),
    }


@broken("next_token_loss", "div.not_divided", source="own course: reduction='sum'", sizes=LOSS)
def summed_loss(tokens: Any, H: Any, W: Any, b: Any) -> Numbers:
    Z, Y = H[:-1] @ W + b, tokens[1:]
    P = softmax(Z)
    p = (P * Y).sum(1, keepdims=True)
    return {
        "logits": Z,
        "targets": Y,
        "probabilities": P,
        "likelihoods": p,
        "losses": -np.log(p),
        "loss": -np.log(p).sum(0, keepdims=True),
    }


@broken("masked_lm", "loss.all_places", source="own course: loss over all places", sizes={"n": 5, "d": 3, "v": 4})
def loss_of_every_place(H: Any, targets: Any, chosen: Any, W: Any, b: Any) -> Numbers:
    Z = H @ W + b
    P = softmax(Z)
    p = (P * targets).sum(1, keepdims=True)
    losses = -np.log(p)
    return {"logits": Z, "probabilities": P, "likelihoods": p, "losses": losses, "loss": losses.mean(0, keepdims=True)}


@broken("temperature", "div.multiplied", source="own course: multiplied by the temperature", sizes={"n": 2, "v": 5})
def temperature_multiplied(Z: Any) -> Numbers:
    return {"scaled": Z * 0.5, "probabilities": softmax(Z * 0.5)}


@broken(
    "temperature",
    "temperature.after_softmax",
    source="own course: temperature after the softmax",
    sizes={"n": 2, "v": 5},
)
def temperature_after_softmax(Z: Any) -> Numbers:
    return {"probabilities": softmax(Z) / 0.5}


@broken("similarity", "cosine.one_length", source="own course: divided by one length", sizes={"n": 4, "d": 3})
def one_length(X: Any) -> Numbers:
    G = X @ X.T
    length = np.linalg.norm(X, axis=1, keepdims=True)
    R = G / length
    A = softmax(R)
    return {"products": G, "lengths": length, "cosines": R, "weights": A, "context": A @ X}
