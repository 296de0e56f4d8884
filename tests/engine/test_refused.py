"""What an engine must refuse: in one sentence, and before anything is built."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, EngineError, InputError, OptionError, Options, ShapeError, checked, choices, run
from engine.errors import NotDeclared
from engine.mechanism import MOST_ROUNDS, Mechanism
from engine.options import domains
from engine.program import Program
from tests.oracle import torch

PLAIN = {"X": [[1, 2, 3], [4, 5, 6]], "W_q": np.ones((3, 2)), "W_k": np.ones((3, 2)), "W_v": np.ones((3, 4))}
NUMBERS = [(m.id, name) for m in MECHANISMS.values() for name in domains(m.options)]
NO_NUMBERS = (None, math.nan, math.inf, -math.inf, "1e-5", 10**400, 1j, True, [1.0], np.ones(2))


@pytest.mark.parametrize(("mechanism", "option"), NUMBERS)
def test_a_number_outside_its_domain_is_refused(mechanism: str, option: str) -> None:
    for value in NO_NUMBERS if option == "constant" else (*NO_NUMBERS, -5):
        said = refusal(mechanism, option, value)
        assert re.match(f"^{option} is .*; it must be .*\\.$", said), (value, said)
    if option == "constant":  # some exercises divide by a negative number
        assert vars(MECHANISMS[mechanism].choose(constant=-5))["constant"] == -5


@pytest.mark.parametrize(("mechanism", "option"), NUMBERS)
def test_zero_is_refused_only_where_it_means_nothing(mechanism: str, option: str) -> None:
    for value in (0, 0.0):
        assert bool(refusal(mechanism, option, value)) == (option not in ("epsilon", "start")), value
        if option in ("epsilon", "start"):
            assert getattr(MECHANISMS[mechanism].choose(**{option: value}), option) == 0


def refusal(mechanism: str, option: str, value: Any) -> str:
    """What is said of a value that is refused; "" where it is taken."""
    try:
        MECHANISMS[mechanism].choose(**{option: value})
    except OptionError as error:
        return str(error)
    return ""


def test_a_position_is_a_whole_number() -> None:
    with pytest.raises(OptionError, match=r"start is 1\.5; it must be a whole number, 0 or above"):
        MECHANISMS["rope"].choose(start=1.5)
    assert "angles" in MECHANISMS["rope"].build(MECHANISMS["rope"].choose(start=2.0)).steps


@pytest.mark.parametrize("value", [0, -1, "2", 2.0, None, True, 10**400])
def test_a_size_is_a_whole_number_from_1_on(value: Any) -> None:
    with pytest.raises(ShapeError, match=r"^layers is .*; it must be a whole number, 1 or above"):
        MECHANISMS["lstm"].build(sizes={"layers": value})


def test_an_unknown_size_and_an_unknown_mechanism_are_named() -> None:
    with pytest.raises(ShapeError, match="There is no size called heads here; there are n, d, h, d_k, d_v, d_o"):
        MECHANISMS["multi_head"].build(sizes={"heads": 2})
    with pytest.raises(EngineError, match=r"^There is no mechanism called attention; there are scaled_dot_product, "):
        MECHANISMS["attention"]
    assert "attention" not in MECHANISMS
    assert MECHANISMS.get("attention") is None


def forbidden(p: Program, o: Any) -> None:
    raise AssertionError("nothing may be built")


@pytest.mark.parametrize("mechanism", [m for m in MECHANISMS.values() if m.unrolls], ids=lambda m: m.id)
def test_too_many_rounds_are_refused_before_anything_is_built(mechanism: Mechanism) -> None:
    still = Mechanism("still", forbidden, mechanism.options, mechanism.sizes, mechanism.counts, mechanism.unrolls)
    for terms in mechanism.unrolls:
        for size in terms:
            with pytest.raises(ShapeError, match=f"at most {MOST_ROUNDS} can be written out"):
                still.build(sizes={size: 200_000})


def single_choices(mechanism: Mechanism) -> Iterator[Options | None]:
    """The default options, and every set that differs from them in one choice."""
    yield None
    for name, values in choices(mechanism.options).items():
        for value in values:
            with suppress(OptionError):
                yield mechanism.choose(**{name: value})


def grows(mechanism: Mechanism, options: Options | None, sizes: dict[str, int]) -> bool:
    """Whether these sizes give more steps than the default ones; sizes that are refused give none."""
    with suppress(ShapeError):
        return len(mechanism.build(options, sizes).steps) > len(mechanism.build(options).steps)
    return False


@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_what_is_written_out_one_by_one_is_declared(mechanism: str) -> None:
    """Doubling a size that is not declared as unrolled adds no step; doubling one that is adds some, in some option."""
    found = MECHANISMS[mechanism]
    unrolled = {size for terms in found.unrolls for size in terms}
    for size, value in found.sizes.items():
        sizes = {**found.sizes, size: 2 * value}
        if found.sizes.keys() >= {"h", "g"} and size == "g":
            sizes["h"] *= 2
        if mechanism == "learned_positions":
            sizes["m"] = 99
        varied = single_choices(found) if size in unrolled else (None,)
        assert any(grows(found, options, sizes) for options in varied) == (size in unrolled), size


def test_rounds_that_are_not_declared_are_not_built() -> None:
    def spelled(p: Program, o: Any) -> None:
        (X,) = p.given(X="T d")
        for x in p.unroll("t", X):
            p.step("twice", "y", 2 * x)

    silent = Mechanism("spelled", spelled, Options, {"T": 3, "d": 2}, {})
    with pytest.raises(NotDeclared, match=r"^spelled writes out its rounds over T one by one and does not say so"):
        silent.build()
    assert len(replace(silent, unrolls=(("T",),)).build().steps) == 3


def test_large_sizes_are_refused_where_they_are_entered() -> None:
    lstm = MECHANISMS["lstm"]
    with pytest.raises(InputError, match="layers is 100000; at most 4096 can be shown"):
        checked(lstm, lstm.options(), {}, {"layers": 100_000})
    with pytest.raises(InputError, match="T is 200000; at most 4096 can be shown"):
        checked(lstm, lstm.options(), {}, {"T": 200_000})


@pytest.mark.parametrize(
    ("X", "said"),
    [
        ([[1j, 2, 3]], "X is not a table of numbers"),
        (np.array([[1, 2, 3]], complex), "X is not a table of numbers"),
        (np.array([[1, 2, 3]], "datetime64[D]"), "X is not a table of numbers"),
        (np.ma.masked_equal([[1, 2, 3]], 2), r"X leaves some cells out \(a masked array\)"),
        ([[10**400, 2, 3]], "X holds a number too large|X is not a table of numbers"),
    ],
)
def test_arrays_that_are_no_plain_numbers_are_refused(X: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        checked(MECHANISMS["self_attention"], MECHANISMS["self_attention"].options(), {**PLAIN, "X": X})


@pytest.mark.torch
def test_a_tensor_that_takes_part_in_a_gradient_is_refused() -> None:
    X = torch.ones(2, 3, requires_grad=True)
    with pytest.raises(InputError, match="X is not a table of numbers"):
        checked(MECHANISMS["self_attention"], MECHANISMS["self_attention"].options(), {**PLAIN, "X": X})


def test_a_run_names_what_it_cannot_use() -> None:
    program, arrays = checked(MECHANISMS["self_attention"], MECHANISMS["self_attention"].options(), PLAIN)
    with pytest.raises(InputError, match="There is no step called score here"):
        run(program, arrays, {"score": np.ones((2, 2))})
    with pytest.raises(InputError, match="scores is 3 × 2 but must be 2 × 2"):
        run(program, arrays, {"scores": np.ones((3, 2))})
    with pytest.raises(InputError, match="W_k is missing: enter a matrix of 3 × 2"):
        run(program, {id: x for id, x in arrays.items() if id != "W_k"})
    with pytest.raises(InputError, match="W_k is 2 × 2 but must be 3 × 2"):
        run(program, {**arrays, "W_k": np.ones((2, 2))})


def test_sentences_count_right_with_one() -> None:
    with pytest.raises(InputError) as caught:
        checked(MECHANISMS["self_attention"], MECHANISMS["self_attention"].options(), {**PLAIN, "W_q": np.ones((3, 1))})
    assert str(caught.value) == "The number of columns is 2 in W_k but 1 in W_q; both are d_k."


def test_masks_hold_what_their_notation_says() -> None:
    product = MECHANISMS["scaled_dot_product"]
    given = {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[1], [2]]}
    for notation, bad, said in (
        ("one_is_look", 2, r"1 \(look\) and 0 \(ignore\)"),
        ("one_is_ignore", 2, r"1 \(ignore\) and 0 \(look\)"),
        ("added_numbers", math.inf, "enter a finite number"),
        ("added_numbers", math.nan, "enter a finite number"),
    ):
        options = product.choose(mask="custom", notation=notation)
        with pytest.raises(InputError, match=said):
            checked(product, options, {**given, "allowed": [[0, bad]]})
    options = product.choose(mask="custom", notation="added_numbers")
    program, arrays = checked(product, options, {**given, "allowed": [[0, -math.inf]]})
    assert run(program, arrays)["weights"].tolist() == [[1, 0]]
