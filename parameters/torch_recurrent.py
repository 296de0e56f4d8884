"""nn.RNN, nn.LSTM and nn.GRU with layers and directions, and their cells: weight_ih_l0, weight_hh_l0, …

As documented at https://docs.pytorch.org/docs/stable/nn.html, "Recurrent Layers": weights are (gates·hidden, in), the
gates one below the other in the order i, f, g, o or r, z, n; an output row of two directions is [forward, reverse].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from loading.arrays import Array
from loading.errors import Refused
from parameters.recognised import Note, Parameters, Recognised


class LayerKind(NamedTuple):
    """A recurrent layer: its names, the mechanisms that compute it and their options, names of biases and states.

    `asks` are the options that a state_dict does not hold.
    """

    layer: str
    mechanism: str
    options: dict[str, Any]
    biases: tuple[str, str]
    states: tuple[str, ...]
    order: str = ""
    asks: Mapping[str, tuple[Any, ...]] = MappingProxyType({})


OUT_IN = {"weights": "out_in", "biases": "two"}
RESET_LATE = {"update": "z_keeps_old", "reset": "after_product"}
# by the number of gates: rows of weight_ih for each hidden unit
KINDS = {
    1: LayerKind(
        "RNN",
        "rnn",
        {**OUT_IN, "product": "separate"},
        ("b_x", "b_h"),
        ("h",),
        asks={"activation": ("tanh", "relu")},
    ),
    3: LayerKind(
        "GRU", "gru", {**OUT_IN, "product": "fused", "order": "rzn", **RESET_LATE}, ("b_ih", "b_hh"), ("h",), "r, z, n"
    ),
    4: LayerKind(
        "LSTM", "lstm", {**OUT_IN, "product": "fused", "order": "ifgo"}, ("b_x", "b_h"), ("h", "c"), "i, f, g, o"
    ),
}
WAYS = {"forward": "", "reverse": "_reverse"}


def layer(found: Parameters) -> Recognised:
    """The layer whose weight_ih_l0 stands behind this prefix. Raises Refused for what the mechanisms do not have."""
    if "weight_hr_l0" in found:
        raise Refused("proj_size", name=f"{found.prefix}weight_hr_l0")
    kind = _kind(found, "_l0")
    count = next(k for k in range(1, 10_000) if f"weight_ih_l{k}" not in found)
    both = "weight_ih_l0_reverse" in found
    inputs: dict[str, Array] = {}
    for path, suffix in _places(count, both):
        inputs |= _cell(found, kind, path, suffix, tuple(f"{state}_0" for state in kind.states))
    notes = [
        *_notes(found, kind, "_l0"),
        *([Note("layers", {"count": count})] if count > 1 else []),
        *([Note("both_directions")] if both else []),
        Note("initial_states"),
    ]
    options = {**kind.options, "direction": "both" if both else "forward"}
    used, sizes = tuple(found.asked), {"layers": count}
    return Recognised(
        f"nn.{kind.layer}", found.prefix, kind.mechanism, options, inputs, sizes, "", tuple(notes), kind.asks, used
    )


def cell(found: Parameters) -> Recognised:
    """The cell (nn.LSTMCell and the like) whose weight_ih stands behind this prefix. Raises Refused."""
    kind = _kind(found, "")
    inputs = _cell(found, kind, "", "", tuple(f"{state}_prev" for state in kind.states))
    notes = (*_notes(found, kind, ""), Note("initial_states"))
    return Recognised(
        f"nn.{kind.layer}Cell",
        found.prefix,
        f"{kind.mechanism}_step",
        kind.options,
        inputs,
        step="hidden",
        notes=notes,
        asks=kind.asks,
        used=tuple(found.asked),
    )


def _kind(found: Parameters, suffix: str) -> LayerKind:
    W, U = found.matrix(f"weight_ih{suffix}"), found.matrix(f"weight_hh{suffix}")
    gates, rest = divmod(U.shape[0], U.shape[1])
    if rest or gates not in KINDS or W.shape[0] != U.shape[0]:
        raise Refused("gates", name=f"{found.prefix}weight_hh{suffix}", rows=U.shape[0], columns=U.shape[1])
    return KINDS[gates]


def _places(count: int, both: bool) -> Iterator[tuple[str, str]]:
    """Where each pass keeps its weights: path in the program, suffix in PyTorch."""
    for k in range(count):
        for way, tail in WAYS.items() if both else (("", ""),):
            path = (f"layer={k + 1}/" if count > 1 else "") + (f"{way}/" if way else "")
            yield path, f"_l{k}{tail}"


def _cell(found: Parameters, kind: LayerKind, path: str, suffix: str, states: tuple[str, ...]) -> dict[str, Array]:
    W, U = found.matrix(f"weight_ih{suffix}"), found.matrix(f"weight_hh{suffix}")
    biases = (found.row(f"bias_{side}{suffix}", U.shape[0]) for side in ("ih", "hh"))
    named = {"W": W, "U": U, **dict(zip(kind.biases, biases, strict=True))}
    start = {state: np.zeros((1, U.shape[1])) for state in states}
    return {path + name: x for name, x in {**named, **start}.items()}


def _notes(found: Parameters, kind: LayerKind, suffix: str) -> Iterator[Note]:
    if kind.order:
        yield Note("gate_order", {"order": kind.order})
    yield Note("out_in")
    yield Note("two_biases") if f"bias_ih{suffix}" in found else Note("no_biases")
