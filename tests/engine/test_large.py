"""Large arrays are worked on in another way than small ones: what comes out must be the same, and stay what it was."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, run
from engine.execution import large, pool
from engine.execution.run import Precision, plan
from engine.expression import ops

N = 300
RNG = np.random.default_rng(0)
CAUSAL = np.tri(N, 2 * N, N, dtype=bool)


def shares() -> Any:
    """Under a causal mask of more keys than queries: 0 in the upper right corner."""
    scores = np.where(CAUSAL, RNG.standard_normal((2, N, 2 * N)), -np.inf)
    return ops.softmax(scores, -1)


@pytest.mark.parametrize("hidden", ["nothing", "causal", "a row", "everything"])
@pytest.mark.parametrize("axis", [-1, -2])
def test_the_softmax_of_many_rows_is_that_of_each(hidden: str, axis: int) -> None:
    x = RNG.standard_normal((2, N, 2 * N))
    x[:, {"nothing": np.zeros_like(CAUSAL), "causal": ~CAUSAL, "everything": CAUSAL | ~CAUSAL}.get(hidden, 7)] = -np.inf
    np.testing.assert_array_equal(large.softmax(x, axis), ops.softmax(x, axis))


@pytest.mark.parametrize("other", [-np.inf, -1e9, np.ones((N, 2 * N))])
@pytest.mark.parametrize("keep", [CAUSAL, CAUSAL[:1], np.broadcast_to(CAUSAL, (2, N, 2 * N)), CAUSAL[None]])
def test_what_a_mask_keeps_is_kept(keep: Any, other: Any) -> None:
    x = RNG.standard_normal((2, N, 2 * N))
    x[0, 0, -1], x[1, 5, 5] = np.nan, np.inf
    np.testing.assert_array_equal(large.where(keep, x, other), np.where(keep, x, other))


@pytest.mark.parametrize("place", [None, (0, 0, -1), (1, N - 2, -1), (1, 170, 3), (0, 5, 400)])
def test_a_product_misses_nothing_a_mask_has_left(place: tuple[int, ...] | None) -> None:
    a, b = shares(), RNG.standard_normal((2 * N, 4))
    if place:
        a[place] = 1.5
    np.testing.assert_allclose(large.matmul(a, b), a @ b, atol=1e-12)


def test_a_causal_mask_is_recognised_with_as_many_keys_as_queries_and_with_more() -> None:
    assert large.lower(np.tri(N))
    assert large.lower(shares())
    assert not large.lower(np.ones((N, N)))
    assert not large.lower(np.tri(large.ROWS)), "one block has nothing to skip"


def test_nothing_times_infinity_is_no_number_however_large_the_product() -> None:
    a, b = shares(), RNG.standard_normal((2 * N, 4))
    b[-1, 2] = np.inf
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(np.isnan(large.matmul(a, b)), np.isnan(a @ b))
        assert np.isnan(large.matmul(a, b)).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_large_trace_is_that_of_the_plain_rules(dtype: Precision, monkeypatch: pytest.MonkeyPatch) -> None:
    program, x = heads(dtype)
    trace = run(program, x, dtype=dtype)
    monkeypatch.setattr(large, "CELLS", np.inf)
    plain: dict[str, Any] = dict(x)
    for step, work in plan.__wrapped__(program, dtype):
        plain[step] = work(plain)
        np.testing.assert_allclose(trace[step], plain[step], rtol=1e-4 if dtype is np.float32 else 1e-11, atol=1e-6)


def test_a_later_run_leaves_a_trace_as_it_was() -> None:
    program, x = heads(np.float64)
    trace = run(program, x)
    kept = {step: np.array(trace[step]) for step in program.steps}
    for factor in (2, 3):
        run(program, {id: factor * array for id, array in x.items()})
    for step in program.steps:
        np.testing.assert_array_equal(trace[step], kept[step])


def heads(dtype: Precision) -> tuple[Program, dict[str, Any]]:
    """Two causal heads over 600 rows: their scores are large."""
    multi_head = MECHANISMS["multi_head"]
    program = multi_head.build(multi_head.choose(mask="causal"), {"n": 600, "d": 8, "h": 2})
    shapes = {id: tuple(map(int, x.shape)) for id, x in program.inputs.items()}
    return program, {id: RNG.standard_normal(shape).astype(dtype) for id, shape in shapes.items()}


# ---- the memory ----


@pytest.mark.exhaustive
def test_memory_is_used_again_only_when_the_last_view_of_it_is_gone() -> None:
    first = pool.empty((10, 7), np.float32)
    view = first[2:].T
    address = first.ctypes.data
    del first
    assert pool.empty((10, 7), np.float32).ctypes.data != address
    del view
    gc.collect()
    assert pool.empty((7, 10), np.float32).ctypes.data == address


def test_what_lies_idle_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MOST", 1000)
    monkeypatch.setattr(pool, "_buffers", [])
    held = [pool.empty((n,), np.float64) for n in range(1, 40)]
    assert sum(buffer.nbytes for buffer in pool._buffers) <= 1000
    for n, array in enumerate(held):
        array[:] = n
    assert [array[0] for array in held] == list(range(39))
