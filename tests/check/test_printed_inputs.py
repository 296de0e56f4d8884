"""Inputs that were printed: what their missing digits do is no mistake, and hides none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from check import Findings, check
from check.printed_inputs import printed_decimals
from content import topic
from engine import MECHANISMS, Mechanism, run
from engine.arrays import Array
from presentation.check.check_answer import answer
from presentation.check.check_words import report
from presentation.translate import speaking
from tests.check.broken import BROKEN, STRANGE, Broken, drawn, labels
from tests.check.measured import RIGHT
from tests.check.trial import named, printed

GRU = MECHANISMS["gru"]


def exact(program: Any, seed: int) -> dict[str, Array]:
    """Numbers with all their digits, near those that are drawn with two; what is picked or masked stays."""
    rng = np.random.default_rng(seed)
    roles = {id: x.role for id, x in program.inputs.items()}
    free = ("weight", "bias", "data", "state")
    return {
        id: x + rng.uniform(-0.005, 0.005, x.shape) if roles[id] in free else x
        for id, x in drawn(program, seed).items()
    }


def rounded(inputs: dict[str, Array]) -> dict[str, Array]:
    return {id: np.round(x, 4) for id, x in inputs.items()}


def right(kind: Mechanism, seed: int) -> Findings:
    """A right program on exact numbers, of which four decimals were printed."""
    program = kind.build()
    inputs = exact(program, seed)
    last = list(program.steps)[-1]
    results = {last: np.asarray(run(program, inputs)[last]).round(4)}
    return check(kind, rounded(inputs), None, results, 4, dict(kind.sizes))


@pytest.mark.parametrize(
    ("rows", "decimals"),
    [
        ([[0.8447, -0.1]], 4),
        ([[0.123456, 1.0]], 6),
        ([[0.12345678, 1.0]], None),
        ([[0.5, -0.25]], None),
        ([[1.0, 2.0]], None),
        ([[1 / 3, 2 / 3]], None),
        ([[np.inf, 0.1234]], None),
    ],
)
def test_which_numbers_look_printed(rows: list[list[float]], decimals: int | None) -> None:
    assert printed_decimals(np.array(rows)) == decimals


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_right_program_is_right_on_what_was_printed_of_its_inputs(mechanism: str, seed: int) -> None:
    assert right(MECHANISMS[mechanism], seed).verdict in RIGHT


def test_what_was_allowed_for_is_said() -> None:
    found = next(found for seed in range(20) if (found := right(GRU, seed)).input_decimals)
    assert found.input_decimals == 4
    for language, part in (("en", "Your inputs have 4 decimals"), ("zh", "输入只有 4 位小数")):
        with speaking(language):
            assert any(part in line for line in report(found))
            assert part in answer(found, topic("gru-sequence"), {}).next


def test_inputs_that_were_typed_allow_nothing() -> None:
    program = GRU.build()
    inputs = drawn(program, 1)
    outputs = np.asarray(run(program, inputs)["outputs"]).round(4) + 2e-4
    found = check(GRU, inputs, None, {"outputs": outputs}, 4)
    assert not found.right
    assert found.input_decimals is None


def on_printed_inputs(found: Broken) -> Findings:
    """A broken program on exact numbers, its last step and its inputs printed with four decimals."""
    inputs = exact(found.built, 3)
    results = printed(found.results(inputs))
    last = list(results)[-1]
    return check(found.mechanism, rounded(inputs), found.chosen, {last: results[last]}, 4, found.sizes)


@pytest.mark.exhaustive
@pytest.mark.torch
def test_broken_programs_are_named_as_often() -> None:
    tried = [(found, on_printed_inputs(found)) for found in BROKEN]
    other = [one.name for one, told in tried if not named(told, one.causes)]
    assert len(other) <= 0.1 * len(tried), other
    assert len([one.name for one, told in tried if told.verdict == "equal"]) <= 2  # which move nothing by 1e-4


@pytest.mark.exhaustive
def test_nothing_is_told_of_bugs_on_no_list() -> None:
    tried = [(found.name, on_printed_inputs(found)) for found in STRANGE]
    told = [(name, *map(labels, one.explanations)) for name, one in tried if one.explanations]
    assert len(told) <= 0.02 * len(tried), told
