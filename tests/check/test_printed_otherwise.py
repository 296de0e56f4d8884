"""Results that are printed in another form, right or wrong in value: always answered, with their rounding by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from check import check
from engine import MECHANISMS, InputError, run
from loading import Loaded
from tests.check.broken import drawn

Array = np.ndarray[Any, Any]
KNOWN = ("multi_head", "grouped_query", "self_attention", "lstm", "layer_norm", "encoder_block")


def forms(array: Array) -> Iterator[tuple[str, Array]]:
    """The array as programs print it: with a batch, turned, flat, heads side by side, averaged, one row of it."""
    yield "as it is", array
    yield "batch of one", array[None]
    yield "batch", np.stack([array + 1, array])
    yield "turned", array.swapaxes(-1, -2)
    yield "flat", array.reshape(-1)
    yield "last row", array[..., -1, :]
    if array.ndim == 3:
        yield "axes moved", array.swapaxes(0, 1)
        yield "merged", array.swapaxes(0, 1).reshape(array.shape[1], -1)
        yield "averaged", array.mean(0)
        yield "averaged batch", array.mean(0)[None]


def printed(array: Array) -> Loaded:
    return Loaded("", array.round(4), np.full(array.shape, 5e-5))


def answered(mechanism: str, change: Callable[[Array], Array]) -> Iterator[tuple[str, str, str]]:
    kind = MECHANISMS[mechanism]
    program = kind.build()
    inputs = drawn(program, 3)
    for id, array in list(run(program, inputs).arrays.items())[-6:]:
        if id not in program.steps:
            continue
        for form, x in forms(np.asarray(array)):
            try:
                found = check(kind, inputs, None, {id: printed(change(x))}, sizes=dict(kind.sizes))
            except InputError:
                continue
            yield id, form, found.verdict


@pytest.mark.exhaustive
@pytest.mark.parametrize("mechanism", KNOWN)
def test_wrong_numbers_in_any_form_are_answered(mechanism: str) -> None:
    said = [verdict for _id, _form, verdict in answered(mechanism, lambda x: 1.37 * x + 0.21)]
    assert said
    assert not {"equal", "arranged"}.intersection(said)


@pytest.mark.parametrize("mechanism", KNOWN)
def test_right_numbers_are_right_in_every_harmless_form(mechanism: str) -> None:
    said = {(id, form): verdict for id, form, verdict in answered(mechanism, lambda x: x)}
    harmless = {place: verdict for place, verdict in said.items() if place[1] != "turned"}
    assert harmless
    assert {place for place, verdict in harmless.items() if verdict not in ("equal", "arranged")} == set()
