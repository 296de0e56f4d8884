"""Heads against nn.MultiheadAttention and PyTorch's grouped queries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, ShapeError, Trace, run
from tests.engine.test_attention_torch import tensors, traced
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch

SIZES = {"n": 4, "d": 6, "h": 3, "d_k": 2, "d_v": 2}


def layer(t: dict[str, torch.Tensor], fused: bool) -> torch.nn.MultiheadAttention:
    found = torch.nn.MultiheadAttention(6, 3, batch_first=True).double()
    weights = t["W_qkv"] if fused else torch.cat([t[f"W_{letter}"] for letter in "qkv"])
    biases = t["b_qkv"] if fused else torch.cat([t[f"b_{letter}"] for letter in "qkv"], 1)
    with torch.no_grad():
        found.in_proj_weight.copy_(weights)
        found.in_proj_bias.copy_(biases[0])
        found.out_proj.weight.copy_(t["W_o"])
        found.out_proj.bias.copy_(t["b_o"][0])
    return found


def by_torch(trace: Trace, masks: dict[str, torch.Tensor], memory: str = "X") -> tuple[Any, Any]:
    t = tensors(dict(trace.arrays))
    with torch.no_grad():
        output, weights = layer(t, "W_qkv" in t)(
            t["X"][None], t[memory][None], t[memory][None], average_attn_weights=False, **masks
        )
    return output[0], weights[0]


def agree(trace: Trace, found: tuple[Any, Any]) -> None:
    np.testing.assert_allclose(trace["output"], found[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["weights"], found[1], rtol=0, atol=1e-12)


@pytest.mark.parametrize("projection", ["separate", "fused"])
@pytest.mark.parametrize("mask", ["none", "causal", "padding", "causal_and_padding", "custom"])
def test_multi_head_equals_torch(projection: str, mask: str) -> None:
    trace = traced("multi_head", SIZES, projection=projection, mask=mask, biases="one", weights="out_in")
    masks = {}
    if "causal" in mask:
        masks["attn_mask"] = torch.ones(4, 4, dtype=torch.bool).triu(1)
    if "padding" in mask:
        masks["key_padding_mask"] = torch.from_numpy(trace["real"] == 0)
    if mask == "custom":
        masks["attn_mask"] = torch.from_numpy(trace["allowed"] == 0)
    agree(trace, by_torch(trace, masks))


@pytest.mark.parametrize("mask", ["none", "padding"])
def test_cross_attention_equals_torch(mask: str) -> None:
    trace = traced("cross_attention", {**SIZES, "m": 5}, mask=mask, biases="one", weights="out_in")
    masks = {"key_padding_mask": torch.from_numpy(trace["real"] == 0)} if mask == "padding" else {}
    agree(trace, by_torch(trace, masks, "E"))


def test_a_fully_masked_row_is_zero_here_and_not_a_number_in_the_torch_layer() -> None:
    """nn.MultiheadAttention keeps 0/0; scaled_dot_product_attention and this engine say 0, so the output is b^O."""
    real = np.zeros((1, 4))
    trace = traced("multi_head", SIZES, {"real": real}, mask="padding", biases="one", weights="out_in")
    assert not trace["weights"].any()
    np.testing.assert_allclose(trace["output"], np.repeat(trace["b_o"], 4, 0))
    output, weights = by_torch(trace, {"key_padding_mask": torch.from_numpy(real == 0)})
    assert output.isnan().all()
    assert weights.isnan().all()


@pytest.mark.parametrize(("h", "g"), [(4, 4), (4, 2), (4, 1), (6, 3)])
@pytest.mark.parametrize("mask", ["none", "causal"])
def test_grouped_queries_equal_torch(h: int, g: int, mask: str) -> None:
    trace = traced("grouped_query", {"n": 4, "d": 5, "h": h, "g": g, "d_k": 3, "d_v": 2}, mask=mask)
    t = tensors(dict(trace.arrays))
    Q, K, V = (
        (t["X"] @ t[f"W_{letter}"]).view(4, heads, -1).transpose(0, 1)[None]
        for letter, heads in (("q", h), ("k", g), ("v", g))
    )
    C = functional.scaled_dot_product_attention(Q, K, V, is_causal=mask == "causal", enable_gqa=True)[0]
    np.testing.assert_allclose(trace["output"], C.transpose(0, 1).reshape(4, -1) @ t["W_o"], rtol=0, atol=1e-12)


def test_as_many_key_heads_as_query_heads_is_multi_head() -> None:
    sizes = {"n": 4, "d": 5, "h": 3, "d_k": 3, "d_v": 2}
    plain = traced("multi_head", sizes)
    grouped = traced("grouped_query", {**sizes, "g": 3}, {id: plain[id] for id in plain.program.inputs})
    np.testing.assert_allclose(grouped["output"], plain["output"], rtol=0, atol=1e-14)


def test_heads_that_cannot_share_are_refused() -> None:
    with pytest.raises(ShapeError, match="The number of query heads, 4, is no multiple of that of key-value heads, 3"):
        MECHANISMS["grouped_query"].build(sizes={"h": 4, "g": 3})


def test_fused_and_separate_projections_are_one_computation() -> None:
    sizes = {"n": 3, "d": 4, "h": 2, "d_k": 3, "d_v": 1}
    apart = traced("multi_head", sizes)
    joined = np.concatenate([apart[f"W_{letter}"] for letter in "qkv"], 1)
    program = MECHANISMS["multi_head"].build(MECHANISMS["multi_head"].choose(projection="fused"), sizes)
    together = run(program, {"X": apart["X"], "W_qkv": joined, "W_o": apart["W_o"]})
    np.testing.assert_allclose(together["output"], apart["output"], rtol=0, atol=1e-14)
