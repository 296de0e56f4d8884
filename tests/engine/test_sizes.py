"""Sizes read from products and sums of sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, InputError, ShapeError, checked, run

Shapes = dict[str, tuple[int, int]]


def entered(shapes: Shapes) -> dict[str, Any]:
    return {name: np.ones(shape) for name, shape in shapes.items()}


HEADS = {"X": (3, 4), "W_q": (4, 6), "W_k": (4, 6), "W_v": (4, 8), "W_o": (8, 4)}


def sizes_of(mechanism: str, shapes: Shapes, sizes: dict[str, int] | None = None) -> dict[str, int]:
    options = MECHANISMS[mechanism].choose(projection="fused") if "W_qkv" in shapes else MECHANISMS[mechanism].options()
    program, arrays = checked(MECHANISMS[mechanism], options, entered(shapes), sizes)
    assert np.isfinite(run(program, arrays)["output"]).all()
    return program.dims


def test_the_width_of_a_head_follows_from_the_number_of_heads() -> None:
    """What these options do not read, such as another width of the output, keeps its default."""
    assert sizes_of("multi_head", HEADS) == {"n": 3, "d": 4, "h": 2, "d_k": 3, "d_v": 4, "d_o": 3}
    assert sizes_of("multi_head", HEADS, {"h": 1}) == {"n": 3, "d": 4, "h": 1, "d_k": 6, "d_v": 8, "d_o": 3}


def test_a_sum_is_solved_for_what_is_left() -> None:
    fused = {"X": (3, 4), "W_qkv": (4, 20), "W_o": (8, 4)}
    assert sizes_of("multi_head", fused) == {"n": 3, "d": 4, "h": 2, "d_k": 3, "d_v": 4, "d_o": 3}


def test_the_number_of_groups_is_read_from_the_keys() -> None:
    grouped = {"X": (3, 4), "W_q": (4, 8), "W_k": (4, 4), "W_v": (4, 6), "W_o": (12, 4)}
    assert sizes_of("grouped_query", grouped, {"h": 4}) == {"n": 3, "m": 4, "d": 4, "h": 4, "g": 2, "d_k": 2, "d_v": 3}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"W_q": (4, 7)}, "The number of columns of W_q is 7, but with h = 2 no d_k makes h*d_k equal to 7."),
        ({"W_k": (4, 8)}, "The number of columns of W_k is 8 but must be 6 (h*d_k)."),
        ({"W_o": (6, 4)}, "The number of rows of W_o is 6 but must be 8 (h*d_v)."),
        ({"W_o": (8, 5)}, "The number of columns is 5 in W_o but 4 in X; both are d."),
    ],
)
def test_what_fits_no_size_is_one_sentence(changes: Shapes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        sizes_of("multi_head", {**HEADS, **changes})
    assert str(caught.value) == sentence


def test_no_size_is_less_than_one() -> None:
    """Of 8 columns 2·4 are the values': nothing is left for queries and keys."""
    with pytest.raises(InputError, match="The number of columns of W_qkv is 8, but with h = 2, d_v = 4 no d_k makes"):
        sizes_of("multi_head", {"X": (3, 4), "W_qkv": (4, 8), "W_o": (8, 4)})


def test_groups_that_do_not_divide_the_heads_are_refused() -> None:
    grouped = {"X": (3, 4), "W_q": (4, 8), "W_k": (4, 6), "W_v": (4, 6), "W_o": (8, 4)}
    with pytest.raises(ShapeError, match="The number of query heads, 4, is no multiple of that of key-value heads, 3"):
        sizes_of("grouped_query", grouped, {"h": 4})
