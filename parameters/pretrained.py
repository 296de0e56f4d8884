"""Blocks of BERT and GPT-2 under the names of the transformers library, one or a stack of them.

BERT (Devlin et al. 2019) keeps matrices (out, in) and normalises after each sublayer; GPT-2 (Radford et al. 2019) keeps
them (in, out), W^Q, W^K and W^V beside each other, normalises before each sublayer, and its attention is causal. Names
as in https://github.com/huggingface/transformers, models/bert and models/gpt2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from loading.arrays import Array, said
from loading.errors import Refused
from parameters.recognised import Note, Parameters, Recognised, divisors

BERT, GPT2 = "attention.self.query.weight", "attn.c_attn.weight"  # names that only these blocks have
LETTERS = {"q": "query", "k": "key", "v": "value"}
Block = Callable[[Parameters], tuple[dict[str, Array], int]]  # its parameters by the mechanism's ids, and its width


def bert(found: Parameters) -> Recognised:
    """The BertLayer behind this prefix, or the encoder that it is the first layer of. Raises Refused."""
    options = {"weights": "out_in", "norm": "post", "activation": "gelu_exact", "epsilon": 1e-12}
    asks = ("gelu_exact", "gelu_tanh", "relu")
    return _recognised(found, ("BertLayer", "BertEncoder"), BERT, _bert_layer, options, asks, (Note("out_in"),))


def gpt2(found: Parameters) -> Recognised:
    """The GPT2Block behind this prefix, or the stack that it is the first block of. Raises Refused."""
    options = {"norm": "pre", "activation": "gelu_tanh", "mask": "causal", "epsilon": 1e-5}
    asks = ("gelu_tanh", "gelu_exact", "relu")
    return _recognised(found, ("GPT2Block", "GPT2Model"), GPT2, _gpt2_block, options, asks, (Note("beside"),))


def _recognised(
    found: Parameters,
    names: tuple[str, str],
    anchor: str,
    block: Block,
    options: dict[str, Any],
    activations: tuple[str, ...],
    notes: tuple[Note, ...],
) -> Recognised:
    stack = found.prefix.removesuffix("0.")
    count = _layers(found, stack, anchor) if stack != found.prefix else 1
    inputs: dict[str, Array] = {}
    width = 0
    for k in range(count):
        behind = Parameters(found.arrays, f"{stack}{k}." if count > 1 else found.prefix, found.asked)
        parameters, width = block(behind)
        path = f"layer={k + 1}/" if count > 1 else ""
        inputs |= {path + id: x for id, x in parameters.items()}
    return Recognised(
        names[count > 1],
        stack if count > 1 else found.prefix,
        "encoder_block",
        {"biases": "one", **options},
        inputs,
        {"h": 1, "d_k": width, "d_v": width, "layers": count},
        notes=(*((Note("layers", {"count": count}),) if count > 1 else ()), *notes),
        asks={"heads": divisors(width), "activation": activations},
        used=tuple(found.asked),
    )


def _layers(found: Parameters, stack: str, anchor: str) -> int:
    return next(k for k in range(1, 10_000) if f"{stack}{k}.{anchor}" not in found.arrays)


# ---- BERT ----


def _bert_layer(found: Parameters) -> tuple[dict[str, Array], int]:
    width = found.matrix("attention.output.dense.weight").shape[0]
    inputs: dict[str, Array] = {}
    for letter, word in LETTERS.items():
        inputs |= _linear(found, f"attention.self.{word}", "attention", letter)
    inputs |= _linear(found, "attention.output.dense", "attention", "o")
    inputs |= _norm(found, "attention.output.LayerNorm", "attention", width)
    inputs |= _linear(found, "intermediate.dense", "feed_forward", "1")
    inputs |= _linear(found, "output.dense", "feed_forward", "2")
    return {**inputs, **_norm(found, "output.LayerNorm", "feed_forward", width)}, width


def _linear(found: Parameters, name: str, place: str, letter: str) -> dict[str, Array]:
    W = found.matrix(f"{name}.weight")
    return {f"{place}/W_{letter}": W, f"{place}/b_{letter}": found.row(f"{name}.bias", W.shape[0])}


def _norm(found: Parameters, name: str, place: str, width: int) -> dict[str, Array]:
    gamma, beta = found.norm(name, width)
    return {f"{place}/norm/gamma": gamma, f"{place}/norm/beta": beta}


# ---- GPT-2 ----


def _gpt2_block(found: Parameters) -> tuple[dict[str, Array], int]:
    W, width = found.matrix("attn.c_attn.weight"), found.matrix("attn.c_proj.weight").shape[1]
    if W.shape != (width, 3 * width):
        shape = said((width, 3 * width))
        raise Refused("shape", name=f"{found.prefix}attn.c_attn.weight", got=said(tuple(W.shape)), want=shape)
    weights, biases = np.split(W, 3, axis=1), np.split(found.row("attn.c_attn.bias", 3 * width), 3, axis=1)
    inputs = {f"attention/W_{c}": x for c, x in zip(LETTERS, weights, strict=True)}
    inputs |= {f"attention/b_{c}": x for c, x in zip(LETTERS, biases, strict=True)}
    inputs |= _turned(found, "attn.c_proj", "attention", "o") | _norm(found, "ln_1", "attention", width)
    inputs |= _turned(found, "mlp.c_fc", "feed_forward", "1") | _turned(found, "mlp.c_proj", "feed_forward", "2")
    return {**inputs, **_norm(found, "ln_2", "feed_forward", width)}, width


def _turned(found: Parameters, name: str, place: str, letter: str) -> dict[str, Array]:
    """A linear layer whose matrix is kept (in, out)."""
    W = found.matrix(f"{name}.weight")
    return {f"{place}/W_{letter}": W, f"{place}/b_{letter}": found.row(f"{name}.bias", W.shape[1])}
