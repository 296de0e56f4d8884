"""Blocks and models with bugs that a public thread reports, written before the check was run on any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.blocks import heads_of, norm, within
from tests.check.programs.heads import split

BLOCK = {"n": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 5}


def fed(x: Any, w: Numbers) -> Any:
    return np.maximum(x @ w["W_1"] + w["b_1"], 0) @ w["W_2"] + w["b_2"]


def normed(x: Any, w: Numbers) -> Any:
    return norm(x, w["norm__gamma"], w["norm__beta"])


# ---- encoders ----


@broken(
    "encoder_block",
    "residual.from_normalised",
    source="github.com/pytorch/pytorch/issues/61165",
    sizes=BLOCK,
    norm="pre",
)
def residual_from_the_normalised(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = normed(X, a)
    x = x + heads_of(x, a, 2)
    first = x
    x = normed(x, f)
    return {"attention/residual": first, "feed_forward/residual": x + fed(x, f)}


@broken(
    "encoder_block",
    "variable.rescaled.X",
    source="github.com/strutive07/transformer-tensorflow2.0/issues/14",
    sizes=BLOCK,
)
def second_residual_from_the_inputs(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = normed(X + heads_of(X, a, 2), a)
    y = X + fed(x, f)
    return {"attention/norm/rescaled": x, "feed_forward/residual": y, "feed_forward/norm/rescaled": normed(y, f)}


@broken("encoder_block", "without.feed_forward/norm", source="github.com/keyvank/femtoGPT/issues/29", sizes=BLOCK)
def no_norm_at_the_end(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = normed(X + heads_of(X, a, 2), a)
    return {"attention/norm/rescaled": x, "feed_forward/norm/rescaled": x + fed(x, f)}


# ---- decoders ----

DECODER = {"n": 4, "m": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 5}


def decoded(X: Any, w: Numbers, crossed: Any) -> Numbers:
    """A decoder block whose second attention is `crossed`, of the first sublayer's output and the weights."""
    s, c, f = (within(w, f"{part}__") for part in ("self_attention", "cross_attention", "feed_forward"))
    q, k, v = (split(X @ s[f"W_{g}"] + s[f"b_{g}"], 2) for g in "qkv")
    scores = np.where(np.tri(len(X)) > 0, q @ k.swapaxes(1, 2) / np.sqrt(3), -np.inf)
    attended = (softmax(scores) @ v).swapaxes(0, 1).reshape(len(X), -1) @ s["W_o"] + s["b_o"]
    x = normed(X + attended, s)
    y = crossed(x, c)
    z = normed(x + y, c)
    found = {"self_attention/norm/rescaled": x, "cross_attention/output": y, "cross_attention/norm/rescaled": z}
    return {**found, "feed_forward/norm/rescaled": normed(z + fed(z, f), f)}


@broken(
    "decoder_block",
    "source.other_sequence",
    source="github.com/keitakurita/Practical_NLP_in_PyTorch/issues/1",
    sizes=DECODER,
)
def memory_never_read(X: Any, E: Any, **w: Any) -> Numbers:
    return decoded(X, w, lambda x, c: heads_of(x, c, 2))


@broken(
    "decoder_block",
    "source.other_sequence",
    source="github.com/rexrex9/nlp_torchtext/pull/2",
    sizes=DECODER,
)
def queries_of_the_memory(X: Any, E: Any, **w: Any) -> Numbers:
    return decoded(X, w, lambda x, c: heads_of(E, c, 2, memory=x))


@broken("decoder_block", "mask.causal_too", source="github.com/Kamichanw/SeekDeeper/issues/3", sizes=DECODER)
def memory_masked_like_the_target(X: Any, E: Any, **w: Any) -> Numbers:
    def crossed(x: Any, c: Numbers) -> Any:
        q, k, v = (split(e @ c[f"W_{g}"] + c[f"b_{g}"], 2) for e, g in ((x, "q"), (E, "k"), (E, "v")))
        scores = np.where(np.tri(len(x), len(E)) > 0, q @ k.swapaxes(1, 2) / np.sqrt(3), -np.inf)
        return (softmax(scores) @ v).swapaxes(0, 1).reshape(len(x), -1) @ c["W_o"] + c["b_o"]

    return decoded(X, w, crossed)


# ---- a language model ----

MODEL = {"n": 4, "m": 9, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 5, "v": 5}


def modelled(tokens: Any, E: Any, P: Any, w: Numbers, last: bool = True, start: int = 0) -> Numbers:
    a, f, o = (within(w, f"{part}__") for part in ("attention", "feed_forward", "last"))
    x = tokens @ E + P[start : start + len(tokens)]
    y = normed(x, a)
    q, k, v = (split(y @ a[f"W_{g}"] + a[f"b_{g}"], 2) for g in "qkv")
    scores = np.where(np.tri(len(x)) > 0, q @ k.swapaxes(1, 2) / np.sqrt(3), -np.inf)
    first = x + (softmax(scores) @ v).swapaxes(0, 1).reshape(len(x), -1) @ a["W_o"] + a["b_o"]
    hidden = normed(first, f) @ f["W_1"] + f["b_1"]
    gelu = hidden * (1 + np.tanh(np.sqrt(2 / np.pi) * (hidden + 0.044715 * hidden**3))) / 2
    second = first + gelu @ f["W_2"] + f["b_2"]
    logits = (norm(second, o["gamma"], o["beta"]) if last else second) @ E.T
    found = {"placed": x, "attention/residual": first, "feed_forward/residual": second, "logits": logits}
    return {**found, "probabilities": softmax(logits)}


@broken("language_model", "without.last", source="github.com/vllm-project/speculators/pull/313", sizes=MODEL)
def no_norm_before_the_head(tokens: Any, E: Any, P: Any, **w: Any) -> Numbers:
    return modelled(tokens, E, P, w, last=False)


@broken("language_model", "part.shifted", source="github.com/dmlc/gluon-nlp/issues/1015", sizes=MODEL)
def places_counted_from_the_heads(tokens: Any, E: Any, P: Any, **w: Any) -> Numbers:
    return modelled(tokens, E, P, w, start=2)
