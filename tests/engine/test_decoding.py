"""Decoding with a cache gives what one causal pass gives, token for token."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from tests.engine.test_attention_torch import tensors, traced

SIZES = {"n": 5, "d": 3, "d_k": 2, "d_v": 4}


def test_the_cache_gives_what_causal_self_attention_gives() -> None:
    cached = traced("kv_cache", SIZES)
    whole = traced("self_attention", SIZES, {id: cached[id] for id in cached.program.inputs}, mask="causal")
    np.testing.assert_allclose(cached["outputs"], whole["context"], rtol=0, atol=1e-14)
    np.testing.assert_allclose(cached["token=5/key_cache"], whole["keys"], rtol=0, atol=1e-14)
    for t in range(1, 6):
        np.testing.assert_allclose(cached[f"token={t}/weights"][0], whole["weights"][t - 1, :t], rtol=0, atol=1e-14)


@pytest.mark.parametrize("m", [1, 3])
def test_a_prefix_is_looked_at_like_tokens_of_its_own(m: int) -> None:
    cached = traced("kv_cache", {**SIZES, "m": m}, prefix="given")
    t = tensors(dict(cached.arrays))
    K = torch.cat([t["K_past"], t["X"] @ t["W_k"]])
    V = torch.cat([t["V_past"], t["X"] @ t["W_v"]])
    keep = torch.ones(5, m + 5, dtype=torch.bool).tril(m)
    C = scaled_dot_product_attention((t["X"] @ t["W_q"])[None], K[None], V[None], attn_mask=keep)[0]
    np.testing.assert_allclose(cached["outputs"], C, rtol=0, atol=1e-12)


def test_a_later_token_changes_nothing_before_it() -> None:
    cached = traced("kv_cache", SIZES)
    X = cached["X"].copy()
    X[4] += 1.0
    again = traced("kv_cache", SIZES, {**{id: cached[id] for id in cached.program.inputs}, "X": X})
    np.testing.assert_array_equal(again["outputs"][:4], cached["outputs"][:4])
    assert not np.allclose(again["outputs"][4], cached["outputs"][4])
