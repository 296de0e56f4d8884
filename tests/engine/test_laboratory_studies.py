"""What laboratories measure, against PyTorch's autograd, closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import InputError
from engine.studies.first_word import passage
from engine.studies.key_value_caches import Decoder, attention_work, cache_bytes, numbers_kept, prefill_work
from engine.studies.position_products import exchanged, products_by_distance
from engine.studies.recurrent_gradients import STATE, Kind, Weights, norms_by_distance, random_run
from engine.studies.sampling import entropy, truncated
from tests.oracle import torch

LOGITS = (2.0, 1.0, 0.5, -1.0)


# ---- sampling ----


def test_temperature_divides_the_logits() -> None:
    expected = np.exp(np.array(LOGITS) / 0.7)
    assert truncated(LOGITS, 0.7).after == pytest.approx(expected / expected.sum())
    assert truncated(LOGITS, 0.7).before == pytest.approx(np.exp(LOGITS) / np.exp(LOGITS).sum())


def test_top_k_keeps_the_k_most_probable() -> None:
    found = truncated(LOGITS, top_k=2)
    assert found.kept == 2
    assert found.after[:2] == pytest.approx(np.exp(LOGITS[:2]) / np.exp(LOGITS[:2]).sum())


@pytest.mark.parametrize(("top_p", "kept"), [(0.5, 1), (0.6, 1), (0.62, 2), (0.83, 2), (0.84, 3), (1.0, 4)])
def test_top_p_keeps_the_fewest_that_reach_it(top_p: float, kept: int) -> None:
    """The sums of probabilities are 0.609, 0.834, 0.970, 1."""
    assert np.cumsum(truncated(LOGITS).before) == pytest.approx([0.609, 0.834, 0.970, 1], abs=0.001)
    assert truncated(LOGITS, top_p=top_p).kept == kept


def test_temperature_0_is_greedy_and_takes_the_first_of_equals() -> None:
    assert list(truncated((1.0, 3.0, 3.0), 0).after) == [0, 1, 0]


def test_the_entropy_of_equals_is_the_logarithm_of_their_number() -> None:
    assert entropy(truncated((1.0,) * 8).after) == pytest.approx(math.log(8))


@pytest.mark.parametrize("wrong", [{"temperature": -1}, {"top_k": -1}, {"top_p": 0}, {"top_p": 1.5}])
def test_what_is_no_setting_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        truncated(LOGITS, **wrong)  # type: ignore[arg-type]


# ---- gradients ----


@pytest.mark.torch
def test_norms_of_an_rnn_are_autograds() -> None:
    weights = Weights(width=3, scale=1.5, seed=4)
    trace = random_run("rnn", 6, weights)
    W, h = torch.from_numpy(trace["W"]), torch.zeros(1, 3, dtype=torch.float64)
    states = []
    for x in torch.from_numpy(trace["X"]):
        h = torch.tanh(torch.cat([h, x[None]], 1) @ W)  # rows of W as the engine joins them: h, then x
        h.requires_grad_() if h.is_leaf else h.retain_grad()
        states.append(h)
    found = norms_by_distance("rnn", 6, weights)
    rows = [torch.autograd.grad(states[-1][0, k], states[1], retain_graph=True)[0] for k in range(3)]
    expected = float(torch.linalg.norm(torch.cat(rows))) / 3**0.5
    assert found[0] == 1
    assert found[4] == pytest.approx(expected)


@pytest.mark.parametrize("kind", list(STATE))
def test_a_gate_that_keeps_lets_gradients_through(kind: Kind) -> None:
    shut = norms_by_distance(kind, 20, Weights(keeping=-2.0))[-1]
    open = norms_by_distance(kind, 20, Weights(keeping=4.0))[-1]
    assert open == shut if kind == "rnn" else open > 100 * shut


def test_large_weights_make_gradients_explode() -> None:
    assert norms_by_distance("rnn", 40, Weights(scale=3.0))[20] > 10


# ---- caches ----


def test_published_caches() -> None:
    """Llama 2 70B: 80 layers, 64 heads, 8 groups: 320 KiB a token. DeepSeek-V2's MLA keeps 576 numbers a layer."""
    llama = Decoder(layers=80, heads=64, groups=8)
    assert cache_bytes("gqa", 1, llama) == 320 * 1024
    assert cache_bytes("mha", 1, llama) == 8 * cache_bytes("gqa", 1, llama)
    assert numbers_kept("mla", Decoder()) == 576


def test_fewer_groups_save_bytes_and_no_work() -> None:
    model = Decoder()
    assert attention_work("mqa", 100, model) == attention_work("mha", 100, model) == 2 * 32 * 32 * 128 * 100
    assert prefill_work("gqa", 3, model) == sum(attention_work("gqa", n, model) for n in (1, 2, 3))
    assert attention_work("mla", 1, model) == 32 * 32 * (576 + 512)


# ---- positions ----


def test_sinusoidal_products_are_sums_of_cosines() -> None:
    """PE(0)·PE(k) = Σ cos(k ω_i), and 4 for width 8."""
    found = products_by_distance("sinusoidal", 5, 8)
    rates = 10000.0 ** (-2 * np.arange(4) / 8)
    assert found == pytest.approx([np.cos(k * rates).sum() / 4 for k in range(5)])


def test_rope_weights_the_same_cosines_by_the_norms_of_the_pairs() -> None:
    squares = (np.random.default_rng(3).standard_normal((4, 2)) ** 2).sum(axis=1)
    rates = 10000.0 ** (-2 * np.arange(4) / 8)
    found = products_by_distance("rope", 5, 8, seed=3)
    assert found == pytest.approx([(squares * np.cos(k * rates)).sum() / squares.sum() for k in range(5)])
    assert found != pytest.approx(products_by_distance("sinusoidal", 5, 8), abs=0.1)


def test_the_linear_bias_falls_to_minus_1() -> None:
    assert products_by_distance("alibi", 5, 8) == pytest.approx([0, -0.25, -0.5, -0.75, -1])


def test_learned_vectors_know_no_distance_before_training() -> None:
    found = products_by_distance("learned_positions", 60, 400)
    assert found[0] == 1
    assert max(map(abs, found[1:])) < 0.25


def test_attention_is_blind_to_order_without_positions() -> None:
    assert exchanged(7, 6, positions=False) < 1e-14
    assert exchanged(7, 6, positions=True) > 0.1


# ---- three ways ----


def test_influences_sum_to_1_and_the_first_word_fades_in_an_rnn() -> None:
    found = {kind: passage(kind, 8, 6) for kind in ("rnn", "lstm", "self_attention")}
    for one in found.values():
        assert sum(one.influence) == pytest.approx(1)
    assert found["rnn"].influence[0] < 0.02 < found["self_attention"].influence[0]
    assert passage("lstm", 8, 6, keeping=3.0).influence[0] > found["lstm"].influence[0]


def test_self_attention_takes_as_many_steps_for_every_sentence() -> None:
    short, long = passage("self_attention", 3, 4, draws=1), passage("self_attention", 9, 4, draws=1)
    assert (short.sequential, short.path) == (long.sequential, long.path) == (5, 2)
    paths = [passage("rnn", n, 4, draws=1).path for n in (3, 6, 9)]
    assert paths[2] - paths[1] == paths[1] - paths[0] > 0
