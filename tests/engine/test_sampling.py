"""Sampling held to the usual recipes in PyTorch: torch.topk, sort and cumsum, a threshold, and searchsorted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, OptionError, run
from tests.engine.cases import draw
from tests.oracle import torch

pytestmark = pytest.mark.torch

SAMPLING = MECHANISMS["sampling"]
SIZES = {"n": 4, "v": 9}


def by_sorting(z: Any, p: float) -> Any:
    """Top-p as Hugging Face has it: ascending, and removed where the sum up to and with a token is at most 1 − p."""
    ascending, order = torch.sort(z, descending=False)
    removed = ascending.softmax(dim=-1).cumsum(dim=-1) <= 1 - p
    removed[..., -1:] = False
    return z.masked_fill(removed.scatter(1, order, removed), -math.inf)


def by_the_kth(z: Any, k: int) -> Any:
    return z.masked_fill(z < torch.topk(z, k)[0][..., -1, None], -math.inf)


def by_the_best(z: Any, least: float) -> Any:
    probabilities = z.softmax(dim=-1)
    return z.masked_fill(probabilities < least * probabilities.amax(dim=-1, keepdim=True), -math.inf)


CUTS: list[tuple[dict[str, Any], Any]] = [
    *(({"cut": "top_k", "k": k}, lambda z, k=k: by_the_kth(z, k)) for k in (1, 2, 5, 9)),
    *(({"cut": "top_p", "p": p}, lambda z, p=p: by_sorting(z, p)) for p in (0.05, 0.5, 0.9, 1.0)),
    *(({"cut": "min_p", "min_p": m}, lambda z, m=m: by_the_best(z, m)) for m in (0.05, 0.4, 1.0)),
    ({"cut": "none"}, lambda z: z),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("options", "cut"), CUTS, ids=lambda x: str(x) if isinstance(x, dict) else "")
def test_the_distribution_is_that_of_the_logits_processors(options: dict[str, Any], cut: Any, seed: int) -> None:
    program = SAMPLING.build(SAMPLING.choose(**options, temperature=0.7), SIZES)
    trace = run(program, draw(program, seed))
    expected = cut(torch.tensor(trace["Z"]) / 0.7).softmax(dim=-1)
    np.testing.assert_allclose(trace["distribution"], expected.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("options", "cut"), CUTS[4:-1], ids=lambda x: str(x) if isinstance(x, dict) else "")
def test_with_the_temperature_last_the_cut_is_made_at_temperature_1(options: dict[str, Any], cut: Any) -> None:
    program = SAMPLING.build(SAMPLING.choose(**options, temperature=2.0, order="temperature_last"), SIZES)
    trace = run(program, draw(program, 2))
    expected = (cut(torch.tensor(trace["Z"])) / 2).softmax(dim=-1)
    np.testing.assert_allclose(trace["distribution"], expected.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("options", "cut"), CUTS[:-1], ids=lambda x: str(x) if isinstance(x, dict) else "")
def test_dividing_by_the_sum_is_the_same_as_another_softmax(options: dict[str, Any], cut: Any) -> None:
    found = []
    for renormalised in ("softmax_again", "over_sum"):
        program = SAMPLING.build(SAMPLING.choose(**options, renormalised=renormalised), SIZES)
        found.append(run(program, draw(program, 4))["distribution"])
    np.testing.assert_allclose(found[0], found[1], rtol=0, atol=1e-12)


def test_the_draw_is_the_inverse_of_the_cumulative_distribution() -> None:
    program = SAMPLING.build(SAMPLING.choose(cut="top_p", p=0.9, draw="by_number"), {"n": 60, "v": 9})
    inputs = {**draw(program, 1), "u": np.random.default_rng(3).random((60, 1))}
    trace = run(program, inputs)
    picked = torch.searchsorted(
        torch.tensor(trace["distribution"]).cumsum(dim=-1), torch.tensor(inputs["u"]), right=True
    )
    np.testing.assert_array_equal(trace["chosen"].argmax(-1), picked.numpy()[:, 0])
    np.testing.assert_array_equal(trace["chosen"].sum(-1), np.ones(60))


def test_with_k_1_the_largest_logit_is_chosen() -> None:
    program = SAMPLING.build(SAMPLING.choose(cut="top_k", k=1), SIZES)
    trace = run(program, draw(program, 6))
    np.testing.assert_array_equal(trace["distribution"].argmax(-1), trace["Z"].argmax(-1))
    np.testing.assert_array_equal(trace["distribution"].sum(-1), np.ones(4))


@pytest.mark.parametrize("options", [{"p": 0}, {"p": 1.5}, {"k": 0}, {"k": 2.5}, {"min_p": -0.1}])
def test_a_number_outside_its_domain_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="it must be"):
        SAMPLING.choose(**options)
