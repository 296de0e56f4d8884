"""BERT's draw: how many places, which of them never, and what is read there."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import InputError
from engine.studies.bert_masking import masked_tokens

CLS, SEP, MASK = 0, 1, 2
SPECIAL = (CLS, SEP)


def draw(tokens: list[int], seed: int, share: float = 0.15) -> tuple[tuple[int, ...], tuple[str, ...]]:
    rng = np.random.default_rng(seed)
    drawn = masked_tokens(tokens, rng, vocabulary=50, mask=MASK, special=SPECIAL, share=share)
    return drawn.tokens, drawn.readings


@given(
    tokens=st.lists(st.integers(0, 49), min_size=1, max_size=40).filter(lambda found: set(found) - set(SPECIAL)),
    seed=st.integers(0, 2**32),
    share=st.floats(0.01, 1),
)
def test_every_place_reads_what_is_said_of_it(tokens: list[int], seed: int, share: float) -> None:
    read, readings = draw(tokens, seed, share)
    ordinary = sum(token not in SPECIAL for token in tokens)
    assert sum(reading != "kept" for reading in readings) == max(1, round(share * ordinary))
    for token, now, reading in zip(tokens, read, readings, strict=True):
        assert reading == "kept" or token not in SPECIAL
        assert now == token or reading in ("masked", "replaced")
        assert now == MASK or reading != "masked"
        assert 0 <= now < 50


def test_of_the_chosen_80_10_and_10_in_100() -> None:
    _, readings = draw([7] * 60_000, 1)
    counted = Counter(readings)
    assert sum(counted.values()) - counted["kept"] == 9_000
    for reading, share in (("masked", 0.8), ("replaced", 0.1), ("unchanged", 0.1)):
        assert counted[reading] / 9_000 == pytest.approx(share, abs=0.02)


def test_an_unchanged_token_is_still_to_be_predicted() -> None:
    drawn = masked_tokens([7] * 200, np.random.default_rng(4), vocabulary=50, mask=MASK, share=1.0)
    assert all(drawn.chosen)
    assert "unchanged" in drawn.readings


def test_the_same_generator_draws_the_same() -> None:
    assert draw([5, 6, 7, 8, 9, 10, 11], 3) == draw([5, 6, 7, 8, 9, 10, 11], 3)


def test_what_cannot_be_masked_is_said() -> None:
    with pytest.raises(InputError, match="every one of the 2 is special"):
        draw([CLS, SEP], 0)
    with pytest.raises(InputError, match=r"The proportion of masked tokens is 1\.5"):
        draw([5], 0, 1.5)
