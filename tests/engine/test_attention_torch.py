"""Attention against PyTorch's own functions, and published figures with their corrections."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Mechanism, Trace, run
from tests.engine.cases import draw
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch

SIZES = {"n": 3, "m": 5, "d_k": 4, "d_v": 2}

# J. Alammar, The Illustrated GPT-2: the scores drawn for "robot must obey orders"
CASE_D = [[0.11, 0.00, 0.81, 0.79], [0.19, 0.50, 0.30, 0.48], [0.53, 0.98, 0.95, 0.14], [0.81, 0.86, 0.38, 0.90]]


def tensors(inputs: dict[str, Any]) -> dict[str, torch.Tensor]:
    return {id: torch.from_numpy(x) for id, x in inputs.items()}


def known(mechanism: Mechanism, sizes: dict[str, int]) -> dict[str, int]:
    """Of sizes that several mechanisms share, those that this one has."""
    return {name: size for name, size in sizes.items() if name in mechanism.sizes}


def traced(mechanism: str, sizes: dict[str, int], inputs: dict[str, Any] | None = None, **options: Any) -> Trace:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(**options), known(chosen, sizes))
    return run(program, draw(program, 1) | (inputs or {}))


def by_torch(trace: Trace, **options: Any) -> torch.Tensor:
    t = tensors(dict(trace.arrays))
    return functional.scaled_dot_product_attention(t["Q"][None], t["K"][None], t["V"][None], **options)[0]


@pytest.mark.parametrize(
    ("options", "keyword"),
    [
        ({}, {}),
        ({"scale": "none"}, {"scale": 1.0}),
        ({"scale": "constant", "constant": 3.0}, {"scale": 1 / 3}),
        ({"mask": "causal", "alignment": "top_left"}, {"is_causal": True}),
        ({"mask": "causal"}, {"attn_mask": lambda: torch.ones(3, 5, dtype=torch.bool).tril(2)}),
    ],
)
def test_scaled_dot_product_equals_torch(options: dict[str, Any], keyword: dict[str, Any]) -> None:
    trace = traced("scaled_dot_product", SIZES, **options)
    np.testing.assert_allclose(
        trace["context"],
        by_torch(trace, **{name: x() if callable(x) else x for name, x in keyword.items()}),
        rtol=0,
        atol=1e-12,
    )


@pytest.mark.parametrize("mask", ["padding", "causal_and_padding", "custom"])
@pytest.mark.parametrize("mask_value", ["minus_infinity", "minus_1e9"])
def test_given_masks_equal_torch(mask: str, mask_value: str) -> None:
    trace = traced("scaled_dot_product", SIZES, mask=mask, mask_value=mask_value)
    keep = torch.from_numpy(trace["allowed" if mask == "custom" else "real"] != 0).expand(3, 5)
    keep = keep.tril(2) if mask == "causal_and_padding" else keep
    np.testing.assert_allclose(trace["context"], by_torch(trace, attn_mask=keep), rtol=0, atol=1e-12)


def test_a_query_that_may_look_nowhere_gets_zeros_as_in_torch() -> None:
    """With −∞ the row is defined as zeros; with −1e9 it is the plain mean, because every key is equally forbidden."""
    allowed = np.ones((3, 5))
    allowed[1] = 0.0
    trace = traced("scaled_dot_product", SIZES, {"allowed": allowed}, mask="custom")
    assert not trace["context"][1].any()
    np.testing.assert_allclose(trace["context"], by_torch(trace, attn_mask=torch.from_numpy(allowed != 0)), atol=1e-12)
    finite = traced("scaled_dot_product", SIZES, {"allowed": allowed}, mask="custom", mask_value="minus_1e9")
    np.testing.assert_allclose(finite["context"][1], finite["V"].mean(0), atol=1e-6)


def test_the_alignments_agree_where_queries_and_keys_are_as_many() -> None:
    square = {**SIZES, "m": 3}
    left, right = (
        traced("scaled_dot_product", square, mask="causal", alignment=a) for a in ("top_left", "bottom_right")
    )
    np.testing.assert_array_equal(left["weights"], right["weights"])


def test_more_queries_than_keys_leave_the_first_queries_without_any() -> None:
    trace = traced("scaled_dot_product", {"n": 4, "m": 2, "d_k": 2, "d_v": 2}, mask="causal")
    assert not trace["weights"][:2].any()
    assert (
        traced("scaled_dot_product", {"n": 4, "m": 2}, mask="causal", alignment="top_left")["weights"].all(-1)[1:].all()
    )


def test_case_d_is_not_the_softmax_of_its_own_scores() -> None:
    weights = traced("masked_softmax", {"n": 4, "m": 4}, {"S": np.array(CASE_D)})["weights"]
    assert (100 * weights).round(1).tolist()[:3] == [
        [100.0, 0.0, 0.0, 0.0],
        [42.3, 57.7, 0.0, 0.0],
        [24.4, 38.3, 37.2, 0.0],
    ]
    divided = traced("masked_softmax", {"n": 4, "m": 4}, {"S": np.array(CASE_D)}, scale="constant", constant=4.0)
    assert (100 * divided["weights"]).round().tolist()[1][:2] == [48.0, 52.0]


@pytest.mark.parametrize("softmax", ["one_step", "in_steps"])
def test_masked_softmax_is_the_middle_of_attention(softmax: str) -> None:
    whole = traced("scaled_dot_product", SIZES, mask="causal", scale="constant", constant=4.0)
    middle = traced("masked_softmax", SIZES, {"S": whole["scores"]}, scale="constant", constant=4.0, softmax=softmax)
    np.testing.assert_allclose(middle["weights"], whole["weights"], atol=1e-15)
