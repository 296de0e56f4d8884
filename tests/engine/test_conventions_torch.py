"""Options that PyTorch knows, each against PyTorch's own layer or function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Trace, run
from engine.readings.gradient import gradient
from tests.engine.cases import draw
from tests.engine.test_attention_torch import tensors, traced
from tests.engine.test_positions import turned_by_torch
from tests.oracle import functional, nn, torch

pytestmark = pytest.mark.torch

HEADS = {"n": 4, "m": 5, "d": 6, "h": 2, "d_k": 3, "d_v": 3}
CLOSE: dict[str, Any] = {"rtol": 0, "atol": 1e-12}


def product(mask: Any, **options: Any) -> Trace:
    return traced("scaled_dot_product", {"n": 3, "m": 4}, {"allowed": mask}, mask="custom", **options)


def by_torch(trace: Trace, mask: torch.Tensor) -> torch.Tensor:
    t = tensors(dict(trace.arrays))
    return functional.scaled_dot_product_attention(t["Q"][None], t["K"][None], t["V"][None], mask)[0]


LOOK = np.array([[1.0, 0, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1]])


# ---- masks ----


def test_true_means_look_in_scaled_dot_product_attention() -> None:
    trace = product(LOOK)
    np.testing.assert_allclose(trace["context"], by_torch(trace, torch.from_numpy(LOOK == 1)), **CLOSE)


def test_true_means_ignore_in_multihead_attention() -> None:
    ignore = np.array([[0.0, 1, 1, 1], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0]])
    trace = heads(mask="custom", notation="one_is_ignore", inputs={"allowed": ignore})
    agree(trace, layer(trace), attn_mask=torch.from_numpy(ignore == 1))


def test_a_mask_of_numbers_is_added_and_may_be_a_bias() -> None:
    numbers = np.array([[0, -math.inf, 0.5, -1], [2, 0, -1e9, 0], [-math.inf, 0, 0.25, -10000]])
    trace = product(numbers, notation="added_numbers")
    np.testing.assert_allclose(trace["context"], by_torch(trace, torch.from_numpy(numbers)), **CLOSE)


@pytest.mark.parametrize(("mask_value", "number"), [("minus_1e9", -1e9), ("minus_10000", -1e4)])
def test_a_value_is_put_in_place_or_added(mask_value: str, number: float) -> None:
    """masked_fill against a float attn_mask; the last row is masked throughout."""
    look = np.array([[1.0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]])
    for masking in ("replaced", "added"):
        trace = product(look, mask_value=mask_value, masking=masking)
        scores = torch.from_numpy(trace["scaled"])
        hidden = torch.from_numpy(look == 0)
        lowered = scores.masked_fill(hidden, number) if masking == "replaced" else scores + number * hidden
        np.testing.assert_allclose(trace["weights"], torch.softmax(lowered, -1), rtol=0, atol=1e-6)
        last = trace["weights"][2]
        without = torch.softmax(scores[2], -1)
        np.testing.assert_allclose(last, [0.25] * 4 if masking == "replaced" else without, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "number", "expected"),
    [
        ("float32", -1e9, "equal"),  # a score is lost beside 10⁹, whose neighbours are 64 apart
        ("bfloat16", -1e9, "equal"),
        ("float16", -1e9, "nan"),  # −10⁹ is −∞ there
        ("float16", -1e4, "equal"),  # numbers near 10⁴ are 8 apart
        ("float32", -1e4, "unmasked"),
        ("float32", -math.inf, "nan"),
    ],
)
def test_what_a_row_masked_throughout_gives_depends_on_the_type(dtype: str, number: float, expected: str) -> None:
    """What the lesson on masks says of added masks in float16, bfloat16 and float32."""
    scores = torch.tensor([0.5, -1.0, 2.0], dtype=getattr(torch, dtype))
    added = torch.softmax(scores + torch.tensor(number, dtype=scores.dtype), -1).float()
    if expected == "nan":
        assert added.isnan().all()
    elif expected == "equal":
        np.testing.assert_allclose(added, [1 / 3] * 3, atol=2e-3)
    else:
        np.testing.assert_allclose(added, torch.softmax(scores.float(), -1), atol=1e-3)


def test_masking_after_the_softmax_and_normalising_again_is_masking_before() -> None:
    trace = product(LOOK, softmax="masked_after")
    np.testing.assert_allclose(trace["context"], by_torch(trace, torch.from_numpy(LOOK == 1)), **CLOSE)


@pytest.mark.parametrize("softmax", ["in_steps", "exponentials"])
@pytest.mark.parametrize("mechanism", ["multi_head", "cross_attention"])
def test_the_softmax_written_out_gives_the_same(mechanism: str, softmax: str) -> None:
    trace = traced(mechanism, HEADS, mask="padding", softmax=softmax)
    whole = traced(mechanism, HEADS, {id: trace[id] for id in trace.program.inputs}, mask="padding")
    np.testing.assert_allclose(trace["output"], whole["output"], **CLOSE)
    np.testing.assert_allclose(trace["weights"].sum(-1), 1, **CLOSE)


# ---- heads ----


def heads(mechanism: str = "multi_head", inputs: dict[str, Any] | None = None, **options: Any) -> Trace:
    return traced(mechanism, HEADS, inputs, biases="one", weights="out_in", **options)


def layer(trace: Trace, **widths: int) -> nn.MultiheadAttention:
    t = tensors(dict(trace.arrays))
    found = nn.MultiheadAttention(6, 2, batch_first=True, **widths).double()
    with torch.no_grad():
        if widths:
            for letter in "qkv":
                getattr(found, f"{letter}_proj_weight").copy_(t[f"W_{letter}"])
        else:
            found.in_proj_weight.copy_(torch.cat([t[f"W_{letter}"] for letter in "qkv"]))
        found.in_proj_bias.copy_(torch.cat([t[f"b_{letter}"] for letter in "qkv"], 1)[0])
        found.out_proj.weight.copy_(t["W_o"])
        found.out_proj.bias.copy_(t["b_o"][0])
    return found


def agree(trace: Trace, found: nn.MultiheadAttention, keys: str = "X", values: str = "X", **masks: Any) -> Any:
    t = tensors(dict(trace.arrays))
    with torch.no_grad():
        output, weights = found(t["X"][None], t[keys][None], t[values][None], **masks)
    np.testing.assert_allclose(trace["output"], output[0], **CLOSE)
    return weights[0]


def test_keys_and_values_come_from_two_sequences_of_widths_of_their_own() -> None:
    trace = heads("cross_attention", memory="keys_and_values")
    agree(trace, layer(trace, kdim=3, vdim=2), "E_k", "E_v")


def test_a_memory_has_another_width() -> None:
    trace = heads("cross_attention", memory="other_width")
    agree(trace, layer(trace, kdim=3, vdim=3), "E", "E")


@pytest.mark.parametrize("mechanism", ["multi_head", "cross_attention"])
def test_weights_are_averaged_over_the_heads_as_returned_by_default(mechanism: str) -> None:
    trace = heads(mechanism, averaged="shown")
    memory = "X" if mechanism == "multi_head" else "E"
    np.testing.assert_allclose(trace["averaged_weights"], agree(trace, layer(trace), memory, memory), **CLOSE)


@pytest.mark.parametrize("mechanism", ["multi_head", "cross_attention"])
def test_the_output_has_another_width(mechanism: str) -> None:
    trace = traced(mechanism, {**HEADS, "d_o": 5}, output="other_width", biases="one")
    t = tensors(dict(trace.arrays))
    np.testing.assert_allclose(trace["output"], functional.linear(t["merged"], t["W_o"].T, t["b_o"][0]), **CLOSE)
    assert trace["output"].shape == (4, 5)


@pytest.mark.parametrize("mechanism", ["multi_head", "cross_attention", "grouped_query"])
@pytest.mark.parametrize(("scale", "factor"), [("none", 1.0), ("constant", 0.25)])
def test_heads_have_another_scale(mechanism: str, scale: str, factor: float) -> None:
    trace = traced(mechanism, HEADS, scale=scale, constant=4.0)
    t = tensors(dict(trace.arrays))
    Q, K, V = (t[f"{name}_heads"][None] for name in ("query", "key", "value"))
    expected = functional.scaled_dot_product_attention(Q, K, V, scale=factor)[0]
    np.testing.assert_allclose(trace["context"], expected, **CLOSE)


@pytest.mark.parametrize("mask", ["none", "causal", "padding", "custom"])
def test_groups_on_given_queries_keys_and_values(mask: str) -> None:
    grouped = MECHANISMS["grouped_query"]
    options = grouped.choose(inputs="given", mask=mask, alignment="top_left")
    program = grouped.build(options, {"n": 3, "m": 5, "h": 4, "g": 2, "d_k": 2, "d_v": 3})
    trace = run(program, draw(program, 1))
    t = tensors(dict(trace.arrays))
    counts = zip("QKV", (4, 2, 2), strict=True)
    Q, K, V = (t[name].view(len(t[name]), count, -1).transpose(0, 1)[None] for name, count in counts)
    masks: dict[str, Any] = {
        "none": {},
        "causal": {"is_causal": True},
        "padding": {"attn_mask": torch.from_numpy(trace["real"] == 1) if mask == "padding" else None},
        "custom": {"attn_mask": torch.from_numpy(trace["allowed"] == 1) if mask == "custom" else None},
    }
    expected = functional.scaled_dot_product_attention(Q, K, V, enable_gqa=True, **masks[mask])[0]
    np.testing.assert_allclose(trace["output"], expected.transpose(0, 1).reshape(3, -1), **CLOSE)


def test_a_cache_with_biases_is_the_causal_pass_with_biases() -> None:
    sizes = {"n": 5, "d": 6, "h": 2, "d_k": 3, "d_v": 3}
    trace = traced("kv_cache", sizes, heads="several", biases="one", weights="out_in")
    t = tensors(dict(trace.arrays))
    with torch.no_grad():
        ahead = torch.ones(5, 5, dtype=torch.bool).triu(1)
        expected, _ = layer(trace)(t["X"][None], t["X"][None], t["X"][None], attn_mask=ahead)
    np.testing.assert_allclose(trace["outputs"], expected[0], **CLOSE)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
@pytest.mark.parametrize("m", [0, 3])
def test_a_cache_keeps_keys_that_are_rotated_already(pairing: str, m: int) -> None:
    prefix: dict[str, Any] = {"prefix": "given"} if m else {}
    sizes = {"n": 4, "d": 5, "d_k": 6, "d_v": 2, **({"m": m} if m else {})}
    trace = traced("kv_cache", sizes, positions="rotary", pairing=pairing, **prefix)
    t = tensors(dict(trace.arrays))
    Q, K = (turned_by_torch(t["X"] @ t[f"W_{letter}"], pairing, m) for letter in "qk")
    K, V = (torch.cat([t[past], new]) if m else new for past, new in (("K_past", K), ("V_past", t["X"] @ t["W_v"])))
    seen = torch.ones(4, 4 + m, dtype=torch.bool).tril(m)
    expected = functional.scaled_dot_product_attention(Q[None], K[None], V[None], seen)[0]
    np.testing.assert_allclose(trace["outputs"], expected, **CLOSE)
    np.testing.assert_allclose(trace["token=4/key_cache"], K, **CLOSE)


def test_values_of_additive_attention_are_their_own() -> None:
    trace = traced("additive_attention", {"m": 4, "k": 2, "d": 3, "u": 5, "d_v": 6}, values="own", mask="padding")
    t = tensors(dict(trace.arrays))
    scores = torch.tanh(t["s"] @ t["W_s"] + t["H"] @ t["W_h"]) @ t["v"]
    weights = torch.softmax(scores.T.masked_fill(t["real"] == 0, -math.inf), -1)
    np.testing.assert_allclose(trace["context"], weights @ t["V"], **CLOSE)


# ---- blocks ----


@pytest.mark.parametrize("mask", ["causal", "causal_and_padding", "padding", "none"])
def test_a_decoder_block_masks_its_own_tokens_as_asked(mask: str) -> None:
    sizes = {"n": 4, "m": 3, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 8}
    trace = traced("decoder_block", sizes, mask=mask, weights="out_in", epsilon=1e-3)
    block = nn.TransformerDecoderLayer(6, 2, 8, 0.0, layer_norm_eps=1e-3, batch_first=True).double()
    fill(block, dict(trace.arrays), DECODER)
    t = tensors(dict(trace.arrays))
    ahead = torch.ones(4, 4, dtype=torch.bool).triu(1) if "causal" in mask else None
    padded = (t["own_real"] == 0) if "padding" in mask else None
    with torch.no_grad():
        expected = block(t["X"][None], t["E"][None], tgt_mask=ahead, tgt_key_padding_mask=padded)[0]
    np.testing.assert_allclose(trace[[*trace.program.steps][-1]], expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("epsilon", [0.0, 1e-12, 0.5])
def test_an_encoder_block_is_causal_and_padded_with_an_epsilon_of_its_own(epsilon: float) -> None:
    sizes = {"n": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 8}
    trace = traced("encoder_block", sizes, mask="causal_and_padding", weights="out_in", epsilon=epsilon)
    block = nn.TransformerEncoderLayer(6, 2, 8, 0.0, layer_norm_eps=epsilon, batch_first=True).double()
    fill(block, dict(trace.arrays), ENCODER)
    t = tensors(dict(trace.arrays))
    ahead = torch.ones(4, 4, dtype=torch.bool).triu(1)
    expected = block(t["X"][None], ahead, t["real"] == 0)[0].detach()
    np.testing.assert_allclose(trace[[*trace.program.steps][-1]], expected, rtol=0, atol=1e-10)


ENCODER = {"attention": ("self_attn", "norm1"), "feed_forward": ("", "norm2")}
DECODER = {
    "self_attention": ("self_attn", "norm1"),
    "cross_attention": ("multihead_attn", "norm2"),
    "feed_forward": ("", "norm3"),
}


def fill(block: Any, arrays: dict[str, Any], parts: dict[str, tuple[str, str]]) -> None:
    """Copy the inputs of a block's parts into PyTorch's layer."""
    t = tensors(arrays)
    with torch.no_grad():
        for part, (attention, norm) in parts.items():
            getattr(block, norm).weight.copy_(t[f"{part}/norm/gamma"][0])
            getattr(block, norm).bias.copy_(t[f"{part}/norm/beta"][0])
            if not attention:
                for number in "12":
                    getattr(block, f"linear{number}").weight.copy_(t[f"{part}/W_{number}"])
                    getattr(block, f"linear{number}").bias.copy_(t[f"{part}/b_{number}"][0])
                continue
            found = getattr(block, attention)
            found.in_proj_weight.copy_(torch.cat([t[f"{part}/W_{letter}"] for letter in "qkv"]))
            found.in_proj_bias.copy_(torch.cat([t[f"{part}/b_{letter}"] for letter in "qkv"], 1)[0])
            found.out_proj.weight.copy_(t[f"{part}/W_o"])
            found.out_proj.bias.copy_(t[f"{part}/b_o"][0])


def test_a_residual_network_and_another_width() -> None:
    trace = traced("feed_forward", {"n": 3, "d": 4, "f": 5}, activation="gelu_exact", residual="added")
    t = tensors(dict(trace.arrays))
    inner = functional.gelu(t["X"] @ t["W_1"] + t["b_1"])
    np.testing.assert_allclose(trace["residual"], t["X"] + inner @ t["W_2"] + t["b_2"], **CLOSE)
    trace = traced("feed_forward", {"n": 3, "d": 4, "f": 5, "d_o": 2}, output="other_width")
    t = tensors(dict(trace.arrays))
    layers: Any = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2)).double()
    with torch.no_grad():
        for place, number in ((0, 1), (2, 2)):
            layers[place].weight.copy_(t[f"W_{number}"].T)
            layers[place].bias.copy_(t[f"b_{number}"][0])
        np.testing.assert_allclose(trace["output"], layers(t["X"]), **CLOSE)


# ---- recurrent networks ----

LETTERS = {"rnn": [""], "lstm": ["_i", "_f", "_c", "_o"], "gru": ["_r", "_z", "_h"]}
KINDS: dict[str, Any] = {"rnn": lambda: nn.RNN, "lstm": lambda: nn.LSTM, "gru": lambda: nn.GRU}


def recurrent(mechanism: str, real: list[int], direction: str, **options: Any) -> tuple[Trace, Any]:
    """A trace with separate weights, and PyTorch's layer with the same."""
    if mechanism == "gru":
        options["reset"] = "after_product"
    sizes = {"T": len(real), "d": 2, "k": 3}
    trace = traced(
        mechanism,
        sizes,
        {"real": np.array([real], float).T},
        product="separate",
        direction=direction,
        biases="two",
        weights="out_in",
        **options,
    )
    cell = KINDS[mechanism]()(2, 3, bidirectional=direction == "both").double()
    t = tensors(dict(trace.arrays))
    with torch.no_grad():
        for way, tail in (("forward/", ""), ("reverse/", "_reverse")) if direction == "both" else (("", ""),):
            for stem, kept in (("W", "weight_ih"), ("U", "weight_hh"), ("b_x", "bias_ih"), ("b_h", "bias_hh")):
                parts = [t[f"{way}{stem}{letter}"] for letter in LETTERS[mechanism]]
                value = torch.cat(parts, 0 if stem in "WU" else 1)
                getattr(cell, f"{kept}_l0{tail}").copy_(value if stem in "WU" else value[0])
    return trace, cell


