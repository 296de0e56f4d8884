"""Keras' layers written out in NumPy from their documentation: their get_weights() give what they compute."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, checked, run
from loading import Loaded, Refused, file, printed
from parameters import Recognised, recognised

Array = Any


def drawn(*shape: int) -> Array:
    return np.random.default_rng(sum(shape)).normal(size=shape)


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


# ---- the layers, as documented ----


def simple_rnn(X: Array, kernel: Array, recurrent: Array, bias: Array, activation: Any = np.tanh) -> Array:
    h, rows = np.zeros(len(recurrent)), []
    for x in X:
        h = activation(x @ kernel + bias + h @ recurrent)
        rows.append(h)
    return np.array(rows)


def lstm(X: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    k = len(recurrent)
    h, c, rows = np.zeros(k), np.zeros(k), []
    for x in X:
        i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        rows.append(h)
    return np.array(rows)


def gru(X: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
    k = len(recurrent)
    h, rows = np.zeros(k), []
    for x in X:
        if bias.ndim == 2:  # reset_after=True
            x_z, x_r, x_h = np.split(x @ kernel + bias[0], 3)
            h_z, h_r, h_h = np.split(h @ recurrent + bias[1], 3)
            z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
            new = np.tanh(x_h + r * h_h)
        else:
            x_z, x_r, x_h = np.split(x @ kernel + bias, 3)
            z = sigmoid(x_z + h @ recurrent[:, :k])
            r = sigmoid(x_r + h @ recurrent[:, k : 2 * k])
            new = np.tanh(x_h + (r * h) @ recurrent[:, 2 * k :])
        h = z * h + (1 - z) * new
        rows.append(h)
    return np.array(rows)


def attention(X: Array, *weights: Array) -> Array:
    if len(weights) == 4:
        Q, K, V = (np.einsum("nd,dhk->hnk", X, W) for W in weights[:3])
        O, b_o = weights[3], 0.0  # noqa: E741
    else:
        Q, K, V = (np.einsum("nd,dhk->hnk", X, weights[k]) + weights[k + 1][:, None] for k in (0, 2, 4))
        O, b_o = weights[6], weights[7]  # noqa: E741
    S = np.exp(Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[-1]))
    return np.einsum("hnv,hvd->nd", S / S.sum(-1, keepdims=True) @ V, O) + b_o


def normalised(X: Array, gamma: Array, beta: Array) -> Array:
    return (X - X.mean(-1, keepdims=True)) / np.sqrt(X.var(-1, keepdims=True) + 1e-3) * gamma + beta


# ---- recognised ----


def weights(*arrays: Array) -> list[Loaded]:
    """What np.savez("layer.npz", *layer.get_weights()) writes, read again."""
    content = io.BytesIO()
    np.savez(content, *arrays)
    return file(content.getvalue(), "layer.npz")


def output(found: Recognised, **data: Array) -> Array:
    mechanism = MECHANISMS[found.mechanism]
    given = {**found.inputs, **data}
    program, arrays = checked(mechanism, mechanism.choose(**found.options), given, found.sizes)
    return run(program, arrays)[found.step]


def agrees(mine: Array, theirs: Array) -> None:
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12)


X = drawn(5, 3)
RECURRENT: dict[str, tuple[Any, tuple[Array, ...]]] = {
    "LSTM": (lstm, (drawn(3, 16), drawn(4, 16), drawn(16))),
    "GRU": (gru, (drawn(3, 12), drawn(4, 12), drawn(2, 12))),
    "GRU, reset before": (gru, (drawn(3, 12), drawn(4, 12), drawn(12))),
    "SimpleRNN": (simple_rnn, (drawn(3, 4), drawn(4, 4), drawn(4))),
}


@pytest.mark.parametrize("kind", RECURRENT)
def test_recurrent_layers(kind: str) -> None:
    layer, arrays = RECURRENT[kind]
    (found,) = recognised(weights(*arrays))
    assert found.layer == f"keras.layers.{kind.partition(',')[0]}"
    agrees(output(found, X=X), layer(X, *arrays))


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "SimpleRNN"])
def test_recurrent_layers_without_bias(kind: str) -> None:
    layer, (kernel, recurrent, bias) = RECURRENT[kind]
    (found,) = recognised(weights(kernel, recurrent))
    expected = layer(X, kernel, recurrent, np.zeros(bias.shape[-1]))
    if kind == "GRU":  # without a bias, nothing tells where the reset gate acts: True is Keras' default
        agrees(output(found.answered(reset="before_product"), X=X), expected)
        expected = gru(X, kernel, recurrent, np.zeros((2, bias.shape[-1])))
    agrees(output(found, X=X), expected)


@pytest.mark.parametrize("kind", RECURRENT)
def test_bidirectional_layers(kind: str) -> None:
    layer, forward = RECURRENT[kind]
    reverse = tuple(x[..., ::-1].copy() for x in forward)
    (found,) = recognised(weights(*forward, *reverse))
    expected = np.concatenate([layer(X, *forward), layer(X[::-1], *reverse)[::-1]], 1)
    agrees(output(found, X=X), expected)


def test_a_simple_rnn_with_relu_is_asked_for() -> None:
    layer, arrays = RECURRENT["SimpleRNN"]
    (found,) = recognised(weights(*arrays))
    agrees(output(found.answered(activation="relu"), X=X), layer(X, *arrays, lambda z: np.maximum(z, 0)))


MHA = [drawn(6, 2, 4), drawn(2, 4), drawn(6, 2, 4) / 2, drawn(2, 4) / 2, drawn(6, 2, 3), drawn(2, 3), drawn(2, 3, 6)]


@pytest.mark.parametrize("biased", [True, False])
def test_multi_head_attention_says_its_heads(biased: bool) -> None:
    arrays = [*MHA, drawn(6)] if biased else MHA[::2]
    (found,) = recognised(weights(*arrays))
    assert (found.sizes, found.asks) == ({"h": 2, "d_k": 4, "d_v": 3}, {})
    agrees(output(found, X=drawn(4, 6)), attention(drawn(4, 6), *arrays))


def test_dense_layer_normalisation_and_embedding() -> None:
    W, b = drawn(3, 4), drawn(4)
    (dense,) = recognised(weights(W, b))
    agrees(output(dense, H=X, tokens=np.eye(4)[[0, 1, 2, 3, 0]]), (X @ W + b)[:-1])
    gamma, beta = drawn(3), drawn(3) + 1
    (norm,) = recognised(weights(gamma, beta))
    agrees(output(norm, X=X), normalised(X, gamma, beta))
    (table,) = recognised(weights(W))
    agrees(output(table, tokens=np.eye(3)[[2, 0]]), W[[2, 0]])


def test_a_whole_model_is_divided_into_its_layers() -> None:
    arrays = (drawn(7, 3), *RECURRENT["LSTM"][1], drawn(4, 5), drawn(5), drawn(5, 4), drawn(4))
    found = recognised(weights(*arrays))
    layers = [(x.layer.removeprefix("keras.layers."), x.prefix) for x in found]
    assert layers == [
        ("Dense ×2", "5–6, 7–8"),
        ("Embedding", "1"),
        ("LSTM", "2–4"),
        ("Dense", "5–6"),
        ("Dense", "7–8"),
    ]
    agrees(output(found[0], X=drawn(2, 4)), np.maximum(drawn(2, 4) @ arrays[4] + arrays[5], 0) @ arrays[6] + arrays[7])


def test_weights_as_they_are_printed() -> None:
    _, arrays = RECURRENT["GRU"]
    rounded = [np.round(x, 6) for x in arrays]
    (found,) = recognised(printed(repr(list(rounded))))
    agrees(output(found, X=X), gru(X, *rounded))
    names = ("kernel", "recurrent_kernel", "bias")
    text = "\n".join(
        f"<Variable path=gru/gru_cell/{name}, shape={x.shape}, dtype=float32, value={x.tolist()}>"
        for name, x in zip(names, rounded, strict=True)
    )
    (found,) = recognised(printed(text))
    assert found.prefix == "gru/gru_cell"
    agrees(output(found, X=X), gru(X, *rounded))


def test_what_fits_no_layer_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        recognised(weights(drawn(2, 2, 2), drawn(3)))
    assert refused.value.code == "no_layer"
