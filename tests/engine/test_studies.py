"""What is measured agrees with theory, and with PyTorch's autograd."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, InputError, ShapeError, Trace, run
from engine.studies.measurements import arriving, decoding, depth, distance, score_spread
from tests.engine.cases import draw
from tests.oracle import torch


def jacobian(f: Any, x: Any) -> Any:
    return torch.autograd.functional.jacobian(f, x)  # type: ignore[no-untyped-call]


# ---- the scale ----


@pytest.mark.parametrize("d_k", [1, 4, 64])
def test_scores_vary_by_d_k_and_scaled_ones_by_1(d_k: int) -> None:
    rng = np.random.default_rng(1)
    assert score_spread(d_k, rng, scaled=False, draws=20_000).variance == pytest.approx(d_k, rel=0.05)
    assert score_spread(d_k, rng, scaled=True, draws=20_000).variance == pytest.approx(1, rel=0.05)


def test_without_the_scale_the_softmax_saturates_and_its_slope_goes_to_nothing() -> None:
    plain = [score_spread(d_k, np.random.default_rng(2), scaled=False) for d_k in (2, 16, 128, 1024)]
    scaled = [score_spread(d_k, np.random.default_rng(2), scaled=True) for d_k in (2, 16, 128, 1024)]
    for earlier, later in pairwise(plain):
        assert later.entropy < earlier.entropy
        assert later.largest > earlier.largest
        assert later.jacobian < earlier.jacobian
    assert plain[-1].largest > 0.95
    assert max(s.jacobian for s in scaled) < 1.2 * min(s.jacobian for s in scaled)
    assert all(0 < s.entropy < math.log(8) for s in (*plain, *scaled))


@pytest.mark.torch
def test_a_slope_is_the_norm_of_the_softmax_jacobian() -> None:
    found = score_spread(5, np.random.default_rng(3), scaled=True, keys=3, draws=1)
    again = np.random.default_rng(3)
    q, k = again.standard_normal((1, 5)), again.standard_normal((3, 5))
    scores = torch.from_numpy(q @ k.T / math.sqrt(5))[0]
    slopes = jacobian(lambda z: torch.softmax(z, -1), scores)
    assert found.jacobian == pytest.approx(float(torch.linalg.norm(slopes)))


# ---- gradients through time ----


def read(mechanism: str, sizes: dict[str, int], scale: float = 1.0, **options: Any) -> Trace:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(**options), sizes)
    drawn = draw(program, 5)
    return run(program, {id: x * (scale if program.inputs[id].role == "weight" else 1) for id, x in drawn.items()})


@pytest.mark.torch
def test_what_arrives_is_what_autograd_gives() -> None:
    trace = read("rnn", {"T": 4, "d": 2, "k": 3}, product="separate")
    t = {id: torch.from_numpy(trace[id]) for id in trace.program.inputs}

    def onwards(start: int) -> Any:
        def last(h: torch.Tensor) -> torch.Tensor:
            for row in t["X"][start:]:
                h = torch.tanh(row @ t["W"] + h @ t["U"] + t["b"])
            return h

        return last

    slopes = [jacobian(onwards(k), torch.from_numpy(trace[f"t={k}/hidden"])) for k in range(1, 5)]
    assert arriving(trace) == pytest.approx([float(torch.linalg.norm(slope)) for slope in slopes])


def test_small_weights_let_a_gradient_vanish_and_large_ones_make_it_explode() -> None:
    vanishing = arriving(read("rnn", {"T": 12, "d": 2, "k": 3}, 0.2, product="separate"))
    assert vanishing == sorted(vanishing)
    assert vanishing[0] < 1e-4
    large = read("rnn", {"T": 12, "d": 2, "k": 3}, 3, product="separate", activation="relu")
    above_0 = run(large.program, {id: np.abs(large[id]) for id in large.program.inputs})
    assert arriving(above_0)[0] > 1e4


def test_the_cell_of_an_lstm_carries_further_than_an_rnn() -> None:
    sizes = {"T": 12, "d": 2, "k": 3}
    cell = arriving(read("lstm", sizes, 0.2, forget_bias="plus_one"), "cell")
    assert cell[0] > 100 * arriving(read("rnn", sizes, 0.2))[0]


@pytest.mark.parametrize("place", ["layer=2/reverse", "layer=1/forward"])
def test_a_state_is_found_in_its_branch(place: str) -> None:
    trace = read("gru", {"T": 3, "d": 2, "k": 2, "layers": 2}, direction="both")
    found = arriving(trace, place=place)
    assert len(found) == 3
    assert found[-1] == pytest.approx(math.sqrt(2))


def test_one_step_of_one_number_arrives_whole() -> None:
    assert arriving(read("rnn", {"T": 1, "d": 1, "k": 1})) == [1.0]
    assert arriving(read("rnn", {"T": 2, "d": 1, "k": 1}))[-1] == 1.0
    with pytest.raises(InputError, match="no state called cell"):
        arriving(read("rnn", {"T": 2, "d": 1, "k": 1}), "cell")


# ---- the cache ----


def test_a_cache_saves_work_that_grows_with_the_text_and_spends_memory() -> None:
    few, many = (decoding(n, d=768, h=12, g=12, d_k=64, d_v=64) for n in (16, 1024))
    assert few.bytes == 16 * 2 * 768 * 2
    assert many.bytes == 64 * few.bytes
    # queries, keys, values and output of one token, then its scores and its context
    assert many.cached == 4 * 768**2 + 2 * 1024 * 768
    assert many.recomputed == 1024 * many.cached
    assert few.recomputed == 16 * few.cached


def test_shared_heads_keep_less_and_the_first_token_saves_nothing() -> None:
    multi, grouped, single = (decoding(100, d=64, h=8, g=g, d_k=8, d_v=8) for g in (8, 2, 1))
    assert multi.bytes == 4 * grouped.bytes == 8 * single.bytes
    assert multi.cached > grouped.cached > single.cached
    first = decoding(1, d=64, h=8, g=8, d_k=8, d_v=8)
    assert first.cached == first.recomputed
    with pytest.raises(ShapeError):
        decoding(2, d=64, h=8, g=3, d_k=8, d_v=8)


# ---- distance ----


@pytest.mark.parametrize("n", [2, 5, 9])
def test_attention_reaches_everything_in_as_many_steps_and_a_recurrence_waits(n: int) -> None:
    attention = MECHANISMS["self_attention"].build(sizes={"n": n, "d": 2})
    recurrent = MECHANISMS["rnn"].build(sizes={"T": n, "d": 2})
    last = (n - 1, 0)
    assert distance(attention, "context", last, "X", (0, 0)) == distance(attention, "context", last, "X", last)
    near, far = (distance(recurrent, "outputs", last, "X", (row, 0)) for row in (n - 1, 0))
    assert near is not None
    assert far == near + 3 * (n - 1)  # joined, pre-activation and state of every token between
    assert depth(recurrent) == 3 * n + 1
    assert depth(attention) == depth(MECHANISMS["self_attention"].build(sizes={"n": 1, "d": 2}))


def test_nobody_is_reached_by_what_comes_later() -> None:
    recurrent = MECHANISMS["rnn"].build(sizes={"T": 3, "d": 2})
    assert distance(recurrent, "outputs", (0, 0), "X", (2, 0)) is None
