"""nn.MultiheadAttention, nn.TransformerEncoderLayer and nn.TransformerDecoderLayer, one or a stack of them.

As documented at https://docs.pytorch.org/docs/stable/nn.html, "Transformer Layers": in_proj_weight holds W^Q, W^K and
W^V one below the other, each (out, in); the number of heads is not stored.
"""

from __future__ import annotations

import numpy as np

from loading.arrays import Array, said
from loading.errors import Refused
from parameters.recognised import Note, Parameters, Recognised, divisors

LETTERS = ("q", "k", "v")
BLOCK_ASKS = {"norm": ("post", "pre"), "activation": ("relu", "gelu_exact", "gelu_tanh")}
# each sublayer: its place in the mechanism, the layer's attention, the layer's norm
ENCODER = (("attention", "self_attn.", "norm1"), ("feed_forward", "", "norm2"))
DECODER = (
    ("self_attention", "self_attn.", "norm1"),
    ("cross_attention", "multihead_attn.", "norm2"),
    ("feed_forward", "", "norm3"),
)


def attention(found: Parameters) -> Recognised:
    """The nn.MultiheadAttention behind this prefix, as multi-head self-attention. Raises Refused."""
    return _heads(found, "multi_head", {})


def crossed(found: Parameters) -> Recognised:
    """The nn.MultiheadAttention behind this prefix, as cross-attention, whose keys and values have any width.

    Raises Refused.
    """
    inputs, width = _attention(found)
    widths = [inputs[f"W_{x}"].shape[1] for x in "kv"]
    memory = "same_width" if widths == [width] * 2 else "other_width" if widths[0] == widths[1] else "keys_and_values"
    return _heads(found, "cross_attention", {"memory": memory})


def _heads(found: Parameters, mechanism: str, options: dict[str, str]) -> Recognised:
    inputs, width = _attention(found)
    biased = "in_proj_bias" in found
    kept = inputs if biased else {id: x for id, x in inputs.items() if id.startswith("W_")}
    notes = (Note("packed" if "in_proj_weight" in found else "apart"), Note("out_in"), *_biases(biased))
    return Recognised(
        "nn.MultiheadAttention",
        found.prefix,
        mechanism,
        {"weights": "out_in", "biases": "one" if biased else "none", **options},
        kept,
        _sizes(width),
        "output",
        notes,
        {"heads": divisors(width)},
        tuple(found.asked),
    )


def _sizes(width: int) -> dict[str, int]:
    return {"h": 1, "d_k": width, "d_v": width}


def _biases(biased: bool) -> tuple[Note, ...]:
    return () if biased else (Note("no_biases"),)


def _attention(found: Parameters) -> tuple[dict[str, Array], int]:
    """The four projections and their biases by the mechanisms' ids, and their width."""
    if "bias_k" in found:
        raise Refused("bias_kv", name=f"{found.prefix}bias_k")
    W_o = found.matrix("out_proj.weight")
    width = W_o.shape[0]
    weights = _packed(found, width) if "in_proj_weight" in found else _apart(found, width)
    bias = found.row("in_proj_bias", 3 * width)
    inputs = {f"W_{x}": W for x, W in zip(LETTERS, weights, strict=True)}
    inputs |= {f"b_{x}": b for x, b in zip(LETTERS, np.split(bias, 3, axis=1), strict=True)}
    return {**inputs, "W_o": W_o, "b_o": found.row("out_proj.bias", width)}, width


def _packed(found: Parameters, width: int) -> list[Array]:
    weights = found.matrix("in_proj_weight")
    if weights.shape != (3 * width, width):
        shape = said(tuple(weights.shape))
        raise Refused("shape", name=f"{found.prefix}in_proj_weight", got=shape, want=said((3 * width, width)))
    return np.split(weights, 3)


def _apart(found: Parameters, width: int) -> list[Array]:
    """W^Q, W^K and W^V by themselves, as PyTorch keeps them where keys or values have widths of their own."""
    weights = [found.matrix(f"{x}_proj_weight") for x in LETTERS]
    for x, W in zip(LETTERS, weights, strict=True):
        if W.shape[0] != width:
            got, want = said(tuple(W.shape)), said((width, W.shape[1]))
            raise Refused("shape", name=f"{found.prefix}{x}_proj_weight", got=got, want=want)
    return weights


# ---- blocks ----


def encoder(found: Parameters) -> Recognised:
    """The nn.TransformerEncoderLayer behind this prefix, or the stack that it is the first layer of. Raises Refused."""
    stack = found.prefix.removesuffix("0.")
    count = _layers(found, stack) if stack != found.prefix else 1
    inputs: dict[str, Array] = {}
    width = 0
    for k in range(count):
        behind = Parameters(found.arrays, f"{stack}{k}." if count > 1 else found.prefix, found.asked)
        block, width = _block(behind, ENCODER)
        path = f"layer={k + 1}/" if count > 1 else ""
        inputs |= {path + id: x for id, x in block.items()}
    sizes = {**_sizes(width), "layers": count}
    layer = "nn.TransformerEncoder" if count > 1 else "nn.TransformerEncoderLayer"
    notes = (*((Note("layers", {"count": count}),) if count > 1 else ()), *_block_notes(found))
    prefix = stack if count > 1 else found.prefix
    return _recognised(found, layer, prefix, "encoder_block", inputs, sizes, notes)


def decoder(found: Parameters) -> Recognised:
    """The nn.TransformerDecoderLayer behind this prefix. Raises Refused."""
    inputs, width = _block(found, DECODER)
    notes = _block_notes(found)
    layer = "nn.TransformerDecoderLayer"
    return _recognised(found, layer, found.prefix, "decoder_block", inputs, _sizes(width), notes)


def _recognised(
    found: Parameters,
    layer: str,
    prefix: str,
    mechanism: str,
    inputs: dict[str, Array],
    sizes: dict[str, int],
    notes: tuple[Note, ...],
) -> Recognised:
    asks = {"heads": divisors(sizes["d_k"]), **BLOCK_ASKS}
    options = {"weights": "out_in", "biases": "one", "norm": "post", "activation": "relu"}
    return Recognised(layer, prefix, mechanism, options, inputs, sizes, "", notes, asks, tuple(found.asked))


def _block_notes(found: Parameters) -> tuple[Note, ...]:
    return (Note("packed"), Note("out_in"), *_biases("linear1.bias" in found))


def _layers(found: Parameters, stack: str) -> int:
    return next(k for k in range(1, 10_000) if f"{stack}{k}.self_attn.in_proj_weight" not in found.arrays)


def _block(found: Parameters, sublayers: tuple[tuple[str, str, str], ...]) -> tuple[dict[str, Array], int]:
    """The parameters of one block by the mechanism's ids, and its width."""
    inputs: dict[str, Array] = {}
    width = 0
    for place, attends, norm in sublayers:
        if attends:
            sublayer, width = _attention(found.behind(attends))
        else:
            sublayer = _feed_forward(found)
        gamma, beta = found.norm(norm, width)
        inputs |= {f"{place}/{id}": x for id, x in sublayer.items()}
        inputs |= {f"{place}/norm/gamma": gamma, f"{place}/norm/beta": beta}
    return inputs, width


def _feed_forward(found: Parameters) -> dict[str, Array]:
    W_1, W_2 = found.matrix("linear1.weight"), found.matrix("linear2.weight")
    return {
        "W_1": W_1,
        "W_2": W_2,
        "b_1": found.row("linear1.bias", W_1.shape[0]),
        "b_2": found.row("linear2.bias", W_2.shape[0]),
    }
