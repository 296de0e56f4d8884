"""Positions recomputed from the papers' formulas, without the engine."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import MECHANISMS, ShapeError, checked, run
from engine.execution.run import evaluate
from engine.readings.misconceptions import wrong_versions
from tests.engine.test_attention_torch import tensors, traced
from tests.oracle import functional, torch


def sinusoid(pos: int, column: int, d: int) -> float:
    """PE[pos, 2i] = sin(pos / 10000^(2i/d)), PE[pos, 2i+1] = cos of the same."""
    angle = pos / 10000 ** (2 * (column // 2) / d)
    return math.cos(angle) if column % 2 else math.sin(angle)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_sinusoids_follow_the_paper(pairing: str) -> None:
    trace = traced("sinusoidal", {"n": 5, "d": 6}, pairing=pairing)
    expected = np.array([[sinusoid(pos, column, 6) for column in range(6)] for pos in range(5)])
    order = [0, 2, 4, 1, 3, 5] if pairing == "half_split" else range(6)
    np.testing.assert_allclose(trace["positions"], expected[:, order], rtol=0, atol=1e-15)
    np.testing.assert_allclose(trace["embedded"], trace["X"] + trace["positions"], rtol=0, atol=1e-15)


def test_the_product_of_two_positions_depends_on_their_distance_only() -> None:
    products = traced("sinusoidal", {"n": 6, "d": 8})["position_products"]
    for distance in range(6):
        diagonal = np.diagonal(products, distance)
        np.testing.assert_allclose(diagonal, diagonal[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.diagonal(products), 4.0)


def test_embeddings_are_enlarged_before_positions_are_added() -> None:
    trace = traced("sinusoidal", {"n": 2, "d": 4}, embeddings="times_sqrt_d")
    np.testing.assert_allclose(trace["embedded"], 2 * trace["X"] + trace["positions"], rtol=0, atol=1e-15)


def turned_by_torch(x: torch.Tensor, pairing: str, start: int = 0) -> torch.Tensor:
    """Pairs as complex numbers times e^(iθ); half-split as Hugging Face's rotate_half."""
    n, d = x.shape
    rates = 10000.0 ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    angles = torch.outer(torch.arange(start, start + n, dtype=torch.float64), rates)
    if pairing == "interleaved":
        turned = torch.view_as_complex(x.view(n, d // 2, 2)) * torch.polar(torch.ones_like(angles), angles)
        return torch.view_as_real(turned).reshape(n, d)
    both = torch.cat([angles, angles], 1)
    return x * both.cos() + torch.cat([-x[:, d // 2 :], x[:, : d // 2]], 1) * both.sin()


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
@pytest.mark.parametrize("start", [0, 7])
@pytest.mark.torch
def test_rotations_equal_those_of_complex_numbers(pairing: str, start: int) -> None:
    trace = traced("rope", {"n": 4, "d_k": 6}, pairing=pairing, start=start)
    t = tensors(dict(trace.arrays))
    for given, step in (("Q", "rotated_queries"), ("K", "rotated_keys")):
        np.testing.assert_allclose(trace[step], turned_by_torch(t[given], pairing, start), rtol=0, atol=1e-12)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
@pytest.mark.parametrize("mask", ["none", "causal"])
@pytest.mark.torch
def test_rotary_attention_equals_torch(pairing: str, mask: str) -> None:
    """RoFormer's equation 16 with the usual softmax: only queries and keys are turned."""
    trace = traced("rope", {"n": 4, "d_k": 6, "d_v": 3}, pairing=pairing, mask=mask)
    t = tensors(dict(trace.arrays))
    Q, K = (turned_by_torch(t[id], pairing)[None] for id in "QK")
    expected = functional.scaled_dot_product_attention(Q, K, t["V"][None], is_causal=mask == "causal")[0]
    np.testing.assert_allclose(trace["context"], expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["weights"].sum(-1), 1.0, rtol=0, atol=1e-12)


def test_rotary_weights_are_those_of_vectors_turned_one_by_one() -> None:
    """Every pair of every query and key turned by a 2×2 matrix, position by position."""
    trace = traced("rope", {"n": 3, "d_k": 4, "d_v": 2}, base=100.0)
    Q, K = (np.zeros((3, 4)) for _ in "QK")
    for pos in range(3):
        for pair in range(2):
            angle = pos / 100 ** (2 * pair / 4)
            turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
            here = slice(2 * pair, 2 * pair + 2)
            Q[pos, here], K[pos, here] = turn @ trace["Q"][pos, here], turn @ trace["K"][pos, here]
    shares = np.exp(Q @ K.T / 2)
    shares /= shares.sum(1, keepdims=True)
    np.testing.assert_allclose(trace["weights"], shares, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["context"], shares @ trace["V"], rtol=0, atol=1e-12)


def test_where_the_sentence_starts_changes_no_score() -> None:
    here = traced("rope", {"n": 4, "d_k": 6})
    there = traced("rope", {"n": 4, "d_k": 6}, {"Q": here["Q"], "K": here["K"]}, start=100)
    np.testing.assert_allclose(there["scores"], here["scores"], rtol=0, atol=1e-12)
    assert not np.allclose(there["rotated_queries"], here["rotated_queries"])


def test_the_two_pairings_are_one_up_to_the_order_of_columns() -> None:
    woven = traced("rope", {"n": 3, "d_k": 6})
    order = [0, 2, 4, 1, 3, 5]
    split = traced("rope", {"n": 3, "d_k": 6}, {x: woven[x][:, order] for x in "QK"}, pairing="half_split")
    np.testing.assert_allclose(split["scores"], woven["scores"], rtol=0, atol=1e-13)
    np.testing.assert_allclose(split["rotated_keys"], woven["rotated_keys"][:, order], rtol=0, atol=1e-15)


def test_eight_heads_have_the_slopes_of_the_paper() -> None:
    assert traced("alibi", {"n": 2, "h": 8})["slopes"].tolist() == [[2.0**-k for k in range(1, 9)]]


@pytest.mark.parametrize("slopes", ["geometric", "given"])
@pytest.mark.torch
def test_every_head_loses_its_slope_for_each_step_back(slopes: str) -> None:
    trace = traced("alibi", {"n": 4, "h": 3, "d_k": 2}, {"m": np.array([[0.5, 0.25, 0.0]])}, slopes=slopes)
    t = tensors(dict(trace.arrays))
    m = t["m"][0] if slopes == "given" else torch.tensor([2 ** (-8 * k / 3) for k in (1, 2, 3)], dtype=torch.float64)
    for head in range(3):
        columns = slice(2 * head, 2 * head + 2)
        scores = t["Q"][:, columns] @ t["K"][:, columns].T / math.sqrt(2)
        for i in range(4):
            lost = torch.tensor([m[head] * (i - j) for j in range(i + 1)])
            row = torch.softmax(scores[i, : i + 1] - lost, 0)
            np.testing.assert_allclose(trace["weights"][head, i, : i + 1], row, rtol=0, atol=1e-12)
            assert not trace["weights"][head, i, i + 1 :].any()


@pytest.mark.parametrize("mask", ["causal", "causal_and_padding"])
@pytest.mark.parametrize("slopes", ["geometric", "given"])
@pytest.mark.torch
def test_attention_with_linear_biases_equals_torch(mask: str, slopes: str) -> None:
    """softmax(q_i Kᵀ/√d_k + m · [−(i−1), …, −2, −1, 0]) V in every head."""
    trace = traced("alibi", {"n": 5, "h": 4, "d_k": 2, "d_v": 3}, mask=mask, slopes=slopes)
    t = tensors(dict(trace.arrays))
    Q, K, V = (t[id].view(5, 4, -1).transpose(0, 1) for id in "QKV")
    m = t["m"][0] if slopes == "given" else 2.0 ** (-8 * torch.arange(1, 5, dtype=torch.float64) / 4)
    places = torch.arange(5, dtype=torch.float64)
    bias = m[:, None, None] * (places[None, :] - places[:, None])
    keep = torch.ones(5, 5, dtype=torch.bool).tril()
    keep = keep & (t["real"] != 0) if mask == "causal_and_padding" else keep
    expected = functional.scaled_dot_product_attention(
        Q[None], K[None], V[None], bias.masked_fill(~keep, -math.inf)[None]
    )[0]
    np.testing.assert_allclose(trace["context"], expected, rtol=0, atol=1e-12)


def test_blooms_biases_count_from_the_first_key_and_change_no_weight() -> None:
    """slopes · arange(n), one row for all queries, as in BLOOM's build_alibi_tensor."""
    paper = traced("alibi", {"n": 5, "h": 4, "d_k": 2})
    bloom = traced("alibi", {"n": 5, "h": 4, "d_k": 2}, {x: paper[x] for x in "QKV"}, distances="from_first_key")
    row = 2.0 ** (-2 * np.arange(1, 5))[:, None, None] * np.arange(5.0)
    np.testing.assert_allclose(bloom["bias"], np.broadcast_to(row, (4, 5, 5)), rtol=0, atol=1e-15)
    np.testing.assert_allclose(bloom["biased"], paper["scaled"] + row, rtol=0, atol=1e-12)
    np.testing.assert_allclose(bloom["weights"], paper["weights"], rtol=0, atol=1e-12)
    assert np.abs(bloom["biased"] - paper["biased"]).max() > 0.9


@pytest.mark.parametrize(("d", "found"), [(2, 0), (4, 1), (6, 1)])
def test_the_factor_2_can_be_forgotten_where_there_is_more_than_one_pair(d: int, found: int) -> None:
    program = traced("sinusoidal", {"n": 3, "d": d}).program
    assert [wrong.id for wrong in wrong_versions(program, "rates")].count("rates.single_i") == found


def test_a_table_may_have_just_as_many_positions_as_there_are_tokens() -> None:
    trace = traced("learned_positions", {"n": 3, "m": 3, "d": 2})
    np.testing.assert_allclose(trace["embedded"], trace["X"] + trace["T"], rtol=0, atol=0)


@pytest.mark.torch
def test_a_learned_position_is_a_row_of_its_table() -> None:
    trace = traced("learned_positions", {"n": 3, "m": 5, "d": 2})
    looked_up = torch.nn.functional.embedding(torch.arange(3), torch.from_numpy(trace["T"]))
    np.testing.assert_array_equal(trace["embedded"], trace["X"] + looked_up.numpy())


def test_attention_without_positions_only_follows_a_permutation_of_the_tokens() -> None:
    """Mixed-up tokens give mixed-up contexts; with positions added first they give others."""
    order = [2, 0, 1]
    plain = traced("self_attention", {"n": 3, "d": 4})
    weights = {id: plain[id] for id in plain.program.inputs if id != "X"}

    def context(X: np.ndarray) -> np.ndarray:
        return np.asarray(run(plain.program, {"X": X, **weights})["context"])

    def embedded(X: np.ndarray) -> np.ndarray:
        return np.asarray(traced("sinusoidal", {"n": 3, "d": 4}, {"X": X})["embedded"])

    X = plain["X"]
    np.testing.assert_allclose(context(X[order]), context(X)[order], rtol=0, atol=1e-14)
    assert not np.allclose(context(embedded(X[order])), context(embedded(X))[order], atol=1e-3)


@pytest.mark.parametrize(
    ("mechanism", "sizes", "sentence"),
    [
        ("rope", {"d_k": 3}, "d_k is 3"),
        ("learned_positions", {"n": 5, "m": 4}, "The number of positions in the table is 4, too few for n = 5"),
    ],
)
def test_sizes_that_cannot_be_are_said_in_a_sentence(mechanism: str, sizes: dict[str, int], sentence: str) -> None:
    with pytest.raises(ShapeError, match=sentence):
        MECHANISMS[mechanism].build(sizes=sizes)


def test_an_odd_width_is_refused_where_it_is_entered() -> None:
    """In halves, sines and cosines are equally many; side by side, the last cosine of an odd width is left out."""
    sinusoidal = MECHANISMS["sinusoidal"]
    with pytest.raises(ShapeError, match="d is 3: positions turn pairs of columns, so it must be even"):
        checked(sinusoidal, sinusoidal.choose(pairing="half_split"), {"X": [[1, 2, 3]]})
    assert checked(sinusoidal, sinusoidal.options(), {"X": [[1, 2, 3]]})[0].dims["d"] == 3


def test_mistakes_inside_steps_that_are_left_out_can_all_be_computed() -> None:
    """A mistake that changes a shape under a reshape or a split is nobody's and is dropped."""
    trace = traced("alibi", {"n": 3, "h": 4, "d_k": 1})
    versions = wrong_versions(trace.program, "biased", ("bias", "slopes", "distances"))
    assert "sub.turned" in {wrong.id for wrong in versions}
    for wrong in versions:
        assert evaluate(wrong.expr, trace.arrays).shape == tuple(wrong.expr.shape)
