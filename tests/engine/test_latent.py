"""Multi-head latent attention against the equations of DeepSeek-V2 (section 2.1) in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.readings.cost import cost
from tests.engine.cases import draw

LATENT = MECHANISMS["latent_attention"]
SIZES = {"n": 4, "d": 5, "h": 3, "d_c": 2, "d_q": 3, "d_k": 2, "d_r": 4, "d_v": 3}


def rope(x: Any, position: int, base: float = 10000.0) -> Any:
    """Neighbouring columns as complex numbers, multiplied by e^(i·position·base^(−2k/d))."""
    pairs = x[0::2] + 1j * x[1::2]
    turned = pairs * np.exp(1j * position * base ** (-2 * np.arange(len(pairs)) / len(x)))
    return np.stack([turned.real, turned.imag], axis=1).reshape(-1)


def deepseek(W: dict[str, Any], compressed: bool, causal: bool) -> Any:
    """Equations 9 to 19, token by token and head by head, in the paper's letters."""
    n, h, d_k, d_r, d_v = (SIZES[name] for name in ("n", "h", "d_k", "d_r", "d_v"))
    rows = []
    for t in range(n):
        c_q = W["X"][t] @ W["W_dq"] if compressed else W["X"][t]
        heads = []
        for i in range(h):
            q_c, q_r = (c_q @ W["W_uq"])[i * d_k : (i + 1) * d_k], (c_q @ W["W_qr"])[i * d_r : (i + 1) * d_r]
            q = np.concatenate([q_c, rope(q_r, t)])
            scores, values = [], []
            for j in range(t + 1 if causal else n):
                c_kv = W["X"][j] @ W["W_dkv"]
                k_c = (c_kv @ W["W_uk"])[i * d_k : (i + 1) * d_k]
                scores.append(q @ np.concatenate([k_c, rope(W["X"][j] @ W["W_kr"], j)]) / np.sqrt(d_k + d_r))
                values.append((c_kv @ W["W_uv"])[i * d_v : (i + 1) * d_v])
            weights = np.exp(scores) / np.exp(scores).sum()
            heads.append(weights @ np.array(values))
        rows.append(np.concatenate(heads) @ W["W_o"])
    return np.array(rows)


@pytest.mark.parametrize("form", ["expanded", "absorbed"])
@pytest.mark.parametrize("queries", ["projected", "compressed"])
@pytest.mark.parametrize("mask", ["none", "causal"])
def test_it_is_the_attention_of_the_paper(form: str, queries: str, mask: str) -> None:
    program = LATENT.build(LATENT.choose(form=form, queries=queries, mask=mask), SIZES)
    given = draw(program, 3)
    expected = deepseek(given, queries == "compressed", mask == "causal")
    np.testing.assert_allclose(run(program, given)["output"], expected, rtol=1e-10)


def test_the_absorbed_form_has_no_keys_and_values_and_the_same_result() -> None:
    expanded, absorbed = (LATENT.build(LATENT.choose(form=form), SIZES) for form in ("expanded", "absorbed"))
    given = draw(expanded, 4)
    np.testing.assert_allclose(run(absorbed, given)["output"], run(expanded, given)["output"], rtol=1e-10)
    assert not {"keys", "values", "key_heads", "value_heads"} & set(absorbed.steps)
    assert list(expanded.inputs) == list(absorbed.inputs)


def test_what_is_cached_in_deepseek_v2() -> None:
    """576 numbers a token and layer: a latent of 512 and a rotated key of 64, against 2·128·128 of multi-head."""
    sizes = {"n": 1, "d": 5120, "h": 128, "d_c": 512, "d_q": 1536, "d_k": 128, "d_r": 64, "d_v": 128}
    found = cost(LATENT.build(LATENT.choose(queries="compressed"), sizes)).steps
    assert int(found["latent"].elements) + int(found["rotated_key"].elements) == 576
    assert int(found["keys"].elements) + int(found["values"].elements) == 2 * 128 * 128
