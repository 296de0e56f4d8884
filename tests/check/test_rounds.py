"""What can go wrong in a later round is what can in an earlier one, moved; held against working it out anew."""

from __future__ import annotations

import numpy as np
import pytest

from check.candidates import Candidate, candidates, versions
from check.outcomes import outcomes
from check.rounds import Moved, Versions, likenesses, pattern
from engine import MECHANISMS, Program, run
from engine.execution.run import evaluate
from engine.expression.node import names
from tests.check.broken import drawn

LONG_ONES = [
    ("rnn", "textbook", {"T": 7, "layers": 2}),
    ("rnn", "pytorch", {"T": 7}),
    ("lstm", "pytorch", {"T": 6, "layers": 2}),
    ("lstm", "tensorflow_1", {"T": 6}),
    ("gru", "keras", {"T": 6}),
    ("gru", "mgu", {"T": 7, "layers": 2}),
    ("character_rnn", "textbook", {"T": 6}),
    ("rnn_attention", "textbook", {"n": 6, "m": 5}),
    ("kv_cache", "textbook", {"n": 6}),
]


def built(id: str, preset: str, sizes: dict[str, int]) -> Program:
    mechanism = MECHANISMS[id]
    return mechanism.build(mechanism.presets[preset], sizes)


@pytest.mark.parametrize(("id", "preset", "sizes"), LONG_ONES)
def test_a_later_round_has_the_wrong_versions_of_an_earlier_one(id: str, preset: str, sizes: dict[str, int]) -> None:
    program = built(id, preset, sizes)
    arrays = run(program, drawn(program, 3)).arrays
    for step, (first, shift) in likenesses(program).items():
        mine = list(versions(program.steps[step], program))
        moved = [(id, n, Moved(pattern(node), shift)) for id, n, node in versions(program.steps[first], program)]
        assert [one[:2] for one in moved] == [one[:2] for one in mine], step
        for (id, _, node), (_, _, there) in zip(mine, moved, strict=True):
            assert set(names(there.node)) == set(names(node)), (step, id)
            expected, found = evaluate(node, arrays), evaluate(there.node, arrays)
            np.testing.assert_array_equal(found, expected, err_msg=f"{step} {id}")


@pytest.mark.parametrize("bidirectional", [False, True])
def test_most_rounds_are_like_an_earlier_one(bidirectional: bool) -> None:
    """Of 7 rounds the last four, three where the last row is read; also where a sequence is read from its end."""
    mechanism = MECHANISMS["lstm"]
    options = mechanism.choose(direction="both") if bidirectional else mechanism.choose()
    program = mechanism.build(options, {"T": 7, "layers": 2})
    inside = [id for id in program.steps if "t=" in id]
    assert len(inside) * 3 / 7 <= len(likenesses(program)) <= len(inside) * 4 / 7


@pytest.mark.exhaustive
@pytest.mark.parametrize(("id", "preset", "sizes"), LONG_ONES[:4])
def test_patterns_give_what_the_expressions_written_out_give(id: str, preset: str, sizes: dict[str, int]) -> None:
    program = built(id, preset, sizes)
    inputs, last = drawn(program, 4), list(program.steps)[-1]
    known: list[Candidate] = [c for c in candidates(program) if isinstance(c.changes, Versions)]
    made = [one for c in known if isinstance(c.changes, Versions) for one in c.changes.made.values()]
    assert any(isinstance(one, Moved) for one in made)
    lazily = outcomes(program, inputs, [c.changes for c in known], [last])[last]
    written_out = outcomes(program, inputs, [dict(c.changes) for c in known], [last])[last]
    np.testing.assert_array_equal(lazily, written_out)
