"""Recurrent networks, losses and decoding with bugs that a public thread reports, written before any was checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.lstm import sigmoid

SEQUENCE = {"T": 4, "d": 3, "k": 3}

# ---- gates ----


@broken("lstm", "bias_of.o", source="github.com/ddbourgin/numpy-ml/issues/42", sizes=SEQUENCE)
def one_bias_for_three_gates(X: Any, h_0: Any, c_0: Any, **w: Any) -> Numbers:
    h, c, found, out = h_0, c_0, Numbers(), []
    for t, x in enumerate(X, 1):
        z = np.concatenate([h, x[None]], axis=1)
        f, i, o = (sigmoid(z @ w[f"W_{g}"] + w["b_o"]) for g in "fio")
        c = f * c + i * np.tanh(z @ w["W_c"] + w["b_c"])
        h = o * np.tanh(c)
        found |= {f"t={t}/forget_gate": f, f"t={t}/input_gate": i, f"t={t}/cell": c, f"t={t}/hidden": h}
        out.append(h)
    return {**found, "outputs": np.concatenate(out)}


def stepped(x: Any, h_prev: Any, w: Numbers) -> tuple[Any, ...]:
    z = np.concatenate([h_prev, x], axis=1)
    return (*(sigmoid(z @ w[f"W_{g}"] + w[f"b_{g}"]) for g in "fio"), np.tanh(z @ w["W_c"] + w["b_c"]))


@broken(
    "lstm_step",
    "mul.added",
    source="github.com/MartinuzziFrancesco/torchrecurrent/issues/22",
    sizes={"d": 3, "k": 4},
)
def gate_added_to_the_candidate(x: Any, h_prev: Any, c_prev: Any, **w: Any) -> Numbers:
    f, i, o, g = stepped(x, h_prev, w)
    cell = f * c_prev + (i + g)
    return {"input_gate": i, "candidate": g, "cell": cell, "hidden": o * np.tanh(cell)}


@broken(
    "lstm_step",
    "variable.input_gate.forget_gate",
    source="github.com/ARM-software/CMSIS-NN/pull/181",
    sizes={"d": 3, "k": 4},
)
def forget_gate_twice(x: Any, h_prev: Any, c_prev: Any, **w: Any) -> Numbers:
    f, i, o, g = stepped(x, h_prev, w)
    cell = f * c_prev + f * g
    return {"forget_gate": f, "input_gate": i, "candidate": g, "cell": cell, "hidden": o * np.tanh(cell)}


# ---- two directions ----


def read(X: Any, w: Numbers, way: str) -> list[Any]:
    h, out = w[f"{way}__h_0"], []
    for x in X:
        h = np.tanh(x @ w[f"{way}__W"] + h @ w[f"{way}__U"] + w[f"{way}__b"])
        out.append(h)
    return out


def joined(ahead: list[Any], back: list[Any]) -> Numbers:
    found = {f"forward/t={t}/hidden": h for t, h in enumerate(ahead, 1)}
    return {**found, "outputs": np.concatenate([np.concatenate(ahead), np.concatenate(back)], axis=1)}


@broken(
    "rnn",
    "outputs.in_order_of_reading",
    source="github.com/d2l-ai/d2l-en/issues/2306",
    sizes=SEQUENCE,
    product="separate",
    direction="both",
)
def reverse_states_in_their_own_order(X: Any, **w: Any) -> Numbers:
    return joined(read(X, w, "forward"), read(X[::-1], w, "reverse"))


@broken(
    "rnn",
    "read_like.reverse.forward",
    source="github.com/stanfordmlgroup/nlc/issues/8",
    sizes=SEQUENCE,
    product="separate",
    direction="both",
)
def both_read_forward(X: Any, **w: Any) -> Numbers:
    return joined(read(X, w, "forward"), read(X, w, "reverse"))


@broken(
    "rnn",
    "states_of.reverse.forward",
    source="github.com/ematvey/tensorflow-seq2seq-tutorials/issues/1",
    sizes=SEQUENCE,
    product="separate",
    direction="both",
)
def forward_states_beside_themselves(X: Any, **w: Any) -> Numbers:
    ahead = read(X, w, "forward")
    return joined(ahead, ahead)


# ---- with attention ----


def translated(X: Any, Y: Any, w: Numbers, bend: Any, weigh: Any) -> Numbers:
    e, d = ({k.removeprefix(f"{p}__"): x for k, x in w.items() if k.startswith(p)} for p in ("encoder", "decoder"))
    h, states = e["h_0"], []
    for x in X:
        h = np.tanh(x @ e["W"] + h @ e["U"] + e["b"])
        states.append(h)
    H = np.concatenate(states)
    s, found, out = np.tanh(h @ d["W_0"]), Numbers(), []
    for t, y in enumerate(Y, 1):
        a = weigh((bend(s @ d["W_s"] + H @ d["W_h"]) @ d["v"]).T)
        c = a @ H
        s = np.tanh(y @ d["W"] + s @ d["U"] + c @ d["C"] + d["b"])
        found |= {f"decoder/t={t}/weights": a, f"decoder/t={t}/context": c, f"decoder/t={t}/state": s}
        out.append(s)
    logits = np.concatenate(out) @ w["W_o"] + w["b_o"]
    return {"encoder/outputs": H, **found, "logits": logits, "probabilities": softmax(logits)}


TRANSLATION = {"n": 4, "m": 3, "d": 3, "k": 3, "u": 3, "v": 4}


@broken(
    "rnn_attention",
    "tanh.left_out",
    source="github.com/AuCson/PyTorch-Batch-Attention-Seq2seq/issues/3",
    sizes=TRANSLATION,
)
def energy_without_tanh(X: Any, Y: Any, **w: Any) -> Numbers:
    return translated(X, Y, w, lambda z: z, softmax)


@broken(
    "rnn_attention",
    "softmax.other_axis",
    source="github.com/pandeykartikey/Hierarchical-Attention-Network/issues/5",
    sizes=TRANSLATION,
)
def softmax_along_the_batch(X: Any, Y: Any, **w: Any) -> Numbers:
    return translated(X, Y, w, np.tanh, np.ones_like)


# ---- losses ----

MASKED = {"n": 6, "d": 3, "v": 4}


def lost(H: Any, targets: Any, W: Any, b: Any) -> tuple[Any, Any]:
    P = softmax(H @ W + b)
    return P, -np.log((P * targets).sum(1, keepdims=True))


@broken("masked_lm", "div.not_divided", source="github.com/vid-koci/bert-commonsense/issues/1", sizes=MASKED)
def loss_not_divided(H: Any, targets: Any, chosen: Any, W: Any, b: Any) -> Numbers:
    P, losses = lost(H, targets, W, b)
    return {"probabilities": P, "losses": losses, "loss": (chosen * losses).sum().reshape(1, 1)}


@broken("masked_lm", "loss.over_all_places", source="github.com/CyberZHG/keras-bert/issues/188", sizes=MASKED)
def averaged_over_every_position(H: Any, targets: Any, chosen: Any, W: Any, b: Any) -> Numbers:
    P, losses = lost(H, targets, W, b)
    return {"probabilities": P, "losses": losses, "loss": (chosen * losses).mean().reshape(1, 1)}


# ---- decoding ----

CUT = {"n": 3, "v": 6}


@broken("sampling", source="github.com/Biohub/esm/pull/360", sizes=CUT, cut="top_p")
def nucleus_without_the_crossing_token(Z: Any) -> Numbers:
    scaled = Z / 0.5
    P = softmax(scaled)
    order = np.argsort(-P, 1)
    below = np.take_along_axis(np.take_along_axis(P, order, 1).cumsum(1), order.argsort(1), 1) <= 0.8
    kept = below | (P.max(1, keepdims=True) == P)
    return {"probabilities": P, "kept": kept * 1.0, "distribution": softmax(np.where(kept, scaled, -np.inf))}


@broken(
    "sampling", "order=temperature_last", source="github.com/fishaudio/fish-speech/pull/1150", sizes=CUT, cut="top_p"
)
def temperature_behind_the_nucleus(Z: Any) -> Numbers:
    P = softmax(Z)
    above = np.array([[row[row > p].sum() for p in row] for row in P])
    return {"distribution": softmax(np.where(above < 0.8, Z / 0.5, -np.inf))}


@broken(
    "beam_search",
    "div.not_divided",
    source="github.com/nlpyang/PreSumm/issues/58",
    sizes={"T": 3, "b": 2, "v": 5},
    normalised="power",
)
def scores_left_as_sums(start: Any, table: Any) -> Numbers:
    first: list[tuple[Any, tuple[int, ...]]] = [(start[0, k], (k,)) for k in range(5)]
    beams = sorted(first, reverse=True)[:2]
    for _ in range(2):
        grown: list[tuple[Any, tuple[int, ...]]] = []
        for score, words in beams:
            if words[-1] == 4:
                grown.append((score, words))
            else:
                grown += [(score + table[words[-1], k], (*words, k)) for k in range(5)]
        beams = sorted(grown, reverse=True)[:2]
    return {"normalised": np.array([[score] for score, _ in beams])}
