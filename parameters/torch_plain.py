"""nn.Linear, nn.LayerNorm and nn.Embedding, and several Linear layers that are one mechanism together.

A state_dict calls all of them weight and bias; shapes tell them apart, except an embedding from a Linear without bias.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loading.errors import Refused
from parameters.recognised import Note, Parameters, Recognised, divisors

LAYER = "nn.Linear (Q, K, V)"
# what people call the projections of attention in modules of their own, by the letter of the mechanism's input
PROJECTIONS = {
    "q": ("q_proj", "query", "W_q", "Wq", "w_q", "wq", "to_q", "W_query", "q", "linear_q", "q_linear", "fc_q"),
    "k": ("k_proj", "key", "W_k", "Wk", "w_k", "wk", "to_k", "W_key", "k", "linear_k", "k_linear", "fc_k"),
    "v": ("v_proj", "value", "W_v", "Wv", "w_v", "wv", "to_v", "W_value", "v", "linear_v", "v_linear", "fc_v"),
    "o": ("out_proj", "o_proj", "W_o", "Wo", "w_o", "wo", "to_out.0", "to_out", "out", "proj", "fc_out", "fc_o", "o"),
}


def plain(found: Parameters) -> Iterator[Recognised]:
    """What the weight behind this prefix can be: a norm, or a Linear layer, or an embedding as well."""
    weight = found.arrays[f"{found.prefix}weight"]
    if weight.ndim == 1:
        yield _norm(found, weight.size)
    elif weight.ndim == 2:
        yield _linear(found)
        if "bias" not in found:
            yield _embedding(found)


def _norm(found: Parameters, width: int) -> Recognised:
    inputs = {"gamma": found.row("weight", width), "beta": found.row("bias", width)}
    notes = (Note("epsilon", {"epsilon": "1e-5"}), *(() if "bias" in found else (Note("no_biases"),)))
    options = {"epsilon": 1e-5}
    return Recognised(
        "nn.LayerNorm", found.prefix, "layer_norm", options, inputs, {}, "rescaled", notes, {}, tuple(found.asked)
    )


def _linear(found: Parameters) -> Recognised:
    """A Linear layer as the output layer that gives logits."""
    W = found.matrix("weight")
    inputs = {"W": W, "b": found.row("bias", W.shape[0])}
    notes = (Note("out_in"), *(() if "bias" in found else (Note("no_biases"),)))
    options = {"weights": "out_in"}
    used = tuple(found.asked)
    return Recognised("nn.Linear", found.prefix, "next_token_loss", options, inputs, {}, "logits", notes, {}, used)


def _embedding(found: Parameters) -> Recognised:
    inputs, used = {"E": found.matrix("weight")}, tuple(found.asked)
    return Recognised("nn.Embedding", found.prefix, "embedding", {}, inputs, {}, "embedded", (), {}, used)


def two_linears(first: Parameters, second: Parameters) -> Iterator[Recognised]:
    """Two Linear layers that follow each other and come back to the same width: a feed-forward network."""
    W_1, W_2 = first.matrix("weight"), second.matrix("weight")
    if W_1.shape != W_2.shape[::-1]:
        return
    biased = "bias" in first or "bias" in second
    inputs = {"W_1": W_1, "W_2": W_2}
    if biased:
        inputs |= {"b_1": first.row("bias", W_1.shape[0]), "b_2": second.row("bias", W_2.shape[0])}
    notes = (Note("out_in"), *(() if biased else (Note("no_biases"),)))
    options = {"weights": "out_in", "biases": "one" if biased else "none"}
    used = (*first.asked, *second.asked)
    prefix = f"{first.prefix}… {second.prefix}"
    asks = {"activation": ("relu", "gelu_exact", "gelu_tanh")}
    yield Recognised("nn.Linear ×2", prefix, "feed_forward", options, inputs, {}, "output", notes, asks, used)


def projections(arrays: Parameters, linears: Sequence[str]) -> Iterator[Recognised]:
    """Linear layers called query, key, value and output behind one prefix: attention with one head or several.

    Raises Refused where their shapes do not go together.
    """
    for before in dict.fromkeys(_before(prefix) for prefix in linears):
        roles = {
            letter: next((f"{before}{name}." for name in names if f"{before}{name}." in linears), "")
            for letter, names in PROJECTIONS.items()
        }
        if all(roles[x] for x in "qkv"):
            yield _attention(arrays, before, roles)


def _before(prefix: str) -> str:
    """What stands before the last name: "attn." of "attn.to_out.0."."""
    whole = prefix.removesuffix(".").removesuffix(".0")
    return whole[: whole.rfind(".") + 1]


def _attention(arrays: Parameters, before: str, roles: dict[str, str]) -> Recognised:
    inputs, biased = {}, False
    parts = {x: Parameters(arrays.arrays, prefix, arrays.asked) for x, prefix in roles.items() if prefix}
    for letter, part in parts.items():
        inputs[f"W_{letter}"] = part.matrix("weight")
        biased |= "bias" in part
    width, options = inputs["W_q"].shape[0], {"weights": "out_in"}
    sizes = {"d_k": width, "d_v": inputs["W_v"].shape[0]}
    used, notes = tuple(arrays.asked), (Note("out_in"),)
    if "o" not in parts and not biased:
        return Recognised(LAYER, before, "self_attention", options, inputs, sizes, "context", notes, {}, used)
    if "o" not in parts or inputs["W_k"].shape != inputs["W_q"].shape or inputs["W_v"].shape[0] != width:
        raise Refused("projections", name=before, found=tuple(prefix for prefix in roles.values() if prefix))
    if biased:
        inputs |= {f"b_{x}": part.row("bias", inputs[f"W_{x}"].shape[0]) for x, part in parts.items()}
    options |= {"biases": "one" if biased else "none"}
    asks = {"heads": divisors(width)}
    return Recognised(LAYER, before, "multi_head", options, inputs, {"h": 1, **sizes}, "output", notes, asks, used)
