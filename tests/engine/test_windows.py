"""Sparse attention against PyTorch with a mask written from the definitions, and the reach of stacked layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.execution.run import evaluate
from engine.readings.misconceptions import wrong_versions
from tests.oracle import functional, torch

WINDOWED = MECHANISMS["windowed_attention"]
SIZES = {"n": 9, "d_k": 4, "d_v": 3, "layers": 4}


def traced(**options: Any) -> Any:
    rng = np.random.default_rng(0)
    given = {
        name: rng.normal(size=(SIZES["n"], SIZES[width])) for name, width in (("Q", "d_k"), ("K", "d_k"), ("V", "d_v"))
    }
    return run(WINDOWED.build(WINDOWED.choose(**options), SIZES), given)


def mistral(i: int, j: int, w: int) -> bool:
    """The query's own key and w − 1 before it, as Hugging Face's sliding_window masks."""
    return i - w < j <= i


def flash(i: int, j: int, left: int, right: int) -> bool:
    """window_size=(left, right) of FlashAttention: both ends included."""
    return i - left <= j <= i + right


def strided(i: int, j: int, w: int, gap: int) -> bool:
    """Every gap-th key, w of them, the query's own included."""
    return j in [i - k * gap for k in range(w)]


CASES: list[tuple[dict[str, Any], Any]] = [
    ({"window": 3}, lambda i, j: mistral(i, j, 3)),
    ({"window": 1}, lambda i, j: i == j),
    ({"window": 3, "counted": "own_apart"}, lambda i, j: flash(i, j, 3, 0)),
    ({"window": 2, "direction": "both"}, lambda i, j: flash(i, j, 2, 2)),
    ({"window": 3, "pattern": "dilated", "dilation": 2}, lambda i, j: strided(i, j, 3, 2)),
    ({"window": 2, "pattern": "dilated", "dilation": 3, "direction": "both"}, lambda i, j: abs(i - j) in (0, 3, 6)),
    ({"window": 2, "pattern": "global", "first": 2}, lambda i, j: mistral(i, j, 2) or j < min(2, i + 1)),
    (
        {"window": 1, "pattern": "global", "first": 2, "direction": "both"},
        lambda i, j: abs(i - j) <= 1 or i < 2 or j < 2,
    ),
]


@pytest.mark.torch
@pytest.mark.parametrize(("options", "may"), CASES)
def test_it_is_pytorchs_attention_under_the_mask(options: dict[str, Any], may: Any) -> None:
    found, n = traced(**options), SIZES["n"]
    allowed = np.array([[bool(may(i, j)) for j in range(n)] for i in range(n)])
    np.testing.assert_array_equal(found["allowed"], allowed)
    np.testing.assert_array_equal(found["keys_per_query"][:, 0], allowed.sum(axis=1))
    Q, K, V = (torch.from_numpy(found[name]) for name in "QKV")
    context = functional.scaled_dot_product_attention(Q, K, V, attn_mask=torch.from_numpy(allowed))
    np.testing.assert_allclose(found["context"], context.numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("window", [1, 2, 3])
def test_each_layer_reaches_one_window_further(window: int) -> None:
    found = traced(window=window, stack="several_layers")
    for layers in range(1, 5):
        reached = found[f"layer={layers}/reached"][0]
        assert reached.sum() == min(layers * (window - 1) + 1, SIZES["n"])
        assert list(reached) == sorted(reached)


def test_what_is_reached_is_what_paths_lead_to() -> None:
    """The mask as a matrix of ones: its powers count the paths from the last output to each input."""
    found = traced(window=3, counted="own_apart", stack="several_layers")
    for layers in (1, 2, 3):
        paths = np.linalg.matrix_power(found["allowed"], layers)[-1]
        np.testing.assert_array_equal(found[f"layer={layers}/reached"][0], paths > 0)
    assert found["layer=2/reached"].sum() == 7


def test_truth_values_are_numbers_to_arithmetic() -> None:
    """The mistake of adding the two conditions gives 2 where both hold; NumPy's True + True would be True."""
    found = traced(window=2)
    (added,) = (wrong for wrong in wrong_versions(found.program, "allowed") if wrong.id == "mul.added")
    assert evaluate(added.expr, found.arrays).max() == 2
    assert found["allowed"].dtype == np.float64
