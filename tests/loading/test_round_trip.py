"""What frameworks print reads back: the shape, and every number within half a unit of its last printed digit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from loading import Loaded, file, printed
from tests.oracle import torch

Array = Any

SPECIAL = st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e-30, -1e30, 0.1, 1 / 3, 123456.789, np.inf, -np.inf, 1e-5])
NUMBERS = st.floats(-1e6, 1e6) | st.floats(-2, 2) | SPECIAL
MATRICES = arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=NUMBERS)
TENSORS = arrays.arrays(np.float64, arrays.array_shapes(min_dims=1, max_dims=4, max_side=4), elements=NUMBERS)
SINGLE = arrays.arrays(
    np.float32, arrays.array_shapes(min_dims=1, max_dims=3, max_side=4), elements=st.floats(width=32, allow_nan=False)
)
WHOLE = arrays.arrays(
    np.int64, arrays.array_shapes(min_dims=1, max_dims=3, max_side=4), elements=st.integers(-(10**9), 10**9)
)
TRUTHS = arrays.arrays(np.bool_, arrays.array_shapes(min_dims=1, max_dims=3, max_side=4))


def held(text: str, expected: Array) -> Loaded:
    """The one array of a text, whose numbers are as near to these as its digits say."""
    (found,) = printed(text)
    assert found.shape == expected.shape, text
    with np.errstate(invalid="ignore"):
        off = np.abs(np.where(np.isinf(expected), 0, found.values - expected))
    assert (off <= found.half * (1 + 1e-6) + np.abs(np.where(np.isinf(expected), 0, expected)) * 1e-7).all(), text
    np.testing.assert_array_equal(np.isinf(found.values), np.isinf(expected))
    np.testing.assert_array_equal(np.sign(found.values[np.isinf(expected)]), np.sign(expected[np.isinf(expected)]))
    return found


@given(TENSORS | SINGLE | WHOLE | TRUTHS, st.integers(3, 17), st.booleans())
@example(np.array([-0.0, 1e-30, np.inf]), 8, True)
@example(np.array([[1.0, 0.99996]]), 4, False)
def test_numpy(x: Array, precision: int, represented: bool) -> None:
    with np.printoptions(precision=precision, threshold=10**6):
        found = held(repr(x) if represented else f"{x}", x.astype(float))
    assert (found.format, found.name) == ("numpy", "")
    if represented and x.dtype in (np.float32, np.bool_):
        assert found.dtype == str(x.dtype)


@pytest.mark.exhaustive
@given(TENSORS | SINGLE, st.integers(1, 10))
@example(np.array([1e-30, -0.0]), 4)
@example(np.array([[100000.0, 0.0001]]), 4)
@pytest.mark.torch
def test_torch(x: Array, precision: int) -> None:
    torch.set_printoptions(precision=precision, profile="full")  # type: ignore[no-untyped-call]
    try:
        text = repr(torch.nn.Parameter(torch.from_numpy(x)))
    finally:
        torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
    found = held(text, x.astype(float))
    assert found.format == "torch"


@given(WHOLE | TRUTHS)
@pytest.mark.torch
def test_whole_numbers_and_truths_of_torch_are_exact(x: Array) -> None:
    found = held(repr(torch.from_numpy(x)), x.astype(float))
    np.testing.assert_array_equal(found.values, x)
    assert not found.half.any()


@given(SINGLE)
def test_jax_and_tensorflow(x: Array) -> None:
    inner = np.array2string(x, separator=", ", threshold=10**6)
    assert held(f"Array({inner}, dtype=float32)", x.astype(float)).format == "jax"
    shape = str(x.shape)
    assert held(f"<tf.Tensor: shape={shape}, dtype=float32, numpy=\n{x!r}>", x.astype(float)).format == "tensorflow"
    assert held(f"tf.Tensor(\n{x}, shape={shape}, dtype=float32)", x.astype(float)).format == "tensorflow"


WRITERS: dict[str, Callable[[list[list[str]]], str]] = {
    "tabs": lambda rows: "\n".join("\t".join(row) for row in rows),
    "matlab brackets": lambda rows: "A = [" + "; ".join(" ".join(row) for row in rows) + "];",
    "matlab lines": lambda rows: "A = [" + "\n     ".join(", ".join(row) for row in rows) + "];",
    "matlab columns": lambda rows: "A =\n\n" + "\n".join("    " + "    ".join(row) for row in rows) + "\n",
    "latex": lambda rows: r"A = \begin{bmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{bmatrix}",
    "latex array": lambda rows: (
        "$$\\left(\\begin{array}{cc}\n" + "\\\\\n".join("&".join(r) for r in rows) + "\n\\end{array}\\right)$$"
    ),
    "markdown": lambda rows: "\n".join(f"| {' | '.join(row)} |" for row in rows),
    "columns": lambda rows: "\n".join("  ".join(row) for row in rows),
    "lists": lambda rows: "[" + ",\n ".join(f"[{', '.join(row)}]" for row in rows) + "]",
    "braces": lambda rows: "{'A': [" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]}",
}
LATEX_INFINITY = {"inf": r"\infty", "-inf": r"-\infty"}


@given(MATRICES, st.sampled_from(sorted(WRITERS)), st.sampled_from(["r", ".4f", ".3e"]), st.sampled_from("-−–"))
@example(np.array([[-0.0, 1e-30, -np.inf]]), "latex", "r", "−")
@example(np.array([[-np.inf, 0.0]]), "matlab brackets", "r", "–")
@example(np.array([[-np.inf, 0.0]]), "lists", "r", "–")
@example(np.array([[-np.inf], [-2.0]]), "braces", "r", "−")
def test_written_tables(x: Array, writer: str, digits: str, minus: str) -> None:
    rows = [[repr(float(v)) if digits == "r" else f"{v:{digits}}" for v in row] for row in x]
    rows = [[v if "e" in v else v.replace("-", minus) for v in row] for row in rows]
    if writer.startswith("latex"):
        rows = [[v.replace("inf", r"\infty") for v in row] for row in rows]
    wanted = x.reshape(()) if writer == "matlab columns" and x.size == 1 else x
    if writer in ("matlab brackets", "matlab lines") and len(x) == 1:
        wanted = x[0]  # [1 2 3] is a row of one axis
    found = held(WRITERS[writer](rows), wanted)
    assert found.name == ("A" if writer in ("latex", "braces") or writer.startswith("matlab") else "")


@given(MATRICES, st.sampled_from([",", ";", "\t"]), st.booleans())
def test_csv_with_points_or_commas(x: Array, mark: str, comma: bool) -> None:
    rows = [[f"{v:.4f}".replace(".", ",") if comma and mark != "," else f"{v:.4f}" for v in row] for row in x]
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(rows)
    one_line = mark == ";" and comma and len(x) == 1  # 1,5;2,5 may be two rows of MATLAB's
    if x.shape[1] > 1 and not one_line:  # a single column has no separator to tell
        held(text.getvalue(), x)


@given(TENSORS)
def test_python_lists_and_json_are_exact(x: Array) -> None:
    (found,) = printed(repr(x.tolist()))
    np.testing.assert_array_equal(found.values, x)
    np.testing.assert_array_equal(np.signbit(found.values), np.signbit(x))
    finite = np.nan_to_num(x, posinf=1, neginf=-1)
    (stored,) = file(json.dumps({"W": finite.tolist()}).encode(), "weights.json")
    np.testing.assert_array_equal(stored.values, finite)
    assert stored.name == "W"


@given(st.lists(TENSORS, min_size=1, max_size=3))
def test_several_arrays_by_name(several: list[Array]) -> None:
    with np.printoptions(threshold=10**6, precision=17):
        lines = "\n".join(f"W_{n} = {x!r}" for n, x in enumerate(several))
        pairs = "OrderedDict([" + ", ".join(f"('W_{n}', {x!r})" for n, x in enumerate(several)) + "])"
        shown = "{" + ", ".join(f"'W_{n}': {x!r}" for n, x in enumerate(several)) + "}"
    for text in (lines, pairs, shown):
        found = printed(text)
        assert [x.name for x in found] == [f"W_{n}" for n in range(len(several))]
        for mine, theirs in zip(found, several, strict=True):
            np.testing.assert_allclose(mine.values, theirs, rtol=1e-15)


def test_a_decimal_more_in_one_cell_counts_for_all_of_a_print_out() -> None:
    (x,) = printed("[[0.5    0.25  ]\n [0.3333 1.    ]]")
    np.testing.assert_array_equal(x.half, np.full((2, 2), 0.5e-4))
    (typed,) = printed("0.5, 0.3333")
    np.testing.assert_allclose(typed.half, [[0.05, 0.5e-4]])
    (exact,) = printed("[1/3, 2, True]")
    np.testing.assert_array_equal(exact.half, 0)


def test_whole_numbers_that_torch_prints_without_digits_are_exact_and_numpys_are_not_quite() -> None:
    (whole,) = printed("tensor([1., -inf, 20.])")
    np.testing.assert_array_equal(whole.half, 0)
    (mixed,) = printed("tensor([1.0000, -inf, 0.5000])")
    np.testing.assert_array_equal(mixed.half, [0.5e-4, 0, 0.5e-4])
    (cut,) = printed("array([1., 0.])")
    np.testing.assert_array_equal(cut.half, 0.5e-3)
    (counted,) = printed("array([1, 0])")
    np.testing.assert_array_equal(counted.half, 0)
