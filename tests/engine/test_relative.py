"""T5's relative position bias against the published bucket rule in plain Python, and PyTorch with a mask."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, ShapeError, run
from engine.readings.gradient import gradient
from tests.engine.cases import draw
from tests.oracle import functional, torch

RELATIVE = MECHANISMS["relative_bias"]
SIZES = {"n": 40, "h": 3, "b": 32, "d_k": 2, "d_v": 2}


def bucket(relative: int, bidirectional: bool, buckets: int, farthest: int) -> int:
    """relative_position_bucket of T5's code for one position of a key, relative to the query."""
    found = 0
    if bidirectional:
        buckets //= 2
        found += buckets if relative > 0 else 0
        distance = abs(relative)
    else:
        distance = -min(relative, 0)
    exact = buckets // 2
    if distance < exact:
        return found + distance
    far = exact + int(math.log(distance / exact) / math.log(farthest / exact) * (buckets - exact))
    return found + min(far, buckets - 1)


@pytest.mark.parametrize("direction", ["causal", "both"])
@pytest.mark.parametrize(("buckets", "farthest"), [(32, 128), (32, 40), (8, 20), (4, 3)])
def test_the_buckets_are_those_of_t5(direction: str, buckets: int, farthest: int) -> None:
    sizes = {**SIZES, "b": buckets}
    program = RELATIVE.build(RELATIVE.choose(direction=direction, max_distance=float(farthest)), sizes)
    found = run(program, draw(program))["buckets"]
    n = SIZES["n"]
    expected = [[bucket(j - i, direction == "both", buckets, farthest) for j in range(n)] for i in range(n)]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.torch
@pytest.mark.parametrize("direction", ["causal", "both"])
def test_it_is_pytorchs_attention_with_the_table_as_a_mask(direction: str) -> None:
    program = gradient(RELATIVE.build(RELATIVE.choose(direction=direction, max_distance=128.0), SIZES), "context")
    given = draw(program, 2)
    ours = run(program, given)
    n, h = SIZES["n"], SIZES["h"]
    table = torch.tensor(given["T"], requires_grad=True)
    at = torch.tensor([[bucket(j - i, direction == "both", 32, 128) for j in range(n)] for i in range(n)])
    bias = functional.embedding(at, table).permute(2, 0, 1)
    if direction == "causal":
        bias = bias.masked_fill(torch.ones(n, n).triu(1).bool(), -torch.inf)
    Q, K, V = (torch.tensor(given[name]).reshape(n, h, -1).swapaxes(0, 1) for name in "QKV")
    context = functional.scaled_dot_product_attention(Q, K, V, attn_mask=bias, scale=1.0)
    np.testing.assert_allclose(ours["context"], context.detach().numpy(), rtol=1e-9, atol=1e-12)
    context.backward(torch.tensor(given["backward/context"]))  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(ours["backward/T"], np.asarray(table.grad), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("options", "sizes", "said"),
    [
        ({"direction": "both"}, {"b": 6}, "b is 6"),
        ({}, {"b": 1}, "b is 1"),
        ({"max_distance": 3.0}, {"b": 8}, "The far distance is 3"),
    ],
)
def test_buckets_that_cannot_be_told_apart_are_refused(
    options: dict[str, Any], sizes: dict[str, int], said: str
) -> None:
    with pytest.raises(ShapeError, match=said):
        RELATIVE.build(RELATIVE.choose(**options), sizes)