@pytest.mark.parametrize("mechanism", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("direction", ["forward", "both"])
def test_padding_is_read_as_in_a_packed_sequence(mechanism: str, direction: str) -> None:
    real = [1, 1, 1, 0, 0]
    trace, cell = recurrent(mechanism, real, direction, padding="packed")
    t = tensors(dict(trace.arrays))
    ways = ("forward/", "reverse/") if direction == "both" else ("",)
    start = tuple(
        torch.stack([t[f"{way}{name}"] for way in ways]) for name in ("h_0", *(["c_0"] if mechanism == "lstm" else []))
    )
    with torch.no_grad():
        packed = nn.utils.rnn.pack_padded_sequence(t["X"][None], torch.tensor([3]), batch_first=True)
        found, _ = cell(packed, start if mechanism == "lstm" else start[0])
        expected, _ = nn.utils.rnn.pad_packed_sequence(found, batch_first=True, total_length=5)
    np.testing.assert_allclose(trace["outputs"], expected[0], **CLOSE)


@pytest.mark.parametrize("mechanism", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("output", ["linear", "sigmoid", "softmax"])
def test_an_output_layer_reads_every_state(mechanism: str, output: str) -> None:
    trace = traced(mechanism, {"T": 3, "d": 2, "k": 2, "c": 4}, output=output)
    t = tensors(dict(trace.arrays))
    logits = functional.linear(t["outputs"], t["W_y"].T, t["b_y"][0])
    of: Any = {"linear": lambda z: z, "sigmoid": torch.sigmoid, "softmax": lambda z: torch.softmax(z, -1)}[output]
    np.testing.assert_allclose(trace["predictions"], of(logits), **CLOSE)


@pytest.mark.parametrize("activation", ["sigmoid", "identity"])
def test_other_activations_of_an_rnn_and_their_gradient(activation: str) -> None:
    """Backpropagation through time against autograd, unrolled by hand."""
    program = MECHANISMS["rnn"].build(MECHANISMS["rnn"].choose(activation=activation, product="separate"))
    backward = gradient(program, "outputs")
    arrays = draw(backward, 4)
    trace = run(backward, arrays)
    t = {id: torch.from_numpy(x).requires_grad_() for id, x in arrays.items()}
    h, states = t["h_0"], []
    f: Any = torch.sigmoid if activation == "sigmoid" else lambda z: z
    for x in t["X"]:
        h = f(x[None] @ t["W"] + h @ t["U"] + t["b"])
        states.append(h)
    outputs = torch.cat(states)
    np.testing.assert_allclose(trace["outputs"], outputs.detach(), **CLOSE)
    outputs.backward(t["backward/outputs"].detach())  # type: ignore[no-untyped-call]
    for name in ("W", "U", "b", "X", "h_0"):
        np.testing.assert_allclose(trace[f"backward/{name}"], np.asarray(t[name].grad), **CLOSE)


def test_hard_gates_are_those_of_hardsigmoid_and_so_is_their_gradient() -> None:
    program = MECHANISMS["lstm_step"].build(MECHANISMS["lstm_step"].choose(gates="hard_sixth"), {"d": 2, "k": 6})
    backward = gradient(program, "output_gate")
    arrays = draw(backward, 1)
    trace = run(backward, arrays)
    z = torch.from_numpy(trace["output_preactivation"]).requires_grad_()
    gate = functional.hardsigmoid(z)
    np.testing.assert_allclose(trace["output_gate"], gate.detach(), **CLOSE)
    gate.backward(torch.from_numpy(trace["backward/output_gate"]))  # type: ignore[no-untyped-call]
    # PyTorch's backward pass keeps 1/6 in float32
    np.testing.assert_allclose(trace["backward/output_preactivation"], np.asarray(z.grad), rtol=1e-7)
    beyond = z.detach().abs() > 3
    assert beyond.any()
    assert not beyond.all()


def test_the_tanh_of_the_cell_state_is_a_step() -> None:
    trace = traced("lstm_step", {"d": 2, "k": 3}, cell_tanh="own_step")
    np.testing.assert_allclose(trace["squashed_cell"], np.tanh(trace["cell"]), **CLOSE)
    plain = traced("lstm_step", {"d": 2, "k": 3}, {id: trace[id] for id in trace.program.inputs})
    np.testing.assert_allclose(trace["hidden"], plain["hidden"], **CLOSE)
