"""Beam search held to a search over lists of tokens, to trying every sequence, and to greedy decoding."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, ShapeError, Trace, run
from tests.engine.cases import draw

BEAMS = MECHANISMS["beam_search"]
Found = list[tuple[float, list[int]]]


def searched(start: Any, table: Any, steps: int, b: int) -> Found:
    """The b best after so many steps, best first, with their tokens; the last entry of the vocabulary ends one."""
    end = len(start) - 1
    kept: Found = sorted(((float(p), [k]) for k, p in enumerate(start)), reverse=True)[:b]
    for _ in range(steps - 1):
        grown: Found = []
        for score, tokens in kept:
            if tokens[-1] == end:
                grown.append((score, tokens))
            else:
                grown += [(score + float(p), [*tokens, k]) for k, p in enumerate(table[tokens[-1]])]
        kept = sorted(grown, reverse=True)[:b]
    return kept


def traced(b: int, v: int, steps: int, seed: int, **options: Any) -> Trace:
    chosen = {"normalised": "power", **options}
    program = BEAMS.build(BEAMS.choose(**chosen), {"b": b, "v": v, "T": steps})
    rng = np.random.default_rng(seed)
    inputs = {id: np.log(rng.dirichlet(np.ones(x.shape[-1]), x.shape[0])) for id, x in program.inputs.items()}
    return run(program, inputs)


def sequences(trace: Trace, b: int, steps: int) -> list[list[int]]:
    """The tokens of every kept sequence, by following parents back; the end is not repeated."""
    end = trace["start"].shape[-1] - 1
    found = [[int(k)] for k in trace["t=1/last"].argmax(-1)]
    for t in range(2, steps + 1):
        last, parents = trace[f"t={t}/last"].argmax(-1), trace[f"t={t}/parents"].argmax(-1)
        before = [found[int(parents[k])] for k in range(b)]
        found = [old if old[-1] == end else [*old, int(new)] for old, new in zip(before, last, strict=True)]
    return found


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("b", "v", "steps"), [(1, 4, 4), (2, 4, 4), (3, 5, 3), (4, 4, 5)])
def test_scores_sequences_and_lengths_are_those_of_a_search_over_lists(b: int, v: int, steps: int, seed: int) -> None:
    trace = traced(b, v, steps, seed)
    expected = searched(trace["start"][0], trace["table"], steps, b)
    np.testing.assert_allclose(trace[f"t={steps}/scores"][:, 0], [score for score, _ in expected], rtol=0, atol=1e-12)
    found = sequences(
        trace, b, steps
    )  # two orders of the same pairs of tokens have equal scores, and either may be first
    start, table = trace["start"][0], trace["table"]
    scores = [start[one[0]] + sum(table[i, j] for i, j in pairwise(one)) for one in found]
    np.testing.assert_allclose(scores, [score for score, _ in expected], rtol=0, atol=1e-12)
    assert trace[f"t={steps}/lengths"][:, 0].tolist() == [len(one) for one in found]
    means = [score / len(one) for score, one in zip(scores, found, strict=True)]
    np.testing.assert_allclose(trace["normalised"][:, 0], means, rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_two_steps_with_all_first_tokens_kept_find_the_best_of_every_sequence(seed: int) -> None:
    """With b = v nothing is lost in the first step, so that the second finds the true optimum."""
    trace = traced(4, 4, 2, seed)
    start, table = trace["start"][0], trace["table"]
    every = [start[i] + table[i, j] for i, j in product(range(3), range(4))] + [start[3]]
    assert trace["t=2/scores"][0, 0] == pytest.approx(max(every), abs=1e-12)


def test_greedy_misses_what_two_beams_find() -> None:
    greedy, two = (traced(b, 4, 4, 6) for b in (1, 2))
    assert any(
        traced(2, 4, 3, seed)["t=3/scores"][0, 0] > traced(1, 4, 3, seed)["t=3/scores"][0, 0] + 1e-9
        for seed in range(20)
    )
    assert two["t=4/scores"][0, 0] >= greedy["t=4/scores"][0, 0] - 1e-12


def test_the_length_penalty_of_google_is_as_published() -> None:
    """Wu et al. 2016, equation 14: lp(Y) = (5 + |Y|)^α / (5 + 1)^α."""
    trace = traced(3, 5, 4, 1, normalised="gnmt", alpha=0.6)
    lengths = trace["t=4/lengths"]
    expected = trace["t=4/scores"] / ((5 + lengths) ** 0.6 / (5 + 1) ** 0.6)
    np.testing.assert_allclose(trace["normalised"], expected, rtol=0, atol=1e-12)


def test_of_equal_candidates_the_first_is_kept() -> None:
    program = BEAMS.build(sizes={"b": 2, "v": 3, "T": 1})
    trace = run(program, {**draw(program), "start": np.array([[-1.0, -1.0, -1.0]])})
    assert trace["t=1/last"].tolist() == [[1, 0, 0], [0, 1, 0]]


def test_more_beams_than_first_tokens_are_refused() -> None:
    with pytest.raises(ShapeError, match="only v = 3 first tokens"):
        BEAMS.build(sizes={"b": 4, "v": 3})
