"""Keras' layers, in the order of layer.get_weights(): told apart by how many arrays there are and by their shapes.

As documented at https://keras.io/api/layers/: kernels are (in, out); an LSTM keeps its gates in the order i, f, c, o, a
GRU in the order z, r, h with two rows of biases where reset_after is True, as it is by default; multi-head attention
keeps (d, heads, key_dim).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from loading.arrays import Array, Loaded
from parameters.recognised import Note, Recognised

# the last part of the names that Keras gives its variables
VARIABLES = frozenset("kernel recurrent_kernel bias gamma beta embeddings".split())
GATES = {1: "SimpleRNN", 3: "GRU", 4: "LSTM"}
RECURRENT: dict[str, dict[str, Any]] = {
    "SimpleRNN": {"mechanism": "rnn", "options": {"product": "separate"}, "states": ("h_0",), "order": ""},
    "GRU": {
        "mechanism": "gru",
        "options": {"product": "fused", "order": "zrn", "update": "z_keeps_old"},
        "states": ("h_0",),
        "order": "z, r, h",
    },
    "LSTM": {
        "mechanism": "lstm",
        "options": {"product": "fused", "order": "ifgo"},
        "states": ("h_0", "c_0"),
        "order": "i, f, c, o",
    },
}
Arrays = Sequence[Array]
Reader = Callable[[Arrays], Recognised | None]


def named(name: str) -> bool:
    """Whether an array is called as Keras calls its variables: lstm/lstm_cell/kernel:0."""
    return "/" in name and name.rpartition("/")[2].removesuffix(":0") in VARIABLES


def recognised(arrays: Sequence[Loaded]) -> list[Recognised]:
    """The layers one after another, and two Dense layers in a row as a feed-forward network as well."""
    found: list[Recognised] = []
    at = 0
    while at < len(arrays):
        count, layer = _first(arrays[at:])
        if layer:
            found.append(_placed(layer, arrays[at : at + count], at))
        at += count
    pairs = [pair for a, b in pairwise(found) if (pair := _two_dense(a, b))]
    return [*pairs, *found]


def _first(arrays: Sequence[Loaded]) -> tuple[int, Recognised | None]:
    """The layer that begins here, and how many arrays it takes; one array and none where no layer does."""
    for count, reader in READERS:
        if count <= len(arrays) and (layer := reader([x.values for x in arrays[:count]])):
            return count, layer
    return 1, None


def _placed(layer: Recognised, arrays: Sequence[Loaded], at: int) -> Recognised:
    names = tuple(x.name or str(at + n) for n, x in enumerate(arrays, 1))
    places = str(at + 1) if len(arrays) == 1 else f"{at + 1}–{at + len(arrays)}"
    prefix = names[0].rpartition("/")[0] or places
    return replace(layer, prefix=prefix, used=names)


def _layer(layer: str, mechanism: str, options: dict[str, Any], inputs: dict[str, Array], **more: Any) -> Recognised:
    notes = (Note("in_out"), *more.pop("notes", ()))
    return Recognised(f"keras.layers.{layer}", "", mechanism, options, inputs, notes=notes, **more)


def _row(x: Array) -> Array:
    return x.reshape(1, -1)


# ---- recurrent ----


def _recurrent(arrays: Arrays) -> Recognised | None:
    found = _pass(arrays)
    if found is None:
        return None
    kind, options, inputs = found
    return _of_passes(kind, options, inputs, kind, (), len(arrays) > 2)


def _bidirectional(arrays: Arrays) -> Recognised | None:
    half = len(arrays) // 2
    one, other = _pass(arrays[:half]), _pass(arrays[half:])
    if one is None or other is None or [x.shape for x in arrays[:half]] != [x.shape for x in arrays[half:]]:
        return None
    kind, options, inputs = one
    both = {f"forward/{id}": x for id, x in inputs.items()} | {f"reverse/{id}": x for id, x in other[2].items()}
    options, name = {**options, "direction": "both"}, f"Bidirectional({kind})"
    return _of_passes(kind, options, both, name, (Note("both_directions"),), half > 2)


def _of_passes(
    kind: str, options: dict[str, Any], inputs: dict[str, Array], layer: str, notes: tuple[Note, ...], biased: bool
) -> Recognised:
    order = RECURRENT[kind]["order"]
    found = [*([Note("gate_order", {"order": order})] if order else []), *notes, Note("initial_states")]
    if kind == "GRU":
        found.append(Note("reset_after" if options["reset"] == "after_product" else "reset_before"))
    asks = {"activation": ("tanh", "relu")} if kind == "SimpleRNN" else {}
    if kind == "GRU" and not biased:
        asks = {"reset": ("after_product", "before_product")}  # the rows of biases would have told
    return _layer(layer, RECURRENT[kind]["mechanism"], options, inputs, notes=tuple(found), asks=asks, step="outputs")


def _pass(arrays: Arrays) -> tuple[str, dict[str, Any], dict[str, Array]] | None:
    """Kind, options and inputs of one direction: kernel, recurrent kernel, and a bias or none."""
    W, U, *bias = arrays
    if W.ndim != 2 or U.ndim != 2 or W.shape[1] != U.shape[1] or U.shape[1] % U.shape[0]:
        return None
    kind = GATES.get(U.shape[1] // U.shape[0], "")
    options: dict[str, Any] = {**RECURRENT[kind]["options"], "biases": "one"} if kind else {}
    width = W.shape[1]
    b = bias[0] if bias else np.zeros(width)
    if not kind or (b.shape != (width,) and not (kind == "GRU" and b.shape == (2, width))):
        return None
    inputs = {"W": W, "U": U, "b": _row(b)}
    if kind == "GRU":
        options["reset"] = "after_product" if b.ndim == 2 or not bias else "before_product"
    if b.ndim == 2:
        options["biases"] = "two"
        inputs = {"W": W, "U": U, "b_ih": _row(b[0]), "b_hh": _row(b[1])}
    return kind, options, inputs | {state: np.zeros((1, U.shape[0])) for state in RECURRENT[kind]["states"]}


# ---- attention ----


def _attention(arrays: Arrays) -> Recognised | None:
    """Kernels (d, heads, d_k) of query, key and value, then (heads, d_v, d); with a bias after each, or none."""
    biased = len(arrays) == 8
    kernels, biases = (arrays[::2], arrays[1::2]) if biased else (arrays, ())
    if any(x.ndim != 3 for x in kernels) or any(b.ndim != n for b, n in zip(biases, (2, 2, 2, 1), strict=False)):
        return None
    Q, K, V, O = kernels  # noqa: E741 - W^O's own letter
    d, h, d_k = Q.shape
    if K.shape != Q.shape or V.shape[:2] != (d, h) or O.shape != (h, V.shape[2], d):
        return None
    inputs = {f"W_{x}": W.reshape(d, -1) for x, W in zip("qkv", (Q, K, V), strict=True)} | {"W_o": O.reshape(-1, d)}
    inputs |= {f"b_{x}": _row(b) for x, b in zip("qkvo", biases, strict=False)}
    options = {"projection": "separate", "biases": "one" if biased else "none"}
    sizes = {"h": h, "d_k": d_k, "d_v": V.shape[2]}
    notes = (Note("heads", {"heads": h, "width": d_k}),)
    return _layer("MultiHeadAttention", "multi_head", options, inputs, sizes=sizes, notes=notes, step="output")


# ---- the rest ----


def _normalisation(arrays: Arrays) -> Recognised | None:
    gamma, beta = arrays
    if gamma.ndim != 1 or gamma.shape != beta.shape:
        return None
    inputs, notes = {"gamma": _row(gamma), "beta": _row(beta)}, (Note("epsilon", {"epsilon": "1e-3"}),)
    return _layer("LayerNormalization", "layer_norm", {"epsilon": 1e-3}, inputs, notes=notes, step="rescaled")


def _dense(arrays: Arrays) -> Recognised | None:
    W, b = arrays
    if W.ndim != 2 or b.shape != (W.shape[1],):
        return None
    return _layer("Dense", "next_token_loss", {}, {"W": W, "b": _row(b)}, step="logits")


def _two_dense(first: Recognised, second: Recognised) -> Recognised | None:
    if {first.layer, second.layer} != {"keras.layers.Dense"}:
        return None
    W_1, W_2 = first.inputs["W"], second.inputs["W"]
    if W_1.shape != W_2.shape[::-1]:
        return None
    inputs = {"W_1": W_1, "b_1": first.inputs["b"], "W_2": W_2, "b_2": second.inputs["b"]}
    asks = {"activation": ("relu", "gelu_exact", "gelu_tanh")}
    pair = _layer("Dense ×2", "feed_forward", {}, inputs, asks=asks, step="output")
    return replace(pair, prefix=f"{first.prefix}, {second.prefix}", used=(*first.used, *second.used))


def _embedding(arrays: Arrays) -> Recognised | None:
    (E,) = arrays
    return _layer("Embedding", "embedding", {}, {"E": E}, step="embedded") if E.ndim == 2 else None


READERS: tuple[tuple[int, Reader], ...] = (
    (8, _attention),
    (6, _bidirectional),
    (4, _attention),
    (4, _bidirectional),
    (3, _recurrent),
    (2, _normalisation),
    (2, _dense),
    (2, _recurrent),
    (1, _embedding),
)
