"""Decoding with a cache gives what one causal pass gives, token for token."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS, ShapeError
from tests.engine.test_attention_torch import tensors, traced
from tests.oracle import functional, torch

SIZES = {"n": 5, "d": 3, "d_k": 2, "d_v": 4}
HEADS = {**SIZES, "h": 4, "g": 2}


def test_the_cache_gives_what_causal_self_attention_gives() -> None:
    cached = traced("kv_cache", SIZES)
    whole = traced("self_attention", SIZES, {id: cached[id] for id in cached.program.inputs}, mask="causal")
    np.testing.assert_allclose(cached["outputs"], whole["context"], rtol=0, atol=1e-14)
    np.testing.assert_allclose(cached["token=5/key_cache"], whole["keys"], rtol=0, atol=1e-14)
    for t in range(1, 6):
        np.testing.assert_allclose(cached[f"token={t}/weights"][0], whole["weights"][t - 1, :t], rtol=0, atol=1e-14)


@pytest.mark.parametrize("m", [1, 3])
@pytest.mark.torch
def test_a_prefix_is_looked_at_like_tokens_of_its_own(m: int) -> None:
    cached = traced("kv_cache", {**SIZES, "m": m}, prefix="given")
    t = tensors(dict(cached.arrays))
    K = torch.cat([t["K_past"], t["X"] @ t["W_k"]])
    V = torch.cat([t["V_past"], t["X"] @ t["W_v"]])
    keep = torch.ones(5, m + 5, dtype=torch.bool).tril(m)
    C = functional.scaled_dot_product_attention((t["X"] @ t["W_q"])[None], K[None], V[None], attn_mask=keep)[0]
    np.testing.assert_allclose(cached["outputs"], C, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("heads", "whole"), [("several", "multi_head"), ("grouped", "grouped_query")])
def test_a_cache_for_heads_gives_what_the_whole_causal_pass_gives(heads: str, whole: str) -> None:
    cached = traced("kv_cache", HEADS, heads=heads)
    inputs = {id: cached[id] for id in cached.program.inputs}
    passed = traced(whole, HEADS, inputs, mask="causal")
    np.testing.assert_allclose(cached["outputs"], passed["output"], rtol=0, atol=1e-14)
    np.testing.assert_allclose(cached["token=5/key_heads"], passed["key_heads"], rtol=0, atol=1e-14)
    for t in range(1, 6):
        now = passed["weights"][..., t - 1 : t, :t]
        np.testing.assert_allclose(cached[f"token={t}/weights"], now, rtol=0, atol=1e-14)


@pytest.mark.parametrize(("heads", "groups"), [("several", 4), ("grouped", 2)])
@pytest.mark.parametrize("prefix", ["none", "given"])
@pytest.mark.torch
def test_a_cache_for_heads_equals_torch(heads: str, groups: int, prefix: str) -> None:
    m = 3 if prefix == "given" else 0
    cached = traced("kv_cache", {**HEADS, "m": 3}, heads=heads, prefix=prefix)
    t = tensors(dict(cached.arrays))
    K, V = (
        torch.cat([*([t[past]] if m else []), t["X"] @ t[weights]]).view(m + 5, groups, -1).transpose(0, 1)
        for past, weights in (("K_past", "W_k"), ("V_past", "W_v"))
    )
    Q = (t["X"] @ t["W_q"]).view(5, 4, -1).transpose(0, 1)
    keep = torch.ones(5, m + 5, dtype=torch.bool).tril(m)
    C = functional.scaled_dot_product_attention(Q[None], K[None], V[None], attn_mask=keep, enable_gqa=True)[0]
    expected = C.transpose(0, 1).reshape(5, -1) @ t["W_o"]
    np.testing.assert_allclose(cached["outputs"], expected, rtol=0, atol=1e-12)


def test_one_head_with_all_the_columns_is_the_single_head_projected() -> None:
    single = traced("kv_cache", SIZES)
    W_o = np.random.default_rng(2).normal(size=(4, 3))
    inputs = {id: single[id] for id in single.program.inputs} | {"W_o": W_o}
    several = traced("kv_cache", {**SIZES, "h": 1}, inputs, heads="several")
    np.testing.assert_allclose(several["outputs"], single["outputs"] @ W_o, rtol=0, atol=1e-14)


def test_heads_that_cannot_share_a_cache_are_refused() -> None:
    chosen = MECHANISMS["kv_cache"]
    with pytest.raises(ShapeError, match="The number of query heads, 3, is no multiple of that of key-value heads, 2"):
        chosen.build(chosen.choose(heads="grouped"), {"h": 3, "g": 2})


def test_a_later_token_changes_nothing_before_it() -> None:
    cached = traced("kv_cache", SIZES)
    X = cached["X"].copy()
    X[4] += 1.0
    again = traced("kv_cache", SIZES, {**{id: cached[id] for id in cached.program.inputs}, "X": X})
    np.testing.assert_array_equal(again["outputs"][:4], cached["outputs"][:4])
    assert not np.allclose(again["outputs"][4], cached["outputs"][4])
