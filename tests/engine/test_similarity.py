"""Word vectors: PyTorch's cosines, and the curriculum's figures with and without rounding on the way."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.test_attention_torch import traced
from tests.oracle import functional, torch

APPLE, ORANGE, PHONE = [2.0, 2.0], [0.0, 3.0], [4.0, 0.0]


@pytest.mark.parametrize(
    ("other", "rounded", "exact"), [(ORANGE, [1.14, 2.43], [1.15, 2.43]), (PHONE, [2.86, 1.14], [2.85, 1.15])]
)
def test_case_a_depends_on_where_it_is_rounded(other: list[float], rounded: list[float], exact: list[float]) -> None:
    X = np.array([APPLE, other])
    trace = traced("similarity", {"n": 2, "d": 2}, {"X": X})
    assert trace["context"][0].round(2).tolist() == exact
    carried = traced("similarity", {"n": 2, "d": 2}, {"X": X, "R": trace["cosines"].round(2)}, score="given")
    assert carried["context"][0].round(2).tolist() == rounded


def test_all_words_take_part_in_the_rigorous_form() -> None:
    trace = traced("similarity", {"n": 3, "d": 2}, {"X": np.array([APPLE, ORANGE, PHONE])})
    np.testing.assert_allclose(trace["weights"].sum(1), 1.0)
    assert trace["weights"][0, 1] == pytest.approx(trace["weights"][0, 2])
    assert (trace["weights"] > 0).all()


@pytest.mark.torch
def test_cosines_equal_torch() -> None:
    trace = traced("similarity", {"n": 4, "d": 3})
    X = torch.from_numpy(trace["X"])
    np.testing.assert_allclose(
        trace["cosines"], functional.cosine_similarity(X[:, None], X[None], dim=-1), rtol=0, atol=1e-12
    )


@pytest.mark.torch
def test_a_word_without_length_is_like_nothing() -> None:
    X = np.array([[0.0, 0.0], APPLE])
    trace = traced("similarity", {"n": 2, "d": 2}, {"X": X})
    by_torch = functional.cosine_similarity(torch.from_numpy(X)[:, None], torch.from_numpy(X)[None], dim=-1)
    np.testing.assert_allclose(trace["cosines"], by_torch, rtol=0, atol=1e-12)
    assert np.isfinite(trace["context"]).all()


def test_dot_products_are_attention_without_projections() -> None:
    trace = traced("similarity", {"n": 4, "d": 3}, score="dot")
    X = trace["X"]
    whole = traced("scaled_dot_product", {"n": 4, "m": 4, "d_k": 3, "d_v": 3}, {"Q": X, "K": X, "V": X}, scale="none")
    np.testing.assert_allclose(trace["context"], whole["context"], rtol=0, atol=1e-14)
