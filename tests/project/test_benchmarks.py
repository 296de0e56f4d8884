"""The benchmarks' rivals compute what the engine computes, so that `make bench` compares like with like."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.torch
@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_a_recurrent_network_beside_pytorch_gives_the_same_states(kind: str) -> None:
    from benchmarks.engine import sequence

    assert sequence(kind, 4, np.float64, 1.0).name.startswith(f"{kind.upper()} ")


@pytest.mark.torch
def test_attention_beside_pytorch_and_numpy_gives_the_same() -> None:
    from benchmarks.engine import small_attention

    assert len(list(small_attention())) == 2
